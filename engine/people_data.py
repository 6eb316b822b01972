"""Who is who, as plain values: what a people file, or any host's own directory, says of persons and units."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `posts` are written `director@gov_office`; `roles` hold in the person's own unit, or `role@unit`.

    `rank` orders people who sign one after another, low first. `contact` holds addresses by channel (`email`, `webhook`).
    """

    id: str
    name: str = ""
    unit: str | None = None
    posts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    manager: str | None = None
    rank: int = 0
    active: bool = True
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `portfolio_of` names who leads it, by post: `{deputy_director: huang, city_leader: wu}`."""

    id: str
    title: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    calendar: str | None = None
    portfolio_of: Mapping[str, str] = field(default_factory=dict)
    external: bool = False


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole people file: units and persons by id."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
