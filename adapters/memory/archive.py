"""What may be archived, and what is, in memory."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from signoff.engine.errors import Stale
from signoff.engine.ports import Change, Disposable, EndedRoot, Record, Stored, Stub
from signoff.engine.verify import rebuilt

from .tables import KeptCase, KeptOutgoing, Staged, Tables

K = TypeVar("K")
V = TypeVar("V")

OPEN = ("open", "suspended")


class MemoryArchive:
    """The port `Archive` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def ended_roots(
        self, tenant: str, before: datetime, limit: int, after: str | None = None, workflow: str | None = None
    ) -> Sequence[EndedRoot]:
        """Roots whose own case ended before an instant, in id order."""

        def fits(kept: KeptCase) -> bool:
            row = kept.row
            ended = row.status not in OPEN and row.ended_at is not None and row.ended_at < before
            return ended and row.id == row.root and row.id > (after or "") and workflow in (None, row.workflow)

        with self._lock:
            found = sorted(kept.row.id for (of, _), kept in self._tables.cases.items() if of == tenant and fits(kept))
            return [EndedRoot(id, self._tables.cases[tenant, id].seq) for id in found[:limit]]

    def undelivered(self, tenant: str) -> frozenset[str]:
        """Roots with rows of the outbox that have not been delivered."""
        with self._lock:
            rows = [kept for kept in self._tables.outbox.values() if kept.tenant == tenant]
        return frozenset(kept.delivery.root for kept in rows if kept.next is not None or kept.dead)

    def records(self, tenant: str, roots: Sequence[str]) -> Sequence[Record]:
        """These roots with their histories."""
        tables = self._tables
        with self._lock:
            found = [record_of(tables, tenant, root) for root in sorted(roots) if (tenant, root) in tables.cases]
        return [record for record in found if record is not None]

    def stubs(
        self, tenant: str, limit: int, after: str | None = None, workflow: str | None = None, file: str | None = None
    ) -> Sequence[Stub]:
        """Stubs of archived roots in id order."""
        with self._lock:
            mine = [stub for key, stub in sorted(self._tables.archived.items()) if key[0] == tenant and stub.id == stub.root]
        fits = (one for one in mine if one.id > (after or "") and workflow in (None, one.workflow) and file in (None, one.file))
        return list(fits)[:limit]

    def purge(self, what: Disposable, before: datetime, limit: int) -> int:
        """Delete at most so many rows that were last needed before this instant."""
        with self._lock:
            return PURGES[what](self._tables, before, limit)


def record_of(tables: Tables, tenant: str, root: str) -> Record | None:
    """A root as one state."""
    top = tables.cases[tenant, root]
    if top.row.root != root:
        return None
    family = [tables.cases[tenant, id] for id in sorted(tables.family[tenant, root])]
    links = tuple(tables.events[tenant, root, seq].link() for seq in range(1, top.seq + 1) if (tenant, root, seq) in tables.events)
    return Record(Stored(root, tenant, {kept.row.id: kept.case() for kept in family}, top.seq, top.head, top.version), links)


def purge_requests(tables: Tables, before: datetime, limit: int) -> int:
    """Answered requests."""
    return dropped(tables.requests, [key for key, request in tables.requests.items() if request.at < before][:limit])


def purge_deliveries(tables: Tables, before: datetime, limit: int) -> int:
    """What was delivered."""

    def done(kept: KeptOutgoing) -> bool:
        return kept.settled is not None and not kept.dead and kept.settled < before

    return dropped(tables.outbox, [id for id, kept in tables.outbox.items() if done(kept)][:limit])


def purge_attempts(tables: Tables, before: datetime, limit: int) -> int:
    """Refused commands, but for those on open cases."""

    def about_open(tenant: str, case: str) -> bool:
        kept = tables.cases.get((tenant, case))
        return kept is not None and kept.row.status in OPEN

    found = [key for key, row in tables.attempts.items() if row.last_at < before and not about_open(key[0], row.case)]
    return dropped(tables.attempts, found[:limit])


PURGES = {
    Disposable.REQUESTS: purge_requests,
    Disposable.DELIVERIES: purge_deliveries,
    Disposable.ATTEMPTS: purge_attempts,
}


def dropped(table: dict[K, V], keys: Sequence[K]) -> int:
    """Take these rows out; how many there were."""
    for key in keys:
        del table[key]
    return len(keys)


def versions(staged: Staged, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
    """The versions of these roots; nobody else writes meanwhile."""
    found = ((root, staged.cases.get((tenant, root))) for root in sorted(roots))
    return {root: kept.version for root, kept in found if kept is not None}


def remove(staged: Staged, stubs: Sequence[Stub]) -> None:
    """Take the roots of these stubs out and leave the stubs; names stay with them."""
    for stub in stubs:
        staged.archived.put((stub.tenant, stub.id), stub)
        kept = staged.cases.get((stub.tenant, stub.id))
        for timer in kept.case().timers if kept is not None else ():
            staged.timers.drop((stub.tenant, stub.id, timer.key))
        staged.cases.drop((stub.tenant, stub.id))
    for top in (stub for stub in stubs if stub.id == stub.root):
        key = (top.tenant, top.root)
        for id in staged.slates.get(key) or {}:
            staged.open_tasks.drop((*key, id))
        staged.slates.drop(key)
        staged.family.drop(key)
        for seq in range(1, top.seq + 1):
            staged.events.drop((*key, seq))


def coming_back(staged: Staged, record: Record) -> Change:
    """The change that writes a root from nothing; its stubs and names are taken out. Raises Stale where they are not there."""
    stored = record.stored
    if any(staged.archived.get((stored.tenant, id)) is None for id in stored.cases):
        raise Stale("the case is not archived any more", code="conflict", hint="Run it again.")
    for id, case in stored.cases.items():
        staged.archived.drop((stored.tenant, id))
        name = (stored.tenant, case.key)
        staged.names.put(name, tuple(one for one in staged.names.get(name) or () if one != id))
    _, tasks = rebuilt(link.event for link in record.links)
    closed = {case: tuple(found.values()) for case, found in tasks.items()}
    return Change(stored.root, stored.tenant, {}, stored.cases, record.links, tasks=closed)
