"""Out of a step and where to: along an arm, back by a return, straight back after it, and out (approval-semantics §2.4)."""

from collections.abc import Iterator
from dataclasses import replace

from . import events as e
from .case import ReturnPoint
from .definition import Step, StepKind
from .draft import Draft
from .evolve import approvals_of, owners_of
from .expressions import ExpressionFailed
from .flow import arrive, close_rest, end, enter, open_seat, owned_again, promise, turn
from .machine import RESUME, RETURN, WITHDRAW, edge
from .scope import approved

SKIPPED = ("jump", "jumped")
"""Outcomes of steps at which an administrator spared the case an approval."""


def leave(draft: Draft, outcome: str, along: str, to: str) -> None:
    """Leave the step by an edge and come to the next; a promise made by a return is kept on the way."""
    step = draft.step
    draft.model.machine.move(step.id, along)
    draft.emit(e.Left(step=step.id, outcome=outcome, arm=along, to=to))
    _keep(draft, promise(draft.case, step, to) or enter(draft, to))


def _keep(draft: Draft, point: ReturnPoint | None) -> None:
    """Keep the promise of a return, and whatever falls due on the way."""
    while point is not None:
        point = _resume(draft, point)


def _resume(draft: Draft, point: ReturnPoint) -> ReturnPoint | None:
    """Straight back: over the steps between whose approvals still stand, to the first where one does not, or to the origin's same seats."""
    rest = draft.case.returns[:-1]
    machine = draft.model.machine
    for id, left in _between(draft, point):
        step = draft.model.step(id)
        if step.kind is StepKind.APPROVAL and not (approved(draft.case, id) or draft.case.remembers(id).outcome in SKIPPED):
            machine.move(point.target, edge(point.target, RESUME, id))
            draft.emit(e.Resumed(returns=(*rest, replace(point, target=id, cut=left)), how="stopped"))
            return enter(draft, id, asked=False)
        draft.emit(e.PassedOver(step=id, reason="bypassed_on_resubmit", walked=True))
    machine.move(point.target, edge(point.target, RESUME, point.origin))
    draft.emit(e.Resumed(returns=rest, how="straight_back"))
    _reenter(draft, point)
    return None


def _between(draft: Draft, point: ReturnPoint) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The steps that were cut off, each with those after it; among them steps passed over then that are wanted by now."""
    here = point.target
    for number, id in enumerate((*point.cut, point.origin)):
        for skipped in _wanted_now(draft, here, id):
            yield skipped, point.cut[number:]
        if number < len(point.cut):
            yield id, point.cut[number + 1 :]
        here = id


def _wanted_now(draft: Draft, before: str, after: str) -> Iterator[str]:
    """Steps written between two of the walk that `when` kept out of it, and would not any more: nobody has approved there."""
    found: list[Step] = []
    following = draft.model.step(before).following
    while following is not None and following != after:
        found.append(draft.model.step(following))
        following = found[-1].following
    for step in found if following is not None else ():
        if step.human and draft.case.remembers(step.id).outcome == "passed_over" and _holds(draft, step):
            yield step.id


def _holds(draft: Draft, step: Step) -> bool:
    try:
        return draft.scope.met(step.when)
    except ExpressionFailed:
        return True


def _reenter(draft: Draft, point: ReturnPoint) -> None:
    """The origin's slate again: the same persons, and what they had approved as far as it still stands."""
    step = draft.model.step(point.origin)
    arrive(draft, step)
    standing = {approval.seat: approval for approval in point.approvals if not approval.superseded}
    for number, owner in enumerate(point.owners):
        waiting = step.rule.need == "sequence" and number > 0
        task = open_seat(draft, owned_again(owner, {"same_persons": True}), waiting)
        approval = standing.get(owner.seat)
        if approval is not None:
            decision = replace(draft.decision("approve", automatic="carried"), actor=approval.actor, principal=approval.person)
            carried = replace(decision, revision=approval.revision, content=approval.content)
            draft.emit(e.Carried(task=task, approval=approval, decision=carried))
    turn(draft, step)


def send_back(draft: Draft, to: str, resume: str, comment: str | None) -> None:
    """A return: the walk is cut back to the target; for `straight_back` what was cut is kept, with the seats to be asked again."""
    case, step = draft.case, draft.step
    place = case.walk.index(to)
    point = None
    if resume == "straight_back":
        cut = tuple(id for id in case.walk[place + 1 :] if id != step.id)
        point = ReturnPoint(to, step.id, cut, owners_of(case.tasks), approvals_of(case.tasks))
    along = edge(step.id, RETURN, to)
    draft.model.machine.move(step.id, along)
    close_rest(draft, "returned")
    draft.emit(e.Left(step=step.id, outcome="return", arm=along, to=to))
    draft.emit(e.Returned(step=step.id, to=to, resume=resume, comment=comment, walk=case.walk[:place], point=point))
    _keep(draft, enter(draft, to, asked=False, returned=True))


def withdraw(draft: Draft, comment: str | None) -> None:
    """The case is pulled back."""
    out(draft, WITHDRAW, "withdrawn", comment)


def out(draft: Draft, verb: str, to: str, reason: str | None) -> None:
    """The case leaves wherever it is, and ends; what is still open closes."""
    step = draft.step
    along = edge(step.id, verb, to)
    draft.model.machine.move(step.id, along)
    close_rest(draft, to)
    draft.emit(e.Left(step=step.id, outcome=verb, arm=along, to=to))
    end(draft, draft.model.step(to), reason)


def arrive_at(draft: Draft, to: str) -> None:
    """Come to a step whatever its `when` says, and keep what falls due on the way."""
    _keep(draft, enter(draft, to, asked=False))
