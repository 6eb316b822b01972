"""Who may take a seat over or stand in for its holder: of all who come into question those of whom `verdict` says that they may."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from .. import commands as c
from ..asked import ANYWHERE, Asking
from ..case import Case, Task
from ..errors import DirectoryUnavailable
from ..expressions import Expression, ExpressionFailed, PeopleQuery
from ..model import Model
from ..people_data import Proxy
from ..proxies import conflict, rules_for
from ..scope import CaseScope
from ..verdict import verdict
from ..verdict.others import administrators
from ..world import World
from .values import Candidate, Source

if TYPE_CHECKING:
    from .look import Look

SUBSTITUTES = (Source.STEP, Source.PEER, Source.MANAGER)
"""Who may be asked to stand in, by why they might: not who does so already, and no administrator by the way."""


def substitutes(look: "Look", task: Task) -> Iterator[str]:
    """Who might stand in for the holder of a seat: whom the step names, a peer, whoever leads the holder; as far as nothing keeps them."""
    case, world, step = look.case, look.world, look.step
    for found in successors(look.model, case, task, world, "-"):
        if found.source in SUBSTITUTES and conflict(_acting(task, found), step, case, found.person, world) is None:
            yield found.person


def _acting(task: Task, found: Candidate) -> Proxy:
    return Proxy(str(task.holder), found.person)


def successor(look: "Look", task: Task, reason: str) -> Candidate | None:
    """The likeliest person to whom the seat may be given; asked once for all cases in which that is the same question."""
    case, world, named = look.case, look.world, look.outlook.named
    if named is None:
        return next(successors(look.model, case, task, world, reason), None)
    others = tuple([_beside(one) for one in case.tasks if one is not task]) if len(case.tasks) > 1 else ()
    seat = task.state, task.group, task.holder, others
    values = tuple([repr(case.data.get(name)) for name in named]) if named else ()
    key = "successor", look.standings.acts(case, world), seat, values, reason
    return look.standings.once(key, lambda: next(successors(look.model, case, task, world, reason), None))


def _beside(task: Task) -> tuple[object, ...]:
    return task.holder, task.owner, task.superseded, task.decision and task.decision.actor


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
    yield from ((Source.PEER, person) for expression in named for person in peers(model, expression, world))
    if task.holder is not None:
        yield from ((Source.MANAGER, person) for person in world.find(PeopleQuery("manager_of", of=(task.holder,))).entries)
    yield from ((Source.ADMINISTRATOR, person) for person in administrators(world))


def peers(model: Model, expression: Expression | None, world: World) -> Iterator[str]:
    """Who holds the post that an expression asks for over one unit, and leads others by it. Whoever shares a role the step names itself."""
    asking = Asking(model.workflow, dict.fromkeys(model.workflow.data, ANYWHERE))
    for asked in asking.by(expression) if expression is not None else ():
        if asked.kind == "post" and asked.portfolio:
            # A directory of the host may not answer for posts of no unit in particular: then it knows no peers.
            with suppress(DirectoryUnavailable):
                yield from world.find(PeopleQuery("post", asked.name)).entries
