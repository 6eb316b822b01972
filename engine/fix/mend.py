"""A plan carried out by the ordinary commands, case by case, each in a transaction of its own; then the case is looked at again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..errors import DirectoryUnavailable, Reason, Refused, Stale
from ..inspect.values import StuckFinding
from ..service import Service
from ..standing_proxies import set_up
from ..sweep import fire_all
from .plan import identity, seen_to
from .sight import Sight
from .values import CaseFix, CaseFixed, FixPlan, FixState, Found, Measure


def carry_out(service: Service, fix: CaseFix, plan: FixPlan, *, trusted: bool, os_user: str | None) -> CaseFixed:
    """Carry the measures for one case out, and say what is true of it now. A refusal is told, and stops none of the others.

    What has been mended since the plan was made is left alone, so that a batch may be begun again after any interruption.
    Raises StoreUnavailable; within a host's transaction also Stale.
    """
    mending = Mending(service, fix, plan, trusted, os_user)
    before = _findings(service, fix, plan)
    for measure in fix.possible:
        if mending.wanted(measure, before):
            mending.act(measure)
    after = _findings(service, fix, plan) if mending.acted or mending.refused else before
    found = tuple(mending.what_became_of(one, before.get(identity(one)), after.get(identity(one))) for one in fix.findings)
    known = {identity(one) for one in fix.findings}
    more = tuple(one for key, one in after.items() if key not in known and one.code not in fix.beside and not seen_to(one))
    return CaseFixed(fix, found, more)


def _findings(service: Service, fix: CaseFix, plan: FixPlan) -> dict[tuple[object, ...], StuckFinding]:
    return {identity(one): one for one in Sight.of(service, fix.case, plan.patience).findings(plan.least)}


@dataclass(eq=False)
class Mending:
    """One case under repair: what was done for which findings, and what was refused."""

    service: Service
    fix: CaseFix
    plan: FixPlan
    trusted: bool
    os_user: str | None
    acted: list[Measure] = field(default_factory=list)
    refused: list[tuple[Measure, tuple[Reason, ...]]] = field(default_factory=list)

    def wanted(self, measure: Measure, now: Mapping[tuple[object, ...], StuckFinding]) -> bool:
        """Whether something that the measure is for is there still."""
        return any(not seen_to(now[key]) for one in _about(measure, self.fix.findings) if (key := identity(one)) in now)

    def act(self, measure: Measure) -> None:
        """Carry one measure out."""
        try:
            reasons = self._done(measure)
        except Refused as error:
            reasons = error.reasons
        except (Stale, DirectoryUnavailable) as error:
            if self.service.bound:
                raise
            reasons = (Reason(error.code, error.message, error.hint, error.data),)
        if reasons:
            self.refused.append((measure, reasons))
        else:
            self.acted.append(measure)

    def _done(self, measure: Measure) -> tuple[Reason, ...]:
        if measure.rule is not None:
            set_up(self.service, measure.rule, self.plan.by, self.plan.reason, trusted=self.trusted)
            return ()
        if measure.command is None:
            failed = fire_all(self.service, self.fix.root).failed
            return tuple(Reason("timer_failed", why, "Mend the cause; the next tick tries again.") for why in failed.values())
        self.service.execute(measure.command, os_user=self.os_user, trusted=self.trusted)
        return ()

    def what_became_of(self, one: StuckFinding, before: StuckFinding | None, after: StuckFinding | None) -> Found:
        """What is true of a finding now."""
        acted = any(_about(measure, [one]) for measure in self.acted)
        if before is None or (after is None and not self.acted):
            return Found(one, FixState.GONE)
        if after is None:
            return Found(one, FixState.MENDED)
        if seen_to(after):
            return Found(one, FixState.ACKNOWLEDGED if self._acknowledged(one) else FixState.SEEN, after)
        if acted:
            return Found(one, FixState.RECURRED if after.since > one.since else FixState.STUCK, after)
        foreseen = [(measure, measure.reasons) for measure in self.fix.measures if measure.reasons]
        reasons = next((why for measure, why in (*self.refused, *foreseen) if _about(measure, [one])), ())
        return Found(one, FixState.REFUSED if reasons else FixState.UNCHANGED, after, reasons)

    def _acknowledged(self, finding: StuckFinding) -> bool:
        """Whether it was done here: somebody else may have been quicker."""
        return any(measure.verb == "acknowledge" and _about(measure, [finding]) for measure in self.acted)


def _about(measure: Measure, findings: Iterable[StuckFinding]) -> list[StuckFinding]:
    """The findings that a measure is for; one that names a clock, or the step's, is for that clock alone."""
    return [
        one
        for one in findings
        if one.code in measure.codes
        and (measure.task is None or one.task in (None, measure.task))
        and (not measure.of_clock or one.params.get("clock") == measure.clock)
    ]
