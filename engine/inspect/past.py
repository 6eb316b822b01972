"""`why --at`: what `why` would have answered at an instant of the past, told from history alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ..errors import DirectoryUnavailable, NotFound, PluginMissing, Reason, Refused
from ..expressions import ExpressionError
from ..model import Model
from ..plain import instant
from ..service import Service
from .away import away_findings
from .clocks import time_findings
from .explain import Sections, told, unreadable
from .facts import Patience
from .findings import order
from .look import Look
from .machinery import dead_findings, failing_findings, logic_findings, outgoing_findings, unusable, waiting_findings
from .owners import owner_findings
from .persons import actions, person_why
from .plugins import plugin_findings
from .story import MayAct, PersonWhy, Why
from .then import Then
from .values import StuckFinding

T = TypeVar("T")

OUTSIDE = {
    "seats": ("able", "kept"),
    "timers": ("met", "deeds"),
    "children": ("who",),
    "clocks": ("holder",),
    "stand_ins": ("kept",),
}
"""What of the rows of a part only the world outside knows; of a part that is not here, all of it. Of those who stand in that is what keeps
them, as long as the directory knows of nobody who does."""
PEOPLE_ONLY = ("overdue", "ladder_exhausted")
"""Findings that hold whatever the directory says: it only names whom they wait for."""


def why_at(service: Service, case: str, at: datetime, person: str | None = None, *, patience: Patience | None = None) -> Why:
    """What `why` would have said at this instant, as far as history records it; `unrecorded` names the rest.

    An instant without a zone is in the engine's. Raises Refused for one that is still to come (`at_ahead`), NotFound for one before
    the case began (`not_begun`).
    """
    at = at if at.tzinfo is not None else at.replace(tzinfo=service.setting.around.zone)
    now = service.now()
    if at > now:
        raise Refused([_ahead(case, at, now)])
    found = service.store.find(service.tenant, case).meant
    if at < found.started:
        began = instant(found.started)
        hint = "Ask for an instant from then on."
        raise NotFound(f"{found.key} began at {began}, after that instant", code="not_begun", hint=hint, data={"began": began})
    return _answered(Then(service, found, at, patience or Patience()), person)


def _ahead(case: str, at: datetime, now: datetime) -> Reason:
    told = f"{instant(at)} is still to come: history tells of the past"
    return Reason(
        "at_ahead", told, f"What may come of it: signoff simulate --case {case}", {"at": instant(at), "now": instant(now), "case": case}
    )


def _answered(then: Then, person: str | None) -> Why:
    model = then.model()
    if isinstance(model, StuckFinding):
        return _unread(then, model)
    past = Past(then, model)
    try:
        made = told(past, person)
    except (ExpressionError, PluginMissing) as error:
        return _unread(then, unusable(past.look, error))
    return replace(made, past=True, unrecorded=(*past.marks, *_beside(then)))


def _unread(then: Then, finding: StuckFinding) -> Why:
    """All that can be said without a definition."""
    return replace(unreadable(then.case, then.world(), then.facts(), finding), past=True, unrecorded=_beside(then))


def _beside(then: Then) -> tuple[str, ...]:
    """What history does not hold of what is counted or sent elsewhere than in it."""
    return (*(("attempts.count",) if then.cut else ()), *(("effects",) if then.ordered else ()))


class Past(Sections):
    """Each part of the answer, worked out on its own, and marked where it asked what is not recorded."""

    def __init__(self, then: Then, model: Model) -> None:
        super().__init__(then.look(model))
        self._then, self._recorded = then, then.recorded
        self.marks: dict[str, None] = {}

    def rows(self, name: str, ask: Callable[[Look], Iterable[T]]) -> tuple[T, ...]:
        """The rows of a part."""
        return self._noticed(name, lambda look: tuple(ask(look))) or ()

    def one(self, name: str, ask: Callable[[Look], T | None]) -> T | None:
        """A part that is one thing."""
        return self._noticed(name, ask)

    def _noticed(self, name: str, ask: Callable[[Look], T]) -> T | None:
        """A part, with its marks; None where a function of the host would have to be asked."""
        self._recorded.begin()
        try:
            found = ask(self._then.look(self.look.model))
        except DirectoryUnavailable:
            self._mark(name)
            return None
        if self._recorded.asked:
            known = name in OUTSIDE and not (name == "stand_ins" and self._recorded.guessed)
            self._mark(*((f"{name}.{field}" for field in OUTSIDE[name]) if known else (name,)))
        return found

    def findings(self) -> tuple[StuckFinding, ...]:
        """What history alone shows to have been wrong. A family of which that is not all is marked."""
        families = FAMILIES if self.look.case.open else ENDED
        found = [replace(one, commands=(), peers=None) for family, ask in families.items() for one in self._family(family, ask)]
        if found:
            self._mark("findings.peers")
        return tuple(sorted(found, key=order))

    def _family(self, family: str, ask: Callable[[Look], Iterator[StuckFinding]]) -> Iterator[StuckFinding]:
        self._recorded.begin()
        try:
            for one in ask(self._then.look(self.look.model)):
                if one.code == "effect_dead" and self._then.lost:
                    self._mark("findings.evidence")
                if not self._recorded.asked:
                    yield one
                elif one.code in PEOPLE_ONLY:
                    self._mark("findings.people", "findings.root")
                    yield one
        except DirectoryUnavailable:
            self._mark(f"findings.{family}")
        if self._recorded.asked:
            self._mark(f"findings.{family}")

    def person(self, person: str) -> PersonWhy:
        """What one person might have done. That he was known and active is taken for granted, and said to be."""
        made = self.one("person.tasks", lambda look: person_why(look, person)) or PersonWhy(person=person, known=None, active=None)
        self._mark("person.known", "person.active")
        return replace(made, known=None, active=None, actions=tuple(self._actions(person)))

    def _actions(self, person: str) -> Iterator[MayAct]:
        self._recorded.begin()
        try:
            for one in actions(self._then.look(self.look.model), person):
                yield replace(one, recorded=not self._recorded.guessed)
                self._recorded.begin()
        except DirectoryUnavailable:
            self._mark("person.actions")

    def _mark(self, *names: str) -> None:
        self.marks |= dict.fromkeys(names)


def _owner(look: Look) -> Iterator[StuckFinding]:
    yield from owner_findings(look)
    yield from away_findings(look)


def _machinery(look: Look) -> Iterator[StuckFinding]:
    yield from plugin_findings(look)
    yield from dead_findings(look)
    yield from failing_findings(look)
    yield from waiting_findings(look)  # the last: it asks what history does not hold, and what comes after that is left out


FAMILIES: dict[str, Callable[[Look], Iterator[StuckFinding]]] = {
    "owner": _owner,
    "logic": logic_findings,
    "time": time_findings,
    "machinery": _machinery,
}
"""What can hold an open case up."""
ENDED: dict[str, Callable[[Look], Iterator[StuckFinding]]] = {"machinery": outgoing_findings}
"""What may still be wrong with one that has ended."""
