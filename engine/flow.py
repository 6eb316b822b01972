"""The way through the steps: coming to them, passing over them, through those that pass by themselves, to the end."""

from . import events as e
from .added import asked, asks_first, in_order, standing
from .case import Case, ReturnPoint, SeatOwner, Task, TaskState
from .closing import close_below
from .data import is_empty
from .definition import Arm, Step, StepKind
from .draft import Draft
from .effects import run_all
from .errors import Reason, Refused
from .escalation import armed, due_of
from .expressions import ExpressionFailed
from .frozen import altered, maker
from .joining import target as chosen
from .laying import freeze
from .machine import JOIN, PARENT, PASS, arm_edge, edge
from .opening import split
from .people import Opening, slate
from .proxies import told_of
from .rules import APPROVED
from .traces import kept_trace
from .verdict.guards import broken
from .verdict.numbers import number_reasons
from .verdict.ways import target
from .voting import counted
from .way_changes import BY_POLICY

_entered = maker(e.Entered)
_seat_opened = maker(e.SeatOpened)


def enter(draft: Draft, id: str, *, asked: bool = True, returned: bool = False) -> ReturnPoint | None:
    """Come to a step: over those whose `when` is not met, and through those that pass by themselves, until the case rests or ends.

    With `asked=False` the step is entered whatever its `when` says; a step that the case was `returned` to passes by no approval
    given before. Gives the promise of a return that falls due on the way; whoever called keeps it.
    """
    while True:
        step = draft.model.step(id)
        if asked and not _wanted(draft, step):
            id = draft.model.machine.move(step.id, edge(step.id, PASS, step.following or ""))
            continue
        if step.kind is StepKind.END:
            end(draft, step)
            return None
        if step.kind is StepKind.CHAIN:
            # Clocks are those of the steps of the chain.
            arrive(draft, altered(step, due=None, rungs=()))
            id, asked = freeze(draft, step), False
            continue
        to = _automatic(draft, step) if step.kind is StepKind.AUTOMATIC else _rest(draft, step, returned)
        if to is None:
            return None
        point = promise(draft.case, step, to)
        if point is not None:
            return point
        id, asked, returned = to, True, False


def _rest(draft: Draft, step: Step, returned: bool) -> str | None:
    """Come to a step where people act or children run; to where, if it passes by itself. Joins are looked at by a command of their own."""
    if step.splits:
        divide(draft, step)
        return None
    arrive(draft, step)
    return _passed(draft, step, returned)


def divide(draft: Draft, step: Step) -> None:
    """Enter a step that opens children."""
    earlier = draft.case.opened_at(step.id)
    arrive(draft, step)
    split(draft, step, earlier)


def _automatic(draft: Draft, step: Step) -> str | None:
    """Effects, then on at once; where no target can be worked out, the case rests here and `stuck` shows it."""
    arrive(draft, step)
    draft.hops += 1
    if draft.hops > MOST_HOPS:
        told = f"`{step.id}` is passed again and again"
        raise Refused([Reason("endless_circle", told, "Mend the definition: automatic steps lead into each other.")])
    to = chosen(step.then, draft.scope)
    if to is None:
        return None
    along = edge(step.id, JOIN, to)
    draft.model.machine.move(step.id, along)
    draft.emit(e.Left(step=step.id, outcome="passed_on", arm=along, to=to, trace={"by": BY_POLICY}))
    return to


MOST_HOPS = 200
"""Automatic steps passed in one move."""


def _wanted(draft: Draft, step: Step) -> bool:
    """Whether the step is to be entered; one that is not leaves a row, with the reason."""
    if step.when is None or (step.following is None and step.kind is not StepKind.END):
        return True
    try:
        outcome = altered(draft.scope, between=True).ask_for(step.when)
    except ExpressionFailed:
        # A step is rather entered once too often than passed over by mistake.
        return True
    if outcome.met or step.following is None:
        return True
    draft.emit(e.PassedOver(step=step.id, reason="when", trace=kept_trace(outcome.trace)))
    return False


def arrive(draft: Draft, step: Step) -> None:
    """Enter a step: its clock begins, its timers are armed, its effects run."""
    round = draft.case.remembers(step.id).rounds + 1
    due, wrong = due_of(step, draft.scope)
    timers, failed = armed(step, round, due, draft.scope)
    trace = {"errors": [*([f"due: {wrong}"] if wrong else []), *failed]} if wrong or failed else {}
    draft.emit(
        _entered(
            step=step.id,
            round=round,
            due=due.at if due is not None else None,
            provisional=due.provisional if due is not None else False,
            timers=timers,
            trace=trace,
        )
    )
    run_all(draft, step.effects)


def _passed(draft: Draft, step: Step, returned: bool) -> str | None:
    """Open the slate, let policies decide the seats that are theirs, and leave at once if the rule has enough; to where.

    In one command a step passes by itself once: in a circle of such steps the case comes to rest at the first one.
    """
    openings = _credited(draft, step, slate(step, draft.scope))
    policies = {opening.automatic for opening in openings} - {None}
    way = None
    if policies and step.id not in draft.passed and not (returned and policies != {"empty"}):
        way = _way(draft, step, guarded=policies != {"empty"})
    if way is None:
        alone = all(opening.automatic is not None for opening in openings)
        openings = tuple(altered(o, automatic=None) if alone or o.automatic not in (None, "credit") else o for o in openings)
    _open(draft, step, openings)
    if way is None or not _enough(draft, step):
        return None
    arm, to = way
    draft.passed.add(step.id)
    close_rest(draft, "not_needed:passed_by_policy")
    run_all(draft, arm.effects)
    along = arm_edge(arm.id, to)
    draft.model.machine.move(step.id, along)
    draft.emit(e.Left(step=step.id, outcome="approve", arm=along, to=to, trace={"by": BY_POLICY}))
    return to


def _credited(draft: Draft, step: Step, openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """The seats of those whom the act that led here credits open approved, once; never where a person is required."""
    credited, draft.credited = draft.credited, frozenset()
    if not credited or step.kind is not StepKind.APPROVAL or step.human_required:
        return openings
    return tuple(altered(opening, automatic="credit") if opening.holder in credited else opening for opening in openings)


def _way(draft: Draft, step: Step, guarded: bool) -> tuple[Arm, str] | None:
    """The arm by which a step passes by itself: the first that is nobody's in particular and whose condition holds, to another step."""
    action = step.actions.get("approve" if step.kind is StepKind.APPROVAL else "submit") or next(iter(step.actions.values()), None)
    scope = draft.scope
    try:
        arm = next((arm for arm in action.arms if arm.by is None and scope.met(arm.when)), None) if action is not None else None
    except ExpressionFailed:
        return None
    if arm is None:
        return None
    if guarded and (broken(arm.require, scope) or any(is_empty(scope.data.get(name)) for name in arm.needs)):
        return None
    if any(number_reasons(arm.effects, scope)):
        return None
    route, to, wrong = target(arm, scope)
    return None if wrong is not None or to is None or route is None or route.to == "stay" or to.startswith(PARENT) else (arm, to)


def _enough(draft: Draft, step: Step) -> bool:
    """Whether the policies alone have decided what the rule needs."""
    case = draft.case
    automatic = [task.decision is not None and task.decision.automatic is not None for task in case.tasks]
    if not any(automatic):
        return False
    if step.kind is StepKind.WORK or all(task.decision and task.decision.automatic == "empty" for task in case.tasks):
        return True
    return counted(draft.model, step, case.tasks, draft.world.around).outcome == APPROVED


def _open(draft: Draft, step: Step, openings: tuple[Opening, ...]) -> None:
    """Open the slate; seats that pass by a policy are decided at once, each with its row.

    A seat that nobody holds and the policy skips is no vote: it closes, unless there is no other.
    """
    tasks = [open_seat(draft, opening, waiting=step.rule.need == "sequence" and number > 0) for number, opening in enumerate(openings)]
    skipped = all(opening.automatic == "empty" for opening in openings)
    for id, opening in zip(tasks, openings, strict=True):
        if opening.automatic == "empty" and not skipped:
            draft.emit(e.TaskClosed(task=id, reason="empty"))
        elif opening.automatic is not None:
            _by_policy(draft, id, opening)
    turn(draft, step)


def open_seat(draft: Draft, opening: Opening, waiting: bool = False, again: str | None = None) -> str:
    """Open a seat; the id of its task."""
    id = draft.world.new_id()
    told = told_of(draft.step, draft.case, opening.holder, draft.world)
    draft.emit(
        _seat_opened(
            task=id,
            seat=opening.seat,
            group=opening.group,
            holder=opening.holder,
            candidates=opening.candidates,
            tokens=opening.tokens,
            held=opening.held,
            waiting=waiting,
            again=again,
            weight=opening.weight,
            main=opening.main,
            added=opening.added,
            trace={**opening.trace, **told} if told else opening.trace,
        )
    )
    return id


def owned_again(owner: SeatOwner | Task, trace: dict[str, object]) -> Opening:
    """A seat for the same persons once more."""
    return Opening(
        owner.seat,
        owner.group,
        owner.holder,
        owner.candidates,
        owner.tokens,
        trace=trace,
        held=owner.held,
        weight=owner.weight,
        main=owner.main,
        added=owner.added,
    )


def _by_policy(draft: Draft, task: str, opening: Opening) -> None:
    """A seat passes by a policy: a row with its reason, in nobody's name but the one whose approval stands."""
    work = draft.step.kind is StepKind.WORK
    decision = draft.decision("submit" if work else "approve", automatic=opening.automatic)
    decision = altered(decision, actor="system:policy", principal=opening.holder or "")
    draft.emit(e.Decided(task=task, decision=decision, duty=work))


def turn(draft: Draft, step: Step) -> None:
    """In a sequence the next waiting seat has its turn as soon as none is open."""
    if step.rule.need != "sequence":
        return
    tasks = draft.case.tasks
    slate = [task for task in in_order(tasks) if not asked(task)]
    if any(standing(task, tasks).open or asks_first(task, tasks) for task in slate):
        return
    waiting = next((task for task in slate if task.state is TaskState.WAITING), None)
    if waiting is not None:
        draft.emit(e.SeatTurned(task=waiting.id))


def close_rest(draft: Draft, reason: str) -> None:
    """Close every seat that is not decided, each with its reason."""
    for task in draft.case.tasks:
        if task.state is not TaskState.CLOSED:
            draft.emit(e.TaskClosed(task=task.id, reason=reason))


def promise(case: Case, step: Step, to: str) -> ReturnPoint | None:
    """The promise of a return with `straight_back` that falls due when this step is left forwards."""
    point = case.returns[-1] if case.returns else None
    due = point is not None and point.target in (step.id, _finished(case, step)) and to in (step.following, *point.cut, point.origin)
    return point if due else None


def _finished(case: Case, step: Step) -> str | None:
    """The step whose chain ends with this one."""
    return step.of if step.of is not None and case.chains[step.of].ids(step.of)[-1] == step.id else None


def end(draft: Draft, step: Step, reason: str | None = None) -> None:
    """The case ends; its effects run while it still holds its data."""
    assert step.end is not None
    round = draft.case.remembers(step.id).rounds + 1
    draft.emit(e.Ended(step=step.id, status=step.end.value, reason=reason, round=round))
    close_below(draft, draft.case.status)
    run_all(draft, step.effects)
    at_end(draft)


def at_end(draft: Draft) -> None:
    """What leaves whenever a case has ended, whichever way."""
    run_all(draft, draft.model.workflow.at_end)
