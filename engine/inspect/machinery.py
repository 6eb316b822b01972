"""The families *logic* and *machinery*: no move at all, dead effects, refused commands, definitions that are not there."""

from collections.abc import Iterator
from itertools import chain

from .. import commands as c
from ..case import SUSPENDED, Case, Task
from ..errors import PluginMissing, UnreadableDefinition
from ..outgoing import what_of
from ..verdict import verdict
from .guards import guard_findings
from .kin import of_children
from .look import Look, bare, put_into_words
from .movers import by_arms, by_cases, by_themselves
from .others import other_findings
from .plugins import plugin_findings
from .repairs import DOCTOR, retry, why
from .returned import returned_findings
from .seats import may_move
from .values import StuckFinding


def logic_findings(look: Look) -> Iterator[StuckFinding]:
    """Nobody is offered a move, though there are people for a seat, or there is no seat at all."""
    model, case, world = look.model, look.case, look.world
    if case.status is SUSPENDED:
        return
    if look.step.splits:
        yield from of_children(look)
        yield from other_findings(look)
        return
    yield from returned_findings(look)
    if look.outlook.cases:
        yield from other_findings(look)
    raised = list(guard_findings(look)) if look.outlook.raising else []
    if raised:
        yield from raised
        return
    seats = [(task, found.able) for task, found in look.seats if task.open]
    able = [(task, people) for task, people in seats if people]
    if seats and not able:
        # Seats on which nobody can act are the family owner's to report.
        return
    if any(may_move(model, case, task, person, world) for task, people in able for person in people):
        return
    themselves = by_themselves(look.step, model) if _may_change(look) else ()
    others = chain(by_arms(look.step, model, case, world), by_cases(look.step, model, case, world), themselves)
    if next(others, None) is not None:
        return
    yield _stopped(look, *able[0]) if able else look.finding("no_move", "no_seat", case.entered, {"step": case.step}, commands=[why(case)])


def _may_change(look: Look) -> bool:
    """Whether anything is left that could make a condition come true: what people may give, a clock, another case."""
    arms = [arm for action in look.model.actions(look.step).values() for arm in action.arms if not arm.system]
    given = look.step.may_edit or any(arm.may_edit or arm.needs or arm.effects for arm in arms)
    return bool(given or look.case.timers or look.case.branch or any(child.open for child in look.case.children))


def _stopped(look: Look, task: Task, people: tuple[str, ...]) -> StuckFinding:
    """What every action says to the first of those who hold the seat."""
    person = people[0]
    said = refusals(look, person, task.id)
    told = "; ".join(f"{action}: {rows[0]['code']}" for action, rows in said.items() if rows) or "-"
    return look.finding(
        "no_move",
        "refused",
        look.case.at or look.case.entered,
        {"person": person, "step": look.case.step, "reasons": told},
        task=task.id,
        people=people,
        evidence={"actions": said},
        commands=[why(look.case, person)],
    )


def refusals(look: Look, person: str, task: str) -> dict[str, list[dict[str, object]]]:
    """What each action of the step says to a person at a seat."""
    names = [*look.model.actions(look.step), *(["return"] if look.step.returns is not None else [])]
    asked = {
        name: verdict(look.model, look.case, c.Act(case=look.case.id, by=person, action=name, task=task), look.world) for name in names
    }
    return {name: [{"code": r.code, "message": r.message, "data": r.data} for r in said.reasons] for name, said in asked.items()}


def machinery_findings(look: Look) -> list[StuckFinding]:
    """Effects that never arrived, and people who keep running against a wall."""
    found = list(outgoing_findings(look)) if look.facts.dead or look.facts.waiting else []
    return [*found, *failing_findings(look)] if look.facts.attempts else found


def outgoing_findings(look: Look) -> Iterator[StuckFinding]:
    """Effects that never arrived, or that nobody can bring where they belong: also of a case that has ended."""
    if look.facts.dead or look.facts.waiting:
        yield from dead_findings(look)
        yield from waiting_findings(look)


def waiting_findings(look: Look) -> Iterator[StuckFinding]:
    """Effects that wait for what no living process has, by what that is."""
    for needs in dict.fromkeys(row.needs for row in look.facts.waiting):
        mine = [row for row in look.facts.waiting if row.needs == needs]
        kinds = ", ".join(sorted({what_of(row.kind, row.payload) for row in mine}))
        params: dict[str, str | int] = {"count": len(mine), "kinds": kinds, "needs": str(needs)}
        evidence = {"rows": [{"id": row.id, "kind": row.kind, "at": row.at, "payload": row.payload} for row in mine]}
        since = min(row.at for row in mine)
        yield look.finding("effect_waiting", "unserved", since, params, evidence=evidence, commands=[DOCTOR])


def dead_findings(look: Look) -> Iterator[StuckFinding]:
    """Effects that never arrived: also of a case that has ended, since what it has decided may not be known where it should be."""
    dead = look.facts.dead
    if not dead:
        return
    rows = [{"id": row.id, "kind": row.kind, "tries": row.tries, "at": row.at, "error": row.error, "payload": row.payload} for row in dead]
    kinds = ", ".join(sorted({what_of(row.kind, row.payload) for row in dead}))
    yield look.finding(
        "effect_dead",
        "dead",
        min(row.at for row in dead),
        {"count": len(dead), "kinds": kinds, "error": dead[-1].error or "-"},
        evidence={"rows": rows},
        commands=[retry(look)],
    )


def failing_findings(look: Look) -> Iterator[StuckFinding]:
    """Commands of people that were refused since anything last happened."""
    last = look.case.at or look.case.entered
    rows = [row for row in look.facts.attempts if row.actor != c.TIMER and row.last_at > last]
    count = sum(row.count if row.first_at > last else 1 for row in rows)
    if count < look.patience.refusals:
        return
    newest = rows[0]
    yield look.finding(
        "commands_failing",
        "refused",
        min(max(row.first_at, last) for row in rows),
        {"count": count, "action": newest.action, "person": newest.actor, "refusal": newest.code},
        people=dict.fromkeys(row.actor for row in rows),
        evidence={"attempts": rows},
        commands=[why(look.case, newest.actor)],
    )


def unusable(look: Look, error: Exception) -> StuckFinding:
    """What to say where hardly anything can be: a plug-in that is not there, else that the definition cannot be used."""
    lacking = next(plugin_findings(look), None) if isinstance(error, PluginMissing) else None
    return lacking or definition_finding(look.case, error, False)


def _unreadable(error: Exception) -> str:
    """What is wrong with a definition that cannot be read."""
    if isinstance(error, UnreadableDefinition):
        return str(error.data["error"])
    return str(error) or type(error).__name__


def definition_finding(case: Case, error: Exception, missing: bool) -> StuckFinding:
    """A case whose definition cannot be had: nothing else can be said about it."""
    code, variant = ("definition_missing", "gone") if missing else ("definition_unreadable", "unreadable")
    params = {"definition": case.definition[:12], **({} if missing else {"error": _unreadable(error)})}
    later = put_into_words({"definition": case.definition, "error": str(error)})
    return bare(case, code, variant, case.at or case.entered, params, later, commands=(why(case),))
