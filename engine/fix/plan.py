"""The plan: for every case that is stuck the gentlest repair that works, tried out on a copy, with what would be left."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..errors import Reason
from ..inspect.facts import Patience
from ..inspect.look import Look
from ..inspect.reasons import Repair, Severity
from ..inspect.scan import stuck
from ..inspect.values import Note, StuckFinding
from ..inspect.wanted import StuckFilter, least_of
from ..service import Service
from .measures import How, measures
from .sight import Sight
from .values import CaseFix, FixPlan, Measure

EVERYTHING = 1_000_000
"""Findings that are asked of a scan, whose cases are what is limited here."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases: those named, of which the filters must hold too, or all that the filters find; at most `limit`. And how."""

    how: How
    cases: tuple[str, ...] = ()
    workflow: str | None = None
    step: str | None = None
    holder: str | None = None
    code: str | None = None
    severity: str | None = None
    limit: int = 1000
    patience: Patience = field(default_factory=Patience)


def plan(service: Service, wish: Wish, *, trusted: bool) -> FixPlan:
    """What would mend these cases; nothing is written. Raises NotFound for a case, reason or severity that does not exist."""
    planning = Planning(service, wish, least_of(wish.code, wish.severity), trusted)
    if wish.cases:
        ids, examined, notes = _named(service, wish), len(wish.cases), tuple[Note, ...]()
    else:
        wanted = StuckFilter(workflow=wish.workflow, step=wish.step, holder=wish.holder, reason=wish.code, severity=wish.severity)
        report = stuck(service, wanted, EVERYTHING, patience=wish.patience)
        ids, examined, notes = list(dict.fromkeys(one.case for one in report.findings))[: wish.limit], report.examined, report.notes
    for id in ids:
        planning.add(id)
    return FixPlan(tuple(planning.made.values()), examined, notes, planning.least, wish.patience, wish.how.by, wish.how.reason)


def _named(service: Service, wish: Wish) -> list[str]:
    """The ids of the cases that were named and that the filters find, too."""
    found = [service.store.find(service.tenant, name).meant for name in wish.cases]
    return [
        case.id
        for case in found
        if wish.workflow in (None, case.workflow)
        and wish.step in (None, case.step)
        and (wish.holder is None or any(task.holder == wish.holder for task in case.open_tasks))
    ]


@dataclass(eq=False)
class Planning:
    """A plan in the making. `ahead` are the aggregates of several cases as the measures planned so far would leave them, by root."""

    service: Service
    wish: Wish
    least: Severity
    trusted: bool
    made: dict[str, CaseFix] = field(default_factory=dict)
    ahead: dict[str, Sight] = field(default_factory=dict)

    def add(self, id: str) -> None:
        """A case, behind the children that hold it up."""
        if id in self.made:
            return
        sight = Sight.of(self.service, id, self.wish.patience, trusted=self.trusted)
        found = [one for one in sight.findings(self.least) if self.wish.code in (None, one.code)]
        for child in [str(one.evidence["child"]) for one in found if one.code == "child_stuck"]:
            self.add(child)
        if found:
            self.made[id] = self._case(sight, found)

    def _case(self, sight: Sight, found: list[StuckFinding]) -> CaseFix:
        case, others = sight.case, self.ahead.get(sight.case.root)
        trial = Trial(replace(others, id=sight.id) if others is not None else sight, self.wish.how, self.least)
        for finding in found:
            trial.mend(finding)
        if len(sight.stored.cases) > 1:
            self.ahead[case.root] = trial.sight
        left = dict.fromkeys(one.code for one in found if trial.still(one) is not None)
        return CaseFix(
            case=case.id,
            key=case.key,
            workflow=case.workflow,
            definition=case.definition,
            root=case.root,
            findings=tuple(found),
            measures=tuple(trial.measures),
            before=sight.stand(),
            after=trial.sight.stand(),
            left=tuple(left),
        )


@dataclass(eq=False)
class Trial:
    """The measures for one case, each tried out on what the ones before would leave."""

    sight: Sight
    how: How
    least: Severity
    measures: list[Measure] = field(default_factory=list)

    def still(self, finding: StuckFinding) -> StuckFinding | None:
        """The finding as it would be told now; None where it is gone, or somebody has seen to what can only be seen to."""
        return next((one for one in self.sight.findings(self.least) if identity(one) == identity(finding) and not seen_to(one)), None)

    def mend(self, finding: StuckFinding) -> None:
        """Try one measure after the other, until the finding is gone."""
        if self.still(finding) is None:
            return
        refused: list[Measure] = []
        for measure in self._measures(finding):
            reasons = () if measure.wants_person or measure.reasons else self._tried(measure)
            if measure.wants_person or measure.reasons or reasons:
                refused.append(replace(measure, reasons=measure.reasons or reasons))
                continue
            told = refused[0].reasons if refused and refused[0].verb != measure.verb else ()
            self.measures.append(replace(measure, instead_of=told))
            if self.still(finding) is None:
                return
        known = {(one.verb, one.task) for one in self.measures}
        self.measures += [one for one in refused if (one.verb, one.task) not in known]

    def _measures(self, finding: StuckFinding) -> Iterator[Measure]:
        if isinstance(self.sight.look(), Look):
            yield from measures(self._look, finding, self.how)

    def _look(self) -> Look:
        look = self.sight.look()
        assert isinstance(look, Look)
        return look

    def _tried(self, measure: Measure) -> tuple[Reason, ...]:
        """Why it cannot be done; nothing where it can, and then it is."""
        rule = measure.rule
        after = self.sight.after(measure.command) if rule is None else self.sight.with_rule(rule, self.how.by, self.how.reason)
        if isinstance(after, tuple):
            return after
        self.sight = after
        return ()


def identity(finding: StuckFinding) -> tuple[object, ...]:
    """What makes two findings the same one, today and later."""
    return finding.case, finding.code, finding.task, finding.params.get("clock")


def seen_to(finding: StuckFinding) -> bool:
    """Whether nothing more can be done about it: somebody has acknowledged it."""
    return finding.repair is Repair.ACKNOWLEDGES and finding.acknowledged is not None
