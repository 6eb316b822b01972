"""An aggregate as it stood at an instant of the past, folded from its history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import takewhile

from .. import events as e
from ..case import Case
from ..events import Event
from ..evolve import evolve
from ..kin import Family
from ..model import Model
from ..outgoing import orders
from ..ports import AttemptRow, Delivery
from ..reading import imagined
from ..service import Service
from ..standing_rules import Rules
from .facts import Facts, Patience
from .known import modelled
from .look import Look
from .recorded import PastWorld, Recorded, surroundings
from .seats import Standings
from .values import StuckFinding


class Then:
    """An aggregate at a past instant: the fold of everything that had happened by then.

    `lost`: of an effect that was given up by then it is not kept what it was to bring.
    """

    def __init__(self, service: Service, case: Case, at: datetime, patience: Patience) -> None:
        self._service, self.at, self._patience = service, at, patience
        chain = service.store.history(service.tenant, case.root)
        self._events = [link.event for link in takewhile(lambda link: link.event.at <= at, chain)]
        self._cases = dict[str, Case]()
        for event in self._events:
            self._cases[event.case] = evolve(self._cases.get(event.case), event)
        self.case, self.recorded = self._cases[case.id], Recorded(self._events, hasattr(service.setting.around.directory, "proxies"))
        self._around = surroundings(service.setting.around, self.recorded)
        self.lost = False
        self._attempts = service.store.attempts(service.tenant, case.id)

    def model(self) -> Model | StuckFinding:
        """The definition that the case was pinned to then; where it cannot be had, the finding that says so."""
        return modelled(self._service, self.case)

    def look(self, model: Model) -> Look:
        """The case under the lens, with nothing asked yet."""
        return Look(model, self.case, self.world(), self.facts(), self._patience, Standings())

    def world(self) -> PastWorld:
        """The world at that instant."""
        world = PastWorld(self._around, self.at, imagined(), lambda one: Family(self._cases, self._model_of))
        world.dead = lambda one: self._dead(one.id)
        world.beginning = self._beginning
        world.rules = lambda: self._rules
        return world

    @cached_property
    def _rules(self) -> Rules:
        """The stored standing rules as they stood then."""
        rows = self._service.store.proxy_rows(self._service.tenant)
        return Rules.of(row.rule for row in rows if row.set_at <= self.at and (row.ended_at is None or row.ended_at > self.at))

    def facts(self) -> Facts:
        """What was known beside the folded state."""
        return self._facts_of(self.case)

    def _facts_of(self, case: Case) -> Facts:
        mine = [event for event in self._events if event.case == case.id]
        refused = self._refused if case.id == self.case.id else tuple
        return Facts(lambda: mine, refused, lambda: self._dead(case.id), self._nodes, self._unserved, of=self._facts_of)

    def _model_of(self, case: Case) -> Model:
        return self._service.setting.registry.model_of(case, self._service.store)

    def _beginning(self, workflow: str) -> None:
        self.recorded.notice()

    def _nodes(self) -> tuple[()]:
        self.recorded.notice()
        return ()

    @cached_property
    def _still_dead(self) -> dict[str, Delivery]:
        """Dead letters of the case that are so today: what a row was to bring never changes."""
        return {row.id: row for row in self._service.store.dead(self._service.tenant, self.case.id)}

    @property
    def cut(self) -> bool:
        """Whether something was refused before that instant and again after it: how often by then is not kept."""
        return any(row.first_at <= self.at < row.last_at for row in self._attempts)

    @cached_property
    def ordered(self) -> bool:
        """Whether anything had been sent on behalf of the case: that it was ordered is history, that it arrived is not."""
        wanted = self._service.setting.listening.names
        return any(event.case == self.case.id and orders(event, self.case.workflow, wanted) for event in self._events)

    def _unserved(self) -> tuple[()]:
        """What waited for a process that had what it needs; of that only the rows of today tell."""
        if self.ordered:
            self.recorded.notice()
        return ()

    def _refused(self) -> list[AttemptRow]:
        """What had been refused by then, latest first."""
        if self.cut:
            self.recorded.notice()
        rows = [row for row in self._attempts if row.first_at <= self.at]
        known = [row if row.last_at <= self.at else replace(row, count=1, last_at=row.first_at) for row in rows]
        return sorted(known, key=lambda row: row.last_at, reverse=True)

    def _dead(self, case: str) -> Sequence[Delivery]:
        """Effects that had failed their last try and had not been tried anew."""
        dead: dict[str, Delivery] = {}
        for event in self._events:
            match event.fact:
                case e.GaveUp() as fact if event.case == case:
                    dead[fact.row] = self._given_up(event, fact)
                case e.Retried(rows=rows):
                    dead = {row: kept for row, kept in dead.items() if row not in rows}
        return sorted(dead.values(), key=lambda row: (row.at, row.id))

    def _given_up(self, event: Event, fact: e.GaveUp) -> Delivery:
        """The row of the outbox; without all that it was to bring, where it is not among the dead ones of today."""
        kept = self._still_dead.get(fact.row)
        if kept is not None:
            return replace(kept, tries=fact.tries, error=fact.error)
        self.lost = True
        at = next((one.at for one in self._events if _brought(one, fact.key)), event.at)
        payload = {"kind": fact.what}
        tenant = self._service.tenant
        return Delivery(fact.row, fact.key, fact.sort, event.case, event.root, payload, fact.tries, at, tenant, fact.error)


def _brought(event: Event, key: str) -> bool:
    """Whether this event put the row with this key into the outbox: also one of a digest, or one for a handler of the host."""
    match event.fact:
        case e.Noticed(key=own) | e.Called(key=own) | e.Signalled(key=own) if own and key.endswith(own):
            return True
    return key.startswith(f"{event.root}:{event.seq:06}:")
