"""Holders who are away: nobody who stands in can act, or those who stand in lead back to where they began (approval-semantics §2.8)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from ..case import Task
from ..people_data import ACT_FOR, Proxy
from ..proxies import rules_for
from .look import Look
from .repairs import reassign, stand_in
from .seats import Standing, may_move
from .stand_ins import stand_ins_of
from .story import StandIn
from .values import Because, StuckFinding

FOREVER = date.max


def away_findings(look: Look) -> Iterator[StuckFinding]:
    """Open seats that somebody might act on, were he there."""
    for task, standing in look.seats:
        if task.open and standing.able:
            yield from _seat(look, task, standing)


def _seat(look: Look, task: Task, standing: Standing) -> Iterator[StuckFinding]:
    if task.holder is None:
        absences = [rule for person in standing.able for rule in absences_of(look, person)[:1]]
        if len(absences) == len(standing.able):
            yield _pool(look, task, absences)
        return
    absences = absences_of(look, task.holder)
    others = [person for person in standing.able if person != task.holder]
    if absences and not any(may_move(look.model, look.case, task, person, look.world) for person in others):
        yield _holder(look, task, task.holder, absences)


def absences_of(look: Look, person: str) -> list[Proxy]:
    """The rules by which this person is away today, here: somebody acts in his name."""
    return [rule for rule in rules_for(look.step, look.case, person, look.world) if rule.kind == ACT_FOR]


def circle_of(look: Look, person: str) -> tuple[str, ...]:
    """The way from a person over those who stand in, each of them away, back to him; empty where no way leads back."""
    ways: list[tuple[str, ...]] = [(person,)]
    seen = {person}
    while ways:
        way = ways.pop()
        for rule in absences_of(look, way[-1]):
            if rule.proxy == person:
                return (*way, person)
            if rule.proxy not in seen:
                seen.add(rule.proxy)
                ways.append((*way, rule.proxy))
    return ()


def _holder(look: Look, task: Task, holder: str, absences: Sequence[Proxy]) -> StuckFinding:
    circle, rows = circle_of(look, holder), [one for one in stand_ins_of(look) if one.principal == holder]
    last = max(rule.until or FOREVER for rule in absences)
    params: dict[str, str | int] = {"person": holder}
    if circle:
        code, variant, params["circle"] = "delegation_loop", "circle", " → ".join(circle)
    else:
        code, variant, params["kept"] = "holder_away", "open" if last == FOREVER else "until", _kept(rows)
        params |= {"until": last.isoformat()} if last != FOREVER else {}
    told = Because("away", f"{holder} is away and nobody can stand in", {"person": holder})
    return look.finding(
        code,
        variant,
        _since(look, task, absences),
        params,
        task=task.id,
        people=[holder],
        evidence={"task": {"id": task.id, "seat": task.seat, "holder": holder}, "stand_ins": rows, "circle": circle},
        commands=[*stand_in(look, task, last if last != FOREVER else None, told), *reassign(look, task, told)],
    )


def _pool(look: Look, task: Task, absences: Sequence[Proxy]) -> StuckFinding:
    people = [rule.principal for rule in absences]
    params = {"pool": ", ".join((*task.tokens, *task.candidates)), "people": ", ".join(people)}
    evidence = {"task": {"id": task.id, "seat": task.seat}, "tokens": task.tokens, "candidates": task.candidates, "absences": absences}
    commands = reassign(look, task, Because("pool_away", "everybody of the pool is away"))
    since = _since(look, task, absences)
    return look.finding("holder_away", "pool", since, params, task=task.id, people=people, evidence=evidence, commands=commands)


def _kept(rows: Sequence[StandIn]) -> str:
    """Who stands in, each with what keeps him."""
    return ", ".join(f"{row.proxy}: {row.kept or 'principal_only'}" for row in rows)


def _since(look: Look, task: Task, absences: Sequence[Proxy]) -> datetime:
    """Since when the seat lies with nobody who is there: the first day of the last absence, or its opening."""
    begun = [datetime.combine(rule.from_, time(), look.world.around.zone) for rule in absences if rule.from_ is not None]
    return max([look.facts.held_since(task), *begun])
