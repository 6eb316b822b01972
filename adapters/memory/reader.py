"""Questions to the in-memory store, answered from what is committed."""

import threading
from collections.abc import Iterator, Sequence

from signoff.engine.case import Case
from signoff.engine.ports import AttemptRow, CaseFilter, Definition, Inbox, InboxRow, Link, Projection, Stored
from signoff.engine.projection import KeyRow, TaskRow, key_row

from .naming import Book
from .open_cases import fits
from .standing import mark_of
from .tables import KeptCase, KeptEvent, Tables


class MemoryReader:
    """The port `Reader` over the tables."""

    def __init__(self, tables: Tables, lock: threading.RLock) -> None:
        self._tables = tables
        self._lock = lock

    def find(self, tenant: str, case: str) -> Stored:
        """The aggregate of a case by id, `workflow/key` or unambiguous key."""
        with self._lock:
            tables = self._tables
            kept = Book(tenant, tables.cases, tables.archived, tables.names).find(case)
            root = kept.row.root
            top, family = tables.cases[tenant, root], self._family(tenant, root)
            mark = mark_of(self._tables.proxies.values(), tenant)
        return Stored(root, tenant, {kept.row.id: kept.case() for kept in family}, top.seq, top.head, top.version, kept.row.id, mark)

    def cases(self, tenant: str, wanted: CaseFilter) -> Sequence[Case]:
        """Cases in id order, at most `limit`."""
        with self._lock:
            mine = [kept for (of, _), kept in self._tables.cases.items() if of == tenant and fits(self._tables, kept, wanted)]
        return [kept.case() for kept in sorted(mine, key=lambda kept: kept.row.id)[: wanted.limit]]

    def latest(self, tenant: str, definition: str, limit: int) -> Sequence[Case]:
        """The latest cases that are pinned to a definition, by their id backwards."""
        with self._lock:
            rows = [kept for (of, _), kept in self._tables.cases.items() if of == tenant and kept.row.definition == definition]
        return [kept.case() for kept in sorted(rows, key=lambda kept: kept.row.id, reverse=True)[:limit]]

    def inbox(self, tenant: str, tokens: Sequence[str], person: str, limit: int = 1000) -> Inbox:
        """Open tasks held by this person or open to them; earliest due first."""
        carried = frozenset(tokens)
        with self._lock:
            mine = [row for (of, _, _), row in self._tables.open_tasks.items() if of == tenant and is_for(row, person, carried)]
            mine.sort(key=lambda row: (row.due_at is None, row.due_at or row.opened_at, row.id))
            kept = [(self._tables.cases[tenant, row.case], row) for row in mine[:limit]]
            mark = mark_of(self._tables.proxies.values(), tenant)
        return Inbox(tuple(InboxRow(of.case(), row.id, row.holder is not None, of.live.situation) for of, row in kept), mark)

    def history(self, tenant: str, root: str, case: str | None = None) -> Iterator[Link]:
        """The chain of a root in order, or only the links of one case."""
        seq = 1
        while kept := self._event(tenant, root, seq):
            if case is None or kept.stored["case"] == case:
                yield kept.link()
            seq += 1

    def definition(self, hash: str) -> Definition | None:
        """A stored definition."""
        with self._lock:
            kept = self._tables.definitions.get(hash)
        return kept.definition if kept is not None else None

    def attempts(self, tenant: str, case: str) -> Sequence[AttemptRow]:
        """Refused commands on a case, latest first."""
        with self._lock:
            rows = [row for key, row in self._tables.attempts.items() if key[:2] == (tenant, case)]
        rows.sort(key=lambda row: (row.actor, row.action, row.code))
        return sorted(rows, key=lambda row: row.last_at, reverse=True)

    def roots(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """Root ids in order that cases, events, numbers, human keys or stubs name."""
        with self._lock:
            found = {root for (of, root) in self._tables.family if of == tenant}
            found |= {row.root for key, row in self._tables.numbers.items() if key[0] == tenant}
            found |= {stub.root for (of, _), stub in self._tables.archived.items() if of == tenant}
        return sorted(root for root in found if root > (after or ""))[:limit]

    def projection(self, tenant: str, root: str) -> Projection:
        """The rows of an aggregate as they stand."""
        with self._lock:
            top = self._tables.cases.get((tenant, root))
            family = self._family(tenant, root)
            timers = [kept.row for kept in self._tables.timers.values() if (kept.tenant, kept.root) == (tenant, root)]
            tasks = self._tables.slates.get((tenant, root), {})
            numbers = tuple(row for key, row in sorted(self._tables.numbers.items()) if key[0] == tenant and row.root == root)
            stubs = tuple(stub for key, stub in sorted(self._tables.archived.items()) if key[0] == tenant and stub.root == root)
        return Projection(
            cases=tuple(kept.row for kept in family),
            states=tuple(kept.case() for kept in family),
            tasks=tuple(sorted(tasks.values(), key=lambda row: row.id)),
            timers=tuple(sorted(timers, key=lambda row: (row.case, row.key))),
            head=top.head if top is not None else "",
            seq=top.seq if top is not None else 0,
            keys=(*(key_row(kept.case()) for kept in family), *(KeyRow(stub.workflow, stub.key, stub.id) for stub in stubs)),
            numbers=numbers,
            stubs=stubs,
            live=tuple(kept.live for kept in family),
            version=top.version if top is not None else 0,
        )

    def _family(self, tenant: str, root: str) -> list[KeptCase]:
        return [self._tables.cases[tenant, id] for id in sorted(self._tables.family.get((tenant, root), ()))]

    def _event(self, tenant: str, root: str, seq: int) -> KeptEvent | None:
        with self._lock:
            return self._tables.events.get((tenant, root, seq))


def is_for(task: TaskRow, person: str, tokens: frozenset[str]) -> bool:
    """Whether an open task is in this person's inbox."""
    if task.holder is not None:
        return task.holder == person
    return person in task.candidates or not tokens.isdisjoint(task.tokens)
