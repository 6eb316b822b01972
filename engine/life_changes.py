"""How a case changes when it is woken after its end, and by what fires by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import events as e
from .case import Case, Memory, Status
from .changing import Changes

ANYTIME = "anytime:"
"""How the id of an arm begins that belongs to no step; no step can be called so."""


def end_remembered(case: Case) -> Memory:
    """What a case remembers of the end that it leaves: how often it was there, and since when."""
    memory = case.remembers(case.step)
    return replace(memory, rounds=case.round, entered=case.ended_at)


def fired(case: Case, arm: str) -> tuple[str, ...]:
    """The arms that have fired by themselves and wait for their condition to fail, with one more."""
    return tuple(dict.fromkeys((*case.fired, arm)))


def still_fired(case: Case) -> tuple[str, ...]:
    """Those of them that outlast the step: a step's own are new with every entry."""
    return tuple(arm for arm in case.fired if arm.startswith(ANYTIME))


def _reopened(case: Case, event: e.Event, fact: e.Reopened) -> Changes:
    memory = {**case.memory, case.step: end_remembered(case)}
    return {"status": Status.OPEN, "end": None, "ended_at": None, "memory": memory}


def _child_reopened(case: Case, event: e.Event, fact: e.ChildReopened) -> Changes:
    woken = (replace(child, status=Status.OPEN, end=None) if child.id == fact.child else child for child in case.children)
    return {"children": tuple(woken)}


def _rearmed(case: Case, event: e.Event, fact: e.Rearmed) -> Changes:
    return {"fired": tuple(arm for arm in case.fired if arm not in fact.arms)}


def _restored(case: Case, event: e.Event, fact: e.Restored) -> Changes:
    return {}


LIFE_CHANGES: dict[type[e.Fact], Callable[[Case, e.Event, Any], Changes]] = {
    e.Reopened: _reopened,
    e.ChildReopened: _child_reopened,
    e.Rearmed: _rearmed,
    e.Restored: _restored,
}
