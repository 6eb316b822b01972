"""`stuck`: every open case under the lens, page by page, from the live tables and without locks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from ..alive import at_work, served_by
from ..case import Case
from ..errors import NotFound, PluginMissing
from ..expressions import ExpressionError
from ..model import Model
from ..ports import CaseFilter, Delivery
from ..reading import world_of
from ..service import Service
from ..world import World
from .facts import Facts, Patience
from .findings import examine, of_things, order
from .look import Look
from .machinery import definition_finding, unusable
from .reasons import Severity
from .seats import Standings
from .usual import Visits
from .values import Note, StuckFinding, StuckReport
from .wanted import StuckFilter

PAGE = 500
"""Cases read at a time; of a page that somebody waits for, the most that are examined."""
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

    All open cases that fit are examined, `limit` bounds what is listed; of ended cases those whose effects never arrived.

    With `page`, only as many cases are examined as it takes to find so many that are stuck, and at most PAGE of them, behind the page
    whose `next` was `after`. The report says where the next one begins. `count` says whether all open cases are counted that fit
    (workflow, step and holder); left out, where there is no `page`.

    Raises NotFound for a reason or severity that does not exist, Misconfigured for an `older_than` that is no duration.
    """
    scan = Scan(service, patience or Patience(), wanted.checked())
    there = _counted(scan) if count or (count is None and page is None) else None
    for case in _cases(scan, PAGE if page is None else min(2 * page, PAGE), after):
        scan.look_at(case)
        if page is not None and (scan.stuck >= page or scan.examined >= PAGE):
            return scan.report(limit, case.id, there=there)
    return scan.report(limit, there=there, exact=after is None)


def findings(service: Service, wanted: StuckFilter = ALL, patience: Patience | None = None) -> Iterator[StuckFinding]:
    """All that is `wanted`, case by case as it is found; nothing is kept, however much it is. Raises what `stuck` does."""
    scan = Scan(service, patience or Patience(), wanted.checked())
    for case in _cases(scan, PAGE, None):
        scan.look_at(case)
        yield from scan.taken()


def _counted(scan: "Scan") -> int:
    return scan.service.store.count(scan.service.tenant, scan.wanted.cases(0))


def _cases(scan: "Scan", read: int, after: str | None) -> Iterator[Case]:
    """Open cases that fit, then ended ones with effects that never arrived."""
    yield from _pages(scan.service, replace(scan.wanted.cases(read), after=after))
    if scan.wanted.holder is None:
        yield from _ended(scan, scan.wanted.workflow, scan.wanted.step)


def _pages(service: Service, wanted: CaseFilter) -> Iterator[Case]:
    while True:
        page = service.store.cases(service.tenant, wanted)
        yield from page
        if len(page) < wanted.limit:
            return
        wanted = replace(wanted, after=page[-1].id)


def _ended(scan: "Scan", workflow: str | None, step: str | None) -> Iterator[Case]:
    """Ended cases whose effects never arrived, or wait for nobody: nobody would look for them among the open ones."""
    for id in {**scan.dead, **scan.unserved}:
        try:
            case = scan.service.store.find(scan.service.tenant, id).meant
        except NotFound:
            continue
        if not case.open and workflow in (None, case.workflow) and step in (None, case.step):
            yield case


@dataclass(eq=False)
class Scan:
    """A scan under way: one world and one memory of standings for all cases, so that each situation is judged once."""

    service: Service
    patience: Patience
    wanted: StuckFilter = ALL
    examined: int = 0
    stuck: int = 0
    found: list[StuckFinding] = field(default_factory=list)
    standings: Standings = field(default_factory=Standings)
    unavailable: str | None = None

    @cached_property
    def world(self) -> World:
        """The world at the instant of the scan."""
        return world_of(self.service)

    @cached_property
    def dead(self) -> dict[str, list[Delivery]]:
        """Dead letters by case."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        for row in self.service.store.dead(self.service.tenant):
            found[row.case].append(row)
        return found

    @cached_property
    def unserved(self) -> dict[str, list[Delivery]]:
        """Effects by case that wait for what no living process has."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        for row in unserved(self.service, self.patience):
            found[row.case].append(row)
        return found

    @cached_property
    def visits(self) -> Visits:
        """Finished visits, for what is usual."""
        return Visits(lambda definition, limit: self.service.store.latest(self.service.tenant, definition, limit))

    @cached_property
    def nodes(self) -> Sequence[tuple[str, datetime]]:
        """Who ticks."""
        return beats(self.service)

    def look_at(self, case: Case) -> None:
        """Examine one case and keep what fits."""
        self.examined += 1
        found = self._of(case)
        self.stuck += bool(found)
        self.found += found

    def taken(self) -> list[StuckFinding]:
        """What was kept since this was last asked; it is kept no longer."""
        found, self.found = self.found, []
        return found

    def _of(self, case: Case) -> list[StuckFinding]:
        model = modelled(self.service, case)
        if isinstance(model, StuckFinding):
            return self._fitting((model,), case, None)
        if not self.wanted.of_unit(model, case):
            return []
        look = Look(model, case, self.world, self._facts(case), self.patience, self.standings)
        try:
            return self._fitting(self._examined(look), case, look)
        except (ExpressionError, PluginMissing) as error:
            return self._fitting((unusable(look, error),), case, look)

    def _examined(self, look: Look) -> tuple[StuckFinding, ...]:
        if self.unavailable is not None:
            # A directory that is down would be waited for at every case.
            return tuple(of_things(look))
        found, failed = examine(look)
        self.unavailable = failed.message if failed is not None else None
        return found

    def _fitting(self, found: Iterable[StuckFinding], case: Case, look: Look | None) -> list[StuckFinding]:
        if look is None and self.wanted.unit is not None:
            return []
        return [one for one in found if self.wanted.takes(one, self.world.now, lambda: look.calendar if look is not None else None)]

    def _facts(self, case: Case) -> Facts:
        quiet = self.wanted.least is not Severity.INFO
        facts = facts_of(self.service, case)
        # Refusals of every case would be a question each: they are read only where somebody asked for them, or a timer is late.
        late = any(timer.due + self.patience.grace < self.world.now for timer in case.timers)
        return Facts(
            facts.history,
            tuple if quiet and not late else facts.refused,
            lambda: self.dead.get(case.id, ()),
            lambda: self.nodes,
            lambda: self.unserved.get(case.id, ()),
            self.visits.of,
            quiet or self.wanted.reason not in (None, "silent"),
            facts.of,
        )

    def report(self, limit: int, next: str | None = None, *, there: int | None = None, exact: bool = False) -> StuckReport:
        """What was found, gravest and oldest first; `next` where there may be more, `there` open cases in all."""
        ordered = sorted(self.found, key=order)
        notes = (Note("directory_unavailable", self.unavailable),) if self.unavailable is not None else ()
        cases = len({finding.case for finding in ordered})
        exact = exact and self.unavailable is None
        return StuckReport(tuple(ordered[:limit]), self.examined, len(ordered), cases, notes, next, there, exact)


def modelled(service: Service, case: Case) -> Model | StuckFinding:
    """The definition a case is pinned to; where it cannot be had, the finding that says so."""
    try:
        model = service.setting.registry.model_of(case, service.store)
        model.step(case.step)
    except NotFound as error:
        return definition_finding(case, error, error.code == "definition_missing")
    except (KeyError, TypeError, ValueError) as error:
        return definition_finding(case, error, False)
    return model


def facts_of(service: Service, case: Case, patience: Patience | None = None) -> Facts:
    """The facts of one case, as its store holds them."""
    store, tenant = service.store, service.tenant
    visits = Visits(lambda definition, limit: store.latest(tenant, definition, limit))
    return Facts(
        lambda: (link.event for link in store.history(tenant, case.root, case.id)),
        lambda: store.attempts(tenant, case.id),
        lambda: store.dead(tenant, case.id),
        lambda: beats(service),
        lambda: unserved(service, patience or Patience(), case.id),
        visits.of,
        of=lambda other: facts_of(service, other, patience),
    )


def unserved(service: Service, patience: Patience, case: str | None = None) -> Sequence[Delivery]:
    """Effects, of one case or of all, that wait for what no living process has; none where no process has said what it can deliver."""
    now = service.now()
    known = at_work(service.store.nodes(), now, patience.silence)
    return service.store.unserved(service.tenant, now, sorted(served_by(known)), case) if known else ()


def beats(service: Service) -> list[tuple[str, datetime]]:
    """Every node with its last beat."""
    return [(node.name, node.at) for node in service.store.nodes()]
