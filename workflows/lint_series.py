"""Numbers in effects: the series is there, the field is one that can hold a number, and nobody else writes it."""

from signoff.engine.definition import Workflow

from .around import Around
from .context import Context, Reference

BY_HAND = ("may_edit", "needs")


def lint_series(ctx: Context, workflow: Workflow, around: Around | None) -> None:
    """Check every `allocate`, `from` and `void` of the workflow or branch that is looked at."""
    whole = workflow
    while around is not None:
        whole, around = around.workflow, around.outer
    here = ctx.references_here()
    numbered = {reference.name for reference in here if reference.kind == "numbered field"}
    for reference in here:
        if reference.kind == "series" and reference.name not in whole.series:
            ctx.unknown("series", reference.name, list(whole.series), reference.mark, reference.path)
        elif reference.kind == "numbered field":
            _holds(ctx, workflow, reference)
        elif reference.kind == "void field" and reference.name not in numbered:
            _never(ctx, workflow, reference)
        elif reference.name in numbered and (reference.kind == "set field" or reference.path.rpartition(".")[2] in BY_HAND):
            _by_hand(ctx, reference.name, reference)
    for name in numbered & workflow.data.keys():
        for key, written in (("required", workflow.data[name].required), ("default", workflow.data[name].default is not None)):
            if written:
                message = f"`{name}` gets its number from a series later; it has none when the case starts"
                ctx.at(f"{ctx.base}data.{name}.{key}", "numbered_field", message, f"Take `{key}` out.")


def _holds(ctx: Context, workflow: Workflow, reference: Reference) -> None:
    field = workflow.data.get(reference.name)
    if field is None:
        ctx.unknown("field", reference.name, list(workflow.data), reference.mark, reference.path)
    elif field.type != "text":
        told = f"`{reference.name}` is a {field.type}; a number of a series is a text"
        ctx.report("wrong_type", told, reference.mark, reference.path, f"Write `{reference.name}: text`.")


def _never(ctx: Context, workflow: Workflow, reference: Reference) -> None:
    if reference.name not in workflow.data:
        ctx.unknown("field", reference.name, list(workflow.data), reference.mark, reference.path)
        return
    told = f"no effect gives `{reference.name}` a number that could become void"
    ctx.report("never_numbered", told, reference.mark, reference.path, f"Add `allocate: {reference.name}` where it gets its number.")


def _by_hand(ctx: Context, name: str, reference: Reference) -> None:
    told = f"`{name}` gets its number from a series; nobody else writes it"
    ctx.report("numbered_field", told, reference.mark, reference.path, "Take it out here, or use another field.")
