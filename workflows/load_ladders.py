"""`escalate`: rungs written in place, or the id of a ladder."""

from signoff.engine.definition import Rung

from .context import Context
from .load_effects import rungs
from .nodes import Node, Text
from .step_reader import House


def ladder(ctx: Context, house: House, node: Node, path: str) -> tuple[Rung, ...]:
    """The rungs of an `escalate` that is not `none`."""
    if not isinstance(node, Text):
        return rungs(ctx, node, path, house.fields)
    found = house.ladders.get(node.value)
    if found is not None:
        return rungs(ctx, *found, house.fields)
    if node.empty:
        ctx.wrong(node, "a list of rungs or the id of a ladder", path)
    else:
        ctx.unknown("ladder", node.value, list(house.ladders), node.mark, path)
    return ()
