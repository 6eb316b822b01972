"""A campaign: one look-back (回头看) for every case of a cohort, each in a transaction of its own; run again, it goes on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace

from signoff.engine import commands as c
from signoff.engine.batching import DONE, REFUSED, UNCHANGED
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk
from signoff.engine.errors import Reason
from signoff.engine.frozen import dataclass
from signoff.engine.together import HELD
from signoff.engine.views import CaseView

from .reports.filters import Filter
from .reports.measures import counted
from .reports.rows import Ledger, LedgerRow

FINISHED = ("proposal-handling", "proposal-record")
"""Workflows whose cases have replies to look back at."""
LOOKED_BACK_AT, USUAL = "lookback_classes", ("B",)
"""The list of the policy that says which classes are looked back at, and what is meant where it says nothing."""
PAGE = 500
WOULD = "would"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which replies: of a year, issued, of these classes at present, and if need be of one kind or one lead unit.

    Without `classes` they are those that the policy of the look-back names (`lookback_classes`), `B` where it names none.
    """

    year: int
    classes: tuple[str, ...] = ()
    kind: str | None = None
    unit: str | None = None

    def holds(self, reply: LedgerRow) -> bool:
        """Whether a reply belongs to it."""
        part = Filter(year=self.year, kind=self.kind, unit=self.unit)
        return part.fits(reply.case) and part.fits_part(reply) and reply.issued_at is not None and reply.current_class in self.classes


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
    ledger: Ledger,
    *,
    name: str,
    by: str,
    workflow: str = "look-back",
    dry_run: bool = False,
    watch: Callable[[int], object] = lambda done: None,
) -> Campaign:
    """Start `workflow` for every reply of the cohort: each case and each of its lead units, as the reports of this ledger have them.

    Under the same `name` no case gets a second one, however often this is run and wherever it was cut short; a case whose own
    look-back is still running gets none. The workflow says who may start it and who holds it. Raises NotFound where it is not there.
    """
    definition = desk.workflow(workflow)
    cohort = replace(cohort, classes=cohort.classes or followed(definition))
    made = Campaign(name, cohort.classes)
    cases = {case.key: case for case in finished(desk)}
    for reply in counted(filter(cohort.holds, ledger.rows)):
        if (case := cases.get(reply.case.key)) is not None:
            made.items.append(_looked(desk, definition, case, reply, made.name, by, dry_run))
            watch(len(made.items))
    return made


def followed(workflow: Workflow) -> tuple[str, ...]:
    """The classes that a look-back is for."""
    named = workflow.policy.get(LOOKED_BACK_AT)
    return tuple(map(str, named)) if isinstance(named, tuple) else USUAL


def finished(desk: Desk) -> Iterator[CaseView]:
    """Every case that may belong to a cohort."""
    for workflow in FINISHED:
        after: str | None = None
        while page := desk.cases(workflow=workflow, limit=PAGE, after=after):
            yield from (case for case in page if not case.parent)
            after = page[-1].id


def _looked(desk: Desk, workflow: Workflow, case: CaseView, reply: LedgerRow, name: str, by: str, dry_run: bool) -> Looked:
    whole, unit = desk.case(case.id), reply.unit
    if any(child.workflow == workflow.id and child.ended_at is None for child in _below(whole)):
        return Looked(case, unit, UNCHANGED)
    key = "-".join(part for part in (case.key, unit, name) if part)
    if desk.cases(workflow=workflow.id, key=key, limit=1):
        return Looked(case, unit, UNCHANGED, key)
    (item,) = desk.together([c.Start(workflow=workflow.id, by=by, key=key, data=_given(workflow, case, reply))], dry_run=dry_run).items
    if item.code == "key_taken":  # by another run of the same campaign
        return Looked(case, unit, UNCHANGED, key)
    state = WOULD if item.state == HELD else item.state
    return Looked(case, unit, state, key if state == DONE else None, item.reasons, item.case)


def _given(workflow: Workflow, case: CaseView, reply: LedgerRow) -> dict[str, object]:
    """What the case says that the other workflow asks for, under the same name and of the same type."""
    people = case.workflow != "proposal-record"  # in there persons are names
    signers = [case.data.get("lead_proposer"), *_several(case.data.get("co_signers"))] if people else []
    letters = {"result_class": reply.current_class, "class_at_first_reply": reply.current_class}
    found = {**case.data, **letters, "unit": reply.unit or None, "signers": [one for one in signers if one]}
    wanted = {id: found.get(id) for id, spec in workflow.data.items() if people or "person" not in (spec.type, spec.of)}
    return {name: value for name, value in wanted.items() if value not in (None, (), [])}


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else ()


def _below(case: CaseView) -> Iterator[CaseView]:
    for child in case.children:
        yield child
        yield from _below(child)
