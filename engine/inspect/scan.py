"""`stuck`: every open case under the lens, page by page, from the live tables and without locks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property

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
from .machinery import definition_finding
from .reasons import REASONS, Severity
from .seats import Standings
from .values import Note, StuckFinding, StuckReport

PAGE = 500
"""Cases read at a time; of a page that somebody waits for, the most that are examined."""


def stuck(
    service: Service,
    workflow: str | None = None,
    step: str | None = None,
    holder: str | None = None,
    reason: str | None = None,
    severity: str | None = None,
    limit: int = 1000,
    *,
    page: int | None = None,
    after: str | None = None,
    patience: Patience | None = None,
) -> StuckReport:
    """What holds open cases up: findings of this `reason`, and of this `severity` or graver.

    Without either, `info` is left out; asking for a reason shows it at any severity. All open cases that fit are examined, `limit`
    bounds what is listed; of ended cases those whose effects never arrived. `holder` means the holder of an open seat.

    With `page`, only as many cases are examined as it takes to find so many that are stuck, and at most PAGE of them: in the order in
    which they were started, `after` the case with this id. The report says after which one the next page begins.

    Raises NotFound for a reason or severity that does not exist.
    """
    least = least_of(reason, severity)
    scan = Scan(service, patience or Patience(), reason, least)
    read = PAGE if page is None else min(2 * page, PAGE)
    for case in _pages(service, CaseFilter(workflow=workflow, step=step, holder=holder, open=True, limit=read, after=after)):
        scan.look_at(case)
        if page is not None and (scan.stuck >= page or scan.examined >= PAGE):
            return scan.report(limit, case.id)
    for case in _ended(scan, workflow, step) if holder is None else ():
        scan.look_at(case)
    return scan.report(limit)


def least_of(reason: str | None, severity: str | None) -> Severity:
    """The least grave that is shown; raises NotFound for a reason or severity that does not exist."""
    if reason is not None and reason not in REASONS:
        raise _unknown("reason", reason, list(REASONS))
    if severity is None:
        return Severity.INFO if reason is not None else Severity.WARNING
    try:
        return Severity(severity)
    except ValueError:
        raise _unknown("severity", severity, [str(s.value) for s in Severity]) from None


def _unknown(what: str, given: str, known: list[str]) -> NotFound:
    near = get_close_matches(given, known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(known)}."
    return NotFound(f"there is no {what} `{given}`", code=f"unknown_{what}", hint=hint, data={"known": known})


def _pages(service: Service, wanted: CaseFilter) -> Iterator[Case]:
    while True:
        page = service.store.cases(service.tenant, wanted)
        yield from page
        if len(page) < wanted.limit:
            return
        wanted = replace(wanted, after=page[-1].id)


def _ended(scan: "Scan", workflow: str | None, step: str | None) -> Iterator[Case]:
    """Ended cases that have dead letters: nobody would look for them among the open ones."""
    for id in scan.dead:
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
    reason: str | None
    least: Severity
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
    def nodes(self) -> Sequence[tuple[str, datetime]]:
        """Who ticks."""
        return beats(self.service)

    def look_at(self, case: Case) -> None:
        """Examine one case and keep what fits."""
        self.examined += 1
        found = [one for one in self._of(case) if self._fits(one)]
        self.stuck += bool(found)
        self.found += found

    def _of(self, case: Case) -> tuple[StuckFinding, ...]:
        model = modelled(self.service, case)
        if isinstance(model, StuckFinding):
            return (model,)
        look = Look(model, case, self.world, self._facts(case), self.patience, self.standings)
        try:
            if self.unavailable is not None:
                # A directory that is down would be waited for at every case.
                return tuple(of_things(look))
            found, failed = examine(look)
        except (ExpressionError, PluginMissing) as error:
            return (definition_finding(case, error, False),)
        self.unavailable = failed.message if failed is not None else None
        return found

    def _facts(self, case: Case) -> Facts:
        quiet = self.least is not Severity.INFO
        facts = facts_of(self.service, case)
        # Refusals of every case would be a question each: they are read only where somebody asked for them, or a timer is late.
        late = any(timer.due + self.patience.grace < self.world.now for timer in case.timers)
        return Facts(
            facts.history,
            tuple if quiet and not late else facts.refused,
            lambda: self.dead.get(case.id, ()),
            lambda: self.nodes,
        )

    def _fits(self, finding: StuckFinding) -> bool:
        return self.reason in (None, finding.code) and finding.severity.rank <= self.least.rank

    def report(self, limit: int, next: str | None = None) -> StuckReport:
        """What was found, gravest and oldest first; `next` where there may be more."""
        ordered = sorted(self.found, key=order)
        notes = (Note("directory_unavailable", self.unavailable),) if self.unavailable is not None else ()
        cases = len({finding.case for finding in ordered})
        return StuckReport(tuple(ordered[:limit]), self.examined, len(ordered), cases, notes, next)


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


def facts_of(service: Service, case: Case) -> Facts:
    """The facts of one case, as its store holds them."""
    store, tenant = service.store, service.tenant
    return Facts(
        lambda: (link.event for link in store.history(tenant, case.root, case.id)),
        lambda: store.attempts(tenant, case.id),
        lambda: store.dead(tenant, case.id),
        lambda: beats(service),
    )


def beats(service: Service) -> list[tuple[str, datetime]]:
    """Every node with its last beat."""
    return [(node.name, node.at) for node in service.store.nodes()]
