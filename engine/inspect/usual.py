"""How long a step usually takes: the finished visits of the latest cases of the same definition."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from ..calendars import Calendar
from ..case import Case
from ..worktime import working_time_between
from .values import Peers

SAMPLE = 200
"""So many cases of a definition are looked at, the latest first."""

Latest = Callable[[str, int], Sequence[Case]]
"""The latest cases of a definition, by its hash."""


class Finished:
    """The finished visits of a step: when each began and ended. How long they took is worked out once for a calendar."""

    def __init__(self, visits: Sequence[tuple[datetime, datetime]] = ()) -> None:
        self._visits = visits
        self._known: tuple[Calendar | None, Peers | None] | None = None

    def peers(self, calendar: Calendar | None) -> Peers | None:
        """How long they took, of working time where a calendar counts; None where nobody has finished yet."""
        known = self._known
        if known is None or known[0] is not calendar:
            known = self._known = calendar, peers_of(self._visits, calendar)
        return known[1]


NONE = Finished()
"""Nobody has finished yet."""


class Visits:
    """Finished visits by definition, branch and step, each definition read once. Of a step that was entered again the last counts."""

    def __init__(self, latest: Latest) -> None:
        self._latest = latest
        self._known: dict[str, dict[tuple[str, str], Finished]] = {}

    def of(self, definition: str, branch: str, step: str) -> Finished:
        """Those of a step."""
        if definition not in self._known:
            self._known[definition] = _visits(self._latest(definition, SAMPLE))
        return self._known[definition].get((branch, step), NONE)


def _visits(cases: Iterable[Case]) -> dict[tuple[str, str], Finished]:
    found: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    for case in cases:
        for step, memory in case.memory.items():
            if memory.entered is not None and memory.left is not None and memory.left >= memory.entered:
                found.setdefault((case.branch, step), []).append((memory.entered, memory.left))
    return {place: Finished(spans) for place, spans in found.items()}


def peers_of(visits: Sequence[tuple[datetime, datetime]], calendar: Calendar | None) -> Peers | None:
    """Median and p95 (nearest rank) in whole minutes, of working time where a calendar counts; None where nobody has finished yet."""
    spans = sorted(span_of(entered, left, calendar) for entered, left in visits)
    if not spans:
        return None
    return Peers(len(spans), _rank(spans, 50), _rank(spans, 95), calendar is not None)


def _rank(spans: Sequence[timedelta], percent: int) -> int:
    return spans[-(-len(spans) * percent // 100) - 1] // timedelta(minutes=1)


def span_of(entered: datetime, left: datetime, calendar: Calendar | None) -> timedelta:
    return working_time_between(entered, left, calendar) if calendar is not None else left - entered
