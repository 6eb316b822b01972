"""The plan: for every case that is stuck the gentlest repair that works, tried out on a copy, with what would be left."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..case import Case
from ..errors import Reason
from ..inspect.look import Look
from ..inspect.scan import stuck
from ..inspect.values import Note, StuckFinding, StuckReport
from ..inspect.wanted import StuckFilter
from ..reasons import Repair, Severity
from ..service import Service
from .measures import How, measures
from .sight import Sight
from .values import CaseFix, FixPlan, Measure, Spared, SparedFor
from .wish import Wish

EVERYTHING = 1_000_000
"""Findings that are asked of a scan, whose cases are what is limited here."""


def plan(service: Service, wish: Wish, *, trusted: bool) -> FixPlan:
    """What would mend these cases; nothing is written.

    Raises NotFound for a case, reason or severity that does not exist, Refused for what no case can be mended with,
    Misconfigured where it is not said which cases are meant.
    """
    wanted = wish.wanted.checked()
    planning = Planning(service, wish, wanted, trusted)
    wish.check(service)
    if wish.cases:
        return planning.named()
    return planning.found(stuck(service, wanted, EVERYTHING, patience=wish.patience))


@dataclass(eq=False)
class Planning:
    """A plan in the making. `ahead` are the aggregates of several cases as the measures planned so far would leave them, by root."""

    service: Service
    wish: Wish
    wanted: StuckFilter
    trusted: bool
    made: dict[str, CaseFix] = field(default_factory=dict)
    ahead: dict[str, Sight] = field(default_factory=dict)

    def named(self) -> FixPlan:
        """The cases that were named, and why nothing is planned for some of them."""
        cases = [self.service.store.find(self.service.tenant, name).meant for name in self.wish.cases]
        once = {case.id: case for case in cases}.values()
        for case in once:
            if self.wanted.fits(case) and self._of_unit(case.id):
                self.add(case.id)
        spared = (Spared(case.id, case.key, self._why_not(case), case.status.value) for case in once if case.id not in self.made)
        return self._made(len(once), spared=tuple(spared))

    def found(self, report: StuckReport) -> FixPlan:
        """The first of the cases that `stuck` has found."""
        ids = list(dict.fromkeys(one.case for one in report.findings))
        for id in ids[: self.wish.limit]:
            self.add(id)
        return self._made(report.examined, report.notes, beyond=sum(id not in self.made for id in ids[self.wish.limit :]))

    def _of_unit(self, id: str) -> bool:
        if self.wanted.unit is None:
            return True
        look = Sight.of(self.service, id, self.wish.patience).look()
        return isinstance(look, Look) and self.wanted.of_unit(look)

    def _why_not(self, case: Case) -> SparedFor:
        if not case.open:
            return SparedFor.ENDED
        return SparedFor.FILTERED if self.wish.filtered else SparedFor.FREE

    def _made(self, examined: int, notes: tuple[Note, ...] = (), **more: Any) -> FixPlan:
        wish = self.wish
        return FixPlan(tuple(self.made.values()), examined, notes, self.wanted.least, wish.patience, wish.how.by, wish.how.reason, **more)

    def add(self, id: str) -> None:
        """A case, behind the children that hold it up."""
        if id in self.made:
            return
        sight = Sight.of(self.service, id, self.wish.patience, trusted=self.trusted)
        everything, look = sight.findings(self.wanted.least), sight.look()
        now = look.world.now if isinstance(look, Look) else self.service.now()
        found = [one for one in everything if self.wanted.takes(one, now, look if isinstance(look, Look) else None)]
        for child in [str(one.evidence["child"]) for one in found if one.code == "child_stuck"]:
            self.add(child)
        if found:
            others = dict.fromkeys(one.code for one in everything if one not in found)
            self.made[id] = replace(self._case(sight, found, everything), beside=tuple(others))

    def _case(self, sight: Sight, found: list[StuckFinding], everything: tuple[StuckFinding, ...]) -> CaseFix:
        case, others = sight.case, self.ahead.get(sight.case.root)
        trial = Trial(replace(others, id=sight.id) if others is not None else sight, self.wish.how, self.wanted.least)
        for finding in found:
            trial.mend(finding)
        if len(sight.stored.cases) > 1:
            self.ahead[case.root] = trial.sight
        left = dict.fromkeys(one.code for one in (*found, *trial.brought_to_light(everything)) if trial.still(one) is not None)
        seen = dict.fromkeys(one.code for one in found if trial.stays(one) is not None and trial.still(one) is None)
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
            seen=tuple(seen),
        )


@dataclass(eq=False)
class Trial:
    """The measures for one case, each tried out on what the ones before would leave."""

    sight: Sight
    how: How
    least: Severity
    measures: list[Measure] = field(default_factory=list)

    def stays(self, finding: StuckFinding) -> StuckFinding | None:
        """The finding as it would be told now; None where it is gone."""
        return next((one for one in self.sight.findings(self.least) if identity(one) == identity(finding)), None)

    def still(self, finding: StuckFinding) -> StuckFinding | None:
        """The same; None also where somebody has seen to what can only be seen to."""
        found = self.stays(finding)
        return None if found is None or seen_to(found) else found

    def brought_to_light(self, known: tuple[StuckFinding, ...]) -> tuple[StuckFinding, ...]:
        """What would hold the case up behind what is mended, and does not now: a case that is resumed goes on waiting for what it lacks."""
        before = {identity(one) for one in known}
        return tuple(one for one in self.sight.findings(self.least) if identity(one) not in before)

    def mend(self, finding: StuckFinding) -> None:
        """Try one measure after the other, until the finding is gone."""
        if self.still(finding) is None:
            return
        refused: list[Measure] = []
        for measure in self._measures(finding):
            if self._planned(measure):
                continue
            reasons = () if measure.wants_person or measure.reasons else self._tried(measure)
            if measure.wants_person or measure.reasons or reasons:
                refused.append(replace(measure, reasons=measure.reasons or reasons))
                continue
            told = refused[0].reasons if refused and refused[0].verb != measure.verb else ()
            once = told if not any(told == one.instead_of for one in self.measures) else ()
            self.measures.append(replace(measure, instead_of=once))
            if self.still(finding) is None:
                return
        known = {(one.verb, one.task, one.clock) for one in self.measures}
        self.measures += [one for one in refused if (one.verb, one.task, one.clock) not in known]

    def _planned(self, measure: Measure) -> bool:
        """Whether the same is going to be done for another finding: then it is for this one as well, and not done twice."""
        for number, one in enumerate(self.measures):
            if one.possible and _deed(one) == _deed(measure):
                self.measures[number] = replace(one, codes=tuple(dict.fromkeys((*one.codes, *measure.codes))))
                return True
        return False

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


def _deed(measure: Measure) -> tuple[object, ...]:
    """What makes two measures the same one."""
    return measure.verb, measure.task, measure.command, measure.rule


def identity(finding: StuckFinding) -> tuple[object, ...]:
    """What makes two findings the same one, today and later."""
    return finding.case, finding.code, finding.task, finding.params.get("clock")


def seen_to(finding: StuckFinding) -> bool:
    """Whether nothing more can be done about it: somebody has acknowledged it."""
    return finding.repair is Repair.ACKNOWLEDGES and finding.acknowledged is not None
