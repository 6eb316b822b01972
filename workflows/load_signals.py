"""Signals between cases: the effect that sends one, and the arm of an action that only a case takes (`by: case`)."""

import re
from collections.abc import Collection

from signoff.engine.definition import Effect
from signoff.engine.expressions import Expression
from signoff.engine.number_format import names, parts

from .giving import given, given_value
from .nodes import List, Node, Text
from .section import Section

BY_CASE = re.compile(r"case(?:\s*\(\s*(\w+)\s*\))?\Z")
SIGNAL, PERHAPS = "signal", "signal to whoever is there"
"""The kinds of references that name an action of another case; `PERHAPS` where there need be none."""
NOTHING = "none"


def signal(section: Section, when: Expression | None, fields: Collection[str]) -> list[Effect]:
    """`signal` an action, `to` one case or several, `with` what the action gets, `else` what this case takes where there is nobody."""
    if section.scope.id == "rung":
        return []
    name, node, path = section.file_id(SIGNAL), section.node("to"), section.path_of(SIGNAL)
    if name is None:
        _without(section)
        return []
    otherwise = section.text("else")
    section.ctx.refer(PERHAPS if otherwise == NOTHING else SIGNAL, name, section.nodes[SIGNAL].mark, path)
    if otherwise not in (None, NOTHING):
        section.ctx.refer(SIGNAL, str(otherwise), section.nodes["else"].mark, section.path_of("else"))
    receivers = _receivers(section, node, fields)
    if node is None or not receivers:
        hint = "Add `to:`, a field that holds the key of the case, or a list of keys."
        section.ctx.at(path, "missing_key", "`signal` needs `to`: which case takes the action", hint)
    with_ = given(section.ctx, section.node("with"), section.path_of("with"))
    return [Effect("signal", when=when, what=name, with_=with_, receivers=receivers, otherwise=otherwise)]


def _without(section: Section) -> None:
    if section.has("else"):
        told = "`else` belongs to `signal`"
        section.ctx.at(section.path_of("else"), "out_of_place", told, "Add `signal:`, or take it out.")


def _receivers(section: Section, node: object, fields: Collection[str]) -> tuple[Expression | str, ...]:
    path = section.path_of("to")
    if isinstance(node, List):
        return tuple(_receiver(section, item, f"{path}.{number}", fields) for number, item in enumerate(node))
    return (_receiver(section, node, path, fields),) if isinstance(node, Text) else ()


def _receiver(section: Section, node: Node, path: str, fields: Collection[str]) -> Expression | str:
    """An expression, or (a quoted text with braces) a template, whose names are fields, here or around the branch."""
    if not isinstance(node, Text) or not node.quoted or "{" not in node.value:
        return given_value(section.ctx, node, path)
    ctx = section.ctx
    try:
        parts(node.value)
    except ValueError as error:
        ctx.report("bad_template", str(error), node.mark, path, 'Write it as "{year}-{unit}".')
        return node.value
    for part in names(node.value):
        if part.name not in fields and part.name not in ctx.readable:
            ctx.unknown("field", part.name, [*fields, *ctx.readable], node.inside(part.at, part.length), path)
    return node.value


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
