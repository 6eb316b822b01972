"""A rung that decides or moves: in nobody's name but the clock's, and where it may not, told to the administrators (§2.11)."""

from . import commands as c
from . import escalation, facts_out, settling
from . import events as e
from .case import Case, Timer
from .definition import Rung
from .draft import Draft
from .flow import close_rest
from .frozen import dataclass
from .machine import TIMED, edge
from .people import ADMINISTRATORS
from .routing import leave
from .verdict import timed
from .verdict.outcome import Verdict


def fire(draft: Draft, key: str, reason: str | None = None) -> None:
    """A timer is due, or an administrator does not wait for it."""
    timer = next(timer for timer in draft.case.timers if timer.key == key)
    place = Place(draft.case.step, draft.case.round)
    rung = escalation.fire(draft, key, reason)
    if rung is None or (rung.act is None and not rung.to):
        return
    # Whoever let it happen, it is the clock that decides.
    asked, draft.actor = draft.actor, c.TIMER
    _decide(draft, rung, timer, place)
    _go(draft, rung, timer, place)
    draft.actor = asked


@dataclass(frozen=True, slots=True)
class Place:
    """Where the case rested when the rung happened."""

    step: str
    round: int

    def left(self, case: Case) -> bool:
        """Whether the case is elsewhere by now."""
        return not case.open or (case.step, case.round) != (self.step, self.round)


def _decide(draft: Draft, rung: Rung, timer: Timer, place: Place) -> None:
    """All seats that are open now decide so, until the rule is reached."""
    if rung.act is None:
        return
    step = draft.step
    for task in draft.case.open_tasks:
        if place.left(draft.case):
            return
        if task not in draft.case.open_tasks:
            # Advice that is complete asks nobody else.
            continue
        found = timed.seat(escalation.running(draft, timer.clock).scope, step, rung, task)
        if not found.allowed:
            _refused(draft, timer, rung.act, found)
            return
        assert found.arm is not None and found.to is not None
        settling.vote(draft, task, (rung.act, found.arm, found.to), rung.comment, automatic="timer")


def _go(draft: Draft, rung: Rung, timer: Timer, place: Place) -> None:
    """The case leaves the step, unless a decision has just moved it."""
    if not rung.to or place.left(draft.case):
        return
    step = draft.step
    found = timed.out(escalation.running(draft, timer.clock).scope, step, rung)
    if not found.allowed:
        _refused(draft, timer, "to", found)
    elif found.to is not None:
        close_rest(draft, "timed_out")
        leave(draft, "timed_out", edge(step.id, TIMED, found.to), found.to)


def _refused(draft: Draft, timer: Timer, action: str, found: Verdict) -> None:
    """What the clock may not do is recorded, and told to whoever can see to it."""
    codes = tuple(reason.code for reason in found.reasons)
    told = "; ".join(reason.message for reason in found.reasons)
    draft.emit(facts_out.ActRefused(key=timer.key, action=action, codes=codes, message=told))
    people = tuple(person for person in draft.world.find(ADMINISTRATORS).entries if draft.world.active(person))
    text = {"zh": f"到点自动办理未成（{', '.join(codes)}），请处理", "en": f"what time should have done was refused: {told}"}
    draft.emit(e.Noticed(key=f"{draft.case.root}:{draft.seq + 1:06}", kind="act_refused", to=people, text=text))
