"""A seat moves to somebody else without leaving its step: by a rung, or by an effect of an action."""

from . import events as e
from .case import Task
from .draft import Draft
from .expressions import Expression, ExpressionFailed
from .people import Opening, barred, pooled
from .proxies import second_vote
from .scope import CaseScope, holder_of
from .traces import kept_trace

NOBODY = "nobody else is there to take the seat over"


def reseated(draft: Draft, to: Expression, task: Task, scope: CaseScope) -> str | None:
    """The seat moves to whom the expression finds, as far as no duty bars them; where nobody is left it stays: the reason why."""
    try:
        outcome = scope.people_of(to)
    except ExpressionFailed as error:
        return str(error)
    people = outcome.people
    kept_out = (
        (p, "already_signer" if second_vote(draft.case, task, p) else barred(draft.step, draft.case, p, draft.world))
        for p in people.entries
    )
    removed = {person: code for person, code in kept_out if code is not None}
    found = pooled(Opening(task.seat, trace=kept_trace(outcome.trace)), people, removed, scope)
    kept = set(people.entries) - set(removed)
    if not kept or kept == set(holder_of(task, draft.world).entries):
        return NOBODY
    draft.emit(
        e.Transferred(
            task=task.id,
            holder=found.holder,
            was=task.holder,
            verb="reassign",
            candidates=found.candidates,
            tokens=found.tokens,
            trace=found.trace,
        )
    )
    return None
