"""Which cases `stuck` has to look at: a database names most of them by what is stored of every case, and of those alike one stands for all.

What is found is what a walk over every open case would find; a property test compares the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Protocol

from ..case import Case
from ..errors import NotFound, UnreadableCase
from ..plain import instant
from ..ports import CaseFilter, OpenCase
from ..reasons import REASONS, Family, Severity
from ..service import Service
from .cursor import Cursor, Phase, question
from .wanted import StuckFilter

BEHIND = "\x7f"
"""Sorts behind every id."""
WALKED = frozenset({"timer_missing", *(code for code, reason in REASONS.items() if reason.severity is Severity.INFO)})
"""Reasons with findings of the severity `info`, for which every open case is looked at."""
BY_ROW = frozenset(code for code, reason in REASONS.items() if reason.family is Family.TIME) - WALKED
"""Reasons that a case's own row tells."""


class Looker(Protocol):
    """Looks at the cases, and says what that means for others."""

    def look_at(self, case: Case) -> object:
        """Examine a case."""
        ...

    def cannot_read(self, error: UnreadableCase) -> None:
        """There is a case that cannot be looked at, since its state does not read."""
        ...

    def prepare(self, rows: Sequence[OpenCase]) -> None:
        """These are going to be looked at."""
        ...

    def stands_for_all(self) -> bool:
        """Whether the case just looked at has nothing that another one like it might have, or have not."""
        ...

    def incidents(self, limit: int, after: str | None) -> Sequence[str]:
        """Cases whose effects have never arrived, page by page."""
        ...

    def has_incident(self, case: str) -> bool:
        """Whether effects of a case, of those prepared, have never arrived: then it was looked at before all others."""
        ...

    def lost(self) -> bool:
        """Whether the directory is down, so that nothing more can be found by asking it."""
        ...


@dataclass(frozen=True, eq=False)
class Candidates:
    """The cases to be looked at, from a place on."""

    service: Service
    wanted: StuckFilter
    begin: Cursor
    read: int

    @classmethod
    def of(cls, service: Service, wanted: StuckFilter, read: int, until: datetime, after: str | None = None) -> "Candidates":
        """From the beginning, or `after` a page."""
        of = question(service.tenant, *(getattr(wanted, part.name) for part in fields(wanted)))
        begin = Cursor.parse(after, of) if after is not None else Cursor(_phases(wanted)[0], until, of)
        return cls(service, wanted, begin, read)

    def looked_at(self, looker: Looker) -> Iterator[Cursor]:
        """Have one after the other looked at; after each of them, the place behind it."""
        phases = _phases(self.wanted)
        phases = phases[phases.index(self.begin.phase) :] if self.begin.phase in phases else ()
        for phase in phases:
            place = self.begin if phase is self.begin.phase else Cursor(phase, self.begin.until, self.begin.of)
            match phase:
                case Phase.EVERY:
                    yield from self._every(looker, place)
                case Phase.HANGING:
                    yield from self._hanging(looker, place)
                case Phase.ALIKE:
                    yield from self._alike(looker, place)
                case Phase.UNTOLD:
                    yield from self._untold(looker, place)
                case Phase.EFFECTS:
                    yield from self._effects(looker, place)

    @property
    def _filter(self) -> CaseFilter:
        return self.wanted.cases(self.read)

    def _every(self, looker: Looker, place: Cursor) -> Iterator[Cursor]:
        read = self.read
        while True:
            try:
                page = self.service.store.cases(self.service.tenant, replace(self._filter, limit=read, after=place.second or None))
            except UnreadableCase as error:
                if read == 1:
                    looker.cannot_read(error)
                    place = place.behind(error.case)
                read = 1  # a page is read as a whole
                continue
            for case in page:
                looker.look_at(case)
                place = place.behind(case.id)
                yield place
            if len(page) < read:
                return

    def _hanging(self, looker: Looker, place: Cursor) -> Iterator[Cursor]:
        store, tenant = self.service.store, self.service.tenant
        after = (datetime.fromisoformat(place.first), place.second) if place.first else None
        while page := store.hanging(tenant, self._filter, place.until, self.read, after):
            looker.prepare(page)
            for row in page:
                assert row.look_at is not None
                after = row.look_at, row.id
                if not looker.has_incident(row.id) and _looked_at(looker, row):
                    yield place.behind(row.id, instant(row.look_at))
            if len(page) < self.read:
                return

    def _alike(self, looker: Looker, place: Cursor) -> Iterator[Cursor]:
        store, tenant = self.service.store, self.service.tenant
        after: tuple[str, str] | None = (place.first, place.second) if place.first else None
        each: dict[str, bool] = {}
        while not looker.lost() and (page := store.alike(tenant, self._filter, place.until, self.read, after)):
            looker.prepare(page)
            for row in page:
                situation = row.situation or ""
                after = (situation, row.id) if each.get(situation, True) else (situation, BEHIND)
                if not each.get(situation, True) or looker.has_incident(row.id):
                    continue
                if not _looked_at(looker, row):
                    continue
                if looker.lost():
                    return
                if situation not in each:
                    each = {situation: not looker.stands_for_all()}
                after = (situation, row.id if each[situation] else BEHIND)
                yield place.behind(after[1], after[0])
            if len(page) < self.read:
                return

    def _untold(self, looker: Looker, place: Cursor) -> Iterator[Cursor]:
        after = place.second or None
        while page := self.service.store.untold(self.service.tenant, self._filter, self.read, after):
            looker.prepare(page)
            for row in page:
                after = row.id
                if not looker.has_incident(row.id) and _looked_at(looker, row):
                    yield place.behind(row.id)
            if len(page) < self.read:
                return

    def _effects(self, looker: Looker, place: Cursor) -> Iterator[Cursor]:
        after = place.second or None
        while page := looker.incidents(self.read, after):
            for id in page:
                after = id
                case = self._with_effects(looker, id)
                if case is not None:
                    looker.look_at(case)
                    yield place.behind(id)
            if len(page) < self.read:
                return

    def _with_effects(self, looker: Looker, id: str) -> Case | None:
        """A case with effects that never arrived, where it fits and is not looked at anyhow."""
        try:
            case = self.service.store.find(self.service.tenant, id).meant
        except NotFound:
            return None
        except UnreadableCase as error:
            looker.cannot_read(error)
            return None
        if not self.wanted.fits(case):
            return None
        return None if case.open and walks(self.wanted) else case


def _looked_at(looker: Looker, row: OpenCase) -> bool:
    """Have a case looked at; whether its state reads, which is only seen when it is."""
    try:
        case = row.case
    except UnreadableCase as error:
        looker.cannot_read(error)
        return False
    looker.look_at(case)
    return True


def walks(wanted: StuckFilter) -> bool:
    """Whether every open case has to be looked at."""
    return wanted.reason in WALKED if wanted.reason is not None else wanted.least is Severity.INFO


def _phases(wanted: StuckFilter) -> tuple[Phase, ...]:
    """Where to look for what is wanted."""
    if walks(wanted):
        return Phase.EVERY, Phase.EFFECTS
    if wanted.reason in BY_ROW:
        return Phase.EFFECTS, Phase.HANGING, Phase.UNTOLD
    return Phase.EFFECTS, Phase.HANGING, Phase.ALIKE, Phase.UNTOLD
