"""A case goes over to another definition: what becomes of its seats, its way and its clocks (approval-semantics §2.13)."""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace

from . import events as e
from .case import AskedBack, Case, ReturnPoint, TaskState
from .clock_changes import step_timers
from .data import content_hash, merged
from .definition import Step
from .draft import Draft
from .expressions import Expression
from .flow import open_seat, turn
from .frozen import dataclass
from .migration_case_clocks import moved_case_clocks
from .migration_clocks import moved_clocks
from .migration_units import Part
from .model import Model
from .people import slate
from .standing import superseded
from .taking_back import close_request
from .voting import RULES

BESIDE = frozenset(
    (
        "id",
        "title",
        "following",
        "when",
        "effects",
        "actions",
        "may_edit",
        "due",
        "rungs",
        "returns",
        "calendar",
        "calendar_of",
        "allow",
        "on_change",
        "end",
        "of",
    )
)
"""What a step may change without touching its seats. Anything else is the rule, the approvers or the duties: then the slate opens anew."""


def same_seats(old: Model, new: Model, was: Step, now: Step, steps: Mapping[str, str]) -> bool:
    """Whether rule, approvers and duties of a step are unchanged, so that its seats go on with what was decided there."""
    return _meaning(old, was, steps) == _meaning(new, now, {})


def _meaning(model: Model, step: Step, steps: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {field.name: getattr(step, field.name) for field in fields(Step) if field.name not in BESIDE}
    found["seats"] = tuple(replace(seat, title=None) for seat in step.seats)
    found["not_same_as"] = tuple(steps.get(id, id) for id in step.not_same_as)
    return {**found, **_named(model, step)}


def _named(model: Model, step: Step) -> dict[str, object]:
    """What the seats go by beside the step itself: short names, however deep, the policy, the version of a plug-in that counts."""
    waiting = [*([step.by] if step.by else []), *([step.empty.who] if step.empty.who else [])]
    waiting += [expression for seat in step.seats for expression in (seat.who, seat.when) if expression is not None]
    found: dict[str, Expression] = {}
    names = _names(model)
    policy: object = None
    while waiting:
        expression = waiting.pop()
        if "policy" in expression.text:
            policy = model.policy
        for name in sorted(expression.names & names.keys() - found.keys()):
            found[name] = names[name]
            waiting.append(found[name])
    plugin = model.whole.plugins.get(f"{RULES}:{step.rule.plugin}")
    return {"names": found, "policy": policy, "plugin": plugin}


def _names(model: Model) -> dict[str, Expression]:
    """The short names that may be used, a branch's own and those around it."""
    return {**(_names(model.outer) if model.outer is not None else {}), **model.workflow.names}


@dataclass(frozen=True, slots=True)
class Walked:
    """The way of a case in the steps of the new definition, and the promises of returns that it can still keep."""

    walk: tuple[str, ...]
    returns: tuple[ReturnPoint, ...]
    resumed_from: tuple[ReturnPoint, ...] = ()


def rewalked(case: Case, steps: Mapping[str, str], to: str, anew: Collection[str] = ()) -> Walked:
    """The walk and the return stack, step for step; what has no place any more is left out. At steps `anew` nobody's seat is kept."""
    before = dict.fromkeys(steps[id] for id in case.walk if id in steps)
    walk = (*(id for id in before if id != to), to)
    return Walked(walk, _points(case.returns, steps, anew), _points(case.resumed_from, steps, anew))


def _points(points: tuple[ReturnPoint, ...], steps: Mapping[str, str], anew: Collection[str]) -> tuple[ReturnPoint, ...]:
    kept = [_point(point, steps, anew) for point in points if point.target in steps and point.origin in steps]
    return tuple(point for point in kept if point.target != point.origin)


def _point(point: ReturnPoint, steps: Mapping[str, str], anew: Collection[str]) -> ReturnPoint:
    cut = tuple(dict.fromkeys(steps[id] for id in point.cut if id in steps))
    moved = replace(point, target=steps[point.target], origin=steps[point.origin], cut=cut)
    return replace(moved, owners=(), approvals=()) if moved.origin in anew else moved


def asked_anew(old: Model, new: Model, case: Case, steps: Mapping[str, str]) -> tuple[str, ...]:
    """Steps, by their new ids, that the case may come back to for the same persons, and whose seats are other ones by now."""
    kept = {id for id, memory in case.memory.items() if memory.seats}
    kept |= {point.origin for point in (*case.returns, *case.resumed_from)}
    places = ((old.workflow.steps[id], new.workflow.steps[steps[id]]) for id in kept & steps.keys() if id in old.workflow.steps)
    other = {now.id for was, now in places if not (now.splits or same_seats(old, new, was, now, steps))}
    return tuple(sorted(other))


def carry_over(draft: Draft, part: Part) -> None:
    """Take a case over: seats that stay stay, the others close and open anew; one `migrated` row says the rest."""
    case, to = draft.case, part.to
    assert to is not None
    stays = draft.step.splits or same_seats(draft.model, part.new, draft.step, part.new.step(to), part.steps)
    if not stays:
        _close(draft)
    if case.asked_back is not None and not (stays and _asked_still(case.asked_back, part)):
        close_request(draft, case.asked_back, "migrated")
    draft.emit(_migrated(draft, part, draft.case, to, stays))
    draft.model = part.new
    if draft.case.content != case.content:
        superseded(draft)
    if not stays:
        _open_anew(draft)


def _migrated(draft: Draft, part: Part, case: Case, to: str, stays: bool) -> e.Migrated:
    """The row of a migration, of the case as it was before; `stays`: its seats do."""
    old, new, steps = draft.model, part.new, part.steps
    data = merged(case.data, part.changes)
    before = replace(case, step=to, data=data, timers=step_timers(case))
    clocks = moved_clocks(old, new, before, replace(case, timers=step_timers(case)), draft.world)
    lasting, more = moved_case_clocks(old, new, replace(case, step=to, data=data), case, draft.world)
    anew = asked_anew(old, new, case, steps)
    way = rewalked(case, steps, to, anew)
    return e.Migrated(
        was=case.definition,
        definition=new.hash,
        reason=part.command.reason.strip(),
        step=to,
        steps={was: now for was, now in steps.items() if was != now},
        branch=new.path if new.path != case.branch else None,
        children=part.children,
        kept=tuple(task.id for task in case.tasks) if stays else (),
        fields=dict(part.changes),
        revision=case.revision + bool(part.changes),
        content=content_hash(new.workflow, data),
        due=clocks.due,
        provisional=clocks.provisional,
        timers=(*clocks.timers, *more),
        clocks=lasting,
        done=clocks.done,
        walk=way.walk,
        returns=way.returns,
        resumed_from=way.resumed_from,
        anew=anew,
        chains=part.chains,
        trace={"errors": list(clocks.errors)} if clocks.errors else {},
    )


def _asked_still(asked: AskedBack, part: Part) -> bool:
    """Whether what somebody asks to take back could be taken back by the new definition, too."""
    return part.new.workflow.take_back is not None and (asked.to is None or asked.to in part.steps)


def _close(draft: Draft) -> None:
    """The slate ends: what was approved in it no longer counts, what was open closes; each with its row."""
    approved = tuple(task.id for task in draft.case.tasks if task.outcome == "approve" and not task.superseded)
    if approved:
        draft.emit(e.Superseded(step=draft.case.step, tasks=approved))
    for task in draft.case.tasks:
        if task.state is not TaskState.CLOSED:
            draft.emit(e.TaskClosed(task=task.id, reason="migrated"))


def _open_anew(draft: Draft) -> None:
    """The step's slate as the new definition finds it. A migration moves no case: what a policy would pass waits for a person."""
    step = draft.step
    for number, opening in enumerate(slate(step, draft.scope)):
        waits = step.rule.need == "sequence" and number > 0
        open_seat(draft, replace(opening, automatic=None), waits)
    turn(draft, step)
