"""Whom workflows look for in a people file in vain: roles nobody holds, posts nobody has, persons who are not there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from signoff.engine.asked import ANYWHERE, Asked, Asking, told_by_a_case
from signoff.engine.frozen import dataclass

from .messages import say

if TYPE_CHECKING:
    from signoff.engine.definition import Workflow
    from signoff.engine.people_data import PeopleFile, Person

    from .app import App


@dataclass(frozen=True, slots=True)
class Missing:
    """A question of a workflow to which the people file has no answer: `kind` is role, post, portfolio, unit or person."""

    workflow: str
    kind: str
    name: str
    unit: str | None = None

    def sentence(self) -> str:
        """The sentence."""
        what = f"{self.name}@{self.unit}" if self.unit else self.name
        return say(f"people.no_{self.kind}", workflow=self.workflow, what=what, name=self.name, unit=self.unit or "")

    def as_json(self) -> dict[str, object]:
        """As JSON."""
        return {"workflow": self.workflow, "type": self.kind, "name": self.name, "unit": self.unit}


def sought(app: "App", people: "PeopleFile") -> list[Missing]:
    """Everything that the workflows of the settings ask for, and nobody answers to; with a unit that is not in the file, only that."""
    from .compose import loadable

    workflows, _ = loadable(app.settings)
    return list(dict.fromkeys(one for workflow in workflows for one in sought_by(workflow, people)))


def sought_by(workflow: "Workflow", people: "PeopleFile") -> Iterator[Missing]:
    """What one workflow looks for in vain."""
    later = told_by_a_case(workflow)
    for asked in asking(workflow).everywhere():
        if people.units and asked.unit not in (None, ANYWHERE, *later, *people.units):
            yield Missing(workflow.id, "unit", asked.name, asked.unit)
        else:
            yield from unanswered(workflow.id, asked, people)


def asking(workflow: "Workflow") -> Asking:
    """What a workflow asks, whatever unit a case may name."""
    return Asking(workflow, {id: ANYWHERE for id, field in workflow.data.items() if "unit" in (field.type, field.of)})


def unanswered(workflow: str, asked: Asked, people: "PeopleFile") -> Iterator[Missing]:
    """What is missing for one question; a unit that only a case can tell is not judged, except by who leads it."""
    active = [person for person in people.people.values() if person.active]
    if asked.kind == "person" and asked.name not in people.people:
        yield Missing(workflow, "person", asked.name)
    elif asked.kind == "role" and not any(holds(person, person.roles, asked, people) for person in active):
        yield Missing(workflow, "role", asked.name, known(asked, people))
    elif asked.kind == "post" and asked.portfolio:
        yield from unled(workflow, asked.name, people)
    elif asked.kind == "post" and not any(holds(person, person.posts, asked, people) for person in active):
        yield Missing(workflow, "post", asked.name, known(asked, people))


def holds(person: "Person", held: tuple[str, ...], asked: Asked, people: "PeopleFile") -> bool:
    """Whether one of these roles or posts is the one asked for."""
    unit = known(asked, people)
    return any(name == asked.name and unit in (None, at or person.unit) for name, _, at in (one.partition("@") for one in held))


def known(asked: Asked, people: "PeopleFile") -> str | None:
    """The unit asked for, where it is one of the file."""
    return asked.unit if asked.unit not in (None, ANYWHERE) and asked.unit in people.units else None


def unled(workflow: str, post: str, people: "PeopleFile") -> Iterator[Missing]:
    """Units that somebody leads by some post, but nobody by this one, nor any unit above them."""
    for id, unit in people.units.items():
        if unit.portfolio_of and not led(id, post, people):
            yield Missing(workflow, "portfolio", post, id)


def led(unit: str | None, post: str, people: "PeopleFile") -> bool:
    """Whether an active person leads the unit by this post."""
    passed = set[str]()
    while unit is not None and unit in people.units and unit not in passed:
        passed.add(unit)
        leader = people.people.get(people.units[unit].portfolio_of.get(post, ""))
        if leader is not None:
            return leader.active
        unit = people.units[unit].parent
    return False
