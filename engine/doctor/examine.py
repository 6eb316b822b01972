"""The check-up, from the database outwards; what cannot be asked ends it where it stands."""

import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from ..alive import at_work
from ..errors import StoreUnavailable
from ..service import Service
from .of_database import of_condition, of_orphans, unreachable, usable
from .of_definitions import Needed
from .of_nodes import of_backlog, of_nodes, own_clock
from .values import Care, Checkup, HealthFinding, ordered


def examine(service: Service, care: Care | None = None) -> Checkup:
    """Look at everything. It raises nothing that is wrong with the database: that is a finding."""
    found: list[HealthFinding] = []
    report = Checkup(findings=(), zones=zone_data())
    try:
        report = _looked(service, care or Care(), report, found.append)
    except StoreUnavailable as error:
        found.append(unreachable(error))
    return replace(report, findings=ordered(found))


def not_asked(error: StoreUnavailable) -> Checkup:
    """The report where the database could not even be opened."""
    return Checkup(findings=(unreachable(error),), zones=zone_data())


def _looked(service: Service, care: Care, report: Checkup, note: Callable[[HealthFinding], None]) -> Checkup:
    store, setting = service.store, service.setting
    about = setting.about() if setting.about is not None else None
    release = about.version if about is not None else ""
    condition = store.condition()
    report = replace(report, database=condition, release=release)
    for finding in of_condition(condition):
        note(finding)
    if not usable(condition):
        return report
    now = _now(service, care, note)
    nodes, backlog = tuple(store.nodes()), store.backlog(now)
    needed = Needed(service, now.date(), care, about, at_work(nodes, now, care.silence))
    pinned = store.pinned()
    for finding in (
        *of_nodes(nodes, backlog, now, care, release),
        *of_backlog(backlog, nodes, about, now, care),
        *needed.findings(pinned),
        *of_orphans(store.orphans()),
    ):
        note(finding)
    spans = tuple(needed.spans.values())
    return replace(report, at=now, nodes=nodes, backlog=backlog, definitions=len(pinned), calendars=spans)


def _now(service: Service, care: Care, note: Callable[[HealthFinding], None]) -> datetime:
    """The instant of the check-up; a clock that is injected is compared with nothing."""
    about = service.setting.about
    if about is None or service.setting.clock is not None:
        return service.now()
    before, now = about().clock, service.store.now()
    for finding in own_clock(before, now, about().clock, care):
        note(finding)
    return now


def zone_data() -> str:
    """Where data of time zones come from: the package tzdata, else the folders of the system."""
    if zoneinfo.TZPATH:
        system = ", ".join(zoneinfo.TZPATH[:1])
        return f"{system}; {_tzdata()}" if _tzdata() else system
    return _tzdata()


def _tzdata() -> str:
    try:
        return f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        return ""
