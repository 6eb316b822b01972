"""Signals between cases: the effect that sends one, and the arm of an action that only a case takes (`by: case`)."""

import re

from signoff.engine.definition import Effect
from signoff.engine.expressions import Expression

from .giving import given, given_value
from .nodes import List, Text
from .section import Section

BY_CASE = re.compile(r"case(?:\s*\(\s*(\w+)\s*\))?\Z")
SIGNAL = "signal"
"""The kind of references that name an action of another case."""


def signal(section: Section, when: Expression | None) -> list[Effect]:
    """`signal` an action, `to` one case or several, `with` what the action gets."""
    if section.scope.id == "rung":
        return []
    name, node, path = section.file_id(SIGNAL), section.node("to"), section.path_of(SIGNAL)
    if name is None:
        return []
    section.ctx.refer(SIGNAL, name, section.nodes[SIGNAL].mark, path)
    receivers = _receivers(section, node)
    if node is None or not receivers:
        hint = "Add `to:`, a field that holds the key of the case, or a list of keys."
        section.ctx.at(path, "missing_key", "`signal` needs `to`: which case takes the action", hint)
    return [
        Effect("signal", when=when, what=name, with_=given(section.ctx, section.node("with"), section.path_of("with")), receivers=receivers)
    ]


def _receivers(section: Section, node: object) -> tuple[Expression, ...]:
    path = section.path_of("to")
    if isinstance(node, List):
        return tuple(given_value(section.ctx, item, f"{path}.{number}") for number, item in enumerate(node))
    return (given_value(section.ctx, node, path),) if isinstance(node, Text) else ()


def signalled(section: Section) -> tuple[bool, str | None, str | None]:
    """Of an arm: whether it is for a case, which field says for which one, and which field takes the key of the sender."""
    by, field = section.node("by"), section.text("sender")
    found = BY_CASE.match(by.value.strip()) if isinstance(by, Text) and not by.quoted else None
    if found is None:
        if section.has("sender"):
            told = "`sender` belongs to `by: case`: only a case sends a signal"
            section.ctx.at(section.path_of("sender"), "out_of_place", told, "Write `by: case`, or take it out.")
        return False, None, None
    assert isinstance(by, Text)
    section.ctx.places[section.path_of("by")] = by.mark
    if found.group(1) is not None:
        section.ctx.refer("field", found.group(1), by.mark, section.path_of("by"))
    if field is not None:
        section.ctx.refer("field", field, section.nodes["sender"].mark, section.path_of("sender"))
    return True, found.group(1), field
