"""The four policies that are always named where they can matter."""

from signoff.engine.definition import Step, StepKind, Workflow

from .context import Context
from .graph import Graph
from .lint_rules import fixed

WHAT = {
    "empty": ("nobody may be found", "hold, admin, skip or {assign: people}", "hold"),
    "duplicate": ("the same person may have approved before", "none, consecutive, any or forbid", "none"),
    "self": ("an approver may be the initiator", "allow, skip, superior or forbid", "forbid"),
    "insufficient_seats": ("there may be fewer seats than the rule needs", "hold, admin or clamp", "hold"),
}


def lint_policies(ctx: Context, workflow: Workflow, graph: Graph) -> None:
    """Check every human step."""
    for step in workflow.steps.values():
        if not step.staffed:
            continue
        for name in _needed(step, workflow, graph):
            if (f"{ctx.base}steps.{step.id}", name) not in ctx.named:
                why, words, usual = WHAT[name]
                message = f"`{name}` is not named: say what happens, {why}"
                ctx.at(
                    f"{ctx.base}steps.{step.id}", "policy_missing", message, f"Add `{name}: {usual}` ({words}) here or under `defaults:`."
                )
        _skip(ctx, step)


def _needed(step: Step, workflow: Workflow, graph: Graph) -> list[str]:
    people = [step.by.text] if step.by is not None else [seat.who.text for seat in step.seats]
    needed = ["empty"] if any(text != "initiator" for text in people) or any(seat.when for seat in step.seats) else []
    if step.kind is StepKind.CHAIN:
        return ["empty", "duplicate", "self"]
    if step.kind is StepKind.APPROVAL:
        before = [s.id for s in workflow.steps.values() if s.decides and s.id != step.id and step.id in graph.after(s.id)]
        needed += ["duplicate"] if before else []
        needed.append("self")
        if isinstance(step.rule.need, int) and (step.rule.need > 1 or step.rule.of == "weight") and not fixed(step.seats):
            needed.append("insufficient_seats")
    return needed


def _skip(ctx: Context, step: Step) -> None:
    here = f"{ctx.base}steps.{step.id}"
    if step.human_required and step.empty.mode == "skip":
        path = f"{here}.empty" if f"{here}.empty" in ctx.places else f"{here}.human_required"
        ctx.at(path, "skip_human_required", "a step that needs a person is never skipped", "Write `empty: hold` here.")
    if step.human_required and step.self_ == "skip":
        path = f"{here}.self" if f"{here}.self" in ctx.places else f"{here}.human_required"
        ctx.at(path, "skip_human_required", "a step that needs a person is never skipped", "Write `self: forbid` here.")
