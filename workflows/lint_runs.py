"""Workflows that run others: each that is named must be there. Seen only where all files of a set are known."""

from collections.abc import Collection, Iterable, Iterator

from signoff.engine.definition import Workflow
from signoff.engine.errors import Finding
from signoff.engine.uses import workflows_of

from .context import Context, Reference
from .load_signals import PERHAPS, SIGNAL
from .suggest import did_you_mean

RUN, START = "workflow to run", "child to start"
"""The kinds of references that may name a workflow."""


def runs_of(ctx: Context) -> tuple[Reference, ...]:
    """Where a file names workflows (or branches) that are to begin, and actions of other cases."""
    return tuple(reference for reference in ctx.references if reference.kind in (RUN, START, SIGNAL, PERHAPS))


def unknown_runs(workflow: Workflow, file: str, runs: Iterable[Reference], known: Collection[str]) -> Iterator[Finding]:
    """A finding for each place that names a workflow which is neither this one nor among those `known`."""
    missing = {name for name in workflows_of(workflow) if name != workflow.id and name not in known}
    for reference in runs:
        if reference.kind in (RUN, START) and reference.name in missing:
            near = [*known, *(workflow.branches if reference.kind == START else ())]
            mark, message = reference.mark, f"there is no workflow `{reference.name}`"
            hint = did_you_mean(reference.name, near, "There are") or "Give the engine this workflow too."
            place = (mark.file or file, mark.line, mark.column, mark.length)
            yield Finding("unknown_workflow", message, reference.path, *place, hint)
