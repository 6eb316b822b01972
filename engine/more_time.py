"""More time for a clock: by an administrator, by an effect, by a case below (LANGUAGE §8, §10)."""

from .clock_facts import MoreTimeAsked
from .clocks import given_until
from .definition import Effect
from .draft import Draft
from .errors import Reason
from .extension import idle, longer, not_longer
from .facts_out import Extended
from .internal import MoreTime
from .notices import failed
from .scope import CaseScope
from .ticking import Ticking, ticking
from .worktime import Due


def give_until(draft: Draft, clock: Ticking, due: Due, reason: str | None = None) -> None:
    """A clock of this case is due later; its timers move with it."""
    was = clock.scope.due
    draft.emit(
        Extended(
            clock=clock.id,
            was=was.at if was is not None else None,
            due=due.at,
            provisional=due.provisional,
            reason=reason,
            timers=given_until(clock, due),
            noted=True,
        )
    )


def by_effect(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """An effect extends a clock: here, or it asks the case above whose clock it is. What may not be leaves a row that says so."""
    found = longer(effect, scope)
    if found.reasons or found.clock is None or found.due is None:
        failed(draft, "extend", told(found.reasons))
        return
    owner = found.clock.scope.case.id
    if owner == draft.case.id:
        give_until(draft, found.clock, found.due)
    else:
        draft.emit(MoreTimeAsked(owner=owner, clock=found.clock.id, due=found.due.at, provisional=found.due.provisional))


def asked(draft: Draft, command: MoreTime) -> None:
    """A case below extends a clock of this one."""
    reason = idle(command.clock, draft.scope)
    clock, due = ticking(command.clock, draft.scope), Due(command.due, command.provisional)
    wrong = (reason,) if reason is not None else tuple(not_longer(clock, due))
    if wrong:
        failed(draft, "extend", told(wrong))
    else:
        give_until(draft, clock, due)


def told(reasons: tuple[Reason, ...]) -> str:
    """Reasons in one line, codes first."""
    return "; ".join(f"{reason.code}: {reason.message}" for reason in reasons)
