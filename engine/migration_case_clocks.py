"""The clocks of a case under another definition: their turn goes on, and a rung that has fired never fires again (§2.11, §2.13)."""

from dataclasses import replace

from .case import Case, CaseClock, Timer
from .definition import Rung
from .migration_clocks import going_on, paired
from .model import Model
from .scope import CaseScope
from .ticking import Ticking, arm, of_case
from .world import World


def moved_case_clocks(old: Model, new: Model, case: Case, before: Case, world: World) -> tuple[tuple[CaseClock, ...], tuple[Timer, ...]]:
    """The clocks of `case` (`before`, as it rests in the new definition) and their timers; a deadline that is gone takes its clocks along.

    Whether they count otherwise now is looked at afterwards, as after every move.
    """
    clocks: list[CaseClock] = []
    timers: list[Timer] = []
    for clock in before.clocks:
        was, now = old.workflow.deadlines.get(clock.deadline), new.workflow.deadlines.get(clock.deadline)
        if was is None or now is None:
            continue
        mine = clock.kept or tuple(timer for timer in before.timers if timer.clock == clock.id)
        if was.rungs != now.rungs:
            mine = _paired(of_case(clock, CaseScope.of(old, before, world)), of_case(clock, CaseScope.of(new, case, world)), mine)
        clocks.append(clock if clock.running else replace(clock, kept=mine))
        timers += mine if clock.running else ()
    return tuple(clocks), tuple(timers)


def _paired(was: Ticking, now: Ticking, armed: tuple[Timer, ...]) -> tuple[Timer, ...]:
    """The timers of the new rungs: all but those whose old rung has fired; one that repeats goes on counting where it was."""
    running = {timer.rung: timer for timer in armed}
    fired = {timer.rung for timer in arm(was)[0]} - running.keys()
    pairs = dict(paired(was.rungs, now.rungs))
    found = [going_on(timer, running.get(pairs.get(timer.rung, -1)), now) for timer in arm(now)[0] if pairs.get(timer.rung) not in fired]
    return tuple(timer for timer in found if timer.repeat < max(1, _rung(now, timer).times))


def _rung(clock: Ticking, timer: Timer) -> Rung:
    return clock.rungs[timer.rung]
