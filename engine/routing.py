"""Out of a step and where to: along an arm, back by a return, straight back after it, and out (approval-semantics §2.4)."""

from collections.abc import Iterator
from dataclasses import replace

from . import events as e
from .back import others_of
from .back_facts import TakenBack
from .case import Approval, Case, ReturnPoint, SeatOwner, Status
from .closing import close_behind, close_below, close_children
from .definition import Step, StepKind
from .draft import Draft
from .expressions import ExpressionFailed
from .flow import arrive, at_end, close_rest, divide, end, enter, open_seat, owned_again, promise, turn
from .frozen import maker
from .machine import PARENT, RESUME, RETURN, SENT, TAKE_BACK, TERMINATE, WITHDRAW, edge
from .scope import approved
from .way_changes import approvals_of, owners_of

CLOSED = {WITHDRAW: "withdrawn", RETURN: "returned", TERMINATE: "terminated"}
"""The reasons with which what is open closes on the way out."""
BYPASSED = {
    "zh": "此件退回修改后直送退回人，未再经过您；第 {since} 稿之后改动：{fields}",
    "en": "sent back and handed in again, past you; changed since revision {since}: {fields}",
}
"""What those are told who approved before and are not asked again."""
SKIPPED = ("jump", "jumped")
"""Outcomes of steps at which an administrator spared the case an approval."""

_left = maker(e.Left)


def leave(draft: Draft, outcome: str, along: str, to: str) -> None:
    """Leave the step by an edge and come to the next; a promise made by a return is kept on the way."""
    step = draft.step
    draft.model.machine.move(step.id, along)
    if to.startswith(PARENT):
        draft.emit(e.SentUp(action=outcome, to=to))
        return
    draft.emit(_left(step=step.id, outcome=outcome, arm=along, to=to, by=draft.actor))
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
        if _asked_again(draft, point, step) or (step.splits and not _stands(draft.case, id)):
            machine.move(point.target, edge(point.target, RESUME, id))
            ahead = (*rest, replace(point, target=id, cut=left))
            draft.emit(e.Resumed(returns=ahead, how="stopped", before=draft.case.returns))
            return enter(draft, id, asked=False)
        draft.emit(e.PassedOver(step=id, reason="bypassed_on_resubmit", walked=True))
        _tell_bypassed(draft, point, id)
    machine.move(point.target, edge(point.target, RESUME, point.origin))
    how = "reapprove_marked" if point.marked else "straight_back"
    draft.emit(e.Resumed(returns=rest, how=how, before=draft.case.returns))
    return _reenter(draft, point)


def _asked_again(draft: Draft, point: ReturnPoint, step: Step) -> bool:
    """Whether a step between is not passed over: its approval no longer stands, or it is marked and the return said `reapprove_marked`."""
    if point.marked and step.reapprove:
        return True
    case = draft.case
    if step.kind is StepKind.CHAIN:
        # Its steps are asked one by one; as a whole only where it was passed over, and nobody has been asked.
        return case.remembers(step.id).outcome == "passed_over"
    return step.kind is StepKind.APPROVAL and not (approved(case, step.id) or case.remembers(step.id).outcome in SKIPPED)


def _tell_bypassed(draft: Draft, point: ReturnPoint, step: str) -> None:
    """Who approved at a step that is passed over is told, with what has changed since: to read, not to act."""
    approvals = draft.case.remembers(step).approvals
    people = dict.fromkeys(person for a in approvals for person in (a.person, a.actor) if draft.world.active(person))
    if not people:
        return
    since = min(approval.revision for approval in approvals)
    about = {"step": step, "since": since, "revision": draft.case.revision, "fields": list(point.changed)}
    fields = [draft.model.workflow.data[name].title for name in point.changed if name in draft.model.workflow.data]
    text = {
        lang: BYPASSED[lang].format(
            since=since, fields=comma.join(label.get(lang) or next(iter(label.values())) for label in fields) or "–"
        )
        for lang, comma in (("zh", "、"), ("en", ", "))
    }
    draft.emit(e.Noticed(key=f"{draft.case.root}:{draft.seq + 1:06}", kind="bypassed", to=tuple(people), text=text, about=about))


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
        if step.staffed and draft.case.remembers(step.id).outcome == "passed_over" and _holds(draft, step):
            yield step.id


def _holds(draft: Draft, step: Step) -> bool:
    try:
        return replace(draft.scope, between=True).met(step.when)
    except ExpressionFailed:
        return True


def _stands(case: Case, step: str) -> bool:
    """Whether branches need not be done again: all of them finished, and kept by what the definition says."""
    opened = case.opened_at(step)
    return bool(opened) and all(child.keep and child.well for child in opened)


def _reenter(draft: Draft, point: ReturnPoint) -> ReturnPoint | None:
    """The origin's slate again: the same persons, and what they had approved as far as it still stands; of a split, its branches."""
    step = draft.model.step(point.origin)
    if step.splits:
        divide(draft, step)
        return None
    afresh = point.marked and step.reapprove
    return _again(draft, step, point.owners, () if afresh else point.approvals)


def _again(draft: Draft, step: Step, owners: tuple[SeatOwner, ...], approvals: tuple[Approval, ...]) -> ReturnPoint | None:
    """Enter a step with the seats as they were; approvals that still stand are carried over. Without any it asks as it is written."""
    if not owners:
        return enter(draft, step.id, asked=False, returned=True)
    arrive(draft, step)
    standing = {approval.seat: approval for approval in approvals if not approval.superseded}
    for number, owner in enumerate(owners):
        waiting = step.rule.need == "sequence" and number > 0
        task = open_seat(draft, owned_again(owner, {"same_persons": True}), waiting)
        approval = standing.get(owner.seat)
        if approval is not None:
            decision = replace(draft.decision("approve", automatic="carried"), actor=approval.actor, principal=approval.person)
            carried = replace(decision, revision=approval.revision, content=approval.content)
            draft.emit(e.Carried(task=task, approval=approval, decision=carried))
    turn(draft, step)
    return None


def take_back(draft: Draft, to: str, asker: str, comment: str | None) -> None:
    """The last act is undone: the step it left opens again for the same persons, and what others than `asker` had approved still counts."""
    step, memory = draft.step, draft.case.remembers(to)
    along = edge(step.id, TAKE_BACK, to)
    draft.model.machine.move(step.id, along)
    draft.emit(TakenBack(step=step.id, to=to, comment=comment, asker=asker if asker != draft.actor else None))
    close_rest(draft, "taken_back")
    draft.emit(_left(step=step.id, outcome="taken_back", arm=along, to=to))
    _keep(draft, _again(draft, draft.model.step(to), memory.seats, others_of(memory, asker)))


def send_back(draft: Draft, to: str, resume: str, comment: str | None) -> None:
    """A return: the walk is cut back to the target; for `straight_back` what was cut is kept, with the seats to be asked again."""
    case, step = draft.case, draft.step
    place = case.walk.index(to)
    point = None
    if resume in ("straight_back", "reapprove_marked"):
        cut = tuple(id for id in case.walk[place + 1 :] if id != step.id)
        point = ReturnPoint(to, step.id, cut, owners_of(case.tasks), approvals_of(case.tasks), resume == "reapprove_marked")
    along = edge(step.id, RETURN, to)
    draft.model.machine.move(step.id, along)
    close_rest(draft, "returned")
    close_behind(draft, to, "returned_before_split")
    draft.emit(_left(step=step.id, outcome="return", arm=along, to=to))
    draft.emit(e.Returned(step=step.id, to=to, resume=resume, comment=comment, walk=case.walk[:place], point=point))
    _keep(draft, enter(draft, to, asked=False, returned=True))


def send_up(draft: Draft, to: str, resume: str, comment: str | None) -> None:
    """A return out of a branch, to a step of its parent's before the split: the parent closes all branches."""
    step = draft.step
    # The machine of a branch knows the written steps around it, not the chains that the case around has laid out.
    around = draft.world.family(draft.case).parent(draft.case)
    chain = around.chain_of(to.removeprefix(PARENT)) if around is not None else None
    draft.model.machine.move(step.id, edge(step.id, RETURN, f"{PARENT}{chain}" if chain is not None else to))
    close_rest(draft, "returned")
    draft.emit(e.SentUp(action="return", to=to, resume=resume, comment=comment))


def go_on(draft: Draft, to: str, action: str, resume: str | None, comment: str | None) -> None:
    """A branch has sent this case to one of its own steps: back in its walk, or elsewhere; the branches close either way."""
    case, step = draft.case, draft.step
    if to in case.walk and to != step.id:
        send_back(draft, to, resume or "rewalk", comment)
        return
    close_children(draft, case.opened_at(step.id), f"not_needed:{action}_by={draft.actor}")
    leave(draft, action, edge(step.id, SENT, to), to)


def out(draft: Draft, verb: str, to: str, reason: str | None) -> None:
    """The case leaves wherever it is by one of the edges that nobody writes; what is still open closes, each seat with the reason."""
    step, target = draft.step, draft.model.step(to)
    along = edge(step.id, verb, to)
    draft.model.machine.move(step.id, along)
    close_rest(draft, CLOSED[verb])
    if target.end is None and verb != TERMINATE:
        close_behind(draft, to, CLOSED[verb])
    draft.emit(_left(step=step.id, outcome=verb, arm=along, to=to))
    if target.end is not None:
        end(draft, target, reason)
    elif verb == TERMINATE:
        draft.emit(e.Ended(step=to, status=to, reason=reason))
        close_below(draft, Status.TERMINATED)
        at_end(draft)
    else:
        _keep(draft, enter(draft, to, asked=False, returned=True))


def arrive_at(draft: Draft, to: str) -> None:
    """Come to a step whatever its `when` says, and keep what falls due on the way."""
    _keep(draft, enter(draft, to, asked=False))
