"""Which findings are wanted: of which cases, for which reason, how grave, since how long at least."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from .. import given
from ..case import Case
from ..durations import Duration
from ..errors import Misconfigured, NotFound
from ..frozen import dataclass
from ..ports import CaseFilter
from ..reasons import REASONS, Severity
from ..worktime import shift
from .look import Look
from .units import units_of
from .values import StuckFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckFilter:
    """What `stuck` is asked for: every field given must fit.

    `holder` holds an open seat. `unit` is the case's (see `units_of`). `severity` is the least that is shown: without it and without a
    `reason`, no `info`. What was found has been so for `older_than` at least: `5d`, `8h`, or `3wd` by the calendar of the step, without
    which such a finding is left out.
    """

    workflow: str | None = None
    step: str | None = None
    holder: str | None = None
    unit: str | None = None
    reason: str | None = None
    severity: str | None = None
    older_than: Duration | str | None = None

    def cases(self, limit: int) -> CaseFilter:
        """The open cases that a store is asked for."""
        return CaseFilter(workflow=self.workflow, step=self.step, holder=self.holder, open=True, limit=limit)

    @property
    def narrowed(self) -> bool:
        """Whether a store is asked for some of the open cases only."""
        return any(one is not None for one in (self.workflow, self.step, self.holder))

    def fits(self, case: Case) -> bool:
        """Whether a case is of the workflow, at the step and with the holder asked for."""
        same = self.workflow in (None, case.workflow) and self.step in (None, case.step)
        return same and (self.holder is None or any(task.holder == self.holder for task in case.open_tasks))

    def checked(self) -> "StuckFilter":
        """The same with its duration read; raises NotFound for a reason or severity that does not exist, Misconfigured for no duration."""
        for name in ("workflow", "step", "holder", "unit", "reason", "severity"):
            given.text(name, getattr(self, name))
        least_of(self.reason, self.severity)
        if isinstance(self.older_than, Duration | None):
            return self
        given.text("older_than", self.older_than)
        try:
            return replace(self, older_than=Duration.parse(str(self.older_than)))
        except ValueError as error:
            raise Misconfigured(str(error), hint="Write older_than as 5d, 8h or 3wd.") from None

    @property
    def least(self) -> Severity:
        """The least grave that is shown."""
        return least_of(self.reason, self.severity)

    def of_unit(self, look: Look) -> bool:
        """Whether a case is of the unit asked for."""
        return self.unit is None or self.unit in units_of(look.model, look.case, look.world)

    def takes(self, finding: StuckFinding, now: datetime, look: Look | None) -> bool:
        """Whether a finding fits, as far as it is told by the finding itself; `look` has the calendar of its case, if any."""
        if (self.reason is not None and self.reason != finding.code) or finding.severity.rank > self.least.rank:
            return False
        return self.older_than is None or self._old(finding.since, now, look)

    def _old(self, since: datetime, now: datetime, look: Look | None) -> bool:
        duration = self.older_than
        assert isinstance(duration, Duration)
        found = look.calendar if duration.unit.needs_calendar and look is not None else None
        if duration.unit.needs_calendar and found is None:
            return False
        return shift(since, duration, found, found.zone if found is not None else ZoneInfo("UTC")).at <= now


def least_of(reason: str | None, severity: str | None) -> Severity:
    """The least grave that is shown; raises NotFound for a reason or severity that does not exist."""
    if reason is not None and reason not in REASONS:
        raise _unknown("reason", reason, list(REASONS))
    if severity is None:
        return Severity.INFO if reason is not None else Severity.WARNING
    try:
        return Severity(severity)
    except ValueError:
        raise _unknown("severity", severity, [str(s.value) for s in Severity]) from None


def _unknown(what: str, word: str, known: list[str]) -> NotFound:
    return NotFound(f"there is no {what} `{word}`", code=f"unknown_{what}", hint=given.meant(word, known), data={"known": known})
