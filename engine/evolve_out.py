"""How a case changes by what administrators do: rest and waking, jumps, more time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .case import Case, Status, Task, TaskState
from .fact import Fact
from .facts_out import ActRefused, Extended, Jumped, Reactivated, Suspended


def _suspended(case: Case, event: Any, fact: Suspended) -> dict[str, Any]:
    return {"status": Status.SUSPENDED, "suspended": event.at}


def _reactivated(case: Case, event: Any, fact: Reactivated) -> dict[str, Any]:
    begun = fact.begin if fact.begin != case.entered else None
    clock = {"due_at": fact.due, "provisional": fact.provisional, "timers": fact.timers, "tasks": _due(case, fact)}
    return {"status": Status.OPEN, "suspended": None, "begun": begun, **clock, "memory": _remembered(case, fact)}


def _jumped(case: Case, event: Any, fact: Jumped) -> dict[str, Any]:
    return {"returns": ()}


def _extended(case: Case, event: Any, fact: Extended) -> dict[str, Any]:
    rest = tuple(timer for timer in case.timers if timer.clock != fact.clock)
    clock = {"due_at": fact.due, "provisional": fact.provisional, "tasks": _due(case, fact), "memory": _remembered(case, fact)}
    return {**clock, "timers": (*rest, *fact.timers)}


def _same(case: Case, event: Any, fact: Fact) -> dict[str, Any]:
    return {}


def _due(case: Case, fact: Reactivated | Extended) -> tuple[Task, ...]:
    """The seats that are still to be decided are due with their step."""
    return tuple(task if task.state is TaskState.CLOSED else replace(task, due_at=fact.due) for task in case.tasks)


def _remembered(case: Case, fact: Reactivated | Extended) -> dict[str, Any]:
    return {**case.memory, case.step: replace(case.remembers(case.step), due=fact.due)}


CHANGES_OUT: dict[type, Callable[[Case, Any, Any], dict[str, Any]]] = {
    Suspended: _suspended,
    Reactivated: _reactivated,
    Jumped: _jumped,
    Extended: _extended,
    ActRefused: _same,
}
"""What each of these facts changes."""
