"""What an evaluation leaves behind: each sub-expression with its value, the people found, and what was missing."""

from collections.abc import Sequence

from ..frozen import dataclass, quickly_made
from .values import MISSING, People, PeopleQuery, Plain, Truth, plain, show

MOST_STEPS = 60


@quickly_made
@dataclass(frozen=True, slots=True)
class Step:
    """One sub-expression: its text, the same with values put in (`shown`, empty where that says nothing), and its value."""

    text: str
    value: object
    shown: str = ""

    def to_plain(self) -> dict[str, Plain]:
        """JSON-able, without floats."""
        return {"text": self.text, "value": plain(self.value), **({"shown": self.shown} if self.shown else {})}

    def __str__(self) -> str:
        return f"{self.shown or self.text} → {show(self.value)}"


@quickly_made
@dataclass(frozen=True, slots=True)
class Resolution:
    """A question to the directory and whom it found."""

    query: PeopleQuery
    people: People

    def to_plain(self) -> dict[str, Plain]:
        """JSON-able, without floats."""
        return {"query": str(self.query), "found": plain(self.people.entries)}

    def __str__(self) -> str:
        return f"{self.query} → {show(self.people)}"


@quickly_made
@dataclass(frozen=True, slots=True)
class Trace:
    """The whole evaluation. `missing` names what had no value; `failing` the elements that failed an `.every(…)`: child cases by what
    they are called, short texts as they are, others counted from 1."""

    text: str
    value: object
    steps: tuple[Step, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    missing: tuple[str, ...] = ()
    failing: tuple[int | str, ...] = ()
    shortened: bool = False

    def line(self) -> str:
        """One line for people: `amount <= 5000: 12000 <= 5000 → false; missing: vendor`."""
        return line(self.text, self.value, [str(step) for step in (*self.steps, *self.resolutions)], self.missing, self.failing)

    def to_plain(self) -> dict[str, Plain]:
        """JSON-able, without floats; what is empty is left out."""
        found: dict[str, Plain] = {"text": self.text}
        value = plain(self.value)
        if value != []:
            found["value"] = value
        for name, parts in (("steps", self.steps), ("resolutions", self.resolutions)):
            if parts:
                found[name] = [part.to_plain() for part in parts]
        if self.missing:
            found["missing"] = list(self.missing)
        if self.failing:
            found["failing"] = list(self.failing)
        found["line"] = self.line()
        return found

    def __str__(self) -> str:
        return self.line()


def line(text: str, value: object, parts: Sequence[str], missing: Sequence[str], failing: Sequence[int | str]) -> str:
    """The one-line rendering of a trace."""
    own = f"{text} → "
    parts = [part for part in parts if not part.startswith(own)]
    if len(parts) == 1 and parts[0].endswith(f"→ {show(value)}"):
        told = f"{text}: {parts[0]}"
    else:
        told = f"{text} → {show(value)}" + (f" ({', '.join(parts[:8])}{', …' if len(parts) > 8 else ''})" if parts else "")
    for what, items in (("missing", missing), ("failing", failing)):
        if items:
            told += f"; {what}: {', '.join(map(str, items))}"
    return told


@quickly_made
@dataclass(frozen=True, slots=True)
class Outcome:
    """What an expression comes to. MISSING where it has no value; a condition then is not met."""

    value: object
    trace: Trace

    @property
    def met(self) -> bool:
        """Whether the condition holds; never by a missing value."""
        return self.value is True

    @property
    def people(self) -> People:
        """Whom the expression found; nobody if it was not asked for people."""
        return self.value if isinstance(self.value, People) else People()

    @property
    def truth(self) -> Truth:
        """The condition, three-valued: true, false or MISSING."""
        return self.value if isinstance(self.value, bool) else MISSING
