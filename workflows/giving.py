"""What a child gets of its case, and what is taken of it: fields with values."""

from signoff.engine.expressions import Expression

from .context import Context, Gift
from .expressing import PLACEHOLDER, expression, literal_text
from .nodes import List, Map, Node, Text


def given(ctx: Context, node: Node | None, path: str, scope: str = "case", child: str | None = None) -> dict[str, Expression]:
    """What a child gets: a list of fields (`case_no`, `unit: a.unit`), or a map field → value. `child` is the branch or workflow."""
    found: dict[str, Expression] = {}
    items = node.items if isinstance(node, List) else (node,) if node is not None else ()
    for number, item in enumerate(items):
        inner = f"{path}.{number}" if isinstance(node, List) else path
        if isinstance(item, Map):
            for entry in item:
                name = entry.key.value
                found[name] = given_value(ctx, entry.value, f"{inner}.{name}", scope, _gift(child, entry.key))
        elif isinstance(node, List) and isinstance(item, Text) and not item.empty:
            found[item.value] = expression(ctx, item, inner, "value", scope, _gift(child, item)) or PLACEHOLDER
        else:
            ctx.wrong(item, "a list of fields, or a map field → value", inner)
    return found


def _gift(child: str | None, name: Text) -> Gift | None:
    return Gift(child, name.value, name.mark) if child is not None else None


def given_value(ctx: Context, node: Node, path: str, scope: str = "case", gift: Gift | None = None) -> Expression:
    """A plain value is an expression, a quoted one a text."""
    if isinstance(node, Text) and node.quoted:
        return literal_text(node.value)
    return expression(ctx, node, path, "value", scope, gift) or PLACEHOLDER


def taken(ctx: Context, node: Node | None, path: str) -> dict[str, Expression]:
    """What is taken of a child at its end: our field → its expression, whose names are those of the other workflow."""
    found: dict[str, Expression] = {}
    items = node.items if isinstance(node, List) else (node,) if node is not None else ()
    for number, item in enumerate(items):
        inner = f"{path}.{number}" if isinstance(node, List) else path
        pairs = [(e.key, e.value) for e in item] if isinstance(item, Map) else [(item, item)]
        for key, of in pairs:
            if not isinstance(key, Text) or not isinstance(of, Text) or key.empty or of.empty:
                ctx.wrong(item, "a list of fields, or a map field → value", inner)
                continue
            ctx.refer("field", key.value, key.mark, inner)
            waiting, ctx.pending = ctx.pending, []
            found[key.value] = literal_text(of.value) if of.quoted else expression(ctx, of, inner, "value") or PLACEHOLDER
            ctx.pending = waiting
    return found
