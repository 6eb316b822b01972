"""Children that their case no longer needs: each is closed, with all that is below it, and leaves a row for itself and for every task."""

from collections.abc import Iterable

from . import events as e
from .case import Child, Status
from .draft import Draft


def close_children(
    draft: Draft, children: Iterable[Child], reason: str, status: Status = Status.TERMINATED, comment: str | None = None
) -> None:
    """Close those of these children that are under way; one that has just ended by itself is left to say so."""
    cases = draft.world.family(draft.case).cases
    for child in children:
        if child.open and (child.id not in cases or cases[child.id].open):
            draft.emit(e.ChildClosed(child=child.id, branch=child.branch, reason=reason, status=status.value, comment=comment))


def close_behind(draft: Draft, to: str, reason: str) -> None:
    """The case goes to a step: the children of the steps that it leaves behind in its walk, and of the present one, close."""
    case = draft.case
    behind = {case.step, *(case.walk[case.walk.index(to) + 1 :] if to in case.walk else ())}
    close_children(draft, (child for child in case.children if child.step in behind), reason)


def close_below(draft: Draft, ended: Status) -> None:
    """The case has ended: all its children close, except those that outlive a good end."""
    good = ended in (Status.APPROVED, Status.DONE)
    close_children(draft, (child for child in draft.case.children if not (child.outlives and good)), "ended")
