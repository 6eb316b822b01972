"""Steps that open children, and those that lead on at once: joins that can never fill, circles that never rest."""

from signoff.engine.definition import Step, StepKind, Workflow

from .context import Context
from .graph import Graph


def lint_branches(ctx: Context, workflow: Workflow, graph: Graph) -> None:
    """Check every step where nobody acts."""
    for step in workflow.steps.values():
        if step.splits:
            _join(ctx, workflow, step)
    _circles(ctx, workflow)


def _join(ctx: Context, workflow: Workflow, step: Step) -> None:
    """A number of branches that can never be there."""
    need = step.join.need
    waited = [branch for id in step.parallel if (branch := workflow.branches.get(id)) is not None and branch.wait]
    known = all(id in workflow.branches for id in step.parallel)
    if isinstance(need, int) and known and not any(branch.loop for branch in waited) and need > len(waited):
        told = f"the join needs {need} branches; there are {len(waited)} that are waited for"
        ctx.at(f"{ctx.base}steps.{step.id}.join", "join_unreachable", told, "Lower the number or add branches.")


def _circles(ctx: Context, workflow: Workflow) -> None:
    """Automatic steps that lead into each other whatever the case holds."""
    leads = {
        step.id: {route.to for route in step.then}
        for step in workflow.steps.values()
        if step.kind is StepKind.AUTOMATIC and step.when is None
    }
    for id in leads:
        seen, waiting = set[str](), [id]
        while waiting:
            found = waiting.pop()
            if found not in leads:
                seen.clear()
                break
            if found not in seen:
                seen.add(found)
                waiting += leads[found]
        if id in seen:
            message = f"from `{id}` automatic steps lead only into each other: the case would never come to rest"
            ctx.at(f"{ctx.base}steps.{id}", "endless_circle", message, "Let one of them lead to a step where somebody acts, or to an end.")
