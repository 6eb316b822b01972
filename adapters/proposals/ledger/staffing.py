"""Units in which nobody would find a task: a group of units, an outside body. A case that is handed to one lies there unseen."""

import re
from collections.abc import Callable, Iterator

from signoff.engine.definition import Branch, Workflow
from signoff.engine.people_data import PeopleFile, Person

Idle = Callable[[Workflow, str], bool]
"""Whether nobody of a unit could begin a case of this workflow."""


def idle_in(people: PeopleFile | None) -> Idle:
    """By a people file; without one every unit may have somebody."""
    if people is None:
        return lambda workflow, unit: False
    units: dict[str, list[Person]] = {}
    for person in people.people.values():
        for unit in _where(person) if person.active else ():
            units.setdefault(unit, []).append(person)
    wanted: dict[str, set[str]] = {}

    def idle(workflow: Workflow, unit: str) -> bool:
        asked = wanted.get(workflow.id)
        if asked is None:
            asked = wanted[workflow.id] = {one for branch in _handling(workflow) for one in _asked(branch)}
        return not any(not asked or asked & _held(person, unit) for person in units.get(unit, ()))

    return idle


def _handling(workflow: Workflow) -> Iterator[Branch]:
    """The branches that are opened for each unit of the case."""
    return (branch for branch in workflow.branches.values() if branch.loop is not None and str(branch.loop.elements) == "units")


def _asked(branch: Branch) -> Iterator[str]:
    """The posts and roles of the unit to which the first task goes, as `office_head` and `role(case_officer)`."""
    if branch.workflow is not None and branch.loop is not None and branch.workflow.first.by is not None:
        yield from re.findall(rf"(role\(\w+\)|\w+)@{branch.loop.variable}\.unit\b", str(branch.workflow.first.by))


def _where(person: Person) -> set[str]:
    """The units in which a person is, or holds something."""
    further = (one.partition("@")[2] for one in (*person.posts, *person.roles))
    return {unit for unit in (person.unit, *further) if unit}


def _held(person: Person, unit: str) -> set[str]:
    """What a person holds in a unit, written as workflows ask for it."""

    def here(held: tuple[str, ...]) -> Iterator[str]:
        for one in held:
            name, _, at = one.partition("@")
            if (at or person.unit) == unit:
                yield name

    return {*here(person.posts), *(f"role({name})" for name in here(person.roles))}
