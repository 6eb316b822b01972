"""Where a case waits for another one, with a root of its own: that one has ended, or there is none."""

from collections.abc import Iterator

from ..errors import NotFound
from .look import Look
from .movers import by_cases
from .repairs import why
from .values import Mover, StuckFinding


def other_findings(look: Look) -> Iterator[StuckFinding]:
    """One for each other case that will not signal any more. What has just ended may have sent what is still on its way."""
    if look.facts.other is None:
        return
    for mover in by_cases(look.step, look.model, look.case, look.world):
        found = look.facts.other(str(mover.other))
        if isinstance(found, NotFound):
            yield _none(look, mover, found)
        elif not found.open and found.ended_at is not None and look.world.now - found.ended_at > look.patience.grace:
            since = max(found.ended_at, look.case.entered)
            params = {"action": str(mover.action), "other": found.key, "status": found.status.value}
            yield look.finding("other_case_over", "ended", since, params, evidence={"case": found.id}, commands=[why(look.case)])


def _none(look: Look, mover: Mover, error: NotFound) -> StuckFinding:
    params = {"action": str(mover.action), "other": str(mover.other)}
    candidates = error.data.get("candidates")
    variant = "archived" if error.code == "archived" else "ambiguous" if isinstance(candidates, list) else "missing"
    params |= {"candidates": ", ".join(map(str, candidates))} if isinstance(candidates, list) else {}
    return look.finding("other_case_over", variant, look.case.entered, params, evidence={"code": error.code}, commands=[why(look.case)])
