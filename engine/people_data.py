"""Who is who, as plain values: what a people file, or any host's own directory, says of persons and units."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from .frozen import dataclass

ACT_FOR, SUBSTITUTE_POST, AB_ROLE = KINDS = "act_for", "substitute_post", "ab_role"
"""The kinds of standing proxies."""


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
class Proxy:
    """A standing rule: `proxy` stands in for `principal` from a day to a day, both included (None: without a limit).

    `act_for` acts in the principal's name (代), `substitute_post` as the holder of the post itself, `ab_role` is a pair who act for each
    other. `scope` names workflows, or steps (`workflow.step`); empty, it holds everywhere. `fallback` acts where the proxy cannot.
    `id` is that of its row, where it is a stored one.
    """

    principal: str
    proxy: str
    from_: date | None = None
    until: date | None = None
    kind: str = ACT_FOR
    scope: tuple[str, ...] = ()
    fallback: str | None = None
    id: str | None = None

    def on(self, day: date) -> bool:
        """Whether it counts on this day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def covers(self, workflow: str, step: str) -> bool:
        """Whether it holds at this step."""
        return not self.scope or workflow in self.scope or f"{workflow}.{step}" in self.scope

    def names(self, person: str) -> bool:
        """Whether it is about this person."""
        return person in (self.principal, self.proxy, self.fallback)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole people file: units and persons by id, who stands in for whom, and what people call the roles and posts."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    proxies: tuple[Proxy, ...] = ()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
