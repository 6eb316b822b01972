"""Branches: workflows inside a workflow, written in place under `parallel:` or by name under `branches:`, and what is given to a child."""

import re
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from signoff.engine.branching import Join, Loop
from signoff.engine.definition import Branch, Route, Workflow
from signoff.engine.expressions import is_id

from . import values
from .context import Context, entries_of
from .expressing import PLACEHOLDER, expression
from .giving import given, taken
from .keys import find_key
from .load_actions import Around, routes
from .nodes import Node, Text
from .section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOP = re.compile(r"\s*(\w+)\s+in\s+(.+)", re.DOTALL)
SHARE = re.compile(r"(\d+)\s*/\s*(\d+)\Z")

Inside = Callable[[Context, Section, str], Workflow]
"""Builds the workflow of a branch from its section; the text is the branch's id."""


def branches(ctx: Context, node: Node, path: str, inside: Inside) -> dict[str, Branch]:
    """A map of branches."""
    found = {}
    for entry in entries_of(ctx, node, path, "branches"):
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.key.mark
        id = values.identifier(ctx, entry.key, inner, "branch")
        found[id] = _branch(ctx, id, entry.value, inner, inside)
    return found


def _branch(ctx: Context, id: str, node: Node, path: str, inside: Inside) -> Branch:
    section = Section(ctx, "branch", node, path)
    kind = section.one_of(("steps", "workflow"), "a branch")
    loop = loop_of(section)
    made = Branch(
        id=id,
        title=section.title(id),
        loop=loop,
        wait=section.node("wait") is None or section.boolean("wait"),
        outlives=section.boolean("outlives"),
        keep_if_done=section.boolean("keep_if_done"),
    )
    with looping(ctx, id if loop is not None else None):
        made = replace(
            made,
            when=section.expression("when", "cond"),
            with_=given(ctx, section.node("with"), section.path_of("with"), child=id),
            initiator=section.expression("initiator", "people"),
        )
    take = section.node("take")
    if kind == "workflow":
        _no_steps(section)
        if take is not None and loop is not None:
            of_several(section, id)
        return replace(made, uses=run(section), take=taken(ctx, take, section.path_of("take")))
    if take is not None:
        message = "`take` is for a branch that runs another workflow: the steps of this one are read directly"
        ctx.at(section.path_of("take"), "out_of_place", message, f"Write `{id}.max(it.FIELD)` or the like where you need it.")
    around = ctx.readable
    ctx.readable = around | ({loop.variable} if loop is not None else frozenset())
    made = replace(made, workflow=inside(ctx, section, id))
    ctx.readable = around
    return made


def run(section: Section) -> str | None:
    """The workflow that is run; where all files of a set are known, it must be one of them."""
    id, node = section.file_id("workflow"), section.node("workflow")
    if id is not None and node is not None:
        section.ctx.refer("workflow to run", id, node.mark, section.path_of("workflow"))
    return id


def of_several(section: Section, id: str) -> None:
    """Nothing is taken where there are several to take it from."""
    message = "of several children nothing is taken: ask them"
    section.ctx.at(section.path_of("take"), "out_of_place", message, f"Write `{id}.max(it.FIELD)` or the like where you need it.")


def _no_steps(section: Section) -> None:
    for name in section.has("data", "names", "ladders", "defaults", "branches", "anytime", "return", "withdraw", "notify", "calendar"):
        message = f"`{name}` says nothing at a branch that runs another workflow"
        section.ctx.at(section.path_of(name), "out_of_place", message, "Write it in that workflow.")


@contextmanager
def looping(ctx: Context, branch: str | None) -> "Iterator[None]":
    """Inside, the loop variable of a branch may be named."""
    ctx.loop = branch
    try:
        yield
    finally:
        ctx.loop = None


def loop_of(section: Section) -> Loop | None:
    """`for_each: x in LIST`."""
    node, path, ctx = section.node("for_each"), section.path_of("for_each"), section.ctx
    if node is None:
        return None
    match = LOOP.match(node.value) if isinstance(node, Text) else None
    if match is None or not isinstance(node, Text) or not is_id(match[1]):
        ctx.wrong(node, "a loop", path, "Write `for_each: x in LIST`.")
        return Loop("x", PLACEHOLDER)
    ctx.places[path] = node.mark
    rest = Text(match[2], node.inside(match.start(2), len(match[2])), exact=node.exact)
    return Loop(match[1], expression(ctx, rest, path, "value") or PLACEHOLDER)


def join_of(section: Section) -> Join:
    """`join` and `rest`."""
    rest = section.word("rest") or "cancel"
    node, path, ctx = section.node("join"), section.path_of("join"), section.ctx
    if node is None:
        return Join(rest=rest)
    settled = ctx.settled(node, path) if isinstance(node, Text) else None
    if settled is None:
        if not isinstance(node, Text):
            ctx.wrong(node, "a join: all, any, none, 2, 2/3 or a condition", path)
        return Join(rest=rest)
    if settled.value in find_key("step", "join").words:
        return Join(settled.value, rest=rest)
    share = SHARE.match(settled.value)
    if share and 0 < int(share[1]) <= int(share[2]):
        return Join(Fraction(int(share[1]), int(share[2])), rest=rest)
    if values.INTEGER.match(settled.value) and int(settled.value) > 0:
        return Join(int(settled.value), rest=rest)
    if share or values.INTEGER.match(settled.value):
        ctx.wrong(settled, "a join", path, "A number is at least 1, a share at most 1/1.")
        return Join(rest=rest)
    return Join("cond", section.expression("join", "cond"), rest)


def targets(section: Section, name: str, around: Around, otherwise: str | None = None) -> tuple[Route, ...]:
    """`then` or `else`: where a step leads by itself; without it, to what `next` means, or to `otherwise`."""
    node, path, ctx = section.node(name), section.path_of(name), section.ctx
    if node is not None:
        found = routes(ctx, node, path, around)
        for route in found:
            if route.to in ("stay", "previous"):
                ctx.at(path, "illegal_target", f"`{name}` leads on; it cannot be `{route.to}`", "Name a step, or write `next`.")
        return tuple(route for route in found if route.to not in ("stay", "previous"))
    if otherwise is not None:
        return (Route(otherwise),)
    if around.following is None:
        message = f"`{around.step}` stands below the first end, and nothing follows it"
        ctx.at(section.path, "no_next", message, f"Add `{name}: STEP`.")
        return ()
    return (Route(around.following, is_next=True),)


def shared(found: Mapping[str, Branch], more: Mapping[str, Branch]) -> dict[str, Branch]:
    """All branches of a workflow; those written first come first."""
    return {**found, **{id: branch for id, branch in more.items() if id not in found}}
