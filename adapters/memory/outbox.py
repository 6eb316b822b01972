"""The outbox of the in-memory store: leases and dead letters."""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from signoff.engine import digests
from signoff.engine.plain import coder, dumps
from signoff.engine.ports import Change, Delivery

from .layers import Layer
from .tables import KeptOutgoing, Tables

PAYLOAD = coder(Mapping[str, object])
MOST_UNSERVED = 1_000
"""So many rows that nobody can deliver are told."""


class MemoryOutbox:
    """The port `Outbox` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def lease(self, node: str, now: datetime, limit: int, seconds: int, serves: Sequence[str] | None = None) -> Sequence[Delivery]:
        """Take rows whose time has come, whose lease is free or has run out, and that this node can deliver; counts the try."""
        with self._lock:
            table = self._tables.outbox
            ripe = [kept for kept in due(table.values(), now) if serves is None or kept.needs is None or kept.needs in serves]
            rows = [taken(table, kept, now + timedelta(seconds=seconds)) for kept in ripe[:limit]]
        return sorted(rows, key=lambda row: (row.at, row.id))

    def delivered(self, id: str, now: datetime) -> None:
        """The row has been delivered."""
        with self._lock:
            if kept := self._tables.outbox.get(id):
                self._tables.outbox[id] = replace(kept, next=None, dead=False, error=None, settled=now)

    def failed(self, id: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """A try failed: again at `retry_at`, or dead."""
        with self._lock:
            kept = self._tables.outbox.get(id)
            if kept and kept.next is not None:
                dead = retry_at is None
                self._tables.outbox[id] = replace(kept, next=retry_at, dead=dead, error=error, settled=now if dead else None)

    def gather(self, row: Delivery, now: datetime, later: datetime) -> Delivery | None:
        """Let a row of a digest take over the items of all that wait with it."""
        low, high = digests.bounds(row.id)
        with self._lock:
            table = self._tables.outbox
            all_of_it = {id: table[id] for id in sorted(table) if low <= id < high}
            waiting = [delivery(kept) for kept in all_of_it.values() if kept.next is not None]
            mine = next((one for one in waiting if one.id == row.id), None)
            if mine is None or mine.key == digests.group_of(mine.id):
                return mine
            if digests.made(delivery(kept) for kept in all_of_it.values()):
                self._postpone(all_of_it[row.id], later)
                return None
            return self._unite(waiting, now) if waiting[0].id == row.id else None

    def _postpone(self, kept: KeptOutgoing, later: datetime) -> None:
        del self._tables.outbox[kept.delivery.id]
        id = digests.moved(kept.delivery.id, later)
        self._tables.outbox[id] = replace(kept, delivery=replace(kept.delivery, id=id, key=id, tries=0), next=later)

    def _unite(self, rows: list[Delivery], now: datetime) -> Delivery:
        one = digests.united(rows)
        table = self._tables.outbox
        for row in rows[1:]:
            table[row.id] = replace(table[row.id], next=None, settled=now)
        kept = table[one.id]
        table[one.id] = replace(kept, delivery=replace(kept.delivery, key=one.key), payload=dumps(PAYLOAD[0](one.payload)))
        return delivery(table[one.id])

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        """Rows that have failed their last try, oldest first."""
        with self._lock:
            return dead_rows(self._tables.outbox.values(), tenant, case)

    def unserved(self, tenant: str, now: datetime, serves: Sequence[str], case: str | None = None) -> Sequence[Delivery]:
        """Rows whose time has come and whose need is not among these words, oldest first."""
        with self._lock:
            return unserved_rows(self._tables.outbox.values(), tenant, now, serves, case)[:MOST_UNSERVED]


def waiting_since(kept: KeptOutgoing) -> datetime | None:
    """Since when a row waits to be taken: what a dispatcher was given, since then; a digest, since its time. None: it is settled."""
    unseen = kept.submitted and kept.delivery.tries == 0 and kept.delivery.kind != "digest"
    return kept.delivery.at if unseen and kept.next is not None else kept.next


def unserved_rows(rows: Iterable[KeptOutgoing], tenant: str, now: datetime, serves: Sequence[str], case: str | None) -> list[Delivery]:
    """Rows of a tenant, or of one case, that wait for what is not among these."""
    ripe = [kept for kept in rows if (since := waiting_since(kept)) is not None and since <= now]
    found = [kept for kept in ripe if kept.needs is not None and kept.needs not in serves]
    found = [kept for kept in found if kept.tenant == tenant and case in (None, kept.delivery.case)]
    found.sort(key=lambda kept: (kept.delivery.at, kept.delivery.id))
    return [delivery(kept) for kept in found]


def due(rows: Iterable[KeptOutgoing], now: datetime) -> list[KeptOutgoing]:
    """Rows whose time has come and that nobody holds, the longest due first."""
    found = [(kept.next, kept.delivery.id, kept) for kept in rows if kept.next is not None and kept.next <= now]
    return [kept for _, _, kept in sorted(found, key=lambda one: one[:2])]


def taken(table: dict[str, KeptOutgoing], kept: KeptOutgoing, until: datetime) -> Delivery:
    """Lease a row; counts the try."""
    held = replace(kept, delivery=replace(kept.delivery, tries=kept.delivery.tries + 1), next=until, submitted=False)
    table[held.delivery.id] = held
    return delivery(held)


def dead_rows(rows: Iterable[KeptOutgoing], tenant: str, case: str | None) -> list[Delivery]:
    """Rows of a tenant, or of one case, that have failed their last try, oldest first."""
    found = [kept for kept in rows if kept.dead and kept.tenant == tenant and case in (None, kept.delivery.case)]
    found.sort(key=lambda kept: (kept.delivery.at, kept.delivery.id))
    return [delivery(kept) for kept in found]


def settle(outbox: Layer[str, KeptOutgoing], change: Change, at: datetime) -> None:
    """Bury or revive rows of the outbox."""
    for settled in change.settled:
        kept = outbox.get(settled.row)
        if kept is None:
            continue
        if settled.error is not None:
            outbox.put(settled.row, replace(kept, next=None, dead=True, error=settled.error, settled=at))
        elif kept.dead:
            again = replace(kept.delivery, tries=0)
            outbox.put(settled.row, replace(kept, delivery=again, next=at, dead=False, submitted=False, settled=None))


def ready(outbox: Layer[str, KeptOutgoing], id: str) -> bool:
    """Whether a row is neither delivered nor dead."""
    kept = outbox.get(id)
    return kept is not None and kept.next is not None


def delivery(kept: KeptOutgoing) -> Delivery:
    """The row as handed out, its payload a value of its own."""
    return replace(kept.delivery, payload=PAYLOAD[1](json.loads(kept.payload)), error=kept.error, needs=kept.needs)
