"""How long a step usually takes: the finished visits of the latest cases of the same definition."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from ..calendars import Calendar
from ..case import Case, Status
from ..worktime import working_time_between
from .look import Look
from .reasons import Severity
from .repairs import acknowledge, remind
from .values import Peers, StuckFinding

SAMPLE = 300
"""So many cases of a definition are looked at, the latest first."""
LEAST = 20
"""Fewer visits say nothing of what is usual."""
TIMES = 3
"""So many times the p95 is a silence."""

Latest = Callable[[str, int], Sequence[Case]]
"""The latest cases of a definition, by its hash."""


class Visits:
    """Finished visits by definition, branch and step, each definition read once. Of a step that was entered again the last counts."""

    def __init__(self, latest: Latest) -> None:
        self._latest = latest
        self._known: dict[str, dict[tuple[str, str], list[tuple[datetime, datetime]]]] = {}

    def of(self, definition: str, branch: str, step: str) -> Sequence[tuple[datetime, datetime]]:
        """When each visit began and ended."""
        if definition not in self._known:
            self._known[definition] = _visits(self._latest(definition, SAMPLE))
        return self._known[definition].get((branch, step), ())


def _visits(cases: Iterable[Case]) -> dict[tuple[str, str], list[tuple[datetime, datetime]]]:
    found: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    for case in cases:
        for step, memory in case.memory.items():
            if memory.entered is not None and memory.left is not None and memory.left >= memory.entered:
                found.setdefault((case.branch, step), []).append((memory.entered, memory.left))
    return found


def peers_of(visits: Sequence[tuple[datetime, datetime]], calendar: Calendar | None) -> Peers | None:
    """Median and p95 (nearest rank) in whole minutes, of working time where a calendar counts; None where nobody has finished yet."""
    spans = sorted(_span(entered, left, calendar) for entered, left in visits)
    if not spans:
        return None
    return Peers(len(spans), _rank(spans, 50), _rank(spans, 95), calendar is not None)


def _rank(spans: Sequence[timedelta], percent: int) -> int:
    return spans[-(-len(spans) * percent // 100) - 1] // timedelta(minutes=1)


def _span(entered: datetime, left: datetime, calendar: Calendar | None) -> timedelta:
    return working_time_between(entered, left, calendar) if calendar is not None else left - entered


def silent_findings(look: Look) -> Iterator[StuckFinding]:
    """Nobody has done anything for much longer than the step usually takes. A step that waits for branches is silent while they are not."""
    case, now = look.case, look.world.now
    if case.status is not Status.OPEN or look.step.splits:
        return
    peers = peers_of(look.facts.visits(case.definition, case.branch, case.step), look.calendar)
    if peers is None or peers.count < LEAST or _minutes(look, case.entered, now) <= TIMES * peers.p95:
        return
    last = next((event for event in reversed(look.facts.events) if not event.actor.startswith("system:")), None)
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
            commands=[*([remind(case, look.world)] if case.open_tasks else []), acknowledge(case, "silent", look.world)],
        )


def usual(minutes: int) -> str:
    """Minutes as `45m` or `7h`, rounded up to what one says."""
    return f"{minutes}m" if minutes < 120 else f"{-(-minutes // 60)}h"


def _minutes(look: Look, since: datetime, until: datetime) -> int:
    return _span(since, max(since, until), look.calendar) // timedelta(minutes=1)
