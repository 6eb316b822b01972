"""Seats: whose they are, who may take them, and why somebody has none."""

from collections.abc import Sequence

from ..case import Case, SeatOwner, Task, TaskState
from ..commands import SYSTEM
from ..data import storable
from ..definition import Step, StepKind
from ..errors import Reason
from ..expressions import show
from ..people import barred
from ..proxies import stood_in
from ..scope import holder_of
from ..world import World

BARRED = {
    "not_same_as": "who acted at {steps} may not act here",
    "self_forbidden": "the initiator may not decide here",
    "duplicate_forbidden": "who has approved this case at an earlier step may not decide here",
}


def known_person(id: str, world: World) -> Reason | None:
    """Why this person may do nothing at all: unknown to the directory, or no longer active."""
    person = world.person(id) if isinstance(id, str) else None
    if person is None:
        told = f"the directory knows no person `{show(id)}`"
        return Reason("unknown_person", told, "Check the id, or add the person to the directory.", {"person": id})
    if not person.active:
        told = f"`{id}` is no longer active"
        return Reason("inactive_person", told, "Somebody else has to act; `reassign` moves the seat.", {"person": id})
    return None


def reserved(id: object) -> Reason | None:
    """Why nobody may call himself so."""
    if not isinstance(id, str):
        return Reason("unknown_person", f"a person's id is a text, not {show(id)}", "Give by='…'.")
    if not id.strip() or not storable(id):
        told = f"a person's id has characters, all of which can be stored, unlike {show(id)}"
        return Reason("unknown_person", told, "Say who acts; whoever has not logged in is nobody.")
    if id.startswith(SYSTEM):
        return Reason("reserved_name", f"names beginning with `{SYSTEM}` are the engine's own", "Say who acts.")
    return None


def owns(task: Task, person: str, world: World) -> bool:
    """Whether the seat is this person's, or a pool's that he belongs to now. A claim lapses when the claimer leaves the pool."""
    if task.holder not in (None, person):
        return False
    return belongs(task, person, world) or (task.holder == person and not (task.candidates or task.tokens))


def belongs(task: Task | SeatOwner, person: str, world: World) -> bool:
    """Whether the person is of the seat's pool now, claimed or not."""
    return person in task.candidates or bool(task.tokens and world.tokens_of(person) & set(task.tokens))


def barred_reason(step: Step, case: Case, person: str, world: World) -> Reason | None:
    """The duty that keeps this person from acting at this step, however the seat came to him."""
    code = barred(step, case, person, world, step.kind is StepKind.WORK)
    if code is None:
        return None
    return Reason(code, BARRED[code].format(steps=", ".join(step.not_same_as)), "Somebody else has to act.")


def had_his_vote(case: Case, task: Task, person: str) -> Reason | None:
    """Why a person does not decide a seat of his own: he has decided another one of the slate for somebody."""
    if not stood_in(case, task, person):
        return None
    told = f"`{person}` has decided a seat here for somebody else"
    return Reason("already_signer", told, "One person, one vote: somebody else has to decide this seat.")


def who_could(step: Step, case: Case, world: World) -> tuple[str, ...]:
    """Everyone who could act on an open seat now."""
    people = {
        p: None for task in case.open_tasks for p in holder_of(task, world).entries if owns(task, p, world) and not stood_in(case, task, p)
    }
    return tuple(person for person in people if barred_reason(step, case, person, world) is None and world.active(person))


def seat_of(step: Step, case: Case, person: str, task: str | None, world: World) -> tuple[Task | None, Reason | None]:
    """The seat on which this person would act, or why there is none. One who holds several has to say which."""
    if task is not None:
        return _named(step, case, person, task, world)
    mine = [t for t in case.open_tasks if owns(t, person, world)]
    held = [t for t in mine if t.holder == person]
    chosen = held if len(held) == 1 else mine
    if not chosen:
        return None, _why_none(step, case, person, world)
    reason = barred_reason(step, case, person, world)
    if reason is not None:
        return None, reason
    if len(chosen) > 1:
        return None, which(person, chosen)
    return chosen[0], None


def deciding_seat(step: Step, case: Case, person: str, task: str | None, world: World) -> tuple[Task | None, Reason | None]:
    """The same for what only the owner may do: a delegate has an opinion, no vote."""
    found, reason = seat_of(step, case, person, task, world)
    return (None, lent(found, person)) if found is not None and found.parked is not None else (found, reason)


def lent(task: Task, person: str) -> Reason:
    """The seat is delegated: who holds it does not decide, and who decides does not hold it."""
    data = {"task": task.id, "owner": task.owner, "holder": task.holder}
    if task.owner == person:
        told = f"you delegated this seat to `{task.holder}`, who has not given it back yet"
        return Reason("delegated", told, "`give_back` ends the delegation.", data)
    return Reason("delegated", f"`{task.owner}` delegated this seat to `{person}` and decides", "Give it back, with your opinion.", data)


def which(person: str, tasks: Sequence[Task]) -> Reason:
    """Who may act on several seats has to say on which."""
    ids = [task.id for task in tasks]
    return Reason("which_task", f"`{person}` may act on {len(ids)} seats here", f"Say which: task={ids[0]!r}.", {"tasks": ids})


def _named(step: Step, case: Case, person: str, id: str, world: World) -> tuple[Task | None, Reason | None]:
    task = case.task(id)
    if task is None:
        return None, already_done(case)
    if task.state is TaskState.CLOSED:
        return None, decided(task)
    if task.state is TaskState.WAITING:
        return None, not_turn(task)
    if not owns(task, person, world):
        away = lent(task, person) if task.parked is not None and task.owner == person else None
        return None, away or barred_reason(step, case, person, world) or not_holder(case, person, world)
    reason = barred_reason(step, case, person, world)
    return (None, reason) if reason is not None else (task, None)


def _why_none(step: Step, case: Case, person: str, world: World) -> Reason:
    """Why a person has no seat to act on: it is decided, it waits, a duty bars him, the case has moved on, or it never was his."""
    for task in case.tasks:
        if task.superseded or not (task.holder == person or person in task.held or belongs(task, person, world)):
            continue
        if task.state is TaskState.CLOSED:
            return decided(task)
        if task.state is TaskState.WAITING:
            return not_turn(task)
        if task.parked is not None and task.owner == person:
            return lent(task, person)
    return already_done(case) if moved_on(case, person, world) else not_holder(case, person, world)


def moved_on(case: Case, person: str, world: World) -> bool:
    """Whether the case has just left a step at which this person had a seat: somebody was quicker, or he himself."""
    seats = case.remembers(case.came_from).seats if case.came_from is not None else ()
    return any(seat.holder == person or person in seat.held or belongs(seat, person, world) for seat in seats)


def decided(task: Task) -> Reason:
    """The seat has had its one outcome."""
    by = task.decision.principal if task.decision else None
    told = f"decided by `{by}`: {task.outcome or task.reason}" if by else f"closed without a decision: {task.reason}"
    return Reason(
        "seat_already_decided",
        f"this seat was {told}",
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
