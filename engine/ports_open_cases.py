"""What a store is asked of open cases as a whole: how many there are, which want looking at, which are alike."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from .case import Case
from .events import Event
from .frozen import quickly_made
from .ports_reading import CaseFilter
from .ports_saving import Delivery


@quickly_made
@dataclass(frozen=True, eq=False)
class OpenCase:
    """An open case as its row tells of it; the case itself is read when it is asked for."""

    id: str
    root: str
    look_at: datetime | None
    situation: str | None
    read: Callable[[], Case]

    @property
    def case(self) -> Case:
        """The folded case, read anew each time: of most it is asked once."""
        return self.read()


Told: TypeAlias = Callable[[Container[str] | None, str | None], Sequence[Event]]
"""What has happened to a case, in order: the events of some kinds, or with None all of them; and of these only those that name something
(an id, say: its text stands in what the event tells)."""


class OpenCases(Protocol):
    """Questions over the live tables, without locks, each answered by an index however many cases there are.

    Pages are asked for `after` the place of the last row of the page before. Of a filter its `limit` and `after` do not count.
    """

    def count(self, tenant: str, wanted: CaseFilter) -> int:
        """How many cases meet a filter."""
        ...

    def hanging(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[OpenCase]:
        """Open cases that want looking at since this instant at the latest, the longest first: in the order of (look_at, id)."""
        ...

    def alike(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[OpenCase]:
        """All other open cases of which it is told what they are like, in the order of (situation, id)."""
        ...

    def untold(self, tenant: str, wanted: CaseFilter, limit: int, after: str | None = None) -> Sequence[OpenCase]:
        """Open cases of which nothing is told (an older release has begun them), in the order of their ids."""
        ...

    def incidents(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """The ids of cases, ended ones too, with rows of the outbox that have failed their last try, in order."""
        ...

    def events_among(
        self, tenant: str, cases: Sequence[str], roots: Sequence[str], limit: int, kinds: Collection[str] | None = None
    ) -> Mapping[str, Told] | None:
        """Everything of these kinds (None: of all) that has happened to each of these cases of these roots; None where it is more than so
        many events.

        All is read at once, and the events of a case are made of it when they are asked for.
        """
        ...

    def dead_among(self, tenant: str, cases: Sequence[str]) -> Sequence[Delivery]:
        """The rows of these cases that have failed their last try, oldest first."""
        ...
