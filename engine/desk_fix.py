"""The part of a desk that mends what is stuck: plan, act through the ordinary commands, look again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from . import fix as fixing
from .durations import Duration
from .fix import CaseFixed, FixPlan, FixReport
from .fix.measures import How
from .inspect import Patience
from .service import Service


class FixDesk:
    """Repairs of one case or of many."""

    _service: Service
    _os_user: str | None
    _trusted: bool

    def plan_fix(
        self,
        cases: str | Sequence[str] = (),
        *,
        by: str,
        reason: str,
        to: str | None = None,
        until: datetime | str | None = None,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        code: str | None = None,
        severity: str | None = None,
        unit: str | None = None,
        older_than: Duration | str | None = None,
        everything: bool = False,
        limit: int = 1000,
        patience: Patience | None = None,
    ) -> FixPlan:
        """What would mend these cases, all that the filters of `stuck` find, or `everything`: tried out on a copy, and nothing is written.

        `to` is who gets seats on which nobody can act; without it the first whom the step names today, who stands in for the holder, or
        who leads them. `until` gives late clocks more time (an instant, or `due + 2wd`); without it the holders are urged, once.
        Raises Refused for what is wrong for every case alike: `by` or `to` whom nobody knows, no reason, a time that is none or past;
        Misconfigured where neither cases nor filters are given and not `everything` is meant.
        """
        names = (cases,) if isinstance(cases, str) else tuple(cases)
        how, patient = How(by, reason, to, until), patience or Patience()
        wish = fixing.Wish(how, names, workflow, step, holder, code, severity, unit, older_than, everything, limit, patient)
        return fixing.plan(self._service, wish, trusted=self._trusted)

    def fix_planned(self, plan: FixPlan, *, watch: Callable[[CaseFixed], object] | None = None) -> FixReport:
        """Carry a plan out: every command in a transaction of its own, unless bound; then what is true of each case now.

        A refusal stops none of the others. What has been mended meanwhile is left alone, so it may be called again after a crash.
        `watch` hears of every case.
        """
        found = []
        for one in plan.cases:
            found.append(fixing.carry_out(self._service, one, plan, trusted=self._trusted, os_user=self._os_user))
            if watch is not None:
                watch(found[-1])
        return FixReport(tuple(found), plan.beyond)

    def fix(
        self,
        cases: str | Sequence[str] = (),
        *,
        by: str,
        reason: str,
        to: str | None = None,
        until: datetime | str | None = None,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        code: str | None = None,
        severity: str | None = None,
        unit: str | None = None,
        older_than: Duration | str | None = None,
        everything: bool = False,
        limit: int = 1000,
        patience: Patience | None = None,
    ) -> FixReport:
        """Plan a repair as `plan_fix` does, carry it out, look again: truthy where nothing is left to be seen to."""
        return self.fix_planned(
            self.plan_fix(
                cases,
                by=by,
                reason=reason,
                to=to,
                until=until,
                workflow=workflow,
                step=step,
                holder=holder,
                code=code,
                severity=severity,
                unit=unit,
                older_than=older_than,
                everything=everything,
                limit=limit,
                patience=patience,
            )
        )
