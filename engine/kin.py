"""The cases of one aggregate as they stand: who is whose child, and what an expression may ask of one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .case import Case, Child, Status
from .expressions import MISSING, UNKNOWN_NAME, People
from .frozen import quickly_made
from .model import Model

CHILD = "child"
"""The key under which the value of a loop variable that is a child case is kept: its id."""
LONGEST_LABEL = 60
TELLING = ("unit", "person", "id", "code", "name", "title")
"""Fields of a row that tell best which one it is."""


@dataclass(frozen=True, eq=False)
class Kid:
    """A child case in an expression: what `it.…` may ask of it."""

    case: Case
    model: Model

    @property
    def label(self) -> str:
        """What it is called among its siblings: the last part of its key."""
        return self.case.key.rpartition("/")[2]

    def part(self, attribute: str) -> object:
        """`ended`, `status`, `step`, a field, or its loop variable."""
        case = self.case
        if attribute in PARTS:
            return PARTS[attribute](case)
        if attribute == case.variable:
            return case.element
        if attribute in self.model.workflow.data:
            return case.data.get(attribute, MISSING)
        return UNKNOWN_NAME

    def passed(self, step: str) -> bool:
        """Whether its present walk has left a step behind."""
        return passed(self.case, step)


PARTS: dict[str, Callable[[Case], object]] = {
    "ended": lambda case: not case.open,
    "status": lambda case: case.status.value,
    "step": lambda case: case.step or MISSING,
}


def passed(case: Case, step: str, between: bool = False) -> bool:
    """Whether the present walk has left a step behind, with its whole chain. `between`: the case is on its way from one to the next."""
    resting = case.open and not between
    under_way = resting and case.chain_of(case.step) == step
    return not under_way and step in (case.walk[:-1] if resting else case.walk)


@quickly_made
@dataclass(frozen=True, eq=False, slots=True)
class Family:
    """The cases of an aggregate by id. `models` gives the definition of a case, its branch's own."""

    cases: Mapping[str, Case]
    models: Callable[[Case], Model]

    def parent(self, case: Case) -> Case | None:
        """The case whose child this is."""
        return self.cases.get(case.parent) if case.parent is not None else None

    def at_split(self, case: Case) -> Case | None:
        """The parent, where it still rests at the step that opened this child, and does not sleep."""
        parent = self.parent(case)
        child = parent.child(case.id) if parent is not None else None
        waits = parent is not None and child is not None and parent.status is Status.OPEN and parent.step == child.step
        return parent if waits else None

    def above(self, case: Case) -> Iterator[Case]:
        """The parent, its parent, and so on to the root."""
        above = self.parent(case)
        while above is not None:
            yield above
            above = self.parent(above)

    def to_wake(self, case: Case) -> Case:
        """What has to be resumed for this suspended case to go on: the highest case above it with which it sleeps, or itself."""
        parent = self.parent(case)
        return case if parent is None or parent.status is not Status.SUSPENDED else self.to_wake(parent)

    def around(self, case: Case) -> Iterator[tuple[Case, Child]]:
        """The cases of which a branch is a part, nearest first, each with what it remembers of the child that leads there."""
        while case.branch:
            parent = self.parent(case)
            child = parent.child(case.id) if parent is not None else None
            if parent is None or child is None:
                return
            yield parent, child
            case = parent

    def below(self, case: Case) -> Iterator[Case]:
        """The children in the order in which they were opened, each followed by its own."""
        for id in sorted(id for id, other in self.cases.items() if other.parent == case.id):
            yield self.cases[id]
            yield from self.below(self.cases[id])

    def kid(self, id: str, instead: Case | None = None) -> Kid | None:
        """A child case for an expression; `instead` is how one of them stands in the middle of a move."""
        case = instead if instead is not None and instead.id == id else self.cases.get(id)
        return None if case is None else Kid(case, self.models(case))


def storable(element: object) -> object:
    """The value of a loop variable as a case keeps it."""
    if isinstance(element, Kid):
        return {CHILD: element.case.id}
    if isinstance(element, People):
        return element.entries[0] if element.entries else None
    return element


def reference(element: object) -> str | None:
    """The id of the child case that a kept value stands for."""
    return str(element[CHILD]) if isinstance(element, Mapping) and set(element) == {CHILD} else None


def label_of(element: object) -> str:
    """What a child is called after its element: a row's unit or name, else its first text or number."""
    if isinstance(element, Kid):
        return element.label
    if isinstance(element, Mapping):
        values = [element.get(name) for name in (*TELLING, *sorted(element))]
        texts = [value for value in values if isinstance(value, str) and value.strip()]
        element = next(iter([*texts, *(value for value in values if isinstance(value, int) and not isinstance(value, bool))]), "")
    text = "".join(char for char in str(element) if char.isprintable()).replace("/", "-").strip()
    return text[:LONGEST_LABEL].strip()


def key_of(parent: Case, branch: str, element: object, taken: Callable[[str], bool]) -> str:
    """The human key of a new child: `PARENT/ELEMENT`, or `PARENT/BRANCH`; what is taken gets the branch before it, then a number."""
    label = label_of(element) if element is not None else ""
    wished = [f"{parent.key}/{label or branch}", *([f"{parent.key}/{branch}/{label}"] if label else [])]
    free = next((key for key in wished if not taken(key)), None)
    number = 2
    while free is None:
        if not taken(f"{wished[-1]}.{number}"):
            free = f"{wished[-1]}.{number}"
        number += 1
    return free
