"""Bringing an archived root back: the same ids, the same history and one event more, which says who did it and why."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .archive_reading import Place, place_of
from .archiving import sound
from .errors import ArchiveUnavailable, Reason, Refused
from .events import Event, Restored
from .evolve import evolve
from .history import seal
from .ports import Record, Stub, Wanted
from .reading import view, world_of
from .saving import salts
from .service import Service, latest
from .verdict.definitions import publishing
from .verdict.said import comment_reasons
from .views import CaseView


def restore(
    service: Service, lines: Iterable[str], file: str, case: str, by: str, reason: str, *, trusted: bool = False, os_user: str | None = None
) -> CaseView:
    """Bring the root of a case back from the lines of a file; the case as it is then.

    Raises Refused (`not_admin`, `comment_required`, `not_archived`), NotFound, and ArchiveUnavailable where what stands in the file is
    not what was archived.
    """
    world = world_of(service)
    reasons = [*publishing(by, "restore", world, trusted).reasons, *comment_reasons(reason, "required", world, "reason")]
    if reasons:
        raise Refused(reasons)
    place = place_of(lines, case)
    _check(place, _stub(service, place))
    with service.store.begin() as unit:
        now = service.now(unit.load(Wanted(service.tenant)).now, latest(place.record.stored))
        record = _told(place.record, Restored(file=file, reason=reason.strip()), by, now, os_user)
        pinned = {one.definition for one in record.stored.cases.values()}
        unit.put_back(record, [one for one in place.definitions if one.hash in pinned], now)
    cases = record.stored.cases
    return view(service, cases[place.case.id], cases)


def _stub(service: Service, place: Place) -> Stub:
    """What stays of the root; raises Refused where it is not archived."""
    stored = place.record.stored
    rows = service.store.projection(service.tenant, stored.root)
    top = next((stub for stub in rows.stubs if stub.id == stored.root), None)
    if top is None:
        told = f"the case {place.case.key} is not archived"
        raise Refused([Reason("not_archived", told, "It is in the tables, or this file is another database's.", {"case": place.case.key})])
    return top


def _check(place: Place, stub: Stub) -> None:
    """Only what was archived comes back."""
    stored = place.record.stored
    if stored.tenant != stub.tenant or (stored.head, stored.seq) != (stub.head, stub.seq) or not sound(place.record):
        told = f"what the file says of {place.case.key} is not what was archived"
        raise ArchiveUnavailable(told, code="archive_invalid", hint="Look at it with: signoff verify --archive FILE")


def _told(record: Record, fact: Restored, by: str, at: datetime, os_user: str | None) -> Record:
    """The root with the event that it was brought back."""
    stored = record.stored
    top = stored.cases[stored.root]
    event = Event(
        seq=stored.seq + 1,
        root=stored.root,
        case=top.id,
        at=at,
        actor=by,
        fact=fact,
        step=top.step,
        round=top.round,
        revision=top.revision,
        definition=top.definition,
        os_user=os_user,
    )
    links = (*record.links, *seal([event], stored.head, salts(1)))
    cases = {**stored.cases, top.id: evolve(top, event)}
    return Record(replace(stored, cases=cases, seq=event.seq, head=links[-1].hash, version=event.seq), links)
