"""The plan of a migration: every open case is taken over on a copy, with the rules of the command itself, and nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import TypeAlias

from . import commands as c
from . import events as e
from .back_facts import BackClosed
from .case import Case, Task
from .errors import DirectoryUnavailable, Misconfigured, NotFound, Reason, Refused, SignoffError
from .expressions import ExpressionError, ExpressionFailed
from .frozen import dataclass
from .internal import GoOver
from .migration_units import Part, unit
from .model import Model
from .normal import normal
from .ports import CaseFilter
from .publishing import current_of, named
from .reading import rules_at, world_of
from .scope import approved
from .service import Service
from .verdict import not_open
from .verdict.administrators import at_rest
from .verdict.migrations import fits, last_event
from .world import Versions, World

PAGE = 500
CURRENT = "current"
"""The target that means: what new cases start with now."""


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """What becomes of a task of the present slate: it goes on under its id, or what was decided there still counts (`kept`); or neither."""

    task: str
    seat: str
    holder: str | None
    state: str
    outcome: str | None
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan:
    """What a migration would do to one case; with `reasons` it is refused, and nothing would change.

    `opened` are the holders (or pools) of the seats that open anew, `""` for one that nobody holds. `stands` and `falls` name the
    steps whose approvals do. `fields` says of each field that changes: `added`, `removed` or `changed`. `left_out` are steps of the
    walk without a place in the new definition; `done` are rungs, from 1, that have fired and fire no more. `forgotten` are steps, by their
    old ids, to which the case was to go straight back after a return, and will not; to those in `renewed` it will, and asks there whom the
    new definition names. `lapsed` have asked to take their act back, and would have to ask again. `itself` are actions that fire by
    themselves then, and `then` is the step where the case comes to rest if it does not at `to`. `clocks` of the case that are due at
    another instant have both: as it was, and then. `branches` are the cases below that go over with it; those that run a workflow of
    their own migrate by themselves.
    """

    case: str
    key: str
    was: str
    expected: int
    step: str
    to: str | None = None
    reasons: tuple[Reason, ...] = ()
    tasks: tuple[TaskPlan, ...] = ()
    opened: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    falls: tuple[str, ...] = ()
    due_at: datetime | None = None
    was_due_at: datetime | None = None
    timers: tuple[datetime, ...] = ()
    done: tuple[int, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    itself: tuple[str, ...] = ()
    then: str | None = None
    clocks: Mapping[str, tuple[datetime | None, datetime | None]] = field(default_factory=dict)
    branches: tuple["CasePlan", ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the case may go over."""
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationPlan:
    """A migration, tried on copies. Truthy where every case may go over. `engine.migrate_all(plan, …)` carries it out."""

    workflow: str
    to: str
    version: str | None
    mapping: Mapping[str, str]
    data: Mapping[str, object]
    cases: tuple[CasePlan, ...]

    def __bool__(self) -> bool:
        return all(case.ready for case in self.cases)

    @property
    def ready(self) -> tuple[CasePlan, ...]:
        """The cases that may go over."""
        return tuple(case for case in self.cases if case.ready)

    @property
    def refused(self) -> tuple[CasePlan, ...]:
        """The cases that may not, each with its reasons."""
        return tuple(case for case in self.cases if not case.ready)

    @property
    def unmapped(self) -> Mapping[str, int]:
        """Steps where cases rest and that the mapping says nothing about, with the number of cases."""
        found: dict[str, int] = {}
        for case in self.refused:
            if any(reason.code == "step_unmapped" for reason in case.reasons):
                found[case.step] = found.get(case.step, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class Migration:
    """What became of one case of a plan: `migrated`, `refused` (why is in `reasons`), or `failed` (a source did not answer)."""

    case: str
    key: str
    state: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrations:
    """The report of a migration, a row for each case of the plan. Truthy where all went over."""

    to: str
    rows: tuple[Migration, ...]

    def __bool__(self) -> bool:
        return all(row.state == "migrated" for row in self.rows)

    def of(self, state: str) -> tuple[Migration, ...]:
        """The rows of this state."""
        return tuple(row for row in self.rows if row.state == state)


Asked: TypeAlias = CaseFilter | Sequence[str] | None
"""Which cases: all open ones, those of a filter, or those named."""


def planned(
    service: Service, workflow: str, to: str, cases: Asked, mapping: Mapping[str, str], data: Mapping[str, object]
) -> MigrationPlan:
    """Try the migration on a copy of each open case that does not go by the target yet; raises NotFound for an unknown target or case."""
    target = current_of(service, workflow) if to == CURRENT else named(service, to)
    asked = normal(c.Migrate(case="", by="", to=target.hash, reason="", mapping=mapping, data=data))
    found = tuple(_case_plan(service, case, asked, target) for case in _chosen(service, workflow, cases) if case.definition != target.hash)
    version = target.workflow.version
    return MigrationPlan(workflow=workflow, to=target.hash, version=version, mapping=asked.mapping, data=asked.data, cases=found)


def _chosen(service: Service, workflow: str, cases: Asked) -> Iterator[Case]:
    if cases is not None and not isinstance(cases, CaseFilter):
        for key in cases:
            stored = service.store.find(service.tenant, key)
            yield stored.meant
        return
    wanted = replace(cases or CaseFilter(), workflow=workflow, open=True, limit=PAGE)
    while True:
        page = service.store.cases(service.tenant, wanted)
        yield from (case for case in page if not case.branch)
        if len(page) < PAGE:
            return
        wanted = replace(wanted, after=page[-1].id)


def _case_plan(service: Service, case: Case, asked: c.Migrate, target: Model) -> CasePlan:
    plan = _blank(case)
    world = world_of(service, case)
    world.versions = Versions(target, asked=asked)
    try:
        model = service.setting.registry.model_of(case, service.store)
        found = fits(model, case, asked, world)
        resting = at_rest(case, asked) if case.open else not_open(case)
        if resting is not None or not found.allowed:
            return replace(plan, to=found.to, reasons=(*([resting] if resting else []), *found.reasons))
        last = last_event(case, world)
        first, *below = _tried_out(service, unit(model, case, target, asked, world), world)
        return replace(first, expected=last, branches=tuple(below))
    except Refused as error:
        return replace(plan, reasons=error.reasons)
    except (DirectoryUnavailable, Misconfigured, NotFound, ExpressionError, ExpressionFailed) as error:
        return replace(plan, reasons=(Reason(getattr(error, "code", "expression_failed"), str(error), getattr(error, "hint", None)),))


def _blank(case: Case) -> CasePlan:
    return CasePlan(case=case.id, key=case.key, was=case.definition, expected=case.seq, step=case.step, was_due_at=case.due_at)


def _tried_out(service: Service, parts: tuple[Part, ...], world: World) -> Iterator[CasePlan]:
    """What becomes of each case of the unit, carried out on copies as the command does it, with what then happens by itself."""
    top = parts[0].case
    stored = service.store.find(service.tenant, top.id)
    for case in stored.cases.values():
        service.setting.registry.model_of(case, service.store)  # read from the store, so that the carrier finds it
    world.rules = lambda: rules_at(service, world, stored.standing)
    carrier = service.carrier(replace(stored, cases=dict(stored.cases)), world)
    carrier.carry(GoOver(case=top.id, by=""), top.id)
    for part in parts:
        mine = [event for event in carrier.unfolding.events if event.case == part.case.id]
        yield _told(_blank(part.case), part, carrier.unfolding.cases[part.case.id], mine)


def _told(plan: CasePlan, part: Part, after: Case, events: Sequence[e.Event]) -> CasePlan:
    """What the trial says."""
    case, steps = part.case, part.steps
    fact = next(event.fact for event in events if isinstance(event.fact, e.Migrated))
    before = {steps[id] for id in case.memory if id in steps and approved(case, id) and case.remembers(id).approvals}
    stands = tuple(sorted(id for id in before if approved(after, id)))
    kept = {task.id for task in after.tasks if not task.superseded}
    promised = {point.origin for point in fact.returns}
    return replace(
        plan,
        to=fact.step,
        then=after.step if (after.step, after.round) != (fact.step, case.round) else None,
        itself=tuple(dict.fromkeys(_by_itself(events))),
        tasks=tuple(_task_plan(task, kept) for task in case.tasks),
        opened=tuple(_owner(task) for task in after.tasks if case.task(task.id) is None),
        stands=stands,
        falls=tuple(sorted(before - set(stands))),
        due_at=after.due_at,
        timers=tuple(sorted(timer.due for timer in after.timers)),
        done=tuple(number + 1 for number in fact.done),
        clocks=_clocks(case, after),
        fields={name: _how(name, value, case) for name, value in fact.fields.items()},
        left_out=tuple(id for id in case.walk if fact.steps.get(id, id) not in fact.walk),
        forgotten=tuple(point.origin for point in case.returns if fact.steps.get(point.origin, point.origin) not in promised),
        renewed=tuple(point.origin for point in fact.returns if point.origin in fact.anew),
        lapsed=tuple(event.fact.asker for event in events if isinstance(event.fact, BackClosed)),
    )


def _by_itself(events: Sequence[e.Event]) -> Iterator[str]:
    yield from (event.fact.decision.action for event in events if isinstance(event.fact, e.Acted) and event.fact.system)


def _clocks(case: Case, after: Case) -> dict[str, tuple[datetime | None, datetime | None]]:
    """The clocks of the case that are due at another instant, with both."""
    was, now = ({clock.id: clock.due for clock in one.clocks} for one in (case, after))
    both = {id: (was.get(id), now.get(id)) for id in (*was, *now)}
    return {id: dues for id, dues in both.items() if dues[0] != dues[1]}


def _task_plan(task: Task, kept: set[str]) -> TaskPlan:
    return TaskPlan(task.id, task.seat, task.holder, task.state.value, task.outcome, task.id in kept)


def _owner(task: Task) -> str:
    return task.holder or ", ".join((*task.candidates, *task.tokens))


def _how(name: str, value: object, case: Case) -> str:
    return "removed" if value is None else "changed" if name in case.data else "added"


def carried_out(service: Service, plan: MigrationPlan, by: str, reason: str, os_user: str | None, trusted: bool) -> Migrations:
    """Carry a plan out, each case in its own transaction; a refusal stops none of the others."""
    rows = []
    for one in plan.cases:
        if one.reasons:
            rows.append(Migration(one.case, one.key, "refused", one.reasons))
            continue
        command = c.Migrate(case=one.case, by=by, to=plan.to, reason=reason, mapping=plan.mapping, data=plan.data, expected=one.expected)
        rows.append(_tried(service, one, command, os_user, trusted))
    return Migrations(plan.to, tuple(rows))


def _tried(service: Service, one: CasePlan, command: c.Migrate, os_user: str | None, trusted: bool) -> Migration:
    try:
        service.execute(command, os_user=os_user, trusted=trusted)
    except Refused as error:
        return Migration(one.case, one.key, "refused", error.reasons)
    except SignoffError as error:
        return Migration(one.case, one.key, "failed", (Reason(error.code, error.message, error.hint),))
    return Migration(one.case, one.key, "migrated")
