"""What expressions work on and give back: people, days of the year, the absence of a value."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, TypeAlias

from ..durations import Duration
from ..frozen import dataclass, maker, quickly_made
from ..worktime import Due


class Absent(Enum):
    """Two ways of having no value: MISSING (the name is known) and UNKNOWN (there is no such name here)."""

    MISSING = "missing"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.name


MISSING: Final = Absent.MISSING
"""A known name without a value. As a condition it is neither true nor false, and `not` leaves it so."""
UNKNOWN_NAME: Final = Absent.UNKNOWN
"""A scope's answer for a name that means nothing here."""

PersonRef: TypeAlias = str
"""The id of a person."""


@quickly_made
@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """Who is meant. `kind` and what it reads:

    `role` NAME (in UNIT) · `post` NAME at UNIT, or over UNIT's `portfolio` · `manager_of` the persons `of` · `actor_of` the step
    NAME · `person` NAME · `resolver` (in traces only: a plug-in has answered NAME). Units and persons are ids.
    """

    kind: str
    name: str = ""
    unit: str | None = None
    portfolio: bool = False
    of: tuple[PersonRef, ...] = ()

    @property
    def token(self) -> str | None:
        """The live token that all whom a role finds carry: `role:legal`, `role:legal@finance`; None for the other kinds."""
        if self.kind != "role":
            return None
        return f"role:{self.name}@{self.unit}" if self.unit else f"role:{self.name}"

    def __str__(self) -> str:
        if self.kind == "resolver":
            return self.name
        if self.kind == "manager_of":
            return f"manager_of({', '.join(self.of)})"
        if self.kind == "post":
            return f"{self.name}@portfolio({self.unit})" if self.portfolio else f"{self.name}@{self.unit}"
        return f"{self.kind}({self.name})" + (f"@{self.unit}" if self.unit else "")


@quickly_made
@dataclass(frozen=True, slots=True)
class People:
    """Persons found, in order and without repeats. `tokens` are the live pools among them; `each` asks for a seat per person."""

    entries: tuple[PersonRef, ...] = ()
    tokens: tuple[str, ...] = ()
    each: bool = False

    @classmethod
    def found(cls, query: PeopleQuery, persons: Iterable[PersonRef]) -> "People":
        """The answer to a query: with its token if it names a pool."""
        token = query.token
        return _people(tuple(dict.fromkeys(persons)), (token,) if token else ())

    def __or__(self, other: "People") -> "People":
        return People(
            tuple(dict.fromkeys(self.entries + other.entries)),
            tuple(dict.fromkeys(self.tokens + other.tokens)),
            self.each or other.each,
        )

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


_people = maker(People)
NOBODY: Final = People()


class Timed:
    """A clock of the engine's own as a value: compared or reckoned with, it stands for its due instant."""

    __slots__ = ()

    @property
    def instant(self) -> Due | None:
        """When it is due; None where that has no value."""
        raise NotImplementedError


def at_due(value: object) -> object:
    """A clock as its due instant, MISSING if it has none; any other value as it is."""
    if not isinstance(value, Timed):
        return value
    return MISSING if value.instant is None else value.instant


@dataclass(frozen=True, slots=True)
class MonthDay:
    """`11-20`, or `11-20 17:00`: the next such date, itself included. Only as a whole expression; raises ValueError for 02-30."""

    month: int
    day: int
    at: time | None = None

    def __post_init__(self) -> None:
        date(2000, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}" + (f" {self.at:%H:%M}" if self.at else "")


def as_day(value: object) -> object:
    """A policy's text that is a day of the year (`04-30`), also in a list, as that day; any other value as it is."""
    if isinstance(value, tuple):
        return tuple(as_day(item) for item in value)
    if not isinstance(value, str) or MONTH_DAY.fullmatch(value) is None:
        return value
    try:
        return MonthDay(int(value[:2]), int(value[3:]))
    except ValueError:
        return value


MONTH_DAY = re.compile(r"\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """`3wd 17:00`: so long after the clock's begin, at that clock time of the last day."""

    duration: Duration
    at: time

    def __str__(self) -> str:
        return f"{self.duration} {self.at:%H:%M}"


Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"

LONGEST_SHOWN = 120
MOST_SHOWN = 20


def plain(value: object) -> Plain:
    """A value for a trace: JSON-able, without floats, cut where it is long."""
    if type(value) is str and len(value) <= LONGEST_SHOWN:
        return value
    if type(value) is tuple:
        return _container(value)
    if value is None or value is MISSING or value is UNKNOWN_NAME:
        return None
    if isinstance(value, bool | int):
        return value if abs(value) < 10**30 else _long(value)
    if isinstance(value, str):
        return str(value) if len(value) <= LONGEST_SHOWN else str(value[: LONGEST_SHOWN - 1]) + "…"
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Timed):
        return plain(value.instant)
    if isinstance(value, Due):
        return value.at.isoformat()
    if isinstance(value, Duration | MonthDay | Span):
        return str(value)
    if isinstance(value, People):
        shown: dict[str, Plain] = {"people": plain(value.entries)}
        if value.tokens:
            shown["tokens"] = plain(value.tokens)
        return {**shown, "each": True} if value.each else shown
    return _container(value)


def _container(value: object) -> Plain:
    if isinstance(value, tuple | list):
        return [plain(item) for item in value[:MOST_SHOWN]] + (["…"] if len(value) > MOST_SHOWN else [])
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in list(value.items())[:MOST_SHOWN]}
    return f"<{type(value).__name__}>"


def _long(value: int) -> str:
    # Python refuses to write out integers of thousands of digits.
    return str(value) if abs(value) < 10**LONGEST_SHOWN else f"a number of more than {LONGEST_SHOWN} digits"


def _number(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return str(value)[:LONGEST_SHOWN]
    return format(value, "f")


def show(value: object) -> str:
    """A value as a person reads it in a line of a trace."""
    if value is None or value is MISSING:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, People):
        return ", ".join(map(str, value.entries[:MOST_SHOWN])) or "nobody"
    if isinstance(value, tuple | list):
        inner = ", ".join(show(item) for item in value[:6])
        return f"[{inner}{', …' if len(value) > 6 else ''}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {show(item)}" for key, item in list(value.items())[:6]) + "}"
    return str(plain(value))


Truth: TypeAlias = Literal[True, False] | Absent
"""What a condition comes to: true, false, or MISSING."""
