"""The clocks of a step under another definition: from the same begin, and a rung that has fired never fires again (§2.11, §2.13)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from .case import Case, Timer
from .definition import Rung, Step
from .escalation import armed, due_of
from .expressions import Expression
from .frozen import altered, dataclass
from .model import Model
from .scope import CaseScope
from .ticking import Ticking, arm
from .worktime import Due
from .world import World


@dataclass(frozen=True, slots=True)
class Clocks:
    """When the step is due now, and its timers. `done` are rungs, from 0, that have fired already; `errors` what cannot be worked out."""

    due: datetime | None
    provisional: bool
    timers: tuple[Timer, ...]
    done: tuple[int, ...] = ()
    errors: tuple[str, ...] = ()


def moved_clocks(old: Model, new: Model, case: Case, before: Case, world: World) -> Clocks:
    """The clocks of `case` (`before`, as it rests in the new definition), counted from the instant when it came to the step."""
    was, now = old.step(before.step), new.step(case.step)
    alike = _counting(old, was) == _counting(new, now)
    if alike and was.rungs == now.rungs:
        timers = tuple(_renumbered(timer, now, timer.rung) for timer in before.timers)
        return Clocks(before.due_at, before.provisional, timers, tuple(sorted(_fired(old, was, before, world))))
    errors: list[str] = []
    due = Due(before.due_at, before.provisional) if before.due_at is not None else None
    if not alike:
        given = due if before.remembers(was.id).extended else None
        due, wrong = due_of(now, _then(new, case, world))
        errors += [f"due: {wrong}"] if wrong else []
        due = given if given is not None and (due is None or due.at < given.at) else due  # more time that was given stands
    then = _then(new, case, world)
    clock = Ticking(now.id, case.round, now.rungs, altered(then, step=now, begin=case.begin, due=due))
    rungs, failed = arm(clock)
    fired, pairs = _fired(old, was, before, world), dict(paired(was.rungs, now.rungs))
    running = {timer.rung: timer for timer in before.timers}
    timers = tuple(going_on(timer, running.get(pairs.get(timer.rung, -1)), clock) for timer in rungs if pairs.get(timer.rung) not in fired)
    done = tuple(number for number in range(len(now.rungs)) if pairs.get(number) in fired)
    at, provisional = (due.at, due.provisional) if due is not None else (None, False)
    return Clocks(at, provisional, tuple(t for t in timers if t.repeat < max(1, now.rungs[t.rung].times)), done, (*errors, *failed))


def _counting(model: Model, step: Step) -> tuple[object, ...]:
    """What a deadline is counted by."""
    calendar = step.calendar or model.calendar, step.calendar_of
    return step.due, calendar, model.timezone, model.policy if step.due or step.rungs else None


def _then(model: Model, case: Case, world: World) -> CaseScope:
    """The case at the instant when the clock of its step began."""
    return CaseScope.of(model, case, World(world.around, case.begin, world.new_id, world.family))


def _fired(old: Model, step: Step, case: Case, world: World) -> set[int]:
    """The rungs that were armed when the case came to the step and have no timer any more."""
    due = Due(case.due_at, case.provisional) if case.due_at is not None else None
    expected, _ = armed(step, case.round, due, _then(old, case, world))
    return {timer.rung for timer in expected} - {timer.rung for timer in case.timers}


def going_on(timer: Timer, running: Timer | None, clock: Ticking) -> Timer:
    """The timer of a rung; one that repeats goes on counting where it was, from where its rung lies now."""
    at = clock.found(timer.rung, running.repeat) if running is not None and running.repeat else None
    if running is None or at is None:
        return timer
    key = clock.key(timer.rung, running.repeat)
    return replace(timer, key=key, repeat=running.repeat, due=at.at, provisional=at.provisional)


def _renumbered(timer: Timer, step: Step, rung: int) -> Timer:
    key = f"{step.id}:{timer.round}:{rung}:{timer.repeat}"
    return replace(timer, key=key, clock=step.id, rung=rung)


SAME: tuple[Callable[[Rung], object], ...] = (
    lambda rung: rung,
    lambda rung: (rung.at, rung.every),
    lambda rung: replace(rung, at=Expression(""), every=None, times=1),
)
"""What makes two rungs one: equal in all, then at the same time, then in what they do; the rest go by their order."""


def paired(old: tuple[Rung, ...], new: tuple[Rung, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of (new, old) numbers of the rungs that are the same."""
    left, right = list(range(len(old))), list(range(len(new)))
    for same in SAME:
        for number in list(right):
            other = next((was for was in left if same(old[was]) == same(new[number])), None)
            if other is not None:
                yield number, other
                left.remove(other)
                right.remove(number)
    yield from zip(right, left, strict=False)
