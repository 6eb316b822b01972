"""A choice beside a list of the policy: a word there that is none of its options can never be met, and never be set."""

import re

from signoff.engine.expressions import Type, Types

from .context import Context, Pending
from .suggest import did_you_mean

LIST = r"(?P<list>policy\s*\.\s*(?P<name>\w+))"
AMONG = re.compile(rf"(?<![\w.])(?P<field>[^\W\d]\w*)\s+(?:not\s+)?in\s+{LIST}")
TAKEN = re.compile(rf"(?<![\w.]){LIST}\s*\.\s*(?:first|last)\s*\(")


def lint_options(ctx: Context, pending: Pending, types: Types, expect: Type | None, text: str) -> None:
    """Look at every `CHOICE in policy.LIST`, and at `policy.LIST.first()` where a choice is set (`expect`).

    `text` is the expression with its quoted texts blanked out.
    """
    for match in AMONG.finditer(text):
        _compared(ctx, pending, match, types.fields.get(match["field"]), match["field"])
    for match in TAKEN.finditer(text):
        _compared(ctx, pending, match, expect, pending.path.rpartition(".")[2])


def _compared(ctx: Context, pending: Pending, match: re.Match[str], kind: Type | None, choice: str) -> None:
    words = ctx.policy.get(match["name"])
    if kind is None or not kind.options or not isinstance(words, tuple):
        return
    for word in words:
        if word not in kind.options:
            mark = pending.node.inside(match.start("list"), len(match["list"]))
            message = f"`policy.{match['name']}` has `{word}`, which is no option of `{choice}`"
            ctx.report("unknown_option", message, mark, pending.path, did_you_mean(str(word), kind.options, "Options"), "warning")
