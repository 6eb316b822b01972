"""The family *owner*: seats on which nobody can act, and rules that can no longer be met (approval-semantics §2.3, §2.10)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import TypeAlias

from ..added import asked
from ..case import CLOSED, Task
from ..definition import StepKind
from ..events import SeatOpened, Transferred
from ..frozen import maker
from ..reasons import Severity
from ..rules import Tally
from ..voting import counted
from .facts import OfSeat
from .look import Look
from .repairs import reassign
from .seats import Standing
from .stand_ins import stand_ins_of
from .story import StandIn
from .values import Because, StuckFinding

_told = maker(Because)
NOBODY = Because("nobody", "nobody is there for the seat")
Reason: TypeAlias = tuple[str, str, dict[str, str | int]]
"""Code, variant, parameters."""

GONE = ("unknown_person", "inactive_person")
"""Codes of people who can do nothing at all; every other code is a duty of this case."""


def owner_findings(look: Look) -> Iterator[StuckFinding]:
    """What is wrong with the seats that are still to be decided."""
    lost = [(task, standing) for task, standing in look.seats if task.state is not CLOSED and not standing.able]
    if not lost:
        return
    tasks = [task for task, _ in lost]
    waits = look.step.kind is StepKind.WORK or look.step.rule.reject == "collect"
    beyond = not waits and not _standing(look, tasks).attainable
    for task, standing in lost:
        yield _seat(look, task, standing, Severity.ERROR if (waits or beyond or asked(task)) and task.open else Severity.WARNING)
    if beyond and _counts(look):
        yield _quorum(look, tasks)


VOTE = attrgetter("seat", "state", "outcome", "group", "weight", "superseded")
"""What a rule reads of a seat that nobody has added to the slate."""
ID, ADDED = attrgetter("id"), attrgetter("added")


def _standing(look: Look, lost: Collection[Task]) -> Tally:
    """How the seats stand if these are never decided; counted once for all slates that stand alike."""
    case = look.case
    count = partial(counted, look.model, look.step, case.tasks, look.world.around, list(map(ID, lost)))
    if look.step.rule.plugin is not None or any(map(ADDED, case.tasks)):
        return count()
    seats = tuple(map(VOTE, case.tasks)), tuple(map(lost.__contains__, case.tasks))
    return look.standings.once(("tally", look.standings.acts(case, look.world), seats), count)


def _counts(look: Look) -> bool:
    """Whether the rule leaves a choice of seats: where every seat is needed, the lost seat says it all."""
    return len(look.case.tasks) > 1 and look.step.kind is StepKind.APPROVAL and isinstance(look.step.rule.need, int | Fraction)


def _quorum(look: Look, lost: Sequence[Task]) -> StuckFinding:
    count = _standing(look, lost)
    evidence = {"rule": str(look.step.rule.need), "seats": len(look.case.tasks), "rejected": count.rejected, "lost": [t.id for t in lost]}
    since = max(look.facts.held_since(task) for task in lost)
    mended = lost[: next((n for n in range(len(lost)) if _standing(look, lost[n:]).attainable), len(lost))]
    commands = [c for task in mended for c in reassign(look, task, Because("rule_lost", "the rule can no longer be met"))]
    people = tuple(task.holder for task in lost if task.holder is not None)
    return look.finding(
        "quorum_unattainable",
        "short",
        since,
        {"needed": count.needed, "got": count.got, "able": count.possible},
        people=people,
        evidence=evidence,
        commands=commands,
    )


def _seat(look: Look, task: Task, standing: Standing, severity: Severity) -> StuckFinding:
    told, opened = look.facts.of_seat(task.id), look.facts.resolved(task)
    code, variant, params = _reason(look, task, standing, told, opened)
    stand_ins = [one for one in stand_ins_of(look) if one.principal == task.holder] if task.holder is not None else ()
    return look.finding(
        code,
        variant,
        told.since(task),
        params,
        severity=severity,
        task=task.id,
        people=(task.holder,) if task.holder is not None else tuple(standing.kept),
        evidence=partial(_evidence, task, standing, stand_ins, opened),
        commands=reassign(look, task, _because(code, task, standing)),
    )


def _evidence(task: Task, standing: Standing, stand_ins: Sequence[StandIn], opened: SeatOpened | None) -> dict[str, object]:
    return {
        "task": {"id": task.id, "seat": task.seat, "group": task.group, "holder": task.holder, "state": task.state},
        "candidates": task.candidates,
        "tokens": task.tokens,
        "kept": standing.codes,
        "stand_ins": stand_ins,
        "trace": opened.trace if opened is not None else {},
    }


def _because(code: str, task: Task, standing: Standing) -> Because:
    """The reason that goes into the history with the repair."""
    match code:
        case "holder_inactive":
            return _told(code, f"{task.holder} is no longer active", {"person": task.holder or ""})
        case "holder_unknown":
            return _told(code, f"{task.holder} is not in the directory any more", {"person": task.holder or ""})
        case "duties_leave_nobody" if duties := _duties(standing):
            return _told("duties", f"separation of duties: {duties}", {"duties": duties})
        case "duties_leave_nobody":
            return _told("duties_entry", "separation of duties: nobody else was found")
        case _:
            return NOBODY


def _reason(look: Look, task: Task, standing: Standing, told: OfSeat, opened: SeatOpened | None) -> Reason:
    """Code, variant and parameters for a seat on which nobody can act, by what is `told` of it and how its people were looked for."""
    if task.holder is not None:
        return _of_holder(task.holder, standing)
    pool = ", ".join((*task.tokens, *task.candidates))
    if standing.kept and any(reason.code not in GONE for reason in standing.kept.values()):
        return "duties_leave_nobody", "pool", {"pool": pool, "duties": _duties(standing)}
    return _from_the_start(look, task, told, opened) or ("candidates_empty", "left", {"pool": pool})


def _of_holder(holder: str, standing: Standing) -> Reason:
    code = standing.codes.get(holder, "unknown_person")
    if code == "unknown_person":
        return "holder_unknown", "gone", {"person": holder}
    if code == "inactive_person":
        return "holder_inactive", "left", {"person": holder}
    return "duties_leave_nobody", "holder", {"person": holder, "duties": _duties(standing)}


def _from_the_start(look: Look, task: Task, told: OfSeat, opened: SeatOpened | None) -> Reason | None:
    """A seat that opened without anybody: who was found then, and which policy let it open all the same. None: somebody was there."""
    given = [event.fact for event in told.moved if isinstance(event.fact, Transferred)] if told.moved else ()
    if given and given[-1].verb == "succeed" and not task.pool:
        return "nobody_assigned", "vacant", {"person": given[-1].was or "–"}
    # once it has been given to others, nothing of how it opened explains it
    trace = opened.trace if opened is not None and not given else {}
    if "error" in trace:
        return "nobody_assigned", "failed", {"error": str(trace["error"])}
    if "insufficient_seats" in trace:
        return "nobody_assigned", "insufficient", {"policy": str(trace["insufficient_seats"])}
    removed = trace.get("removed")
    if "empty" in trace and isinstance(removed, Mapping) and removed:
        duties = ", ".join(f"{person}: {code}" for person, code in removed.items())
        return "duties_leave_nobody", "entry", {"expression": _finding_any(look, trace, removed), "duties": duties}
    if "empty" in trace:
        asked = _superior(look) if "superior" in trace else str(trace.get("text", ""))
        return "nobody_assigned", "empty", {"expression": asked or look.step.id, "policy": str(trace["empty"])}
    return None if task.pool else ("nobody_assigned", "given_up", {})


def _finding_any(look: Look, trace: Mapping[str, object], people: Mapping[str, object]) -> str:
    """What had found any of these people: the step's own expression, the policy `self`, the policy `empty`."""
    instead = trace.get("instead")
    asked = [
        (str(trace.get("text", "")), _people_of(trace)),
        (_superior(look), trace.get("superior")),
        *([(str(instead.get("text", "")), _people_of(instead))] if isinstance(instead, Mapping) else []),
    ]
    return ", ".join(text for text, found in asked if isinstance(found, Sequence) and any(person in people for person in found))


def _people_of(trace: Mapping[str, object]) -> object:
    value = trace.get("value")
    return value.get("people") if isinstance(value, Mapping) else None


def _superior(look: Look) -> str:
    return f"manager_of({look.case.initiator})"


def _duties(standing: Standing) -> str:
    return ", ".join(f"{person}: {code}" for person, code in standing.codes.items() if code not in GONE)
