"""The directory of a host that names none: everybody is known by his id, and nobody holds a role or a post."""

from collections.abc import Sequence

from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import Person, Unit


class Anybody:
    """Takes the host's word for every person and unit; only workflows that name persons (`initiator`, fields) can find anyone."""

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """The person, where one is asked for by id; else nobody."""
        return (query.name,) if query.kind == "person" else ()

    def person(self, id: str) -> Person:
        """Everybody exists."""
        return Person(id, id)

    def unit(self, id: str) -> Unit:
        """Every unit exists."""
        return Unit(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        """Nobody carries anything."""
        return frozenset()
