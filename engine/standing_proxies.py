"""Standing proxies as rows: set up, ended, listed. That they count is the matter of `proxies`, as for those of a directory."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TypeVar

from .definition import Workflow
from .errors import NotFound, Reason, Refused, Stale
from .frozen import dataclass
from .ids import id_source
from .people_data import Proxy
from .ports_standing import ProxyRow
from .reading import world_of
from .service import MOST_TRIES, Service
from .verdict.standing_rules import ended_already, ending, setting, today

T = TypeVar("T")
AHEAD, CURRENT, OVER, ENDED = "ahead", "current", "over", "ended"
"""How a rule stands today: its first day is to come, it counts, its last day is over, somebody has ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyView:
    """A standing rule as people see it. `state` is `ahead`, `current`, `over` or `ended`.

    `id` is None for a rule of the directory, which is ended there; those have neither a reason nor who set them.
    """

    id: str | None
    principal: str
    proxy: str
    from_: date | None
    until: date | None
    kind: str
    scope: tuple[str, ...]
    fallback: str | None
    state: str
    reason: str | None = None
    set_by: str | None = None
    set_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None


def set_up(service: Service, rule: Proxy, by: str, reason: str, *, trusted: bool) -> ProxyView:
    """Write a new rule; raises Refused with every reason against it."""
    return _tried(service, lambda: _set_up(service, rule, by, reason, trusted))


def end(service: Service, id: str, by: str, reason: str, *, trusted: bool) -> ProxyView:
    """End a rule now; its row stays. Raises NotFound, Refused."""
    return _tried(service, lambda: _end(service, id, by, reason, trusted))


def listed(service: Service, person: str | None, everything: bool) -> tuple[ProxyView, ...]:
    """The rules that count or will count (or all there ever were), of this person or of everybody.

    Those of the directory are found by person alone.
    """
    world = world_of(service)
    day = today(world)
    stored = [_view(row, day) for row in service.store.proxy_rows(service.tenant) if person is None or row.rule.names(person)]
    told = world.told_proxies(person) if person is not None else ()
    found = [*stored, *(_directory(rule, day) for rule in told)]
    return tuple(view for view in found if everything or view.state in (AHEAD, CURRENT))


def refusals(service: Service, rule: Proxy, by: str, reason: str, *, trusted: bool) -> list[Reason]:
    """Every reason against a new rule; nothing is written."""
    rows = service.store.proxy_rows(service.tenant)
    return setting(rule, by, reason, rows, lambda id: _workflow(service, id), world_of(service), trusted)


def _set_up(service: Service, rule: Proxy, by: str, reason: str, trusted: bool) -> ProxyView:
    wrong = refusals(service, rule, by, reason, trusted=trusted)
    if wrong:
        raise Refused(wrong)
    world = world_of(service)
    new = id_source(world.now)
    given = {spec.name: getattr(rule, spec.name) for spec in fields(Proxy) if spec.name != "id"}
    row = ProxyRow(id=new(), **given, reason=reason.strip(), set_by=by, set_at=world.now)
    service.store.set_proxy(service.tenant, row, new())
    return _view(row, today(world))


def _end(service: Service, id: str, by: str, reason: str, trusted: bool) -> ProxyView:
    world = world_of(service)
    row = _found(service.store.proxy_rows(service.tenant), id)
    wrong = ending(row, by, reason, world, trusted)
    if wrong:
        raise Refused(wrong)
    ended = replace(row, ended_by=by, ended_at=world.now, ended_reason=reason.strip())
    if not service.store.end_proxy(service.tenant, ended, id_source(world.now)()):
        raise Refused([ended_already(_found(service.store.proxy_rows(service.tenant), id))])
    return _view(ended, today(world))


def _found(rows: Sequence[ProxyRow], id: str) -> ProxyRow:
    row = next((row for row in rows if row.id == id), None)
    if row is None:
        raise NotFound(f"there is no standing proxy {id!r}", code="not_found", hint="`proxies()` lists them.", data={"id": id})
    return row


def _workflow(service: Service, workflow: str) -> Workflow | None:
    """The definition of a workflow: that given to this engine, else the one stored last."""
    registry = service.setting.registry
    given = registry.current.get(workflow)
    if given is not None:
        return given.workflow
    stored = next((row for row in service.store.definitions(service.tenant) if row.workflow == workflow), None)
    return registry.pinned(stored.hash, service.store).workflow if stored is not None else None


def _tried(service: Service, do: Callable[[], T]) -> T:
    """Again, where another change came in between; in a host's transaction that is the host's to do."""
    for left in reversed(range(1 if service.bound else MOST_TRIES)):
        try:
            return do()
        except Stale:
            if not left:
                raise
    raise AssertionError("unreachable")


def _state(rule: Proxy, ended: bool, day: date) -> str:
    if ended:
        return ENDED
    if rule.on(day):
        return CURRENT
    return OVER if rule.until is not None and rule.until < day else AHEAD


def _view(row: ProxyRow, day: date) -> ProxyView:
    kept = {spec.name: getattr(row, spec.name) for spec in fields(ProxyRow)}
    return ProxyView(**kept, state=_state(row.rule, row.ended_by is not None, day))


def _directory(rule: Proxy, day: date) -> ProxyView:
    kept = {spec.name: getattr(rule, spec.name) for spec in fields(Proxy)}
    return ProxyView(**kept, state=_state(rule, False, day))
