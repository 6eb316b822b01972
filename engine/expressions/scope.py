"""What an expression asks its surroundings. The evaluator itself knows nothing of cases, directories or calendars."""

from datetime import date, datetime, time
from typing import Protocol

from ..durations import Duration
from ..worktime import Due
from .types import Types
from .values import People, PeopleQuery


class Scope(Protocol):
    """Answers for one place of one case. Values are plain: str, int, Decimal, bool, date, aware datetime, Due, Duration, People,
    tuples and mappings of these; children and clocks may be objects of the engine's own, which are asked through `part`.
    None counts as MISSING. Answers must not change during one evaluation. Errors that are no ExpressionFailed pass through."""

    @property
    def types(self) -> Types:
        """What may be named here; always the same object for the same place, since what is compiled is kept by it."""
        ...

    def value(self, name: str) -> object:
        """A field or word (`initiator`, `round`, `now` …) by its NFKC name: MISSING without a value, UNKNOWN_NAME if there is none."""
        ...

    def member(self, owner: str, attribute: str) -> object:
        """`policy.x` (tables looked up), `parent.x`, `STEP.entered`, `clock.due`, `deadline.x`; MISSING or UNKNOWN_NAME as above."""
        ...

    def part(self, value: object, attribute: str) -> object:
        """An attribute of an engine's own object: a child's field, a clock's `due`. Mappings are never asked here."""
        ...

    def day_of(self, instant: datetime | Due) -> date:
        """The day on which an instant lies where people read the clock; of a due one that ends a day, that day."""
        ...

    def people(self, query: PeopleQuery) -> People:
        """Whom the directory finds (`People.found(query, ids)` adds the live token); also records question and answer."""
        ...

    def call(self, function: str, argument: object) -> object:
        """`passed`, `approved` (step id), `changed` (field id), `unit_of` (person id), `unit_above` (unit id), and plug-ins (any value)."""
        ...

    def ask(self, value: object, function: str, argument: object) -> object:
        """A question to an engine's own object: `it.passed(step)` of a child."""
        ...

    def shift(self, base: datetime | date | Due, duration: Duration | None, at: time | None) -> datetime | date | Due:
        """`base ± duration`, at the clock time if one is given; without a duration, that clock time on the base's day."""
        ...
