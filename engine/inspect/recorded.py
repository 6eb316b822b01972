"""What history knows of the world outside at a past instant, and whether more than that was asked.

Who held which role then, who was away, what a function of the host would have said: history holds no more of this than the answers that
went into its traces. So the last recorded answer stands in for the directory, and every question is noticed: what was worked out with one
is told as "not recorded".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from .. import events as e
from ..errors import DirectoryUnavailable
from ..events import Event
from ..expressions import People, PeopleQuery
from ..people_data import Person, Proxy, Unit
from ..world import Surroundings, World


class Recorded:
    """A directory that knows what the traces up to an instant say. Whoever is named is taken to be known and active.

    `asked`: it was asked anything. `guessed`: it was asked more than whether a person is known and active. With `rules` the directory of
    today knows who stands in for whom, too: those that counted on that day are not kept, unlike the stored ones.
    """

    def __init__(self, events: Iterable[Event], rules: bool = False) -> None:
        self.asked = self.guessed = False
        self._rules = rules
        self._found = dict(_answers(events))
        self._tokens = {
            (person, f"role:{query.removeprefix('role(').replace(')', '', 1)}")
            for query, people in self._found.items()
            if query.startswith("role(")
            for person in people
        }

    def begin(self) -> None:
        """Nothing has been asked yet."""
        self.asked = self.guessed = False

    def notice(self) -> None:
        """Something is asked that no trace can be relied on for."""
        self.asked = self.guessed = True

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """The last answer to this question that history holds."""
        self.notice()
        return self._found.get(str(query), (query.name,) if query.kind == "person" else ())

    def person(self, id: str) -> Person | None:
        """The person, without anything that a directory would say of him."""
        self.asked = True
        return Person(id)

    def unit(self, id: str) -> Unit | None:
        """No unit: history keeps none."""
        self.notice()
        return None

    def tokens_of(self, person: str) -> frozenset[str]:
        """The roles in which the last recorded answers named this person."""
        self.notice()
        return frozenset(token for who, token in self._tokens if who == person)

    def proxies(self, person: str) -> Sequence[Proxy]:
        """No standing rule of the directory."""
        if self._rules:
            self.notice()
        return ()


def _answers(events: Iterable[Event]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every question to the directory that a seat was opened with, and whom it found; later ones last."""
    for event in events:
        if not isinstance(event.fact, e.SeatOpened):
            continue
        rows = event.fact.trace.get("resolutions")
        for row in rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ():
            if isinstance(row, Mapping) and isinstance(found := row.get("found"), Sequence):
                yield str(row.get("query")), tuple(map(str, found))


class PastWorld(World):
    """The world at a past instant. It remembers no answer: each part of what is told notices its own questions."""

    past = True

    def find(self, query: PeopleQuery) -> People:
        """Whom the last trace names."""
        self._found.clear()
        return super().find(query)

    def person(self, id: str) -> Person | None:
        """The person."""
        self._persons.clear()
        return super().person(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        """The pools of a person, as far as traces name them."""
        self._tokens.clear()
        return super().tokens_of(person)

    def proxies(self, person: str) -> tuple[Proxy, ...]:
        """The stored rules that had been set up by then, and that nobody had ended."""
        self._proxies.clear()
        return super().proxies(person)


def surroundings(around: Surroundings, recorded: Recorded) -> Surroundings:
    """What an engine is set up with, without anything that would answer for today: directory, functions, the host's own word."""

    def silent(_: object) -> NoReturn:
        recorded.notice()
        raise DirectoryUnavailable("what a function of the host said then is not recorded")

    def unsaid(person: str, verb: str) -> bool:
        recorded.notice()
        return False

    def muted(table: Mapping[str, tuple[str, Callable[[object], object]]]) -> dict[str, tuple[str, Callable[[object], object]]]:
        return {name: (version, silent) for name, (version, _) in table.items()}

    return replace(
        around,
        directory=recorded,
        functions=muted(around.functions),
        resolvers=muted(around.resolvers),
        authorize=unsaid if around.authorize is not None else None,
    )
