"""A case comes to a step with a chain: the chain is worked out, frozen into the case, and the case goes on to its first step."""

from . import events as e
from .chains import laid_out
from .definition import Step
from .draft import Draft
from .machine import CHAIN, edge
from .way_changes import BY_POLICY


def freeze(draft: Draft, step: Step) -> str:
    """Lay out the chain of the step where the case has just arrived; the id of its first step."""
    assert step.chain is not None
    laid = laid_out(step, draft.scope)
    draft.emit(e.ChainFrozen(step=step.id, chain=laid.chain, plugin=step.chain.plugin, version=laid.version, trace=laid.trace))
    draft.model = draft.model.with_chains(draft.case.chains)
    first = laid.chain.ids(step.id)[0]
    along = edge(step.id, CHAIN, first)
    draft.model.machine.move(step.id, along)
    draft.emit(e.Left(step=step.id, outcome="laid_out", arm=along, to=first, trace={"by": BY_POLICY}))
    return first
