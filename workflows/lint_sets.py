"""What one workflow says of another: its fields and their options. Seen only where all files of a set are known."""

from collections.abc import Iterator, Mapping, Sequence

from signoff.engine.definition import Workflow
from signoff.engine.errors import Finding
from signoff.engine.expressions import Kind, Problem, Type, Types, check, field_type, with_children

from .around import Around
from .context import Later
from .nodes import Mark
from .suggest import did_you_mean


def receiver(child: str, workflow: Workflow, around: Around | None) -> Workflow | str:
    """Who gets what stands in `with`: a branch written here or around, else a workflow by its id."""
    while child not in workflow.branches and around is not None:
        workflow, around = around.workflow, around.outer
    branch = workflow.branches.get(child)
    return child if branch is None else branch.workflow or branch.uses or child


def chosen(workflow: Workflow, field: str) -> Type | None:
    """The choice that a field of a workflow is; None for any other field."""
    kind = field_type(workflow.data[field]) if field in workflow.data else None
    return kind if kind is not None and kind.kind == "choice" else None


def lint_set(later: Sequence[Later], file: str, others: Mapping[str, Workflow]) -> Iterator[Finding]:
    """What is wrong with expressions of a file where the `others` that they are about are known."""
    seen = set()
    known: dict[int, Types] = {}
    for one in later:
        if id(one.types) not in known:
            known[id(one.types)] = with_children(one.types, others)
        for problem, mark in _problems(one, known[id(one.types)], others):
            if (problem.code, mark) not in seen:
                seen.add((problem.code, mark))
                place = (mark.file or file, mark.line, mark.column, mark.length)
                yield Finding(problem.code, problem.message, one.pending.path, *place, problem.suggestion)


def _problems(one: Later, types: Types, others: Mapping[str, Workflow]) -> Iterator[tuple[Problem, Mark]]:
    pending, child = one.pending, others.get(one.child or "")
    if one.child is not None and child is None:
        return  # that there is no such workflow is said where it is named
    expect = None
    if child is not None and pending.gift is not None:
        field = pending.gift.field
        if field not in child.data:
            hint = did_you_mean(field, child.data, "Its fields") or "Write the field there first, or take it out."
            yield Problem("unknown_field", f"the workflow `{child.id}` has no field `{field}`", 0, hint), pending.gift.mark
            return
        expect = chosen(child, field)
    for problem in check(pending.expression, types, Kind(pending.kind), expect):
        if problem.code != "unknown_policy_value":
            blank = len(pending.node.value) - len(pending.node.value.lstrip())
            yield problem, pending.node.inside(blank + problem.offset, problem.length)
