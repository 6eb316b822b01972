"""Clocks of the case: what they count from, and what their rungs can do."""

import re
from collections.abc import Iterator

from signoff.engine.definition import Deadline, Effect, Workflow
from signoff.engine.expressions import RESERVED_WORDS

from .around import Around
from .context import Context

MOVING = frozenset(("now", "today"))
DEADLINE_USE = re.compile(r"(?<![\w.])deadline\s*\.\s*(\w+)")


def lint_deadlines(ctx: Context, workflow: Workflow, around: Around | None) -> None:
    """Every deadline on its own, then whether they count from each other in a circle."""
    for deadline in workflow.deadlines.values():
        path = f"{ctx.base}deadlines.{deadline.id}"
        _steady(ctx, deadline, path)
        _variable(ctx, workflow, deadline, path, around)
        _acts(ctx, workflow, deadline, path)
    _circles(ctx, workflow)
    _each(ctx, workflow)


def _steady(ctx: Context, deadline: Deadline, path: str) -> None:
    """A clock counts from something that stands still."""
    for key, expression in (("from", deadline.begin), ("due", deadline.due), ("max", deadline.max)):
        for word in sorted(MOVING & (expression.names if expression is not None else frozenset())):
            message = f"`{word}` moves on, and the clock with it"
            ctx.at(f"{path}.{key}", "out_of_place", message, "Count from the begin: write a duration, or `started + 5d`.")


def _variable(ctx: Context, workflow: Workflow, deadline: Deadline, path: str, around: Around | None) -> None:
    """The variable of `for_each` is a name of its own."""
    if deadline.loop is None:
        return
    id = deadline.loop.variable
    taken = dict(around.ids if around else {})
    for what, ids in (("field", workflow.data), ("step", workflow.steps), ("name", workflow.names), ("branch", workflow.branches)):
        taken |= dict.fromkeys(ids, what)
    taken |= dict.fromkeys(workflow.deadlines, "deadline")
    if id in RESERVED_WORDS:
        message = f"`{id}` is a word of the language and cannot be the name of a loop variable"
        ctx.at(f"{path}.for_each", "reserved_word", message, f"Call it `{id}_` or something more telling.")
    elif id in taken:
        message = f"`{id}` is a {taken[id]} already; here it is a loop variable"
        ctx.at(f"{path}.for_each", "name_taken", message, "Give one of them another name.")


def _acts(ctx: Context, workflow: Workflow, deadline: Deadline, path: str) -> None:
    """A rung that decides needs a step where that is decided."""
    offered = {name for step in workflow.steps.values() if step.decides for name in step.actions}
    for rung in deadline.rungs:
        if rung.act is not None and rung.act not in offered:
            message = f"a rung of `{deadline.id}` is to `{rung.act}`, which nobody can at any step"
            ctx.at(f"{path}.escalate", "out_of_place", message, "Let the rung lead on by `to:`, or take `act:` out.")


def _circles(ctx: Context, workflow: Workflow) -> None:
    """A clock that counts from another may not count from itself that way."""
    uses = {id: set(_counted_from(one, workflow)) for id, one in workflow.deadlines.items()}
    for id in uses:
        seen: set[str] = set()
        waiting = list(uses[id])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += uses[other]
        if id in seen:
            ctx.at(f"{ctx.base}deadlines.{id}", "loop", f"`{id}` counts from itself", "Break the circle.")


def _counted_from(deadline: Deadline, workflow: Workflow) -> Iterator[str]:
    """The clocks whose due instant or begin this one is made of."""
    for expression in (deadline.begin, deadline.due):
        if expression is None:
            continue
        named = {*expression.names, *DEADLINE_USE.findall(expression.text)}
        for name in expression.names & workflow.names.keys():
            named |= {*workflow.names[name].names, *DEADLINE_USE.findall(workflow.names[name].text)}
        yield from sorted(named & workflow.deadlines.keys())


def _each(ctx: Context, workflow: Workflow) -> None:
    """What is extended is one clock: of a deadline with `for_each` only its own rungs know which."""
    for reference in ctx.references_here():
        deadline = workflow.deadlines.get(reference.name)
        if reference.kind != "clock" or deadline is None or deadline.loop is None or _own(deadline, workflow, reference.step):
            continue
        message = f"`{deadline.id}` has a clock for each element; which of them is extended is not said"
        ctx.report("out_of_place", message, reference.mark, reference.path, "Extend it in its own rungs, or let an administrator do so.")


def _own(deadline: Deadline, workflow: Workflow, here: str | None) -> bool:
    return here == deadline.id and any(_extends(effect, deadline) for rung in deadline.rungs for effect in rung.effects)


def _extends(effect: Effect, deadline: Deadline) -> bool:
    return effect.verb == "extend" and effect.what == deadline.id
