"""Nodes to expressions. The grammar and the checks are the engine's; here they get their place in the file."""

from signoff.engine.errors import SignoffError
from signoff.engine.expressions import Expression

from .calling import note_calls
from .context import POLICY_NAME, Context, Gift, Pending
from .nodes import List, Node, Text
from .policy_durations import warn_of_nothing

PLACEHOLDER = Expression("true")
"""Stands where an expression was refused, so that loading goes on; it never leaves the loader."""
LIMITS = ("due", "max")
"""Keys that say how long somebody has."""


def expression(ctx: Context, node: Node, path: str, kind: str, scope: str = "case", gift: Gift | None = None) -> Expression | None:
    """An expression of a kind; under `people`, a list means all of these together. None (and a finding) where there is none.

    `gift` says which child's field the value is for.
    """
    if isinstance(node, List) and kind == "people" and node.items:
        parts = [expression(ctx, item, f"{path}.{number}", kind, scope) for number, item in enumerate(node.items)]
        return Expression(" | ".join(f"({part.text})" for part in parts if part is not None) or PLACEHOLDER.text)
    if not isinstance(node, Text) or node.empty:
        ctx.wrong(node, NAMES[kind], path)
        return None
    node = _substituted(ctx, node, kind)
    made = _made(ctx, node, path)
    if made is None:
        return None
    note_calls(ctx, made)
    if kind == "time" and path.rpartition(".")[2] in LIMITS:
        warn_of_nothing(ctx, node, path)
    ctx.pending.append(Pending(made, kind, path, node, ctx.step, scope, ctx.base, ctx.loop, gift))
    return made


def _made(ctx: Context, node: Text, path: str) -> Expression | None:
    """The expression, or a finding where the grammar refuses it."""
    try:
        return Expression(node.value.strip())
    except SignoffError as error:
        blank = len(node.value) - len(node.value.lstrip())
        start, length = (int(str(error.data.get(key, least))) for key, least in (("offset", 0), ("length", 1)))
        ctx.report(error.code, error.message, node.inside(blank + start, length), path, error.hint)
        return None


def _substituted(ctx: Context, node: Text, kind: str) -> Text:
    """`policy.x` alone, where x is a text: people and times of a policy are written out; numbers and tables stay by name.

    What is wrong with such a text is wrong in the policy, so it is told at its place there.
    """
    match = POLICY_NAME.match(node.value)
    value = ctx.policy.get(match.group(1)) if match and not node.quoted and kind in ("people", "time") else None
    if match and isinstance(value, str):
        return Text(value, ctx.place(f"policy.{match.group(1)}.is"), exact=False)
    return node


def literal_text(value: str) -> Expression:
    """An expression that is this text, whatever stands in it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return Expression(f"'{escaped}'")


NAMES = {
    "people": "people, such as initiator, role(legal) or director@gov_office",
    "cond": "a condition, such as amount > 5_000",
    "time": "a time, such as 2wd or due + 1wd 08:30",
    "value": "an expression",
}
