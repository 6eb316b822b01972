"""Where a step looks back to from inside a branch, and returns that find nothing to go back to."""

from .around import Around
from .context import Context, Reference
from .graph import Graph


def lint_returns(ctx: Context, graph: Graph, around: Around | None) -> None:
    """Check what is named in `return` and `not_same_as` beyond the workflow's own steps."""
    for reference in ctx.references_here():
        if reference.kind in ("step", "return target") and reference.name not in graph.edges and around is not None:
            _before_the_split(ctx, reference, around)
        if reference.kind == "return target" and reference.name in WORDS and around is None:
            _nowhere(ctx, reference, graph)


WORDS = ("any_earlier", "previous", "initiator")


def _before_the_split(ctx: Context, reference: Reference, around: Around) -> None:
    """A step outside of a branch must be able to come before the branch is opened."""
    workflow = around.workflow
    target = workflow.steps.get(reference.name)
    if target is None:
        if around.outer is not None:
            _before_the_split(ctx, reference, around.outer)
        return
    splits = [step.id for step in workflow.steps.values() if around.own in step.parallel]
    after = Graph.of(workflow).after(target.id)
    if target.human and splits and not any(split in after for split in splits):
        verb = "a return goes back" if reference.kind == "return target" else "`not_same_as` looks back"
        message = f"`{reference.name}` never comes before `{splits[0]}`, where this branch is opened; {verb}"
        ctx.report("not_earlier", message, reference.mark, reference.path, "Name a step of this branch, or one before the split.")


def _nowhere(ctx: Context, reference: Reference, graph: Graph) -> None:
    """A return written at a step that no other comes before."""
    here = reference.step
    if here is None or not reference.path.startswith(f"steps.{here}.") or here not in graph.edges:
        return
    if not any(here in graph.after(other) for other in graph.edges if other != here):
        message = f"nothing comes before `{here}`: nobody can return from there"
        ctx.report("return_nowhere", message, reference.mark, reference.path, "Write `return: none` here.", "warning")
