"""Whether the clocks of a case look beyond the case itself, so that what happens in others of its aggregate may move them."""

from collections.abc import Iterator

from .definition import Deadline, Workflow
from .expressions import CASE_WORDS, CLOCK_WORDS, Expression


def looks_beyond(workflow: Workflow, inside: bool) -> bool:
    """Whether `from`, `due`, `met`, `when` or `for_each` of a deadline ask children, or (`inside` a branch) what lies around."""
    deadlines = workflow.deadlines.values()
    asked = every_name(workflow, [expression for one in deadlines for expression in _expressions(one)])
    loops = {one.loop.variable for one in deadlines if one.loop is not None}
    own = {*workflow.data, *workflow.steps, *workflow.names, *workflow.deadlines, *CASE_WORDS, *CLOCK_WORDS, *loops}
    own |= {"it"} if inside else {"it", "deadline"}
    pointing = {id for id, field in workflow.data.items() if field.type == "clock"}
    splitting = {id for id, step in workflow.steps.items() if step.splits}
    return bool(asked - own or asked & (pointing | splitting))


def _expressions(deadline: Deadline) -> Iterator[Expression]:
    elements = deadline.loop.elements if deadline.loop is not None else None
    for expression in (deadline.begin, deadline.due, deadline.met, deadline.when, elements):
        if expression is not None:
            yield expression


def every_name(workflow: Workflow, waiting: list[Expression]) -> set[str]:
    """Every name in these expressions, and in the short names that they use."""
    seen: set[str] = set()
    while waiting:
        new = waiting.pop().names - seen
        seen |= new
        waiting += [workflow.names[name] for name in sorted(new) if name in workflow.names]
    return seen
