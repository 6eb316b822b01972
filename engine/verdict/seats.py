"""Seats: whose they are, who may take them, and why somebody has none."""

from ..case import Case, Task, TaskState
from ..definition import Step, StepKind
from ..errors import Reason
from ..people import barred
from ..scope import holder_of
from ..world import World

BARRED = {
    "not_same_as": "who acted at {steps} may not act here",
    "self_forbidden": "the initiator may not decide here",
    "duplicate_forbidden": "who has approved this case at an earlier step may not decide here",
}


def known_person(id: str, world: World) -> Reason | None:
    """Why this person may do nothing at all: unknown to the directory, or no longer active."""
    person = world.person(id)
    if person is None:
        return Reason("unknown_person", f"the directory knows no person `{id}`", "Check the id, or add the person to the directory.")
    if not person.active:
        return Reason("inactive_person", f"`{id}` is no longer active", "Somebody else has to act; `reassign` moves the seat.")
    return None


def owns(task: Task, person: str, world: World) -> bool:
    """Whether the seat is this person's, or is a pool's that he belongs to now."""
    if task.holder is not None:
        return task.holder == person
    return person in task.candidates or bool(world.tokens_of(person) & set(task.tokens))


def barred_reason(step: Step, case: Case, person: str) -> Reason | None:
    """The duty that keeps this person from acting at this step, however the seat came to him."""
    code = barred(step, case, person, step.kind is StepKind.WORK)
    if code is None:
        return None
    return Reason(code, BARRED[code].format(steps=", ".join(step.not_same_as)), "Somebody else has to act.")


def who_could(step: Step, case: Case, world: World) -> tuple[str, ...]:
    """Everyone who could act on an open seat now."""
    people = {person: None for task in case.open_tasks for person in holder_of(task, world).entries}
    return tuple(person for person in people if barred_reason(step, case, person) is None and world.active(person))


def seat_of(step: Step, case: Case, person: str, task: str | None, world: World) -> tuple[Task | None, Reason | None]:
    """The seat on which this person would act, or why there is none. One who holds several has to say which."""
    if task is not None:
        return _named(step, case, person, task, world)
    mine = [t for t in case.open_tasks if owns(t, person, world)]
    held = [t for t in mine if t.holder == person]
    chosen = held if len(held) == 1 else mine
    if not chosen:
        return None, _why_none(step, case, person, world)
    reason = barred_reason(step, case, person)
    if reason is not None:
        return None, reason
    if len(chosen) > 1:
        ids = [t.id for t in chosen]
        return None, Reason("which_task", f"`{person}` may act on {len(ids)} seats here", f"Say which: task={ids[0]!r}.", {"tasks": ids})
    return chosen[0], None


def _named(step: Step, case: Case, person: str, id: str, world: World) -> tuple[Task | None, Reason | None]:
    task = case.task(id)
    if task is None:
        return None, already_done(case)
    if task.state is TaskState.CLOSED:
        return None, decided(task)
    if task.state is TaskState.WAITING:
        return None, not_turn(task)
    if not owns(task, person, world):
        return None, barred_reason(step, case, person) or not_holder(case, person, world)
    reason = barred_reason(step, case, person)
    return (None, reason) if reason is not None else (task, None)


def _why_none(step: Step, case: Case, person: str, world: World) -> Reason:
    """Why a person has no seat to act on: it is decided, it waits, a duty bars him, the case has moved on, or it never was his."""
    for task in case.tasks:
        mine = owns(task, person, world) or person in task.held
        if mine and task.state is TaskState.CLOSED:
            return decided(task)
        if mine and task.state is TaskState.WAITING:
            return not_turn(task)
    before = case.remembers(case.walk[-2]) if len(case.walk) > 1 else None
    if before is not None and before.outcome is not None and _had_seat(before.seats, person, world):
        return already_done(case)
    return not_holder(case, person, world)


def _had_seat(seats: tuple[object, ...], person: str, world: World) -> bool:
    tokens = world.tokens_of(person)
    return any(
        person == getattr(seat, "holder", None)
        or person in getattr(seat, "held", ())
        or person in getattr(seat, "candidates", ())
        or bool(tokens & set(getattr(seat, "tokens", ())))
        for seat in seats
    )


def decided(task: Task) -> Reason:
    """The seat has had its one outcome."""
    by = task.decision.principal if task.decision else task.holder
    told = f"by `{by}`" if by else "already"
    return Reason(
        "seat_already_decided",
        f"this seat was decided {told}: {task.outcome or task.reason}",
        "Read the case again.",
        {"task": task.id, "by": by, "outcome": task.outcome, "reason": task.reason},
    )


def already_done(case: Case) -> Reason:
    """The case has moved on."""
    return Reason(
        "already_done", f"this has been done already: the case is at `{case.step}` now", "Read the case again.", {"step": case.step}
    )


def not_turn(task: Task) -> Reason:
    """A seat of a sequence that waits for those before it."""
    return Reason("not_now", "it is not this seat's turn yet: those before it come first", "Wait for your turn.", {"task": task.id})


def not_holder(case: Case, person: str, world: World) -> Reason:
    """Nothing here is this person's to decide."""
    people = [p for task in case.open_tasks for p in holder_of(task, world).entries]
    told = ", ".join(dict.fromkeys(people)) or "nobody"
    return Reason(
        "not_holder",
        f"`{person}` holds no open seat of {case.key} at `{case.step}`; it is with {told}",
        f"{told} can act." if people else "Nobody can act: an administrator can reassign the seat.",
        {"step": case.step},
    )
