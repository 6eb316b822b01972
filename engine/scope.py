"""What the names in an expression stand for, at one place of one case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from .calendars import Calendar
from .case import Case, CaseClock, ClockRef, Memory, Status, Task
from .chain_memory import remembered
from .clock_view import ClockView, element_of, named, pointed
from .commands import SYSTEM
from .definition import Deadline, Step, Table
from .durations import Duration
from .expressions import MISSING, STEP_PARTS, UNKNOWN_NAME, Expression, ExpressionFailed, Kind, Outcome, People, PeopleQuery, Types, as_day
from .frozen import altered, maker, quickly_made
from .kin import Family, Kid, reference
from .model import Model
from .scope_places import holder_of as holder_of
from .scope_places import zone_of as zone_of
from .words import CLOCK, FUNCTIONS, WORDS, sent_back, sent_back_by
from .words import approved as approved
from .worktime import Due, shift
from .world import World

PLUGGED, RESOLVERS = "signoff.functions", "signoff.resolvers"
"""The groups of plug-ins that expressions call: for a value, and for people."""


@quickly_made
@dataclass(frozen=True, eq=False)
class CaseScope:
    """The scope of a case. `data` may run ahead of the case's own (an act's new values).

    `begin` and `due` are those of a clock, in its times and rungs: of `lasting`, a clock of the case, else of `step`. In the `met` of a
    clock `passed` counts `since` it began.

    Inside a branch, what is no name of its own is asked of the case around; `within` is the child for which that one is asked.
    `extra` are names that stand for something in one place only, such as a loop's variable. `between` says that the case has left its
    step, and that it is asked whether the next one is wanted.
    """

    model: Model
    case: Case
    world: World
    data: Mapping[str, object]
    actor: str | None = None
    step: Step | None = None
    begin: datetime | Due | None = None
    due: Due | None = None
    lasting: CaseClock | None = None
    since: datetime | None = None
    seats: tuple[Task, ...] | None = None
    within: Case | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    known: Types | None = None
    between: bool = False

    @classmethod
    def of(cls, model: Model, case: Case, world: World, actor: str | None = None) -> "CaseScope":
        """The scope of a case as it stands."""
        return _scope(model, case, world, case.data, actor)

    def having(self, data: Mapping[str, object]) -> "CaseScope":
        """The same with other data."""
        return altered(self, data=data)

    def with_element(self, branch: str, element: object) -> "CaseScope":
        """The same where a branch is opened: its loop variable stands for this element."""
        loop = self.model.workflow.branches[branch].loop
        if loop is None:
            return self
        return altered(self, extra={loop.variable: element}, known=self.model.loop_types[branch])

    def met(self, condition: Expression | None) -> bool:
        """Whether a condition holds; an absent one does."""
        return condition is None or condition.worth(self, Kind.CONDITION) is True

    def ask_for(self, condition: Expression) -> Outcome:
        """A condition with its trace."""
        return condition.evaluate(self, Kind.CONDITION)

    def people_of(self, expression: Expression) -> Outcome:
        """Whom an expression finds, with its trace."""
        return expression.evaluate(self, Kind.PEOPLE)

    # what an expression asks

    @property
    def types(self) -> Types:
        """The names of this place."""
        if self.known is not None:
            return self.known
        return self.model.types if self.begin is None else self.model.clock_types

    def value(self, name: str) -> object:
        """A field or a word."""
        if name in self.model.workflow.data:
            return pointed(self, self.data.get(name, MISSING))
        if name in self.extra:
            return self.extra[name]
        if name == self.case.variable and self.model.loop is not None:
            return self.element()
        word = WORDS.get(name)
        if word is not None:
            return word(self)
        children = self.children_of(name)
        if children is not None:
            return children
        return UNKNOWN_NAME if self.outer is None else self.outer.value(name)

    @cached_property
    def family(self) -> Family:
        """The aggregate of the case."""
        return self.world.family(self.case)

    @cached_property
    def outer(self) -> "CaseScope | None":
        """The scope around a branch."""
        parent = self.family.parent(self.case) if self.model.outer is not None else None
        if parent is None or self.model.outer is None:
            return None
        return CaseScope(self.family.models(parent), parent, self.world, parent.data, self.actor, within=self.case)

    def home(self, step: str) -> "CaseScope | None":
        """The scope, this one or one around it, whose workflow has a step."""
        if step in self.model.workflow.steps:
            return self
        return self.outer.home(step) if self.outer is not None else None

    def element(self) -> object:
        """The value of the case's loop variable."""
        child = reference(self.case.element)
        return self.case.element if child is None else self.family.kid(child, self.within) or MISSING

    def children_of(self, name: str) -> tuple[Kid, ...] | None:
        """The living children of a branch, or of a step, in the latest round; None for any other name."""
        workflow = self.model.workflow
        if name in workflow.branches:
            wanted = [child for child in self.case.children if child.branch == name]
        elif name in workflow.steps and workflow.steps[name].parallel:
            wanted = [child for child in self.case.children if child.step == name]
        else:
            return None
        latest = [child for child in wanted if not child.step or child.round == self.case.remembers(child.step).rounds]
        kids = (self.family.kid(child.id, self.within) for child in latest if child.status is not Status.VOID)
        return tuple(kid for kid in kids if kid is not None)

    def member(self, owner: str, attribute: str) -> object:
        """`policy.x`, `STEP.entered`, `clock.due`, `deadline.x`, and `x.due` of a deadline."""
        if owner == "policy":
            return self.policy(attribute)
        if owner == "clock" and self.begin is not None:
            return CLOCK[attribute](self) if attribute in CLOCK else UNKNOWN_NAME
        if owner == "deadline":
            return named(self, attribute)
        if owner == "parent" and self.outer is not None:
            return self.outer.value(attribute)
        home = self.home(owner)
        if home is not None and attribute in STEP_PARTS:
            return home.remembered(owner, attribute)
        clock = named(self, owner)
        return clock.part(attribute) if isinstance(clock, ClockView) else clock if clock is MISSING else UNKNOWN_NAME

    def policy(self, name: str) -> object:
        """A policy value; a table is looked up by the case's field."""
        value = self.model.policy.get(name)
        if isinstance(value, Table):
            return as_day(value.values.get(str(self.value(value.by)), MISSING))
        return UNKNOWN_NAME if value is None else as_day(value)

    def part(self, value: object, attribute: str) -> object:
        """What a child case or a clock is asked."""
        value = pointed(self, value)
        if isinstance(value, ClockView):
            return value.part(attribute)
        if not isinstance(value, Kid):
            return MISSING if value is MISSING else UNKNOWN_NAME
        found = value.part(attribute)
        child = reference(found)
        return found if child is None else self.family.kid(child, self.within) or MISSING

    def day_of(self, instant: datetime | Due) -> date:
        """The day on which an instant lies, in the zone of the workflow; what is due at midnight is due on the day that ends then."""
        at = instant.at - timedelta(microseconds=1) if isinstance(instant, Due) else instant
        return at.astimezone(self.zone).date()

    def people(self, query: PeopleQuery) -> People:
        """Whom the directory finds; `actor_of(step)` is answered by the case itself."""
        if query.kind == "actor_of":
            return People(self._actors((self.home(query.name) or self).memory(query.name)))
        return self.world.find(query)

    @staticmethod
    def _actors(memory: Memory) -> tuple[str, ...]:
        """Who approved at a step (where a policy did, whose approval it was), else who acted there last."""
        approved = (a.person if a.actor.startswith(SYSTEM) else a.actor for a in memory.approvals)
        return tuple(dict.fromkeys(person for person in approved if person)) or memory.acted[-1:]

    def call(self, function: str, argument: object) -> object:
        """`passed`, `approved`, `changed`, `unit_of`, `portfolio`, and plug-ins."""
        asked = FUNCTIONS.get(function)
        if asked is not None:
            return asked(self, str(argument))
        plugins = self.model.plugins
        if f"{RESOLVERS}:{function}" in plugins:
            return self.world.resolve(function, plugins[f"{RESOLVERS}:{function}"], argument)
        if f"{PLUGGED}:{function}" in plugins or function in self.world.around.functions:
            return self.world.call(function, plugins.get(f"{PLUGGED}:{function}"), argument)
        return UNKNOWN_NAME

    def ask(self, value: object, function: str, argument: object) -> object:
        """Whether a child case has passed a step."""
        return value.passed(str(argument)) if isinstance(value, Kid) and function == "passed" else UNKNOWN_NAME

    def shift(self, base: datetime | date | Due, duration: Duration | None, at: time | None) -> datetime | date | Due:
        """`base ± duration`, by the calendar of the step or the workflow."""
        if isinstance(base, date) and not isinstance(base, datetime):
            moment = datetime.combine(base, time(), self.zone)
            found = shift(moment, duration or Duration.parse("0d"), self.calendar, self.zone, at)
            return found.at.astimezone(self.zone).date() if at is None else found
        return shift(base, duration or Duration.parse("0d"), self.calendar, self.zone, at)

    # where it stands

    @property
    def calendar(self) -> Calendar | None:
        """The calendar that counts here: of the unit that is named, if it has one of its own, else as it is written."""
        own = self.deadline or self.step
        if own is not None and own.calendar_of is not None:
            theirs = self.calendar_of(own.calendar_of)
            if theirs is not None:
                return theirs
        return self.world.calendar((own.calendar if own else None) or self.model.calendar)

    def calendar_of(self, unit: Expression) -> Calendar | None:
        """A unit's own calendar. One that this engine was not given counts for nothing: whoever moves the case is not to blame for it."""
        try:
            found = unit.worth(self)
        except ExpressionFailed:
            return None
        named = self.world.unit(found) if isinstance(found, str) else None
        return self.world.around.calendars.get(named.calendar) if named is not None and named.calendar is not None else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days are counted and people read the clock."""
        return zone_of(self.model, self.world)

    def memory(self, step: str) -> Memory:
        """What the case remembers of a step; of the present one, or of the end where it rests, as far as it has got."""
        memory = remembered(self.case, step)
        if step == self.case.end:
            return altered(memory, entered=self.case.ended_at)
        here = step in (self.case.step, self.case.chain_of(self.case.step)) and self.case.open
        return altered(memory, due=self.case.due_at) if here else memory

    @property
    def deadline(self) -> Deadline | None:
        """The definition of the clock of the case whose times or rungs these are."""
        return self.model.workflow.deadlines.get(self.lasting.deadline) if self.lasting is not None else None

    def ticking(self, clock: CaseClock) -> "CaseScope":
        """The names in the times and rungs of a clock of the case: what it counts from and until, and with `for_each` its element."""
        begin = Due(clock.begin, clock.unsure) if clock.after_due else clock.begin
        due = Due(clock.due, clock.provisional) if clock.due is not None else None
        scope = altered(self, begin=begin, due=due, lasting=clock)
        deadline = scope.deadline
        return scope.with_loop(deadline, element_of(clock.id, deadline, self)) if deadline is not None else scope

    def with_loop(self, deadline: Deadline, element: object) -> "CaseScope":
        """The same where a deadline's loop variable stands for this element."""
        if deadline.loop is None:
            return self
        return altered(self, extra={**self.extra, deadline.loop.variable: element}, known=self.model.deadline_types[deadline.id])

    def running(self) -> ClockView:
        """The clock whose times or rungs these are."""
        if self.lasting is not None:
            return ClockView(ClockRef(self.case.id, self.lasting.id, self.lasting.turn), self)
        step = self.step.id if self.step is not None else self.case.step
        return ClockView(ClockRef(self.case.id, step, self.case.round), self)

    def scope_of(self, case: str) -> "CaseScope | None":
        """The scope of another case of the aggregate, by its id; None where there is no such case."""
        if case == self.case.id:
            return self
        if self.outer is not None and self.outer.case.id == case:
            return self.outer
        kid = self.family.kid(case, self.within)
        return CaseScope(kid.model, kid.case, self.world, kid.case.data, self.actor) if kid is not None else None

    def remembered(self, step: str, attribute: str) -> object:
        """`STEP.entered`, `.left`, `.due`, which ends its day as due instants do; `.returned`: sent back to it; `.sent_back`: by it."""
        if attribute == "returned":
            return sent_back(self.case, step)
        if attribute == "sent_back":
            return sent_back_by(self.case) == step
        value: object = getattr(self.memory(step), attribute)
        if isinstance(value, datetime) and attribute == "due":
            return Due(value, self.case.provisional and step == self.case.step)
        return MISSING if value is None else value

    def holders(self) -> People:
        """Whose duty it is: whom the clock of the case names, else who holds the seats."""
        holder = self.deadline.holder if self.deadline is not None else None
        return self.people_of(holder).people if holder is not None else self.seated()

    def seated(self) -> People:
        """Who holds the seats in question; of an unclaimed pool all its candidates."""
        found = People()
        for task in self.case.open_tasks if self.seats is None else self.seats:
            found |= holder_of(task, self.world)
        return found


_scope = maker(CaseScope)
