"""The way through the steps: entering and leaving them, passing over them, coming back after a return."""

from collections.abc import Iterator
from dataclasses import replace

from . import events as e
from .case import Case, ReturnPoint, SeatOwner, Task, TaskState
from .definition import Step, StepKind
from .draft import Draft
from .effects import run_all
from .errors import Corrupt
from .escalation import armed, due_of
from .evolve import approvals_of, owners_of
from .expressions import ExpressionFailed
from .machine import PASS, RESUME, RETURN, WITHDRAW, arm_edge, edge
from .people import Opening, slate
from .rules import APPROVED, tally
from .scope import approved

MOST_HOPS = 200
"""Steps that one command may pass; a definition that goes round in circles by itself is stopped there, and nothing changes."""


def enter(draft: Draft, id: str, owners: tuple[SeatOwner, ...] = (), *, asked: bool = True) -> None:
    """Come to a step: over those whose `when` is not met, and through those that pass by themselves, until the case rests or ends.

    With `owners` the same persons are asked again; with `asked=False` the step is entered whatever its `when` says.
    """
    while True:
        draft.hops += 1
        if draft.hops > MOST_HOPS:
            raise Corrupt(f"`{id}` is reached in a circle in which nobody acts: mend the definition; nothing has changed")
        step = draft.model.step(id)
        if asked and not _wanted(draft, step):
            id = _move(draft, step.id, edge(step.id, PASS, step.following or ""))
            continue
        if step.kind is StepKind.END:
            end(draft, step)
            return
        _arrive(draft, step)
        _open(draft, step, owners)
        following = _passes(draft, step)
        if following is None:
            return
        id, owners, asked = following, (), True


def _wanted(draft: Draft, step: Step) -> bool:
    """Whether the step is to be entered; one that is not leaves a row, with the reason."""
    if step.when is None or (step.following is None and step.kind is not StepKind.END):
        return True
    try:
        outcome = draft.scope.ask_for(step.when)
    except ExpressionFailed:
        # A step is rather entered once too often than passed over by mistake.
        return True
    if outcome.met or step.following is None:
        return True
    draft.emit(e.PassedOver(step=step.id, reason="when", trace=dict(outcome.trace.to_plain())))
    return False


def _arrive(draft: Draft, step: Step) -> None:
    round = draft.case.remembers(step.id).rounds + 1
    due, wrong = due_of(step, draft.scope)
    timers, failed = armed(step, round, due, draft.scope)
    trace = {"errors": [*([f"due: {wrong}"] if wrong else []), *failed]} if wrong or failed else {}
    draft.emit(
        e.Entered(
            step=step.id,
            round=round,
            due=due.at if due is not None else None,
            provisional=due.provisional if due is not None else False,
            timers=timers,
            trace=trace,
        )
    )
    run_all(draft, step.effects)


def _open(draft: Draft, step: Step, owners: tuple[SeatOwner, ...]) -> None:
    """Open the slate; seats that pass by a policy are decided at once, each with its row."""
    openings = tuple(_again(owner) for owner in owners) if owners else slate(step, draft.scope)
    for number, opening in enumerate(openings):
        waiting = step.rule.need == "sequence" and number > 0
        task = draft.world.new_id()
        _open_seat(draft, task, opening, waiting)
    turn(draft, step)
    for task_, opening in zip(draft.case.tasks, openings, strict=True):
        if opening.automatic is not None and not task_.decision:
            _by_policy(draft, task_, opening.automatic)
            turn(draft, step)


def _open_seat(draft: Draft, task: str, opening: Opening, waiting: bool) -> None:
    draft.emit(
        e.SeatOpened(
            task=task,
            seat=opening.seat,
            group=opening.group,
            holder=opening.holder,
            candidates=opening.candidates,
            tokens=opening.tokens,
            waiting=waiting,
            trace=opening.trace,
        )
    )


def _again(owner: SeatOwner) -> Opening:
    return Opening(owner.seat, owner.group, owner.holder, owner.candidates, owner.tokens, trace={"same_persons": True})


def _by_policy(draft: Draft, task: Task, policy: str) -> None:
    """A seat passes by a policy: a row with its reason, in nobody's name but the one whose approval stands."""
    action = "submit" if draft.step.kind is StepKind.WORK else "approve"
    principal = task.holder or ""
    decision = replace(draft.decision(action, automatic=policy), actor="system:policy", principal=principal)
    draft.emit(e.Decided(task=task.id, decision=decision, duty=draft.step.kind is StepKind.WORK))


def turn(draft: Draft, step: Step) -> None:
    """In a sequence the next waiting seat has its turn as soon as none is open."""
    if step.rule.need != "sequence" or draft.case.open_tasks:
        return
    waiting = next((task for task in draft.case.tasks if task.state is TaskState.WAITING), None)
    if waiting is not None:
        draft.emit(e.SeatTurned(task=waiting.id))


def _passes(draft: Draft, step: Step) -> str | None:
    """Where the case goes at once because policies have decided every seat that the rule needs; None: it rests here."""
    if not any(task.decision is not None and task.decision.automatic for task in draft.case.tasks):
        return None
    if step.kind is StepKind.APPROVAL:
        outcome = tally(step.rule, draft.case.tasks, step.insufficient_seats == "clamp").outcome
        if outcome != APPROVED:
            return None
    action = step.actions.get("approve" if step.kind is StepKind.APPROVAL else "submit") or next(iter(step.actions.values()), None)
    if action is None:
        return None
    arm = action.arms[0]
    to = next((route.to for route in arm.routes if draft.scope.met(route.when)), None)
    if to is None or to in ("stay", "previous"):
        return None
    close_rest(draft, "not_needed:passed_by_policy")
    run_all(draft, arm.effects)
    draft.emit(e.Left(step=step.id, outcome="approve", arm=arm_edge(arm.id, to), to=to, trace={"by": "policy"}))
    _move(draft, step.id, arm_edge(arm.id, to))
    return to


def close_rest(draft: Draft, reason: str) -> None:
    """Close every seat that is not decided, each with its reason."""
    for task in draft.case.tasks:
        if task.state is not TaskState.CLOSED:
            draft.emit(e.TaskClosed(task=task.id, reason=reason))


def _move(draft: Draft, step: str, along: str) -> str:
    return draft.model.machine.move(step, along)


def leave(draft: Draft, outcome: str, along: str, to: str) -> None:
    """Leave the step by an edge and come to the next; a promise made by a return is kept on the way."""
    step = draft.step
    _move(draft, step.id, along)
    case = draft.case
    draft.emit(e.Left(step=step.id, outcome=outcome, arm=along, to=to))
    point = case.returns[-1] if case.returns else None
    if point is not None and point.target == step.id and to in (step.following, *point.cut, point.origin):
        _resume(draft, point)
    else:
        enter(draft, to)


def _resume(draft: Draft, point: ReturnPoint) -> None:
    """Straight back: over the steps between whose approvals still stand, to the first where one does not, or to the origin's same seats."""
    rest = draft.case.returns[:-1]
    for number, id in enumerate(point.cut):
        step = draft.model.step(id)
        if step.kind is StepKind.APPROVAL and not approved(draft.case, id):
            left = replace(point, target=id, cut=point.cut[number + 1 :])
            _move(draft, point.target, edge(point.target, RESUME, id))
            draft.emit(e.Resumed(returns=(*rest, left), how="stopped"))
            enter(draft, id, asked=False)
            return
        draft.emit(e.PassedOver(step=id, reason="bypassed_on_resubmit", walked=True))
    _move(draft, point.target, edge(point.target, RESUME, point.origin))
    draft.emit(e.Resumed(returns=rest, how="straight_back"))
    _reenter(draft, point)


def _reenter(draft: Draft, point: ReturnPoint) -> None:
    """The origin's slate again: the same persons, and what they had approved as far as it still stands."""
    step = draft.model.step(point.origin)
    _arrive(draft, step)
    standing = {approval.seat: approval for approval in point.approvals if not approval.superseded}
    for number, owner in enumerate(point.owners):
        task = draft.world.new_id()
        _open_seat(draft, task, _again(owner), waiting=step.rule.need == "sequence" and number > 0)
        approval = standing.get(owner.seat)
        if approval is not None:
            decision = replace(draft.decision("approve", automatic="carried"), actor=approval.actor, principal=approval.person)
            carried = replace(decision, revision=approval.revision, content=approval.content)
            draft.emit(e.Carried(task=task, approval=approval, decision=carried))
    turn(draft, step)


def send_back(draft: Draft, to: str, resume: str, comment: str | None) -> None:
    """A return: the walk is cut back to the target; for `straight_back` what was cut is kept, with the seats to be asked again."""
    case, step = draft.case, draft.step
    cut = case.walk[case.walk.index(to) + 1 :] if to in case.walk else ()
    between = tuple(id for id in cut if id != step.id)
    point = None
    if resume == "straight_back":
        point = ReturnPoint(to, step.id, between, owners_of(_seats_kept(case)), approvals_of(case.tasks))
    along = edge(step.id, RETURN, to)
    _move(draft, step.id, along)
    close_rest(draft, "returned")
    draft.emit(e.Left(step=step.id, outcome="return", arm=along, to=to))
    walk = case.walk[: case.walk.index(to)] if to in case.walk else ()
    draft.emit(e.Returned(step=step.id, to=to, resume=resume, comment=comment, walk=walk, point=point))
    enter(draft, to, asked=False)


def _seats_kept(case: Case) -> tuple[Task, ...]:
    return tuple(task for task in case.tasks if not task.superseded)


def withdraw(draft: Draft, comment: str | None) -> None:
    """The case is pulled back."""
    step = draft.step
    along = edge(step.id, WITHDRAW, "withdrawn")
    _move(draft, step.id, along)
    close_rest(draft, "withdrawn")
    draft.emit(e.Left(step=step.id, outcome="withdraw", arm=along, to="withdrawn"))
    end(draft, draft.model.step("withdrawn"), comment)


def end(draft: Draft, step: Step, reason: str | None = None) -> None:
    """The case ends; its effects run while it still holds its data."""
    assert step.end is not None
    draft.emit(e.Ended(step=step.id, status=step.end.value, reason=reason))
    run_all(draft, step.effects)


def superseded(draft: Draft) -> None:
    """Signed content has changed in substance: approvals on the old content fall where `on_change: void` holds.

    In the slate still open the seat opens again, as a new task; elsewhere the row is marked and the case does not move.
    """
    for id in draft.case.walk:
        step = draft.model.workflow.steps.get(id)
        if step is None or step.kind is not StepKind.APPROVAL or step.on_change == "keep":
            continue
        fallen = tuple(_fallen(draft.case, id))
        if fallen:
            draft.emit(e.Superseded(step=id, tasks=fallen))
            _reopen(draft, fallen if id == draft.case.step else ())
    for point in draft.case.returns:
        origin = draft.model.step(point.origin)
        fallen = tuple(a.task for a in point.approvals if not a.superseded and a.content != draft.case.content)
        if fallen and origin.on_change == "void":
            draft.emit(e.Superseded(step=point.origin, tasks=fallen))
        for id in point.cut:
            cut = draft.model.step(id)
            gone = tuple(_fallen(draft.case, id)) if cut.kind is StepKind.APPROVAL and cut.on_change == "void" else ()
            if gone:
                draft.emit(e.Superseded(step=id, tasks=gone))


def _fallen(case: Case, step: str) -> Iterator[str]:
    if step == case.step:
        yield from (a.task for a in approvals_of(case.tasks) if a.content != case.content)
    else:
        yield from (a.task for a in case.remembers(step).approvals if not a.superseded and a.content != case.content)


def _reopen(draft: Draft, tasks: tuple[str, ...]) -> None:
    for id in tasks:
        old = draft.case.task(id)
        assert old is not None
        draft.emit(
            e.SeatOpened(
                task=draft.world.new_id(),
                seat=old.seat,
                group=old.group,
                holder=old.holder,
                candidates=old.candidates,
                tokens=old.tokens,
                held=old.held,
                again=id,
                trace={"reopened": "superseded"},
            )
        )
