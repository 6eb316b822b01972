"""Chains: the call of a plug-in, in the short form `plugin(argument)` and in the long one, with more arguments by name."""

import re

from signoff.engine.chain_values import ChainCall
from signoff.engine.expressions import Expression

from . import values
from .calling import CHAINS
from .context import Context
from .expressing import PLACEHOLDER, expression, literal_text
from .nodes import Entry, Map, Node, Text
from .suggest import did_you_mean

CALL = re.compile(r"\s*(\w+)\s*\((.*)\)\s*\Z", re.DOTALL)
LINE = "management_line"
OPTIONS = {LINE: ("levels", "up_to")}
"""What the chains that ship are told by name; only a plug-in itself knows its own."""


def chain_call(ctx: Context, node: Node | None, path: str) -> ChainCall | None:
    """The call of a chain; None (and a finding) where there is none."""
    if isinstance(node, Map) and node.entries:
        return _long(ctx, node, path)
    if isinstance(node, Text) and not node.empty:
        return _short(ctx, node, path)
    if node is not None:
        ctx.wrong(node, f"a call such as {LINE}(initiator)", path)
    return None


def _short(ctx: Context, node: Text, path: str) -> ChainCall | None:
    match = CALL.match(node.value)
    if match is None:
        ctx.wrong(node, f"a call such as {LINE}(initiator)", path)
        return None
    name, argument = match.group(1), match.group(2)
    _known(ctx, Text(name, node.inside(match.start(1), len(name))), path)
    if _several(argument):
        place = node.inside(match.start(2) + argument.index(","))
        hint = f"Name the others: {{{name}: {argument.partition(',')[0].strip()}, {_second(name)}}}."
        ctx.report("bad_expression", f"`{name}(…)` takes one argument", place, path, hint)
        return None
    if not argument.strip():
        return _made(ctx, name, None, path, node)
    inner = Text(argument, node.inside(match.start(2), len(argument)), exact=node.exact)
    return _made(ctx, name, inner, path, node)


def _several(argument: str) -> bool:
    """Whether there is a comma outside of brackets and texts."""
    bare = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "", argument)
    while (inner := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = inner
    return "," in bare


def _second(name: str) -> str:
    return "levels: 3" if name == LINE else "NAME: VALUE"


def _made(ctx: Context, name: str, argument: Text | None, path: str, node: Node, options: dict[str, Expression] | None = None) -> ChainCall:
    if argument is None and name == LINE:
        ctx.report("bad_expression", f"`{LINE}` needs a person to begin at", node.mark, path, f"Write `{LINE}(initiator)`.")
    return ChainCall(name, _argument(ctx, name, argument, path) if argument is not None else None, options or {})


def _argument(ctx: Context, name: str, node: Text, path: str) -> Expression:
    if name == LINE:
        return expression(ctx, node, path, "people") or PLACEHOLDER
    return literal_text(node.value) if node.quoted else expression(ctx, node, path, "value") or PLACEHOLDER


def _long(ctx: Context, node: Map, path: str) -> ChainCall | None:
    """`{plugin: argument, option: value}`: the plug-in comes first."""
    first, *rest = node.entries
    name = first.key.value
    if not _known(ctx, first.key, path):
        return None
    if not isinstance(first.value, Text):
        ctx.wrong(first.value, "an expression", f"{path}.{name}")
        return None
    options = {entry.key.value: value for entry in rest if (value := _option(ctx, name, entry, f"{path}.{entry.key.value}")) is not None}
    argument = first.value if not first.value.empty else None
    return _made(ctx, name, argument, f"{path}.{name}", first.value, options)


def _option(ctx: Context, name: str, entry: Entry, path: str) -> Expression | None:
    """The value of an option: an expression, or a quoted text."""
    ctx.places[path] = entry.value.mark
    known, option, node = OPTIONS.get(name), entry.key.value, entry.value
    if known is not None and option not in known:
        ctx.report("unknown_key", f"`{name}` has no `{option}`", entry.key.mark, path, did_you_mean(option, known, "Possible"))
        return None
    if not isinstance(node, Text) or node.empty:
        ctx.wrong(node, "an expression", path)
        return None
    if name == LINE and option == "levels":
        return _levels(ctx, node, path)
    return literal_text(node.value) if node.quoted else expression(ctx, node, path, "value") or PLACEHOLDER


def _levels(ctx: Context, node: Text, path: str) -> Expression | None:
    if values.INTEGER.match(node.value) and int(node.value.replace("_", "")) < 1:
        ctx.report("wrong_type", f"`{node.value}` is not a number of levels", node.mark, path, "At least 1; leave `levels` out for all.")
        return None
    return expression(ctx, node, path, "number")


def _known(ctx: Context, name: Text, path: str) -> bool:
    """Whether there is a chain of this name; else a finding, with those that there are."""
    if ctx.uses(CHAINS, name.value):
        return True
    known = list(ctx.plugins.get(CHAINS, {}))
    message = f"there is no chain `{name.value}`"
    ctx.report("unknown_chain", message, name.mark, path, did_you_mean(name.value, known, "Chains that there are"))
    return False
