"""The chain that ships: the managers of a person, one level after the other (多级主管)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from .chain_values import ChainStep
from .expressions import PeopleQuery
from .ports import Directory

Reached: TypeAlias = Callable[[str], bool]


def management_line(directory: Directory, person: object, *, levels: object = None, up_to: object = None) -> list[ChainStep]:
    """A step for each manager above a person, the nearest first; the last is the one whom nobody is above.

    No more than `levels` steps. `up_to` ends the line at the first manager with at least this rank (a number), with this post
    (a text: `director`, `director@gov_office`) or among these people (ids); that one still signs. Nobody comes twice, so a circle in the
    directory ends the line. Who is no longer active stays in the line: the policy `empty` says what becomes of that step.
    Raises ValueError for other arguments.
    """
    most, reached = _levels(levels), _reached(directory, up_to)
    here = _persons(person)
    passed, steps = set(here), list[ChainStep]()
    while here and (most is None or len(steps) < most):
        here = tuple(one for one in _above(directory, here) if one not in passed)
        if not here:
            break
        passed |= set(here)
        steps.append(ChainStep((one_of(here),)))
        if any(reached(one) for one in here):
            break
    return steps


def one_of(persons: Sequence[str]) -> str:
    """The people expression for a seat that belongs to these persons together."""
    return " | ".join("person('" + id.replace("\\", "\\\\").replace("'", "\\'") + "')" for id in persons)


def _above(directory: Directory, persons: Sequence[str]) -> tuple[str, ...]:
    """The managers of these persons, each once; of one whose manager has left the house, that one all the same."""
    found: dict[str, None] = {}
    for id in persons:
        active = directory.find(PeopleQuery("manager_of", of=(id,)))
        known = directory.person(id) if not active else None
        found |= dict.fromkeys(active or ((known.manager,) if known is not None and known.manager is not None else ()))
    return tuple(found)


def _persons(person: object) -> tuple[str, ...]:
    if person is None or isinstance(person, str):
        return (person,) if person else ()
    if isinstance(person, tuple | list) and all(isinstance(one, str) for one in person):
        return tuple(person)
    raise ValueError(f"the line begins at a person, not at {person!r}")


def _levels(levels: object) -> int | None:
    if levels is None:
        return None
    if isinstance(levels, int | Decimal) and not isinstance(levels, bool) and levels >= 1 and levels == int(levels):
        return int(levels)
    raise ValueError(f"`levels` is a whole number from 1, not {levels!r}")


def _reached(directory: Directory, up_to: object) -> Reached:
    """Whether the line ends at a manager."""
    if up_to is None:
        return lambda id: False
    if isinstance(up_to, int | Decimal) and not isinstance(up_to, bool):
        return lambda id: (known := directory.person(id)) is not None and known.rank >= up_to
    if isinstance(up_to, str):
        return lambda id: id == up_to or any(_fits(post, up_to) for post in getattr(directory.person(id), "posts", ()))
    if isinstance(up_to, tuple | list) and all(isinstance(one, str) for one in up_to):
        return lambda id: id in up_to
    raise ValueError(f"`up_to` is a rank, a post or people, not {up_to!r}")


def _fits(post: str, wanted: str) -> bool:
    return wanted in (post, post.partition("@")[0])
