"""`stuck`: what holds open cases up, page by page, from the live tables and without locks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from .. import given
from ..case import Case
from ..errors import PluginMissing, UnreadableCase
from ..expressions import ExpressionError
from ..frozen import maker
from ..liveness import liveness
from ..ports import Delivery, OpenCase
from ..reading import world_of
from ..reasons import Severity
from ..service import Service
from ..world import World
from .alike import Looked, for_all, held_up_by
from .candidates import Candidates, walks
from .chronicle import Chronicle
from .cursor import Cursor
from .facts import Patience
from .findings import examine, of_things, order
from .known import beats, modelled, unserved, usual
from .look import Look
from .machinery import unusable
from .scan_facts import FactsOfScan
from .seats import Standings
from .usual import Visits
from .values import Note, StuckFinding, StuckReport
from .wanted import StuckFilter

_look_of, _looked_at = maker(Look), maker(Looked)
PAGE = 500
"""Cases read at a time; of a page that somebody waits for, the most that are examined."""
LEAST = 20
"""Cases read at a time at least: of those read most are stuck, and a case is only decoded when it is looked at."""
ALL = StuckFilter()
"""Whatever holds an open case up, `info` apart."""


def stuck(
    service: Service,
    wanted: StuckFilter = ALL,
    limit: int = 1000,
    *,
    page: int | None = None,
    after: str | None = None,
    count: bool | None = None,
    patience: Patience | None = None,
) -> StuckReport:
    """What holds open cases up, as far as it is `wanted`.

    It tells of all open cases that fit, though it looks only at those that may be stuck (`candidates`), and of ended ones whose effects
    never arrived; `limit` bounds what is listed. With `page` it ends once so many are found to be stuck, or PAGE were looked at, behind
    the page whose `next` was `after`. `count` says whether all open cases are counted that fit (workflow, step and holder); left out,
    where there is no `page`.

    Raises NotFound for a reason or severity that does not exist, Misconfigured for an `older_than` that is no duration.
    """
    given.whole("limit", limit, 0)
    given.whole("page", page, 1)
    scan = Scan(service, patience or Patience(), wanted.checked())
    there = service.store.count(service.tenant, wanted.cases(0)) if count or (count is None and page is None) else None
    read = PAGE if page is None else min(max(page, LEAST), PAGE)
    for place in scan.through(read, after):
        if page is not None and (scan.stuck >= page or scan.looks >= PAGE):
            return scan.report(limit, str(place), there=there)
    return scan.report(limit, there=there, whole=after is None)


def findings(
    service: Service,
    wanted: StuckFilter = ALL,
    patience: Patience | None = None,
    *,
    notes: Callable[[Note], object] | None = None,
) -> Iterator[StuckFinding]:
    """All that is `wanted`, as it is found; nothing is kept, however much it is. `notes` hears once of what could not be looked at.

    Raises what `stuck` does.
    """
    scan = Scan(service, patience or Patience(), wanted.checked())
    for _ in scan.through(PAGE):
        yield from scan.taken()
    scan.let_go()
    if notes is not None:
        for note in scan.notes:
            notes(note)


@dataclass(eq=False)
class Scan:
    """A scan under way: one world and one memory of standings for all cases, so that each situation is judged once."""

    service: Service
    patience: Patience
    wanted: StuckFilter = ALL
    looks: int = 0
    examined: int = 0
    stuck: int = 0
    found: list[StuckFinding] = field(default_factory=list)
    standings: Standings = field(default_factory=Standings)
    unavailable: str | None = None
    unread: dict[str, Note] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    last: Looked | None = None
    until: datetime | None = None
    sound: bool = False
    chronicle: Chronicle | None = None
    dead: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def walking(self) -> bool:
        """Whether every open case is looked at."""
        return walks(self.wanted)

    @cached_property
    def quiet(self) -> bool:
        """Whether nobody asks for what is only worth knowing."""
        return self.wanted.least is not Severity.INFO

    @cached_property
    def silence_unasked(self) -> bool:
        """Whether nobody asks for cases in which nothing happens."""
        return self.quiet or self.wanted.reason not in (None, "silent")

    @cached_property
    def world(self) -> World:
        """The world at the instant of the scan."""
        return world_of(self.service)

    @cached_property
    def unserved(self) -> dict[str, list[Delivery]]:
        """Effects by case that wait for what no living process has."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        for row in unserved(self.service, self.patience, self.world.now):
            found[row.case].append(row)
        return found

    @cached_property
    def visits(self) -> Visits:
        """Finished visits, for what is usual."""
        return usual(self.service, self.world.now)

    @cached_property
    def nodes(self) -> Sequence[tuple[str, datetime]]:
        """Who ticks."""
        return beats(self.service)

    def through(self, read: int, after: str | None = None) -> Iterator[Cursor]:
        """Look at one case after the other, reading so many at a time; after each, the place behind it."""
        candidates = Candidates.of(self.service, self.wanted, read, self.world.now, after)
        self.until = candidates.begin.until
        return candidates.looked_at(self)

    def look_at(self, case: Case) -> None:
        """Examine one case and keep what fits; and where a case above it waits for it, what that means there.

        A case that only waits for another one of this scan is told with that one, and never when it is come upon itself: so it comes once,
        on whichever page the two of them are.
        """
        self.looks += 1
        self.last = child = self._looked(case)
        if self._told_with_child(child):
            return
        self._tell(child)
        while child.found and child.case.open and (parent := self._waiting_for(child.case)) is not None:
            above = self._looked(parent)
            if held_up_by(above) != child.case.id or self._told_by_itself(above):
                return
            self._tell(above)
            child = above

    def cannot_read(self, error: UnreadableCase) -> None:
        """Remember that there is a case that cannot be looked at."""
        self.unread[error.case] = Note(error.code, error.message, error.data)

    def prepare(self, rows: Sequence[OpenCase]) -> None:
        """These are going to be looked at: what is asked of each is asked once for all."""
        self.chronicle = Chronicle(self.service, rows)
        if not self.sound:
            self._learn([row.id for row in rows])

    def incidents(self, limit: int, after: str | None) -> Sequence[str]:
        """Cases whose effects have never arrived, or wait for nobody; where there are none, nobody has to ask again."""
        dead = self.service.store.incidents(self.service.tenant, limit, after)
        found = sorted({*dead, *(id for id in self.unserved if id > (after or ""))})[:limit]
        self.sound = after is None and not found
        if dead:
            self._learn(dead)
        return found

    def has_incident(self, case: str) -> bool:
        """Whether effects of a case have never arrived, or wait for nobody: then it was looked at before all others."""
        return bool(self.dead.get(case)) or case in self.unserved

    def stands_for_all(self) -> bool:
        """Whether the case looked at last is well, and every one like it must be well, too."""
        last = self.last
        if last is None or not for_all(last):
            return False
        # Which of those that wait are held up their children tell, unless only some cases are asked for: then those may not be looked at.
        return not (self.wanted.narrowed and last.look is not None and last.look.step.splits)

    def lost(self) -> bool:
        """Whether the directory is down."""
        return self.unavailable is not None

    def taken(self) -> list[StuckFinding]:
        """What was kept since this was last asked; it is kept no longer."""
        found, self.found = self.found, []
        return found

    def let_go(self) -> None:
        """Nothing more is looked at. What was looked at last knows the scan: both, with all that they hold, would wait for the garbage
        collector."""
        self.last = None

    def _learn(self, cases: Sequence[str]) -> None:
        self.dead = defaultdict(list)
        for row in self.service.store.dead_among(self.service.tenant, cases):
            self.dead[row.case].append(row)

    def _tell(self, looked: Looked) -> None:
        """Keep what fits of what was found."""
        self.examined += 1
        look = looked.look
        if (look is None and self.wanted.unit is not None) or (look is not None and not self.wanted.of_unit(look)):
            return
        found = [one for one in looked.found if self.wanted.takes(one, self.world.now, look)]
        self.stuck += bool(found)
        self.found += found
        if found and not looked.case.open:
            self.ended.add(looked.case.id)

    def _looked(self, case: Case) -> Looked:
        model = modelled(self.service, case)
        if isinstance(model, StuckFinding):
            return _looked_at(case, None, (model,))
        look = _look_of(model, case, self.world, FactsOfScan(self, case), self.patience, self.standings)
        try:
            return _looked_at(case, look, self._examined(look))
        except (ExpressionError, PluginMissing) as error:
            return _looked_at(case, look, (unusable(look, error),))
        except UnreadableCase as error:  # of another case, of which this one makes something
            self.cannot_read(error)
            return _looked_at(case, None, ())

    def _examined(self, look: Look) -> tuple[StuckFinding, ...]:
        if self.unavailable is not None:
            # A directory that is down would be waited for at every case.
            return tuple(of_things(look))
        found, failed = examine(look)
        self.unavailable = failed.message if failed is not None else None
        return found

    def _waiting_for(self, case: Case) -> Case | None:
        """The case that waits for this one."""
        if case.parent is None or self.walking or self.unavailable is not None:
            return None
        try:
            return self.world.family(case).at_split(case)
        except UnreadableCase as error:
            self.cannot_read(error)
            return None

    def _told_with_child(self, looked: Looked) -> bool:
        """Whether a case only waits for another one that this scan comes upon, too, and is told there."""
        named = held_up_by(looked)
        if named is None or self.walking or self._told_by_itself(looked):
            return False
        child = self.world.family(looked.case).cases.get(named)
        return child is not None and self.wanted.fits(child)

    def _told_by_itself(self, looked: Looked) -> bool:
        """Whether a case is looked at for something of its own, and told then; or is none of those asked for."""
        case = looked.case
        if not self.wanted.fits(case):
            return True
        hanging = liveness(looked.look.model, case).look_at if looked.look is not None else None
        if hanging is not None and hanging <= (self.until or self.world.now):
            return True
        return case.id in self.unserved or (not self.sound and bool(self.service.store.dead_among(self.service.tenant, [case.id])))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What could not be looked at."""
        down = (Note("directory_unavailable", self.unavailable),) if self.unavailable is not None else ()
        return (*down, *self.unread.values())

    def report(self, limit: int, next: str | None = None, *, there: int | None = None, whole: bool = False) -> StuckReport:
        """What was found, gravest and oldest first; `next` where there may be more, `there` open cases in all."""
        self.let_go()
        ordered = sorted(self.found, key=order)
        exact = whole and not self.notes
        return StuckReport(
            findings=tuple(ordered[:limit]),
            examined=self.examined if there is None or not exact else there + len(self.ended),
            total=len(ordered),
            cases=len({finding.case for finding in ordered}),
            notes=self.notes,
            next=next,
            open=there,
            exact=exact,
            ended=len(self.ended),
        )
