"""Silence: nobody has done anything for much longer than the step usually takes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .. import events as e
from ..commands import SYSTEM
from ..reasons import Severity
from ..verdict.holding import may_be_silent
from .look import Look
from .repairs import acknowledge, remind
from .usual import span_of
from .values import StuckFinding

LEAST = 20
"""Fewer visits say nothing of what is usual."""
TIMES = 3
"""So many times the p95 is a silence."""


def silent_findings(look: Look) -> Iterator[StuckFinding]:
    """Nobody has done anything for much longer than the step usually takes."""
    case, now = look.case, look.world.now
    if not may_be_silent(look.model, case):
        return
    peers = look.facts.visits(case.definition, case.branch, case.step).peers(look.calendar)
    if peers is None or peers.count < LEAST or _minutes(look, case.entered, now) <= TIMES * peers.p95:
        return
    last = next((event for event in reversed(look.facts.events) if _sign_of_life(event)), None)
    since = max(last.at if last is not None else case.entered, case.entered)
    spent = _minutes(look, since, now)
    if spent > TIMES * max(peers.p95, 1):
        params: dict[str, str | int] = {"hours": spent // 60, "peers": peers.count, "usual": usual(peers.p95)}
        people = tuple(task.holder for task in case.open_tasks if task.holder is not None)
        yield look.finding(
            "silent",
            "working" if peers.working else "elapsed",
            since,
            params,
            severity=Severity.INFO,
            people=people,
            evidence={"last": last.kind if last is not None else None, "by": last.actor if last is not None else None},
            commands=[*remind(look), acknowledge(look, "silent")],
        )


def _sign_of_life(event: e.Event) -> bool:
    """Whether somebody has done something for the case; to urge others, or to see to a finding, is nothing of the kind."""
    return not event.actor.startswith(SYSTEM) and not isinstance(event.fact, e.Urged | e.Noticed | e.Acknowledged)


def usual(minutes: int) -> str:
    """Minutes as `45m` or `7h`, rounded up to what one says."""
    return f"{minutes}m" if minutes < 120 else f"{-(-minutes // 60)}h"


def _minutes(look: Look, since: datetime, until: datetime) -> int:
    return span_of(since, max(since, until), look.calendar) // timedelta(minutes=1)
