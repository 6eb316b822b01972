"""Rules: how the seats of a decision add up, in the short form and in the long one."""

import re
from fractions import Fraction

from signoff.engine.definition import Rule

from . import values
from .context import Context
from .keys import find_key
from .nodes import Map, Node, Text
from .section import Section

SHARE = re.compile(r"(\d+)\s*/\s*(\d+)\Z")
PLUGINS = "signoff.rules"


def rule(ctx: Context, node: Node, path: str) -> tuple[Rule, bool]:
    """The rule, and whether it says itself what rejections do."""
    if not isinstance(node, Map):
        return _of(_need(ctx, node, path, "step", "rule")), False
    section = Section(ctx, "rule", node, path)
    need, reject = section.node("need"), section.node("reject")
    made = _of(_need(ctx, need, section.path_of("need"), "rule", "need") if need is not None else "all")
    said = _part(ctx, reject, section.path_of("reject"), "rule", "reject") if reject is not None else None
    abstain = section.boolean("abstain")
    if made.plugin is not None:
        for name in section.has("of", "reject"):
            message = f"`{name}` says nothing here: the rule `{made.plugin}` counts by itself"
            ctx.at(section.path_of(name), "out_of_place", message, "Take it out.")
        return Rule(made.need, abstain=abstain, plugin=made.plugin), False
    return Rule(made.need, section.word("of") or "seats", said if said is not None else "veto", abstain), reject is not None


def _of(need: str | int | Fraction) -> Rule:
    plugin = need if isinstance(need, str) and need not in find_key("rule", "need").words else None
    return Rule("all" if plugin is not None else need, plugin=plugin)


def _need(ctx: Context, node: Node, path: str, scope: str, name: str) -> str | int | Fraction:
    """A word, a number of approvals, an exact share, or the name of a plug-in's rule."""
    found = _part(ctx, node, path, scope, name)
    return "all" if found is None else found


def _part(ctx: Context, node: Node, path: str, scope: str, name: str) -> str | int | Fraction | None:
    key = find_key(scope, name)
    if not isinstance(node, Text):
        ctx.wrong(node, f"a rule: {', '.join(key.words)}, 2 or 2/3", path)
        return None
    settled = ctx.settled(node, path)
    if settled is None:
        return None
    share = SHARE.match(settled.value)
    if share and 0 < int(share[1]) <= int(share[2]):
        return Fraction(int(share[1]), int(share[2]))
    if values.INTEGER.match(settled.value) and int(settled.value) > 0:
        return int(settled.value)
    if share or values.INTEGER.match(settled.value):
        ctx.wrong(settled, "a rule", path, "A number is at least 1, a share at most 1/1.")
        return None
    if name != "reject" and ctx.uses(PLUGINS, settled.value):
        return settled.value
    return values.known_word(ctx, settled, path, key, ctx.plugins.get(PLUGINS, {}) if name != "reject" else ())
