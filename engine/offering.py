"""What may be done with the tasks of an inbox: worked out once for all that are alike."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from .case import Case, Task
from .situation import involved, named
from .views import Offer


class Offering:
    """The offers of one person at one moment. Tasks are alike in cases of one situation, if this person has the same part in them."""

    def __init__(self, person: str) -> None:
        self._person = person
        self._known: dict[object, tuple[Offer, ...]] = {}

    def of(self, case: Case, task: Task, situation: str | None, ask: Callable[[], Iterable[Offer]]) -> tuple[Offer, ...]:
        """The offers at a task of a case; `ask` works them out."""
        if situation is None or case.asked_back is not None or (self._person in involved(case) and self._person not in named(case)):
            return tuple(ask())
        key = (situation, case.definition, case.branch, case.step, case.round, case.tasks.index(task), task.holder)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(ask())
        return tuple(replace(offer, task=task.id) if offer.task is not None else offer for offer in found)

    def __len__(self) -> int:
        """For how many tasks they were worked out and kept."""
        return len(self._known)
