"""`why`: where a case stands, who can bring it on and why exactly they, and what each move would do."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

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
from .known import facts_of, modelled
from .lasting import lasting
from .look import Look, calendar_of, working_minutes
from .machinery import unusable
from .movers import movers
from .persons import person_why
from .resolved import seats
from .seats import Standings
from .stand_ins import stand_ins_of
from .story import Count, GroupCount, Joined, Offspring, PersonWhy, Promise, Tried, Why
from .values import Note, StuckFinding

T = TypeVar("T")


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
        return unreadable(found, world, facts, model)
    look = Look(model, found, world, facts, patience or Patience(), Standings())
    try:
        return told(Sections(look), person)
    except DirectoryUnavailable as error:
        findings, notes = tuple(of_things(look)), (Note(error.code, error.message),)
        return _head(model, found, world, facts, findings=findings, notes=notes)
    except (ExpressionError, PluginMissing) as error:
        return unreadable(found, world, facts, unusable(look, error))


class Sections:
    """How each part of the answer is come by: as things are now, asked of one look. Of the past, `past.Past` does it."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def rows(self, name: str, ask: Callable[[Look], Iterable[T]]) -> tuple[T, ...]:
        """A part of the answer that has rows; none where it cannot be told."""
        return tuple(ask(self.look))

    def one(self, name: str, ask: Callable[[Look], T | None]) -> T | None:
        """A part of the answer that is one thing; None where there is none, or it cannot be told."""
        return ask(self.look)

    def findings(self) -> tuple[StuckFinding, ...]:
        """What is wrong."""
        look = self.look
        return findings_of(look.model, look.case, look.world, look.facts, patience=look.patience, standings=look.standings)

    def person(self, person: str) -> PersonWhy:
        """What one person may do."""
        return person_why(self.look, person)


def told(sections: Sections, person: str | None) -> Why:
    """All parts of the answer that this case has."""
    look, rows, one = sections.look, sections.rows, sections.one
    case = look.case
    running = case.status is Status.OPEN
    return _head(
        look.model,
        case,
        look.world,
        look.facts,
        movers=rows("movers", lambda look: movers(look.model, case, look.world, look.standings)),
        count=one("count", _count) if running else None,
        seats=rows("seats", seats) if case.open else (),
        timers=rows("timers", armed_timers) if case.open else (),
        stand_ins=rows("stand_ins", stand_ins_of) if running else (),
        nexts=rows("nexts", nexts) if running or not case.open else (),
        findings=sections.findings(),
        person=sections.person(person) if person is not None else None,
        join=one("join", _join) if running else None,
        children=rows("children", _offspring) if case.open else (),
        clocks=rows("clocks", lasting),
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
        step, waited_for = kid.model.workflow.steps.get(kid.case.step), child.id in here and child.wait
        title = step.title if step is not None else {}
        yield Offspring(child.key, child.branch, kid.case.step, kid.case.status.value, waited_for, who, title)


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
    running = None if case.status is Status.SUSPENDED else due
    return Why(
        **_plain_head(case, world, facts),  # type: ignore[arg-type]
        title=model.workflow.title,
        step_title=step.title if step is not None else {},
        working=working_minutes(case.entered, case.ended_at or world.now, calendar),
        due_at=due,
        overdue_workdays=overdue_workdays(Due(running), world.now, calendar) if running is not None and calendar is not None else None,
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


def unreadable(case: Case, world: World, facts: Facts, finding: StuckFinding) -> Why:
    """All that can be said without a definition."""
    due = case.due_at if case.open else None
    findings = (finding,) if case.open else ()
    return Why(title={}, step_title={}, working=None, due_at=due, findings=findings, **_plain_head(case, world, facts))  # type: ignore[arg-type]
