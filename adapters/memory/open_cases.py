"""Questions to the in-memory store about open cases as a whole."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from signoff.engine.events import Event
from signoff.engine.ports import CaseFilter, Delivery, OpenCase, Told

from .outbox import dead_rows
from .tables import KeptCase, KeptEvent, Tables

OPEN = ("open", "suspended")


class MemoryOpenCases:
    """The port `OpenCases` over the tables."""

    _tables: Tables
    _lock: threading.RLock

    def count(self, tenant: str, wanted: CaseFilter) -> int:
        """How many cases meet a filter."""
        with self._lock:
            everything = replace(wanted, after=None)
            return sum(of == tenant and fits(self._tables, kept, everything) for (of, _), kept in self._tables.cases.items())

    def hanging(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[OpenCase]:
        """Open cases that want looking at, the longest first."""
        return self._page(tenant, wanted, lambda one: hangs(one, until), lambda one: (one.look_at, one.id), limit, after)

    def alike(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[OpenCase]:
        """All other open cases, in the order of situation and id."""

        def other(one: OpenCase) -> bool:
            return one.situation is not None and not hangs(one, until)

        return self._page(tenant, wanted, other, lambda one: (one.situation, one.id), limit, after)

    def untold(self, tenant: str, wanted: CaseFilter, limit: int, after: str | None = None) -> Sequence[OpenCase]:
        """Open cases of which nothing is told."""
        return self._page(tenant, wanted, lambda one: one.situation is None, lambda one: one.id, limit, after)

    def incidents(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """The ids of cases with rows that have failed their last try."""
        with self._lock:
            found = {row.case for row in dead_rows(self._tables.outbox.values(), tenant, None)}
        return sorted(id for id in found if id > (after or ""))[:limit]

    def events_among(
        self, tenant: str, cases: Sequence[str], roots: Sequence[str], limit: int, kinds: Collection[str] | None = None
    ) -> Mapping[str, Told] | None:
        """Everything of these kinds that has happened to each of these cases; None where it is more than so many events."""
        with self._lock:
            mine = [kept for (of, root, _), kept in sorted(self._tables.events.items()) if of == tenant and root in roots]
        found: dict[str, list[KeptEvent]] = defaultdict(list)
        for kept in mine:
            if (case := str(kept.stored["case"])) in cases and (kinds is None or kept.stored["kind"] in kinds):
                found[case].append(kept)
        return None if sum(map(len, found.values())) > limit else {case: _told(events) for case, events in found.items()}

    def dead_among(self, tenant: str, cases: Sequence[str]) -> Sequence[Delivery]:
        """The rows of these cases that have failed their last try."""
        with self._lock:
            return [row for row in dead_rows(self._tables.outbox.values(), tenant, None) if row.case in cases]

    def _page(
        self,
        tenant: str,
        wanted: CaseFilter,
        belongs: Callable[[OpenCase], bool],
        place: Callable[[OpenCase], Any],
        limit: int,
        after: object,
    ) -> list[OpenCase]:
        narrowed = CaseFilter(workflow=wanted.workflow, step=wanted.step, holder=wanted.holder, open=True)
        with self._lock:
            mine = [kept for (of, _), kept in self._tables.cases.items() if of == tenant and fits(self._tables, kept, narrowed)]
        found = sorted(filter(belongs, (OpenCase(k.row.id, k.row.root, k.live.look_at, k.live.situation, k.case) for k in mine)), key=place)
        return [one for one in found if after is None or place(one) > after][:limit]


def _told(events: Sequence[KeptEvent]) -> Told:
    def told(kinds: Container[str] | None, naming: str | None) -> list[Event]:
        mine = (one for one in events if (kinds is None or one.stored["kind"] in kinds) and (naming is None or naming in one.payload))
        return [one.link().event for one in mine]

    return told


def hangs(one: OpenCase, until: datetime) -> bool:
    """Whether a case wants looking at by then."""
    return one.look_at is not None and one.look_at <= until


def fits(tables: Tables, kept: KeptCase, wanted: CaseFilter) -> bool:
    """Whether a case meets a filter."""
    row = kept.row
    return all(
        (
            wanted.after is None or row.id > wanted.after,
            wanted.workflow in (None, row.workflow),
            wanted.step in (None, row.step),
            wanted.status in (None, row.status),
            wanted.key in (None, row.key),
            wanted.number is None or row.key.endswith(f"-{wanted.number}"),
            wanted.open is None or wanted.open == (row.status in OPEN),
            wanted.subject in (None, (row.subject_kind, row.subject_id)),
            wanted.overdue_at is None or (row.due_at is not None and row.due_at < wanted.overdue_at and row.status != "suspended"),
            wanted.holder is None or _holds(tables, row.tenant, row.root, row.id, wanted.holder),
        )
    )


def _holds(tables: Tables, tenant: str, root: str, case: str, person: str) -> bool:
    tasks = tables.slates.get((tenant, root), {}).values()
    return any(row.state == "open" and row.case == case and row.holder == person for row in tasks)
