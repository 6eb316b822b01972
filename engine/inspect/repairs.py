"""Command lines that would mend a finding, with people of whom `verdict` says that they may take a seat over."""

import shlex
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from .. import commands as c
from ..case import Case, Task
from ..errors import DirectoryUnavailable
from ..expressions import ExpressionFailed, PeopleQuery
from ..model import Model
from ..people import ADMINISTRATORS
from ..people_data import Proxy
from ..proxies import conflict, rules_for
from ..scope import CaseScope, holder_of
from ..verdict import verdict
from ..world import World
from .values import Candidate, RepairCommand, Source

if TYPE_CHECKING:
    from .look import Look

SOMEBODY = "PERSON"
"""What stands in a command line where nobody could be proposed."""


def address(case: Case) -> str:
    """The case as a command line names it without doubt."""
    return case.id if case.key == case.id else f"{case.workflow}/{case.key}"


def line(case: Case, verb: str, *words: str) -> str:
    """`signoff VERB CASE …`, quoted for a shell."""
    return shlex.join(["signoff", verb, address(case), *words])


def administrators(world: World) -> tuple[str, ...]:
    """Who may use administrators' verbs by role."""
    if world.past:
        return ()
    try:
        return world.find(ADMINISTRATORS).entries
    except DirectoryUnavailable:
        # What a finding says of the clock or the machinery holds without a directory, too.
        return ()


def reassign(model: Model, case: Case, task: Task, world: World, reason: str) -> tuple[RepairCommand, ...]:
    """Give the seat to somebody who may act on it; nothing for a seat whose turn has not come, or in a past that is over."""
    if not task.open or world.past:
        return ()
    found = next(successors(model, case, task, world, reason), None)
    to = found.person if found is not None else SOMEBODY
    words = line(case, "reassign", "--task", task.id, "--to", to, "--reason", reason)
    return (RepairCommand(words, "reassign", administrators(world)),)


def stand_in(look: "Look", task: Task, until: date | None, reason: str) -> tuple[RepairCommand, ...]:
    """Let somebody stand in for the holder of a seat who is away; nothing in a past that is over."""
    if task.holder is None or look.world.past:
        return ()
    to = next(substitutes(look, task), SOMEBODY)
    words = ["signoff", "proxy", "set", task.holder, to, *(["--until", until.isoformat()] if until is not None else [])]
    words += ["--scope", place(look), "--reason", reason]
    return (RepairCommand(shlex.join(words), "proxy", (task.holder, *administrators(look.world))),)


def place(look: "Look") -> str:
    """The step as the scope of a standing rule names it."""
    return f"{look.case.workflow}.{look.step.of or look.step.id}"


def substitutes(look: "Look", task: Task) -> Iterator[str]:
    """Who might stand in for the holder of a seat: whom the step names, whoever leads the holder; as far as nothing keeps them."""
    case, world, step = look.case, look.world, look.step
    for found in successors(look.model, case, task, world, "-"):
        if found.source in (Source.STEP, Source.MANAGER) and conflict(_acting(task, found), step, case, found.person, world) is None:
            yield found.person


def _acting(task: Task, found: Candidate) -> Proxy:
    return Proxy(str(task.holder), found.person)


def successors(model: Model, case: Case, task: Task, world: World, reason: str) -> Iterator[Candidate]:
    """People to whom the seat may be given, the likeliest first: in the order of `Source`."""
    seen: set[str | None] = {task.holder}
    for source, person in _asked(model, case, task, world):
        if person in seen:
            continue
        seen.add(person)
        command = c.Reassign(case=case.id, by=person, to=person, reason=reason, task=task.id)
        if verdict(model, case, command, world, trusted=True).allowed:
            yield Candidate(person, source)


def _asked(model: Model, case: Case, task: Task, world: World) -> Iterator[tuple[Source, str]]:
    scope, step = CaseScope.of(model, case, world), model.step(case.step)
    named = [seat.who for seat in step.seats if seat.group == task.group]
    for expression in [step.by, *named] if step.by is not None else named:
        try:
            found = scope.people_of(expression).people.entries if expression is not None else ()
        except ExpressionFailed:
            continue
        yield from ((Source.STEP, person) for person in found)
    if task.holder is not None:
        rules = rules_for(step, case, task.holder, world)
        yield from ((Source.STAND_IN, rule.proxy) for rule in rules if conflict(rule, step, case, rule.proxy, world) is None)
        yield from ((Source.MANAGER, person) for person in world.find(PeopleQuery("manager_of", of=(task.holder,))).entries)
    yield from ((Source.ADMINISTRATOR, person) for person in administrators(world))


def waited_for(look: "Look") -> tuple[str, ...]:
    """Whom the open seats wait for, as far as the directory answers."""
    try:
        return tuple(dict.fromkeys(p for task in look.case.open_tasks for p in holder_of(task, look.world).entries))
    except DirectoryUnavailable:
        return tuple(task.holder for task in look.case.open_tasks if task.holder is not None)


def remind(look: "Look") -> tuple[RepairCommand, ...]:
    """Urge those for whom the seats wait; nothing where they wait for nobody."""
    if not waited_for(look):
        return ()
    return (RepairCommand(line(look.case, "remind"), "remind", (look.case.initiator, *administrators(look.world))),)


def acknowledge(case: Case, code: str, world: World, clock: str | None = None) -> RepairCommand:
    """Say that one has seen to it."""
    words = ["--code", code, *(["--clock", clock] if clock is not None else []), "--reason", "seen to"]
    return RepairCommand(line(case, "acknowledge", *words), "acknowledge", (case.initiator, *administrators(world)))


def rearm(case: Case, world: World, clock: str | None = None) -> RepairCommand:
    """Arm timers that are missing."""
    words = [*(["--clock", clock] if clock is not None else []), "--reason", "armed anew"]
    return RepairCommand(line(case, "rearm", *words), "rearm", administrators(world))


def resume(case: Case, world: World) -> RepairCommand:
    """Let a suspended case go on."""
    return RepairCommand(line(case, "resume", "--reason", "resumed"), "resume", administrators(world))


def retry(case: Case, world: World) -> RepairCommand:
    """Once more what has failed: effects that were given up, children that could not be opened."""
    return RepairCommand(line(case, "retry", "--reason", "tried again"), "retry", administrators(world))


def jump(case: Case, world: World, to: str) -> RepairCommand:
    """Take the case to another step."""
    return RepairCommand(line(case, "jump", "--to", to, "--reason", "mend the data"), "jump", administrators(world))


def tick(world: World) -> RepairCommand:
    """Fire everything that is due, on this node, now."""
    return RepairCommand("signoff tick", "tick", administrators(world))


def why(case: Case, person: str | None = None) -> RepairCommand:
    """Look closer."""
    return RepairCommand(line(case, "why", *(["--person", person] if person is not None else [])), "why")


DOCTOR = RepairCommand("signoff doctor", "doctor")
"""Look at the processes, and at what each can deliver."""
