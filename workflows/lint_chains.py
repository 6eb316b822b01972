"""Steps with a chain: the ids of what they are laid out into stay free, and their rule counts what is there."""

import re

from signoff.engine.definition import Step, StepKind, Workflow

from .context import Context


def lint_chains(ctx: Context, workflow: Workflow) -> None:
    """Check every step with a chain."""
    for step in workflow.steps.values():
        if step.kind is StepKind.CHAIN:
            _ids(ctx, workflow, step)
            _rule(ctx, step)


def _ids(ctx: Context, workflow: Workflow, step: Step) -> None:
    numbered = re.compile(rf"{re.escape(step.id)}_[0-9]+\Z")
    for id in workflow.steps:
        if numbered.match(id):
            message = f"`{id}` is what the steps of the chain `{step.id}` are called: `{step.id}_1`, `{step.id}_2` …"
            ctx.at(f"{ctx.base}steps.{id}", "name_taken", message, "Give one of them another name.")


def _rule(ctx: Context, step: Step) -> None:
    if step.rule.of != "seats":
        message = f"the seats of a chain have neither weights nor groups, and the rule of `{step.id}` counts them"
        ctx.at(f"{ctx.base}steps.{step.id}.rule.of", "rule_unclear", message, "Take `of` out.")
