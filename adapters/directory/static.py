"""The directory that needs no server: the values of a people file, indexed once and asked often."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from signoff.engine.errors import Misconfigured
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import PeopleFile, Person, Proxy, Unit

Found: TypeAlias = tuple[str, ...]
Index: TypeAlias = Mapping[tuple[str, str | None], Found]
"""Who holds a name in a unit; under the unit None: who holds it anywhere."""

NOBODY: Found = ()


class StaticDirectory:
    """A `Directory` over a people file; it never changes, a changed file is a new directory.

    A role or post without `@unit` is held in the person's own unit. Inactive persons are found by nothing but `person`; whoever
    they report to is still their manager, so that their work can be handed on.
    """

    def __init__(self, people: PeopleFile) -> None:
        _ids_agree(people)
        self._units = dict(people.units)
        self._people = dict(people.people)
        active = sorted((p for p in self._people.values() if p.active), key=lambda p: (p.rank, p.id))
        self._place = {person.id: place for place, person in enumerate(active)}
        self._roles = _indexed((p.id, held) for p in active for held in _held(p, p.roles))
        self._posts = _indexed((p.id, held) for p in active for held in _held(p, p.posts))
        self._tokens = {p.id: _tokens(p) for p in active}
        self._proxies = people.proxies
        self._titles = people.titles

    def find(self, query: PeopleQuery) -> Found:
        """The active persons that fit, by rank and id; ValueError for a kind of question that is not about people files."""
        match query.kind:
            case "role":
                return self._roles.get((query.name, query.unit), NOBODY)
            case "post" if query.portfolio:
                return self._active([self._leader(query.name, query.unit)])
            case "post":
                return self._posts.get((query.name, query.unit), NOBODY)
            case "manager_of":
                return self._active(p.manager for id in query.of if (p := self._people.get(id)) is not None)
            case "person":
                return self._active([query.name])
        raise ValueError(f"a directory cannot answer {query.kind!r}: it knows role, post, manager_of and person")

    def person(self, id: str) -> Person | None:
        """The person with this id, active or not; None if unknown."""
        return self._people.get(id)

    def unit(self, id: str) -> Unit | None:
        """The unit with this id; None if unknown."""
        return self._units.get(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        """The live tokens of a person's roles; empty for the unknown and the inactive."""
        return self._tokens.get(person, frozenset())

    def proxies(self, person: str) -> tuple[Proxy, ...]:
        """Every standing rule that names this person, in the order of the file."""
        return tuple(rule for rule in self._proxies if rule.names(person))

    def title(self, name: str) -> Mapping[str, str]:
        """What people call a role or post, by language; empty where nothing was written. No other directory has to know it."""
        return self._titles.get(name, {})

    def _active(self, ids: Iterable[str | None]) -> Found:
        return tuple(sorted({id for id in ids if id in self._place}, key=self._place.__getitem__))

    def _leader(self, post: str, unit: str | None) -> str | None:
        """Who leads a unit by this post: as the unit says, or the nearest one above it that says anything."""
        passed = set[str]()
        while unit is not None and unit not in passed and (here := self._units.get(unit)) is not None:
            if post in here.portfolio_of:
                return here.portfolio_of[post]
            passed.add(unit)
            unit = here.parent
        return None


def from_settings(settings: Mapping[str, object]) -> StaticDirectory:
    """What the entry point `static` of the group `signoff.directories` names: the setting `people` holds a `PeopleFile`."""
    people = settings.get("people")
    if not isinstance(people, PeopleFile):
        raise Misconfigured("the directory `static` needs a people file", hint="Give the path of a people.yaml as `people`.")
    return StaticDirectory(people)


def _held(person: Person, names: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    for name in names:
        word, _, unit = name.partition("@")
        yield word, unit or person.unit


def _tokens(person: Person) -> frozenset[str]:
    held = set(_held(person, person.roles))
    return frozenset({f"role:{word}" for word, _ in held} | {f"role:{word}@{unit}" for word, unit in held if unit})


def _indexed(pairs: Iterable[tuple[str, tuple[str, str | None]]]) -> dict[tuple[str, str | None], Found]:
    """The persons, in the order given, by name and unit and by name alone; nobody twice."""
    found: dict[tuple[str, str | None], dict[str, None]] = defaultdict(dict)
    for person, (word, unit) in pairs:
        found[word, None][person] = None
        found[word, unit][person] = None
    return {key: tuple(persons) for key, persons in found.items()}


def _ids_agree(people: PeopleFile) -> None:
    for what, entries in (("unit", people.units), ("person", people.people)):
        for key, entry in entries.items():
            if key != entry.id:
                raise Misconfigured(f"the {what} under the key `{key}` calls itself `{entry.id}`", hint="Use the id as the key.")
