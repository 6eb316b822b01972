"""What the changes of a case have in common: the task that an event speaks of, and who has acted."""

from typing import Any, TypeAlias

from .case import Case, Task
from .errors import Corrupt
from .frozen import altered

Changes: TypeAlias = dict[str, Any]
"""The fields of a case that an event changes, with their new values."""


def task_of(case: Case, id: str) -> Task:
    """The task of the present slate with this id; raises Corrupt where there is none."""
    found = case.task(id)
    if found is None:
        raise Corrupt(f"the history of {case.id} speaks of a task {id} that is not open at `{case.step}`")
    return found


def with_task(case: Case, id: str, **changes: Any) -> Changes:
    """The tasks with this one changed."""
    changed = altered(task_of(case, id), **changes)
    return {"tasks": tuple(changed if task.id == id else task for task in case.tasks)}


def held_by(case: Case, task: str, holder: str | None) -> tuple[str, ...]:
    """Everyone who has held a task, this one too."""
    held = task_of(case, task).held
    return held if holder is None else tuple(dict.fromkeys((*held, holder)))


def remember_hand(case: Case, person: str) -> Changes:
    """Who has changed what will be signed, or advised on it, has acted, too; the last place is kept for who moves the case."""
    found = dict(case.memory)
    for step in filter(None, (case.step, case.chain_of(case.step))):
        memory = case.remembers(step)
        found[step] = altered(memory, acted=memory.acted if person in memory.acted else (person, *memory.acted))
    return {"memory": found}
