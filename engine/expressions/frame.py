"""One evaluation under way: the scope, the elements around, and what is noted for the trace."""

from collections.abc import Callable
from typing import TypeAlias

from ..frozen import maker
from .errors import ExpressionFailed, Unfit
from .scope import Scope
from .trace import MOST_STEPS, Resolution, Step, Trace
from .values import NOBODY, People, PeopleQuery

MOST_WORK = 100_000
"""Elements of lists that one evaluation may look at."""
MOST_INNER = 24

_step = maker(Step)
_trace = maker(Trace)
_resolution = maker(Resolution)


class Frame:
    """Mutable while one expression is worked out; nothing of it outlives the evaluation but the trace."""

    __slots__ = ("answers", "failing", "its", "macros", "missing", "resolutions", "scope", "steps", "work")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.its: list[object] = []
        self.steps: list[Step] = []
        self.missing: list[str] = []
        self.failing: tuple[int | str, ...] = ()
        self.resolutions: list[Resolution] = []
        self.answers: dict[PeopleQuery, People] = {}
        self.macros: dict[str, object] = {}
        self.work = 0

    def note(self, text: str, value: object, shown: str = "") -> None:
        """Add a step to the trace; of long lists only the beginning is kept."""
        if len(self.steps) < (MOST_INNER if self.its else MOST_STEPS):
            self.steps.append(_step(text, value, shown))

    def tick(self) -> None:
        """Count one element; raises Unfit when an evaluation looks at too many."""
        self.work += 1
        if self.work > MOST_WORK:
            raise Unfit(f"more than {MOST_WORK} elements would have to be looked at")

    def find(self, query: PeopleQuery) -> People:
        """Ask the directory; the same question is asked once."""
        found = self.answers.get(query)
        if found is None:
            found = self.scope.people(query)
            self.answers[query] = found
            self.resolutions.append(_resolution(query, found))
        return found

    def persons(self, value: object) -> People:
        """A value as people: a person's id, several of them, or people; nobody where there is no value. Raises Unfit."""
        if isinstance(value, People):
            return value
        if not value:
            return NOBODY
        if isinstance(value, str):
            return self.find(PeopleQuery("person", str(value)))
        if isinstance(value, tuple | list):
            found = NOBODY
            for item in value:
                found |= self.persons(item)
            return found
        raise Unfit("people are needed here")

    def trace(self, text: str, value: object) -> Trace:
        """Everything noted, frozen."""
        missing = tuple(dict.fromkeys(self.missing))
        return _trace(text, value, tuple(self.steps), tuple(self.resolutions), missing, self.failing, len(self.steps) >= MOST_STEPS)


Run: TypeAlias = Callable[[Frame], object]


def guarded(run: Run, text: str) -> Run:
    """Turn values that do not fit into ExpressionFailed with the sub-expression's text."""

    def checked(f: Frame) -> object:
        try:
            return run(f)
        except Unfit as error:
            raise ExpressionFailed(str(error), text) from None

    return checked
