"""Seats: who approves, an entry each."""

from signoff.engine.definition import Seat

from . import values
from .context import Context
from .expressing import PLACEHOLDER, expression
from .nodes import List, Map, Node
from .section import Section


def seats_of(ctx: Context, section: Section) -> tuple[Seat, ...]:
    """The seats under `approvers`: one per entry, a map names groups."""
    node, path = section.node("approvers"), section.path_of("approvers")
    if node is None:
        return ()
    if isinstance(node, Map) and node.get("who") is None:
        groups = [_entries(ctx, e.value, f"{path}.{e.key.value}", e.key.value) for e in node]
        for entry in node:
            values.identifier(ctx, entry.key, f"{path}.{entry.key.value}", "group")
        if not groups:
            ctx.wrong(node, "people, a list or a map of groups", path)
        return tuple(seat for seats in groups for seat in seats)
    return _entries(ctx, node, path, None)


def _entries(ctx: Context, node: Node, path: str, group: str | None) -> tuple[Seat, ...]:
    if not isinstance(node, List):
        return (_seat(ctx, node, path, group),)
    if not node.items:
        ctx.wrong(node, "people", path)
    return tuple(_seat(ctx, item, f"{path}.{number}", group) for number, item in enumerate(node))


def _seat(ctx: Context, node: Node, path: str, group: str | None) -> Seat:
    ctx.places.setdefault(path, node.mark)
    if not isinstance(node, Map):
        return Seat(expression(ctx, node, path, "people") or PLACEHOLDER, group)
    section = Section(ctx, "seat", node, path)
    who = section.expression("who", "people") or PLACEHOLDER
    return Seat(who, group, section.label("title"), section.expression("when", "cond"), section.integer("weight", 1))
