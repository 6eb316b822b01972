"""Circles in which nobody acts: automatic steps that never rest, and rungs that send a case round and round."""

from .moves import AUTO, TIMER
from .walk import State, Walk


def resting_nowhere(found: Walk) -> list[State]:
    """States at automatic steps from which every way leads to such a state again, in the order in which they are come to."""
    steps = found.workflow.steps
    region = {state for state in found.moves if state.step in steps and steps[state.step].kind.value == "automatic"}
    region = {state for state in region if found.moves[state]}
    grown = True
    while grown:
        leaving = {state for state in region if any(move.to not in region for move in found.moves[state])}
        region -= leaving
        grown = bool(leaving)
    return [state for state in found.reached if state in region and not found.apart(state)]


def circling(found: Walk) -> list[tuple[State, ...]]:
    """Circles that a case goes round for ever while nobody acts: by rungs, and through automatic steps. Each step is told of once."""
    told: set[str] = set()
    circles: list[tuple[State, ...]] = []
    for state in found.reached:
        circle = _round(found, state) if state.step not in told and _by_rung(found, state) else ()
        if circle:
            told |= {one.step for one in circle}
            circles.append(circle)
    return circles


def _by_rung(found: Walk, state: State) -> bool:
    return any(move.way is not None and move.way.how == TIMER for move in found.moves.get(state, ()))


def _round(found: Walk, start: State) -> tuple[State, ...]:
    """The way from a state back to it, if there is one without anybody."""
    before: dict[State, State] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop(0)
        for to in _unattended(found, state):
            if to == start:
                return _back(before, state, start)
            if to not in before:
                before[to] = state
                waiting.append(to)
    return ()


def _unattended(found: Walk, state: State) -> list[State]:
    moves = found.moves.get(state, ())
    return [m.to for m in moves if m.certain and (m.way is None or m.way.how in (TIMER, AUTO))]


def _back(before: dict[State, State], state: State, start: State) -> tuple[State, ...]:
    line = [state]
    while line[-1] != start:
        line.append(before[line[-1]])
    return tuple(line[::-1])
