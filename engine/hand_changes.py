"""How a case changes when a seat is lent to a delegate and comes back."""

from collections.abc import Callable
from typing import Any

from . import events as e
from .case import BEFORE, Case, Parked, TaskState
from .changing import Changes, remember_hand, task_of, with_task


def _delegated(case: Case, event: e.Event, fact: e.Delegated) -> Changes:
    task = task_of(case, fact.task)
    parked = task.parked or Parked(fact.owner, task.candidates, task.tokens)
    held = tuple(dict.fromkeys((*task.held, fact.owner, fact.holder)))
    return with_task(case, fact.task, holder=fact.holder, candidates=(), tokens=(), held=held, parked=parked)


def _given_back(case: Case, event: e.Event, fact: e.GivenBack) -> Changes:
    parked = task_of(case, fact.task).parked or Parked(fact.holder)
    changed = with_task(case, fact.task, holder=fact.holder, candidates=parked.candidates, tokens=parked.tokens, parked=None)
    return {**changed, **(remember_hand(case, fact.was) if event.actor == fact.was else {})}


def _signers_added(case: Case, event: e.Event, fact: e.SignersAdded) -> Changes:
    return with_task(case, fact.task, state=TaskState.WAITING) if fact.where == BEFORE else {}


HAND_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Delegated: _delegated,
    e.GivenBack: _given_back,
    e.SignersAdded: _signers_added,
}
