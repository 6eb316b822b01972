"""A campaign: one look-back (回头看) for every case of a cohort, each in a transaction of its own; run again, it goes on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from signoff.engine import commands as c
from signoff.engine.batching import DONE, REFUSED, UNCHANGED
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk
from signoff.engine.errors import Reason
from signoff.engine.together import HELD
from signoff.engine.views import CaseView

FINISHED = ("proposal-handling", "proposal-record")
"""Workflows whose cases have replies to look back at."""
LOOKED_BACK_AT, USUAL = "lookback_classes", ("B",)
"""The list of the policy that says which classes are looked back at, and what is meant where it says nothing."""
PAGE = 500
WOULD = "would"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which finished cases: of a year, of these classes at present, and if need be of one kind or one lead unit.

    Without `classes` they are those that the policy of the look-back names (`lookback_classes`), `B` where it names none.
    """

    year: int
    classes: tuple[str, ...] = ()
    kind: str | None = None
    unit: str | None = None

    def holds(self, case: CaseView) -> bool:
        """Whether a case belongs to it."""
        data = case.data
        same = data.get("year") == self.year and data.get("result_class") in self.classes and self.kind in (None, data.get("kind"))
        return same and not case.parent and (self.unit is None or self.unit in lead_units(case))


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one case and lead unit: `done`, `unchanged` (begun before), `refused`, or on a dry run `would`.

    `begun` is the new case, with whoever holds it; on a dry run as it would be.
    """

    case: CaseView
    unit: str
    state: str
    started: str | None = None
    reasons: tuple[Reason, ...] = ()
    begun: CaseView | None = None


@dataclass(slots=True)
class Campaign:
    """The report of a campaign over cases of these classes; truthy where nothing was refused."""

    name: str
    classes: tuple[str, ...] = ()
    items: list[Looked] = field(default_factory=list)

    def __bool__(self) -> bool:
        return not self.count(REFUSED)

    def count(self, state: str) -> int:
        """How many came to this."""
        return sum(item.state == state for item in self.items)


def campaign(
    desk: Desk,
    cohort: Cohort,
    *,
    name: str,
    by: str,
    workflow: str = "look-back",
    dry_run: bool = False,
    watch: Callable[[int], object] = lambda done: None,
) -> Campaign:
    """Start `workflow` for every case of the cohort and each of its lead units.

    Under the same `name` no case gets a second one, however often this is run and wherever it was cut short; a case whose own
    look-back is still running gets none. The workflow says who may start it and who holds it. Raises NotFound where it is not there.
    """
    definition = desk.workflow(workflow)
    cohort = replace(cohort, classes=cohort.classes or followed(definition))
    made = Campaign(name, cohort.classes)
    for case in filter(cohort.holds, finished(desk)):
        for unit in lead_units(case) or ("",):
            made.items.append(_looked(desk, definition, case, unit, made.name, by, dry_run))
            watch(len(made.items))
    return made


def followed(workflow: Workflow) -> tuple[str, ...]:
    """The classes that a look-back is for."""
    named = workflow.policy.get(LOOKED_BACK_AT)
    return tuple(map(str, named)) if isinstance(named, tuple) else USUAL


def lead_units(case: CaseView) -> tuple[str, ...]:
    """The units that led the handling."""
    rows = case.data.get("units")
    if not isinstance(rows, tuple | list):
        return ()
    return tuple(str(row["unit"]) for row in rows if isinstance(row, Mapping) and row.get("role") == "lead" and row.get("unit"))


def finished(desk: Desk) -> Iterator[CaseView]:
    """Every case that may belong to a cohort."""
    for workflow in FINISHED:
        after: str | None = None
        while page := desk.cases(workflow=workflow, limit=PAGE, after=after):
            yield from page
            after = page[-1].id


def _looked(desk: Desk, workflow: Workflow, case: CaseView, unit: str, name: str, by: str, dry_run: bool) -> Looked:
    whole = desk.case(case.id)
    if any(child.workflow == workflow.id and child.ended_at is None for child in _below(whole)):
        return Looked(case, unit, UNCHANGED)
    key = "-".join(part for part in (case.key, unit, name) if part)
    if desk.cases(workflow=workflow.id, key=key, limit=1):
        return Looked(case, unit, UNCHANGED, key)
    (item,) = desk.together([c.Start(workflow=workflow.id, by=by, key=key, data=_given(workflow, case, unit))], dry_run=dry_run).items
    if item.code == "key_taken":  # by another run of the same campaign
        return Looked(case, unit, UNCHANGED, key)
    state = WOULD if item.state == HELD else item.state
    return Looked(case, unit, state, key if state == DONE else None, item.reasons, item.case)


def _given(workflow: Workflow, case: CaseView, unit: str) -> dict[str, object]:
    """What the case says that the other workflow asks for, under the same name and of the same type."""
    people = case.workflow != "proposal-record"  # in there persons are names
    signers = [case.data.get("lead_proposer"), *_several(case.data.get("co_signers"))] if people else []
    found = {"unit": unit or None, "signers": [one for one in signers if one], "class_at_first_reply": case.data.get("result_class")}
    found = {**case.data, **found}
    wanted = {id: found.get(id) for id, spec in workflow.data.items() if people or "person" not in (spec.type, spec.of)}
    return {name: value for name, value in wanted.items() if value not in (None, (), [])}


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else ()


def _below(case: CaseView) -> Iterator[CaseView]:
    for child in case.children:
        yield child
        yield from _below(child)
