"""`why`: where a case stands, who can bring it on and why exactly they, and what each move would do."""

from collections.abc import Iterator
from datetime import timedelta

from ..case import Case, Status
from ..definition import StepKind
from ..errors import DirectoryUnavailable, PluginMissing
from ..expressions import ExpressionError
from ..model import Model
from ..reading import rules_at, world_of
from ..service import Service
from ..voting import counted
from ..worktime import Due, overdue_workdays
from ..world import World
from .ahead import nexts
from .clocks_ahead import armed_timers
from .facts import Facts, Patience
from .findings import findings_of, of_things
from .kin import standing
from .lasting import lasting
from .look import Look, calendar_of, working_minutes
from .machinery import definition_finding
from .movers import movers
from .persons import person_why
from .resolved import seats
from .scan import facts_of, modelled
from .seats import Standings
from .stand_ins import stand_ins_of
from .story import Count, GroupCount, Joined, Offspring, Promise, Tried, Why
from .values import Note, StuckFinding


def why(service: Service, case: str, person: str | None = None, *, patience: Patience | None = None) -> Why:
    """Why a case is where it is, and what would bring it on; with `person` also what that one may and may not do.

    `case` is a UUID, `workflow/key` or an unambiguous key; raises NotFound. A directory that fails leaves out what only it knows,
    and a note says so.
    """
    stored = service.store.find(service.tenant, case)
    found = stored.meant
    world, facts = world_of(service), facts_of(service, found)
    world.rules = lambda: rules_at(service, world, stored.standing)
    model = modelled(service, found)
    if isinstance(model, StuckFinding):
        return _unreadable(found, world, facts, model)
    look = Look(model, found, world, facts, patience or Patience(), Standings())
    try:
        return _told(look, person)
    except DirectoryUnavailable as error:
        findings, notes = tuple(of_things(look)), (Note(error.code, error.message),)
        return _head(model, found, world, facts, findings=findings, notes=notes)
    except (ExpressionError, PluginMissing) as error:
        return _unreadable(found, world, facts, definition_finding(found, error, False))


def _told(look: Look, person: str | None) -> Why:
    model, case, world, facts = look.model, look.case, look.world, look.facts
    running = case.status is Status.OPEN
    return _head(
        model,
        case,
        world,
        facts,
        movers=movers(model, case, world, look.standings),
        count=_count(look) if running else None,
        seats=tuple(seats(look)) if case.open else (),
        timers=tuple(armed_timers(look)) if case.open else (),
        stand_ins=tuple(stand_ins_of(look)) if running else (),
        nexts=tuple(nexts(look)) if running or not case.open else (),
        findings=findings_of(model, case, world, facts, patience=look.patience, standings=look.standings),
        person=person_why(look, person) if person is not None else None,
        join=_join(look) if running else None,
        children=tuple(_offspring(look)) if case.open else (),
        clocks=tuple(lasting(look)),
    )


def _join(look: Look) -> Joined | None:
    found = standing(look)
    if found is None:
        return None
    join = look.step.join
    need = join.when.text if join.when is not None else str(join.need)
    return Joined(need, found.needed, found.well, found.open, found.counted)


def _offspring(look: Look) -> Iterator[Offspring]:
    """The children of the present round, and all others that are under way."""
    case, family = look.case, look.world.family(look.case)
    here = {child.id for child in case.opened_at(case.step)}
    for child in case.children:
        kid = family.kid(child.id)
        if kid is None or not (child.open or child.id in here):
            continue
        who = next((mover.who for mover in movers(kid.model, kid.case, look.world, look.standings)), ())
        yield Offspring(child.key, child.branch, kid.case.step, kid.case.status.value, child.id in here and child.wait, who)


def _count(look: Look) -> Count | None:
    rule = look.step.rule
    if look.step.kind is not StepKind.APPROVAL:
        return None
    found = counted(look.model, look.step, look.case.tasks, look.world.around)
    return Count(
        str(rule.plugin or rule.need),
        found.needed,
        found.got,
        found.rejected,
        found.possible,
        found.of,
        str(rule.reject),
        found.refusals,
        found.abstained,
        tuple(GroupCount(one.group, one.needed, one.got, one.rejected, one.possible) for one in found.groups),
    )


def _head(model: Model, case: Case, world: World, facts: Facts, **rest: object) -> Why:
    """Where the case stands and since when."""
    calendar, step = calendar_of(model, case, world), model.workflow.steps.get(case.step)
    due = case.due_at if case.open else None
    return Why(
        **_plain_head(case, world, facts),  # type: ignore[arg-type]
        title=model.workflow.title,
        step_title=step.title if step is not None else {},
        working=working_minutes(case.entered, case.ended_at or world.now, calendar),
        due_at=due,
        overdue_workdays=overdue_workdays(Due(due), world.now, calendar) if due is not None and calendar is not None else None,
        **rest,  # type: ignore[arg-type]
    )


def _plain_head(case: Case, world: World, facts: Facts) -> dict[str, object]:
    """What is known without the definition."""
    return {
        "case": case.id,
        "key": case.key,
        "workflow": case.workflow,
        "definition": case.definition,
        "at": world.now,
        "status": case.status.value,
        "step": case.step,
        "since": case.entered,
        "elapsed": ((case.ended_at or max(world.now, case.entered)) - case.entered) // timedelta(seconds=1),
        "round": case.round,
        "revision": case.revision,
        "initiator": case.initiator,
        "started": case.started,
        "walk": case.walk,
        "provisional": case.provisional,
        "ended_at": case.ended_at,
        "asked_back": case.asked_back,
        "promises": tuple(Promise(point.target, point.origin, point.cut) for point in case.returns),
        "attempts": tuple(
            Tried(row.actor, row.action, row.code, row.message, row.count, row.first_at, row.last_at) for row in facts.attempts
        ),
    }


def _unreadable(case: Case, world: World, facts: Facts, finding: StuckFinding) -> Why:
    """All that can be said without a definition."""
    due = case.due_at if case.open else None
    findings = (finding,) if case.open else ()
    return Why(title={}, step_title={}, working=None, due_at=due, findings=findings, **_plain_head(case, world, facts))  # type: ignore[arg-type]
