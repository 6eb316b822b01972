"""What a rehearsal comes to: per example what was done, and everything that was otherwise than written."""

from collections.abc import Sequence
from datetime import datetime

from signoff.engine.definition import Label
from signoff.engine.errors import Reason
from signoff.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is otherwise than the example says: a sentence with what was expected and what is true, and its place.

    Where the engine has refused what the example does, the sentence holds its `reasons` as `told` has them.
    """

    message: str
    line: int
    column: int
    reasons: tuple[Reason, ...] = ()


def told(reason: Reason) -> str:
    """A reason for a refusal as it stands in a sentence: code and words."""
    return f"{reason.code} ({reason.message})"


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of `do` as it went: what was done, when and by whom, and where the case was then (`refused` holds the code)."""

    what: str
    at: datetime
    by: str | None = None
    step: str = ""
    refused: str | None = None
    line: int = 0

    def __str__(self) -> str:
        who = f"{self.by}: " if self.by else ""
        return f"{who}{self.what} → " + (f"refused, {self.refused}" if self.refused else self.step)


@dataclass(frozen=True, slots=True)
class Result:
    """An example that was run. `index` counts from 0; `line` and `column` are where it stands in `file`."""

    index: int
    title: Label | None
    file: str
    line: int
    column: int
    failures: tuple[Failure, ...] = ()
    taken: tuple[Taken, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as written."""
        return not self.failures

    @property
    def report(self) -> str:
        """The failures, a line each, each with its place; empty if there are none."""
        return "\n".join(f"{self.file}:{failure.line}:{failure.column}: {failure.message}" for failure in self.failures)


class Otherwise(Exception):
    """Ends a rehearsal: what was done went otherwise than written."""

    def __init__(self, message: str, place: tuple[int, int], reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.failure = Failure(message, *place, tuple(reasons))
