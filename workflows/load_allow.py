"""`allow`: to whom a side verb of the holder may lead, and the options of those that have some."""

from signoff.engine.definition import Allow

from .context import Context
from .expressing import PLACEHOLDER, expression
from .nodes import List, Map, Node, Text
from .section import Section

PLACES = ("before", "after", "parallel")


def allowance(ctx: Context, verb: str, node: Node, path: str) -> Allow:
    """What is written beside a verb."""
    if verb == "remove_signer":
        return _removing(ctx, node, path)
    if verb == "add_signer" and _places(node):
        node = Map(tuple(Section.short("where", node)), node.mark)
    if verb == "add_signer" and isinstance(node, Map):
        return _adding(Section(ctx, "add_signer", node, path))
    if isinstance(node, Text) and node.value == "anyone":
        return Allow()
    return Allow(expression(ctx, node, path, "people") or PLACEHOLDER)


def _places(node: Node) -> bool:
    """Whether this is the short form of `where`: a list of places, where people would be looked for in vain."""
    return isinstance(node, List) and bool(node.items) and all(isinstance(item, Text) and item.value in PLACES for item in node.items)


def _adding(section: Section) -> Allow:
    node = section.node("among")
    anyone = node is None or (isinstance(node, Text) and node.value == "anyone")
    return Allow(
        among=None if anyone else section.expression("among", "people") or PLACEHOLDER,
        where=section.words("where") if section.node("where") is not None else PLACES,
        binding=section.boolean("binding"),
        depth=section.integer("depth", 1) or 1,
    )


def _removing(ctx: Context, node: Node, path: str) -> Allow:
    """Whom one may take out: only whom one has added, or anybody of the slate."""
    if isinstance(node, Text) and node.value in ("own", "any"):
        return Allow(mode=node.value)
    ctx.wrong(node, "own or any", path, "Write `remove_signer: own`.")
    return Allow()
