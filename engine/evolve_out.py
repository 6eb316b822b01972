"""How a case changes by what administrators do: rest and waking, jumps, more time."""

from collections.abc import Callable
from typing import Any

from .case import Case, Status, Task, TaskState
from .clock_changes import with_clock
from .fact import Fact
from .facts_out import ActRefused, Extended, Jumped, Reactivated, Recounted, Suspended, TimersArmed
from .frozen import altered


def _suspended(case: Case, event: Any, fact: Suspended) -> dict[str, Any]:
    return {"status": Status.SUSPENDED, "suspended": event.at}


def _reactivated(case: Case, event: Any, fact: Reactivated) -> dict[str, Any]:
    begun = fact.begin if fact.begin != case.entered else None
    clock = {"due_at": fact.due, "provisional": fact.provisional, "timers": fact.timers, "tasks": _due(case, fact)}
    moved = {moved.id: moved for moved in fact.clocks}
    lasting = {"clocks": tuple(moved.get(one.id, one) for one in case.clocks)}
    return {"status": Status.OPEN, "suspended": None, "begun": begun, **clock, **lasting, "memory": _remembered(case, fact)}


def _jumped(case: Case, event: Any, fact: Jumped) -> dict[str, Any]:
    return {"returns": ()}


def _extended(case: Case, event: Any, fact: Extended) -> dict[str, Any]:
    timers = (*(timer for timer in case.timers if timer.clock != fact.clock), *fact.timers)
    own = case.clock(fact.clock)
    if own is not None:
        longer = altered(own, due=fact.due, provisional=fact.provisional, extended=True)
        return {"clocks": with_clock(case, longer), "timers": timers}
    clock = {"due_at": fact.due, "provisional": fact.provisional, "tasks": _due(case, fact), "memory": _remembered(case, fact)}
    return {**clock, "timers": timers}


def _recounted(case: Case, event: Any, fact: Recounted) -> dict[str, Any]:
    timers = (*(timer for timer in case.timers if timer.clock != fact.clock), *fact.timers)
    own = case.clock(fact.clock)
    if own is not None:
        moved = altered(own, due=fact.due, provisional=fact.provisional, planned=fact.planned)
        return {"clocks": with_clock(case, moved), "timers": timers}
    clock = {"due_at": fact.due, "provisional": fact.provisional, "tasks": _due(case, fact), "memory": _remembered(case, fact)}
    return {**clock, "timers": timers}


def _timers_armed(case: Case, event: Any, fact: TimersArmed) -> dict[str, Any]:
    timers = (*(timer for timer in case.timers if timer.clock != fact.clock), *fact.timers)
    if fact.clock != case.step:
        return {"timers": timers}
    clock = {"due_at": fact.due, "provisional": fact.provisional, "tasks": _due(case, fact), "memory": _remembered(case, fact)}
    return {**clock, "timers": timers}


def _same(case: Case, event: Any, fact: Fact) -> dict[str, Any]:
    return {}


def _due(case: Case, fact: Reactivated | Extended | Recounted | TimersArmed) -> tuple[Task, ...]:
    """The seats that are still to be decided are due with their step."""
    return tuple(task if task.state is TaskState.CLOSED else altered(task, due_at=fact.due) for task in case.tasks)


def _remembered(case: Case, fact: Reactivated | Extended | Recounted | TimersArmed) -> dict[str, Any]:
    memory = case.remembers(case.step)
    extended = memory.extended or (isinstance(fact, Extended) and fact.noted)
    return {**case.memory, case.step: altered(memory, due=fact.due, extended=extended)}


CHANGES_OUT: dict[type, Callable[[Case, Any, Any], dict[str, Any]]] = {
    Suspended: _suspended,
    Reactivated: _reactivated,
    Jumped: _jumped,
    Extended: _extended,
    Recounted: _recounted,
    TimersArmed: _timers_armed,
    ActRefused: _same,
}
"""What each of these facts changes."""
