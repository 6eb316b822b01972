"""A case as it stands, and as it would stand after a command: tried out on a copy by the same code that carries commands out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from .. import commands as c
from ..carrying import Carrier
from ..case import Case
from ..errors import PluginMissing, Reason, Refused, SignoffError
from ..events import Event, Retried
from ..expressions import ExpressionError
from ..firing import first_due
from ..inspect.facts import Facts, Patience
from ..inspect.findings import examine
from ..inspect.known import facts_of, modelled
from ..inspect.look import Look
from ..inspect.machinery import unusable
from ..inspect.movers import movers
from ..inspect.values import MoverKind, StuckFinding
from ..people_data import Proxy
from ..ports import Stored
from ..reading import rules_at, world_of
from ..reasons import Severity
from ..service import Service
from ..standing_proxies import refusals
from ..world import Versions, World
from .values import Armed, Stand


@dataclass(frozen=True, eq=False)
class Sight:
    """One case of an aggregate under the lens. `events` and `more` standing rules were only tried out."""

    service: Service
    stored: Stored
    id: str
    patience: Patience
    trusted: bool = False
    events: tuple[Event, ...] = ()
    more: tuple[Proxy, ...] = ()

    @classmethod
    def of(cls, service: Service, case: str, patience: Patience | None = None, *, trusted: bool = False) -> "Sight":
        """The case as it stands now; raises NotFound."""
        stored = service.store.find(service.tenant, case)
        return cls(service, stored, stored.meant.id, patience or Patience(), trusted)

    @property
    def case(self) -> Case:
        """The case."""
        return self.stored.cases[self.id]

    def look(self) -> Look | StuckFinding:
        """The case under the lens; where its definition cannot be had, the finding that says so."""
        model = modelled(self.service, self.case)
        if isinstance(model, StuckFinding):
            return model
        return Look(model, self.case, self._carrier().world, self._facts(), self.patience)

    def findings(self, severity: Severity = Severity.WARNING) -> tuple[StuckFinding, ...]:
        """What holds the case up, of this severity or graver."""
        return tuple(one for one in self._found if one.severity.rank <= severity.rank)

    @cached_property
    def _found(self) -> tuple[StuckFinding, ...]:
        """Everything that holds the case up, worked out once: a sight never changes."""
        look = self.look()
        if isinstance(look, StuckFinding):
            return (look,)
        try:
            found, _ = examine(look)
        except (ExpressionError, PluginMissing) as error:
            return (unusable(look, error),)
        return found

    def stand(self) -> Stand | None:
        """Where it rests, who can bring it on, and which timers run; None without a definition."""
        look = self.look()
        if isinstance(look, StuckFinding):
            return None
        case = self.case
        try:
            found = movers(look.model, case, look.world, look.standings)
        except SignoffError:
            # A directory that fails: who it waits for cannot be told, all else can.
            found = ()
        who = tuple(dict.fromkeys(chain.from_iterable(one.who for one in found if one.kind in (MoverKind.PERSON, MoverKind.CHILD))))
        timers = sorted(case.timers, key=lambda timer: (timer.due, timer.key))
        armed = tuple(Armed(timer.clock, timer.rung + 1, timer.due) for timer in timers)
        return Stand(case.step, case.status.value, who, case.due_at if case.open else None, armed)

    def after(self, command: c.OnCase | None) -> "Sight | tuple[Reason, ...]":
        """How it would stand after a command (None: after everything that is due has fired); or why that cannot be done."""
        carrier = self._carrier()
        if isinstance(command, c.Migrate):
            carrier.world.versions = Versions(self.service.setting.registry.pinned(command.to, self.service.store), asked=command)
        try:
            if command is None:
                _fire(carrier)
            else:
                carrier.carry(command, command.case)
        except Refused as refused:
            return refused.reasons
        except SignoffError as error:
            return (Reason(error.code, error.message, error.hint, error.data),)
        unfolding = carrier.unfolding
        stored = replace(self.stored, cases=unfolding.cases, seq=unfolding.seq)
        return replace(self, stored=stored, events=(*self.events, *unfolding.events))

    def with_rule(self, rule: Proxy, by: str, reason: str) -> "Sight | tuple[Reason, ...]":
        """How it would stand with one more standing rule; or why that cannot be set up."""
        try:
            wrong = refusals(self.service, rule, by, reason, trusted=self.trusted)
        except SignoffError as error:
            return (Reason(error.code, error.message, error.hint, error.data),)
        return tuple(wrong) or replace(self, more=(*self.more, rule))

    def _carrier(self) -> Carrier:
        for case in self.stored.cases.values():
            modelled(self.service, case)  # read from the store, so that the carrier finds it
        return self.service.carrier(replace(self.stored, cases=dict(self.stored.cases)), self._world(), trusted=self.trusted)

    def _world(self) -> World:
        world, still = world_of(self.service, self.case), self._still_dead
        world.rules = lambda: rules_at(self.service, world, self.stored.standing).with_more(self.more)
        rows = world.dead
        world.dead = lambda case: [row for row in rows(case) if still(row.id)]
        return world

    def _facts(self) -> Facts:
        facts, mine = facts_of(self.service, self.case), [event for event in self.events if event.case == self.id]
        still: Callable[[str], bool] = self._still_dead
        return Facts(
            lambda: chain(facts.history(), mine),
            facts.refused,
            lambda: [row for row in facts.undelivered() if still(row.id)],
            facts.beating,
            facts.unserved,
            facts.visits,
            of=facts.of,
            other=facts.other,
        )

    def _still_dead(self, row: str) -> bool:
        return not any(isinstance(event.fact, Retried) and row in event.fact.rows for event in self.events)


def _fire(carrier: Carrier) -> None:
    """Everything that is due in the aggregate, in the order of time."""
    while (found := first_due(carrier.unfolding.cases.values(), carrier.world.now)) is not None:
        case, timer = found
        carrier.carry(c.Fire(case=case.id, timer=timer.key), case.id)
