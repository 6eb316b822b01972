"""What may be done with the tasks of an inbox, and how votes stand: worked out once for all that are alike."""

from collections.abc import Callable, Iterable

from .case import Case, Task
from .frozen import altered
from .rules import Tally
from .situation import involved, named
from .task import TaskState
from .views import Offer


class Offering:
    """The offers of one person at one moment. Tasks are alike in cases of one situation, if this person has the same part in them."""

    def __init__(self, person: str) -> None:
        self._person = person
        self._known: dict[object, tuple[Offer, ...]] = {}
        self._counted: dict[object, Tally | None] = {}

    def of(self, case: Case, task: Task, situation: str | None, ask: Callable[[], Iterable[Offer]]) -> tuple[Offer, ...]:
        """The offers at a task of a case; `ask` works them out."""
        if situation is None or case.asked_back is not None or (self._person in involved(case) and self._person not in named(case)):
            return tuple(ask())
        key = (situation, case.definition, case.branch, case.step, case.round, case.tasks.index(task), task.holder)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(ask())
        return tuple(altered(offer, task=task.id) if offer.task is not None else offer for offer in found)

    def progress(self, case: Case, ask: Callable[[], Tally | None]) -> Tally | None:
        """How the votes of a case stand; `ask` counts them. Seats that stand alike at one step are counted once."""
        if case.chains or any(task.added is not None for task in case.tasks):
            return ask()
        key = (case.definition, case.branch, case.step, case.open, *map(_standing, case.tasks))
        if key not in self._counted:
            self._counted[key] = ask()
        return self._counted[key]

    def __len__(self) -> int:
        """For how many tasks they were worked out and kept."""
        return len(self._known)


def _standing(task: Task) -> tuple[object, ...]:
    """Everything of a task that counts for a rule."""
    return task.seat, task.group, task.weight, task.state is TaskState.CLOSED, task.outcome, task.superseded
