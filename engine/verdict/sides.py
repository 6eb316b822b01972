"""What holders, administrators and clocks do with seats and data: claim, hand over, edit, fire."""

from .. import commands as c
from ..case import Case, Task, TaskState
from ..errors import Reason
from ..model import Model
from ..posts import found_now
from ..scope import CaseScope
from ..world import World
from .administrators import at_rest, not_admin
from .editing import edits_reason
from .filling import new_data, old_revision
from .outcome import Verdict
from .receiving import outside, receiver_reasons
from .said import comment_reasons
from .seats import already_done, barred_reason, decided, deciding_seat, owns, seat_of, which


def claim(model: Model, case: Case, command: c.Claim, world: World, trusted: bool) -> Verdict:
    """Whether this person may take a pool's task for himself; claiming one's own again is allowed and changes nothing."""
    step = model.step(case.step)
    free = [task for task in case.open_tasks if task.holder is None and owns(task, command.by, world)]
    if command.task is None and len(free) > 1 and barred_reason(step, case, command.by, world) is None:
        return Verdict((which(command.by, free),))
    task, reason = seat_of(step, case, command.by, command.task or (free[0].id if free else None), world)
    taken = _taken(case, command, world)
    if reason is not None:
        return Verdict((taken if taken is not None and reason.code == "not_holder" else reason,))
    return Verdict(offered=True, task=task)


def _taken(case: Case, command: c.Claim, world: World) -> Reason | None:
    """Somebody else has claimed the pool's task that this person asks for."""
    for task in case.open_tasks:
        pool = command.by in task.candidates or world.tokens_of(command.by) & set(task.tokens)
        if task.holder not in (None, command.by) and pool and command.task in (None, task.id):
            return Reason(
                "already_claimed", f"`{task.holder}` has claimed this task", "Ask for a release, or reassign.", {"holder": task.holder}
            )
    return None


def release(model: Model, case: Case, command: c.Release, world: World, trusted: bool) -> Verdict:
    """Whether this person may give a claimed task back to its pool: also who may no longer act on it."""
    held = [task for task in case.open_tasks if task.holder == command.by and command.task in (None, task.id)]
    claimed = [task for task in held if task.candidates or task.tokens]
    if len(claimed) == 1:
        return Verdict(offered=True, task=claimed[0])
    if claimed:
        return Verdict((which(command.by, claimed),))
    _, reason = seat_of(model.step(case.step), case, command.by, command.task, world)
    told = Reason("not_claimed", "this task was not claimed from a pool", "Transfer it, if that is allowed.")
    return Verdict((reason or told,))


def transfer(model: Model, case: Case, command: c.Transfer, world: World, trusted: bool) -> Verdict:
    """Whether this person may hand the seat to another."""
    step = model.step(case.step)
    task, reason = deciding_seat(step, case, command.by, command.task, world)
    if task is None:
        assert reason is not None
        return Verdict((reason,))
    allow = step.allow.get("transfer")
    if allow is None:
        return Verdict(
            (Reason("transfer_not_allowed", f"seats at `{step.id}` are not transferred", "Return it, or ask an administrator."),)
        )
    reasons = [*comment_reasons(command.comment, "optional", world), *receiver_reasons(step, case, task, command.to, world)]
    possible = None if reasons else outside(model, case, allow.among, command.by, command.to, world)
    if possible is not None:
        reasons.append(Reason("transfer_not_allowed", f"`{command.to}` is not among those who may take it over", possible))
    return Verdict(tuple(reasons), offered=True, task=task)


def reassign(model: Model, case: Case, command: c.Reassign, world: World, trusted: bool) -> Verdict:
    """Whether an administrator may give a seat to another person."""
    barred = not_admin(command.by, "reassign", world, trusted)
    if barred is not None:
        return Verdict((barred,))
    task, reason = _meant(case, command.task)
    if task is None:
        return Verdict((reason,) if reason is not None else ())
    step = model.step(case.step)
    reasons = [*comment_reasons(command.reason, "required", world, "reason"), *receiver_reasons(step, case, task, command.to, world)]
    return Verdict(tuple(reasons), offered=True, task=task)


def succeed(model: Model, case: Case, command: c.Succeed, world: World, trusted: bool) -> Verdict:
    """Whether a seat goes to whoever holds its post now: not where that is who has it, nor where no post has found who holds it."""
    barred = not_admin(command.by, "succeed", world, trusted)
    if barred is not None:
        return Verdict((barred,))
    task, reason = _meant(case, command.task)
    if task is None:
        return Verdict((reason,) if reason is not None else ())
    reasons = list(comment_reasons(command.reason, "required", world, "reason"))
    if task.added is not None:
        told = f"`{task.owner}` was added by `{task.added.by}`, not found by the step"
        reasons.append(Reason("no_post", told, "Use `reassign`."))
    elif found_now(model.step(case.step), case, task, CaseScope.of(model, case, world, command.by)) is None:
        told = f"the step finds `{task.owner}` for this seat as before" if task.owner else "nobody has come to the post yet"
        reasons.append(Reason("no_successor", told, "Put the successor into the directory first, or use `reassign`."))
    return Verdict(tuple(reasons), offered=True, task=task)


def _meant(case: Case, id: str | None) -> tuple[Task | None, Reason | None]:
    """The seat that an administrator means: the one he names, or the only open one; else why there is none."""
    if id is not None:
        named = case.task(id)
        if named is None:
            return None, already_done(case)
        return (None, decided(named)) if named.state is TaskState.CLOSED else (named, None)
    if len(case.open_tasks) == 1:
        return case.open_tasks[0], None
    ids = [task.id for task in case.open_tasks]
    told = "there is no open seat" if not ids else f"there are {len(ids)} open seats"
    return None, Reason("which_task", f"{told} at `{case.step}`", "Say which: task=….", {"tasks": ids})


def edit(model: Model, case: Case, command: c.Edit, world: World, trusted: bool) -> Verdict:
    """Whether this person may change these fields at the present step."""
    stale = old_revision(case, command.revision)
    if stale is not None:
        return Verdict((stale,))
    step = model.step(case.step)
    task, reason = seat_of(step, case, command.by, command.task, world)
    reason = reason or edits_reason(step, command.edits)
    if reason is not None:
        return Verdict((reason,))
    changes, wrong = new_data(model, case, command.data, step.may_edit, world)
    if not command.data:
        wrong.append(Reason("nothing_given", "no field was given", f"Editable here: {', '.join(step.may_edit) or 'nothing'}."))
    return Verdict(tuple(wrong), offered=True, task=task, changes=changes)


def fire(case: Case | None, command: c.Fire, world: World) -> Verdict:
    """Whether a timer is armed, and due."""
    assert case is not None
    timer = next((timer for timer in case.timers if timer.key == command.timer), None)
    resting = at_rest(case, command)
    if resting is not None:
        return Verdict((resting,))
    if not case.open or timer is None:
        return Verdict((Reason("already_done", f"the timer {command.timer} is no longer armed", "Nothing to do.", {"step": case.step}),))
    if timer.due > world.now:
        return Verdict((Reason("not_now", f"the timer {command.timer} is due at {timer.due.isoformat()}", "Wait for it."),))
    return Verdict(offered=True)
