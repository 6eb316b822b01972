"""What still stands: approvals fall when what was signed changes in substance (LANGUAGE §4, `on_change`)."""

from . import events as e
from .definition import Effect
from .draft import Draft
from .edits import fallen, voids
from .effects import run_all
from .flow import open_seat, owned_again


def carry_out(draft: Draft, effects: tuple[Effect, ...]) -> None:
    """The effects of an act, while the case is still at its step; what they change in substance voids as an edit does."""
    run_all(draft, effects)
    if draft.substance:
        draft.substance = False
        superseded(draft)


def superseded(draft: Draft) -> None:
    """Signed content has changed in substance: approvals on the old content fall where `on_change: void` holds.

    In the slate still open the seat opens again, as a new task; elsewhere the row is marked and the case does not move.
    """
    for step in draft.model.workflow.steps.values():
        tasks = fallen(draft.case, step.id) if voids(step) else ()
        if tasks:
            draft.emit(e.Superseded(step=step.id, tasks=tasks))
            if step.id == draft.case.step:
                _reopen(draft, tasks)


def _reopen(draft: Draft, tasks: tuple[str, ...]) -> None:
    for id in tasks:
        old = draft.case.task(id)
        assert old is not None
        open_seat(draft, owned_again(old, {"reopened": "superseded"}), again=id)
