"""Who is who during the demonstration: a directory that people may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signoff.adapters.directory import StaticDirectory
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import PeopleFile, Person, Unit


class Staff:
    """A directory over a people file; `leaves` makes a person inactive."""

    def __init__(self, people: PeopleFile) -> None:
        self.people = people
        self._now = StaticDirectory(people)

    def leaves(self, id: str) -> None:
        """From now on this person is inactive."""
        gone = replace(self.people.people[id], active=False)
        self.people = replace(self.people, people={**self.people.people, id: gone})
        self._now = StaticDirectory(self.people)

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """As of now."""
        return self._now.find(query)

    def person(self, id: str) -> Person | None:
        """As of now."""
        return self._now.person(id)

    def unit(self, id: str) -> Unit | None:
        """As of now."""
        return self._now.unit(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        """As of now."""
        return self._now.tokens_of(person)

    def title(self, name: str) -> Mapping[str, str]:
        """What people call a role or post."""
        return self._now.title(name)
