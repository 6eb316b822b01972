"""How a case changes when it goes over to another definition; asked by `evolve`, and asking nobody."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import events as e
from .case import AskedBack, Case, Memory, Task, TaskState
from .data import merged


def migrated(case: Case, event: e.Event, fact: e.Migrated) -> dict[str, Any]:
    """The fields that change: everything that speaks of steps speaks of the new ones."""
    memory = {id: _without_seats(kept) if id in fact.anew else kept for id, kept in renamed(case.memory, fact.steps).items()}
    here = memory.get(fact.step, Memory())
    return {
        "definition": fact.definition,
        "step": fact.step,
        "data": merged(case.data, fact.fields),
        "submitted": {name: value for name, value in case.submitted.items() if fact.fields.get(name, value) is not None},
        "revision": fact.revision,
        "content": fact.content,
        "due_at": fact.due,
        "provisional": fact.provisional,
        "tasks": tuple(_seat(task, fact) for task in case.tasks if task.id in fact.kept),
        "timers": fact.timers,
        "clocks": fact.clocks,
        "walk": fact.walk,
        "came_from": fact.steps.get(case.came_from, case.came_from) if case.came_from is not None else None,
        "returns": fact.returns,
        "resumed_from": fact.resumed_from,
        "asked_back": _asked_back(case, fact.steps),
        "chains": fact.chains,
        "branch": fact.branch if fact.branch is not None else case.branch,
        "children": fact.children or tuple(replace(child, step=fact.steps.get(child.step, child.step)) for child in case.children),
        "memory": {**memory, fact.step: replace(here, rounds=max(here.rounds, case.round), entered=case.entered, due=fact.due)},
    }


def _seat(task: Task, fact: e.Migrated) -> Task:
    due = task.due_at if task.state is TaskState.CLOSED else fact.due
    return replace(task, step=fact.step, due_at=due)


def _asked_back(case: Case, steps: Mapping[str, str]) -> AskedBack | None:
    asked = case.asked_back
    if asked is None:
        return None
    return replace(asked, step=steps.get(asked.step, asked.step), to=steps.get(asked.to, asked.to) if asked.to is not None else None)


def _without_seats(memory: Memory) -> Memory:
    return replace(memory, seats=())


def renamed(memory: Mapping[str, Memory], steps: Mapping[str, str]) -> dict[str, Memory]:
    """What is remembered, under the new ids. Of a step that has no place any more it is kept: it may come back, and duties with it."""
    found: dict[str, Memory] = {}
    for id, kept in memory.items():
        now = steps.get(id, id)
        found[now] = joined(found[now], kept) if now in found else kept
    return found


def joined(one: Memory, other: Memory) -> Memory:
    """Two steps have become one: who acted at either acted there; the rest is that of the step entered last."""
    last = max((one, other), key=lambda memory: memory.entered.isoformat() if memory.entered else "")
    acted = tuple(dict.fromkeys((*one.acted, *other.acted)))
    return replace(last, rounds=max(one.rounds, other.rounds), acted=acted)
