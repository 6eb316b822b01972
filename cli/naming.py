"""Names for people: steps, actions and fields by the labels of the workflow, persons by the directory; ids where there are none."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from .called import meant
from .messages import label, said, say

if TYPE_CHECKING:
    from signoff.engine.definition import Action, Field, Workflow
    from signoff.engine.people_data import Person, Unit
    from signoff.engine.views import CaseView, TaskView

MOST = 3
"""So many persons are named before `and n more`."""


class Knows(Protocol):
    """What names are looked up in."""

    def definition(self, hash: str) -> "Workflow | None":
        """The workflow with this hash."""
        ...

    def begun(self, id: str) -> "Workflow | None":
        """The definition with which new cases of this workflow begin; None where it is not known here."""
        ...

    def person(self, id: str) -> "Person | None":
        """The person with this id."""
        ...

    def unit(self, id: str) -> "Unit | None":
        """The unit with this id."""
        ...

    def held(self, name: str) -> Mapping[str, str]:
        """What people call a role or post, by language; empty where nobody has said."""
        ...


class Names:
    """Looks names up once; whatever cannot be looked up is called by its id."""

    def __init__(self, source: Knows) -> None:
        self._source = source
        self._workflows: dict[str, Workflow | None] = {}
        self._people: dict[str, str] = {}

    def workflow(self, hash: str) -> "Workflow | None":
        """The definition, None if it is not to be had."""
        if hash not in self._workflows:
            self._workflows[hash] = self._source.definition(hash)
        return self._workflows[hash]

    def title(self, hash: str, default: str) -> str:
        """The title of a workflow."""
        found = self.workflow(hash)
        return label(found.title, default) if found else default

    def all(self, hash: str) -> "Iterator[Workflow]":
        """The definition and every branch in it, the outer ones first."""
        found = self.workflow(hash)
        waiting = [found] if found is not None else []
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting += [branch.workflow for branch in one.branches.values() if branch.workflow is not None]

    def around(self, hash: str, path: str) -> "Iterator[Workflow]":
        """The definition, the branch at a path, and those between, the outer ones first; as far as they are to be had."""
        one = self.workflow(hash)
        for id in [*path.split("/"), ""] if path else [""]:
            if one is None:
                return
            yield one
            inner = one.branches.get(id)
            one = inner.workflow if inner is not None else None

    def branch(self, hash: str, id: str) -> str:
        """The title of a branch."""
        found = next((one.branches[id] for one in self.all(hash) if id in one.branches), None)
        return label(found.title, id) if found else id

    def opened(self, hash: str, id: str) -> str:
        """What an effect opens, a branch or a workflow, by its title."""
        title = self.branch(hash, id)
        begun = self._source.begun(id) if title == id else None
        return label(begun.title, id) if begun is not None else title

    def step(self, hash: str, id: str, both: bool = False) -> str:
        """The title of a step; with `both`, its id behind it."""
        step = next((one.steps[id] for one in self.all(hash) if id in one.steps), None)
        title = label(step.title, id) if step else self._of_chain(hash, id) or id
        return f"{title} ({id})" if both and title != id else title

    def clock(self, hash: str, id: str) -> str:
        """The title of a clock of the case, with its element; of a step's clock that of the step."""
        deadline, _, element = id.partition("/")
        found = next((one.deadlines[deadline] for one in self.all(hash) if deadline in one.deadlines), None)
        title = label(found.title, deadline) if found else self.step(hash, deadline)
        return f"{title} · {element}" if element else title

    def _of_chain(self, hash: str, id: str) -> str | None:
        """The title of a step of a chain: that of the step with the chain, and its number."""
        from signoff.engine.freezing import chain_step

        found = ((one, chain_step(one, id)) for one in self.all(hash))
        return next((f"{label(one.steps[of].title, of)} {id.rpartition('_')[2]}" for one, of in found if of is not None), None)

    def action(self, hash: str, step: str, id: str, both: bool = False) -> str:
        """The button text of an action at a step, else the usual word; of one that is known elsewhere only, what it is called there.

        With `both`, its id behind it, or alone where the text says no more.
        """
        action = self._actions(hash, step).get(id)
        title = label(action.title, id) if action else id
        title = title if title != id else said(f"action.{id}", self._elsewhere(hash, id))
        if not both:
            return title
        return id if title.lower() == id.replace("_", " ") else f"{title} ({id})"

    def _actions(self, hash: str, step: str) -> "Mapping[str, Action]":
        """What may be done at a step, by id."""
        from signoff.engine.freezing import chain_step

        named = ((one, step if step in one.steps else chain_step(one, step)) for one in self.all(hash))
        return next(({**one.anytime, **one.steps[at].actions} for one, at in named if at is not None), {})

    def meant(self, case: "CaseView", text: str) -> str:
        """The action that stands on a button by this name where the case is; the text itself where none or several do, and where it is
        the id of an action, here or elsewhere."""
        if any(text in table for table in self._tables(case.definition)):
            return text
        here = self._actions(case.definition, case.step)
        titles = {id: (self.action(case.definition, case.step, id), *one.title.values()) for id, one in here.items()}
        return meant(text, titles)

    def _tables(self, hash: str) -> "Iterator[Mapping[str, Action]]":
        return (table for one in self.all(hash) for table in (one.anytime, *(step.actions for step in one.steps.values())))

    def _elsewhere(self, hash: str, id: str) -> str:
        """What an action is called at the first step that has it; its id where none has."""
        found = next((table[id] for table in self._tables(hash) if id in table), None)
        return label(found.title, id) if found else id

    def field(self, hash: str, id: str) -> str:
        """The title of a field."""
        field = self.described(hash, id)
        return label(field.title, id) if field else id

    def fields(self, hash: str) -> "dict[str, Field]":
        """Every field; of two with one name that of the outer workflow."""
        found: dict[str, Field] = {}
        for one in self.all(hash):
            found |= {id: field for id, field in one.data.items() if id not in found}
        return found

    def described(self, hash: str, id: str) -> "Field | None":
        """How a field is described."""
        return next((one.data[id] for one in self.all(hash) if id in one.data), None)

    def person(self, id: str) -> str:
        """`huang 黄副主任`; the id alone where the directory has no other name, or does not answer."""
        if id not in self._people:
            self._people[id] = self._named(id)
        return self._people[id]

    def _named(self, id: str) -> str:
        if id.startswith("system:"):
            return said(f"actor.{id.removeprefix('system:')}", id)
        try:
            found = self._source.person(id)
        except Exception:  # a directory that is down must not hide what the database knows
            return id
        return f"{id} {found.name}" if found and found.name and found.name != id else id

    def unit(self, id: str) -> str:
        """The title of a unit; its id where the directory has none, or does not answer."""
        try:
            found = self._source.unit(id)
        except Exception:  # as with persons
            return id
        return label(found.title, id) if found else id

    def pool(self, token: str) -> str:
        """Whoever carries a token: `民政局经办人` for `role:case_officer@civil`; the token itself where the role has no title."""
        role, _, unit = token.removeprefix("role:").partition("@")
        title = label(self._source.held(role)) if token.startswith("role:") else ""
        if not title:
            return token
        return say("names.of_unit", unit=self.unit(unit), role=title) if unit else title

    def waiting(self, tokens: Iterable[str], candidates: Iterable[str]) -> str:
        """All who may take a seat."""
        return say("list.comma").join([*map(self.pool, tokens), *map(self.person, candidates)])

    def people(self, ids: Iterable[str], most: int = MOST) -> str:
        """Several persons."""
        found = list(ids)
        named = [self.person(id) for id in found[:most]]
        more = [say("show.more", n=len(found) - most)] if len(found) > most else []
        return say("list.comma").join([*named, *more])

    def seat(self, task: "TaskView") -> str:
        """Who is to act at a task: its holder, else whoever may take it; empty where there is nobody."""
        if task.holder is not None:
            return self.person(task.holder)
        pool = [*map(self.pool, task.tokens), *(self.person(id) for id in task.candidates)]
        more = [say("show.more", n=len(pool) - MOST)] if len(pool) > MOST else []
        return say("list.comma").join([*pool[:MOST], *more])


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The fields whose value is another one."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]
