"""Signers added to a running slate (加签): who is asked before a seat decides, after it, or beside it (approval-semantics §2.6).

`before` and `after` make a sub-step of the seat that asked: it is advice, or binding, and never a vote of the step. `parallel` is a
seat of the slate. Everything here reads the tasks alone, so that arithmetic, explanation and flow say the same.
"""

from collections.abc import Iterator
from fractions import Fraction

from .case import AFTER, BEFORE, PARALLEL, Task, TaskState
from .definition import Rule
from .frozen import altered
from .rules import APPROVE, APPROVED, REJECT, REJECTED, count, replaced, skipped, votes_of

Batch = tuple[Task, ...]


def need_of(rule: str) -> str | int | Fraction:
    """`any`, `all`, `sequence`, a number or a share, as written; raises ValueError for anything else."""
    if not isinstance(rule, str):
        raise ValueError(rule)
    if rule in ("any", "all", "sequence"):
        return rule
    share = Fraction(rule.replace(" ", ""))
    if share <= 0 or ("/" in rule and share > 1) or ("/" not in rule and share.denominator != 1):
        raise ValueError(rule)
    return share if "/" in rule else int(share)


def asked(task: Task) -> bool:
    """Whether the task is part of another seat's sub-step, and no seat of the slate."""
    return task.added is not None and task.added.where != PARALLEL


def batches(seat: str, tasks: tuple[Task, ...], where: str | None = None) -> Iterator[Batch]:
    """The sub-steps that a seat has opened, each with its tasks in the order of their seats; what was asked again counts once."""
    found: dict[str, list[Task]] = {}
    for task in in_order(tasks):
        if task.added is not None and task.added.seat == seat and asked(task) and not replaced(task, tasks):
            found.setdefault(task.added.batch, []).append(task)
    yield from (tuple(batch) for batch in found.values() if where in (None, batch[0].added.where if batch[0].added else None))


def in_order(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Tasks in the order of their seats: one that was opened again stands where the seat always stood."""
    places = seat_places(tasks)
    return tuple(sorted(tasks, key=lambda task: places[task.seat]))


def seat_places(tasks: tuple[Task, ...]) -> dict[str, int]:
    """The place of every seat in its slate: where it was opened first, however often it was opened again."""
    places: dict[str, int] = {}
    for number, task in enumerate(tasks):
        places.setdefault(task.seat, number)
    return places


def outcome_of(batch: Batch, tasks: tuple[Task, ...]) -> str | None:
    """What has come of a sub-step; None while it is under way. Advice is waited for: one rejection silences nobody else."""
    added = batch[0].added
    assert added is not None
    members = tuple(standing(task, tasks) for task in batch)
    votes = votes_of(tuple(task for task in members if not skipped(task)))
    if not votes:
        return APPROVED
    need = need_of(added.rule)
    reject = "veto" if added.binding or need == "any" else "collect"
    return count(Rule(need, reject=reject), votes, clamp=True).outcome


def standing(task: Task, tasks: tuple[Task, ...]) -> Task:
    """A seat as it counts: rejected where a binding signer has rejected, undecided while signers after it are asked."""
    for batch in batches(task.seat, tasks):
        added, outcome = batch[0].added, outcome_of(batch, tasks)
        assert added is not None
        if added.binding and outcome == REJECTED and (added.where == BEFORE or task.outcome == APPROVE):
            return altered(task, state=TaskState.CLOSED, outcome=REJECT)
        if added.where == AFTER and outcome is None and task.outcome == APPROVE:
            return altered(task, state=TaskState.OPEN, outcome=None)
    return task


def seated(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """The seats of the slate as the step's rule counts them; a rejection that is advice leaves the count."""
    if all(task.added is None for task in tasks):
        return tasks
    slate = (standing(task, tasks) for task in tasks if not asked(task))
    return tuple(task for task in slate if not (task.added is not None and not task.added.binding and task.outcome == REJECT))


def asks_first(task: Task, tasks: tuple[Task, ...]) -> bool:
    """Whether a seat waits for those whom it has asked before."""
    return any(outcome_of(batch, tasks) is None for batch in batches(task.seat, tasks, BEFORE))


def below(seat: str, tasks: tuple[Task, ...]) -> Iterator[Task]:
    """Every task that was added for a seat, and for those."""
    for task in tasks:
        if task.added is not None and task.added.seat == seat and task.seat != seat:
            yield task
            yield from below(task.seat, tasks)
