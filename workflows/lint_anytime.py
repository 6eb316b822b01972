"""Actions that belong to no step, and those that fire by themselves: what would hide another, reach nobody, or never happen."""

import re
from collections.abc import Iterator, Mapping

from signoff.engine.anytime import OPEN, UNFAVOURABLE, possible
from signoff.engine.definition import Action, Arm, Step, StepKind, Workflow
from signoff.engine.rules import VOTES

from .context import Context

TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
WORD = re.compile(r"(?<![\w.])([^\W\d]\w*)")
CLOCK = ("now", "today")
"""Words that change by themselves."""


def lint_anytime(ctx: Context, workflow: Workflow) -> None:
    """Check `anytime`, and every arm that is `by: system` or `by: case`."""
    here = f"{ctx.base}anytime"
    for name, action in workflow.anytime.items():
        if name not in VOTES:
            _shadowed(ctx, workflow, name, action, f"{here}.{name}")
        for arm, path in _arms(action, f"{here}.{name}", ctx):
            _held(ctx, workflow, name, arm, path)
            _system(ctx, workflow, name, arm, path, None)
    for step in workflow.steps.values():
        for name, action in step.actions.items():
            for arm, path in _arms(action, f"{ctx.base}steps.{step.id}.actions.{name}", ctx):
                _system(ctx, workflow, name, arm, path, step)


def _arms(action: Action, path: str, ctx: Context) -> Iterator[tuple[Arm, str]]:
    """The arms with their places; of several each has its own."""
    for number, arm in enumerate(action.arms):
        inner = f"{path}.{number}"
        yield arm, inner if inner in ctx.places else path


def _shadowed(ctx: Context, workflow: Workflow, name: str, action: Action, path: str) -> None:
    """Of two actions of one name at one step, one could never be taken."""
    both = [step.id for step in workflow.steps.values() if name in step.actions and any(possible(arm, step) for arm in action.arms)]
    if both:
        message = f"`{name}` is an action of `{both[0]}` already, and here it is possible there, too"
        ctx.at(path, "shadowed_action", message, "Give one of them another name, or say `in:` where this one is possible.")


def _held(ctx: Context, workflow: Workflow, name: str, arm: Arm, path: str) -> None:
    """The holder's action needs a seat that somebody holds."""
    if arm.by_text is not None:
        return
    named = [workflow.steps[id] for id in arm.within if id in workflow.steps]
    wide = [step for step in workflow.steps.values() if step.end is None] if OPEN in arm.within else []
    empty = next((step for step in named if not step.human), None)
    if empty is not None or (wide and not any(step.human for step in wide)):
        where = f"`{empty.id}`, {KINDS[empty.kind]}" if empty is not None else "any step"
        message = f"nobody holds a seat at {where}: without `by` nobody can take `{name}` there"
        place = f"{path}.in" if f"{path}.in" in ctx.places else path
        ctx.at(place, "nobody_there", message, "Add `by:`, or name only steps where people act.")


KINDS = {
    StepKind.END: "an end",
    StepKind.PARALLEL: "a parallel step",
    StepKind.WORKFLOW: "a step that runs a workflow",
    StepKind.AUTOMATIC: "an automatic step",
}


def _system(ctx: Context, workflow: Workflow, name: str, arm: Arm, path: str, step: Step | None) -> None:
    """What no person takes needs no comment, and passes no step that wants one; what fires by itself has a condition of moves alone."""
    if not (arm.system or arm.of_case):
        return
    by = f"{path}.by"
    if step is not None and step.decides and name in (*VOTES, "abstain"):
        message = f"`{name}` is what a seat of `{step.id}` decides, and a seat is a person's"
        ctx.at(by, "system_vote", message, "Call it otherwise, or let a rung of `escalate` decide (`act:`).")
    if arm.of_case:
        pass
    elif arm.when is None:
        ctx.at(by, "missing_key", "`by: system` fires when `when` becomes true, and there is none", "Add `when:`, or let a person act.")
    elif word := next((word for word in words_of(workflow.names, arm.when.text) if word in CLOCK), None):
        message = f"`{word}` changes without a move, and only a move makes `{name}` look at its condition"
        ctx.at(f"{path}.when", "time_passes", message, "Let a rung of `escalate` or a deadline do what time brings.")
    asked = [key for key, there in (("comment", arm.comment == "required"), ("may_edit", bool(arm.may_edit) and arm.system)) if there]
    for key in asked:
        told = f"nobody is there who could be asked: `{name}` " + ("fires by itself" if arm.system else "comes by a signal")
        ctx.at(f"{path}.{key}", "out_of_place", told, f"Take `{key}` out.")
    if step is not None and step.human_required and any(_past(workflow, step, route.to) for route in arm.routes):
        message = f"`{step.id}` is never passed without a person, and `{name}` would pass it"
        ctx.at(by, "skip_human_required", message, "Let a person act, or lead back or out.")


def _past(workflow: Workflow, step: Step, to: str) -> bool:
    target = workflow.steps.get(to)
    return target is not None and (to == step.following or (target.end is not None and target.end not in UNFAVOURABLE))


def words_of(names: Mapping[str, object], text: str) -> Iterator[str]:
    """The words of an expression, and of the short names that it uses."""
    seen: set[str] = set()
    waiting = [text]
    while waiting:
        for word in WORD.findall(TEXTS.sub(" ", waiting.pop())):
            yield word
            made = names.get(word)
            if made is not None and word not in seen:
                seen.add(word)
                waiting.append(getattr(made, "text", ""))
