"""Paths in words: `kind = c: draft —submit→ review —approve→ approved`. Ids and signs only, so they read alike in every language."""

from .cells import told
from .moves import AUTO, EDIT, JOIN, RETURN, TIMER, Way
from .walk import State, Walk

SIGNS = {TIMER: "⏰", RETURN: "↩"}


def path_told(found: Walk, state: State, onward: tuple[State, ...] = ()) -> str:
    """How a case comes to a state, with what is known of its fields there; then `onward`, along states that follow."""
    words = [_first(found, state)]
    for _, move in found.path(state):
        if move.way is not None:
            words.append(f"{_arrow(move.way)} {_edited(move.way)}")
    words += [f"{_along(found, before, to)} {to.step}" for before, to in zip((state, *onward), onward, strict=False)]
    known = facts_told(found, state)
    return f"{known}: {' '.join(words)}" if known else " ".join(words)


def facts_told(found: Walk, state: State) -> str:
    """What is known of the fields: `kind = c, amount > 5000`."""
    return ", ".join(told(state.facts, found.truth.domains))


def _first(found: Walk, state: State) -> str:
    path = found.path(state)
    return path[0][0].step if path else state.step


def _edited(way: Way) -> str:
    return way.to or "…"


def _arrow(way: Way) -> str:
    match way.how:
        case _ if way.how in SIGNS:
            return f"—{SIGNS[way.how]}→"
        case _ if way.how in (AUTO, JOIN):
            return "→"
        case _ if way.how == EDIT:
            return f"—✎ {way.name}→"
    return f"—{way.name}→"


def _along(found: Walk, before: State, to: State) -> str:
    """Of several ways from one state to the next one that nobody has to take."""
    ways = [move.way for move in found.moves.get(before, ()) if move.to == to and move.way is not None]
    way = next((way for way in ways if way.how in (TIMER, AUTO)), ways[0] if ways else None)
    return _arrow(way) if way is not None else "→"
