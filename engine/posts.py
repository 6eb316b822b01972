"""Whom a step finds now in the place of who holds one of its seats."""

from .case import Case, Task
from .definition import Step
from .people import Opening, slate
from .scope import CaseScope


def found_now(step: Step, case: Case, task: Task, scope: CaseScope) -> Opening | None:
    """The seat as the step would open it now; None where whoever has it would have it again."""
    openings = slate(step, scope)
    others = {other.owner for other in case.tasks if other.id != task.id and not other.superseded} - {None}
    free = [opening for opening in openings if opening.holder is None or opening.holder not in others]
    if any(_same(opening, task) for opening in free):
        return None
    return next((opening for opening in free if opening.seat == task.seat), free[0] if free else Opening(task.seat))


def _same(opening: Opening, task: Task) -> bool:
    """Whether the seat would be whose it is; vacant both times counts, too."""
    pool = task.parked or task
    if opening.holder is not None:
        return opening.holder == task.owner
    if not opening.candidates and not opening.tokens:
        return task.owner is None and not task.pool
    return (opening.candidates, opening.tokens) == (pool.candidates, pool.tokens)
