"""How an editor may say that his edits count."""

from ..definition import Step
from ..errors import Reason
from ..expressions import show

WORDS = ("substantive", "formal")


def edits_reason(step: Step, said: object) -> Reason | None:
    """Why this word for edits is not to be had here: only where the step asks (`edits: ask`) does the editor say."""
    if said is None or said == step.edits:
        return None
    offered = WORDS if step.edits == "ask" else (step.edits,)
    if said in offered:
        return None
    told = f"edits at `{step.id}` count as {' or '.join(offered)}, not as {show(said)}"
    return Reason("illegal_edits", told, "Choose one of them." if len(offered) > 1 else "Leave `edits` out.", {"edits": list(offered)})
