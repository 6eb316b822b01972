"""One transaction of the in-memory store: it reads through its own layer, and writes only there."""

from collections import Counter as Counted
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from signoff.engine.case import Case
from signoff.engine.errors import Reason, Refused, Stale
from signoff.engine.numbered import Counter
from signoff.engine.plain import coder, dumps, text
from signoff.engine.ports import Change, Definition, Delivery, Loaded, Outgoing, Record, Save, Standing, Stored, Stub, Wanted
from signoff.engine.projection import CaseRow, case_row, live_row, task_row, timer_row

from .archive import coming_back, remove, versions
from .definitions import current, first_kept
from .layers import Layer
from .naming import Book
from .numbers import locked, write
from .numbers import settle as settle_numbers
from .outbox import dead_rows, ready, settle
from .standing import mark_of, standing
from .tables import KeptCase, KeptEvent, KeptOutgoing, KeptTimer, Staged
from .transaction import MemoryTransaction

K = TypeVar("K")

PAYLOAD = coder(Mapping[str, object])


class MemoryUnitOfWork:
    """A locked read and a save; the store holds the one writer's lock meanwhile."""

    def __init__(self, staged: Staged, now: datetime) -> None:
        self._staged = staged
        self._now = now
        self.mark: str | None = None
        self.transaction = MemoryTransaction()

    def load(self, wanted: Wanted) -> Loaded:
        """Read the aggregates wanted, the request and the clock."""
        roots, named = set(wanted.roots), None
        if wanted.case is not None:
            named = self._named(wanted.tenant, wanted.case).row
            roots.add(named.root)
        asked = self._staged.requests.get((wanted.tenant, wanted.request_id)) if wanted.request_id else None
        self.mark = mark_of(self._staged.proxies.rows(), wanted.tenant)
        return Loaded(
            now=self._now,
            aggregates=tuple(found for root in sorted(roots) if (found := self._aggregate(wanted.tenant, root, named))),
            answered=asked.answered if asked else None,
            known=wanted.definition is None or self._staged.definitions.get(wanted.definition) is not None,
            current=current(self._staged.definitions.rows(), wanted.workflow),
            standing=self.mark,
        )

    def standing(self, tenant: str, since: date) -> Standing:
        """The standing rules as this transaction sees them."""
        return standing(list(self._staged.proxies.rows()), tenant, since)

    def counters(self, tenant: str, wanted: Sequence[Counter]) -> Sequence[Counter]:
        """These counters; nobody else writes meanwhile."""
        return locked(self._staged, tenant, wanted)

    def save(self, save: Save) -> Collection[str]:
        """Check everything first, then write everything; nothing is passed over, since nobody else writes meanwhile."""
        self._check(save)
        if save.request:
            self._staged.requests.put((save.request.tenant, save.request.id), save.request)
        self._store_definitions((*((save.definition,) if save.definition else ()), *save.definitions), save.at)
        for change in save.changes:
            self._write(change)
            settle(self._staged.outbox, change, save.at)
        if save.numbering is not None:
            settle_numbers(self._staged, save.numbering)
        return ()

    def lock(self, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
        """The versions of these roots; nobody else writes meanwhile."""
        return versions(self._staged, tenant, roots)

    def remove(self, stubs: Sequence[Stub]) -> None:
        """Take the roots of these stubs out and leave the stubs."""
        remove(self._staged, stubs)

    def put_back(self, record: Record, definitions: Sequence[Definition], at: datetime) -> None:
        """Take the stubs of a root out and write its rows again; the register has kept its lines."""
        change = coming_back(self._staged, record)
        self._store_definitions(definitions, at)
        self._write_rows(change)

    def dead(self, tenant: str, case: str) -> Sequence[Delivery]:
        """Rows of the outbox of a case that have failed their last try."""
        return dead_rows(self._staged.outbox.rows(), tenant, case)

    def _named(self, tenant: str, name: str) -> KeptCase:
        return self._book(tenant).find(name)

    def _book(self, tenant: str) -> Book:
        return Book(tenant, self._staged.cases, self._staged.archived, self._staged.names)

    def _aggregate(self, tenant: str, root: str, named: CaseRow | None) -> Stored | None:
        top = self._staged.cases.get((tenant, root))
        if top is None or top.row.root != root:
            return None
        ids = self._staged.family.get((tenant, root)) or ()
        kept = [row for id in ids if (row := self._staged.cases.get((tenant, id)))]
        addressed = named.id if named is not None and named.root == root else None
        return Stored(root, tenant, {row.row.id: row.case() for row in kept}, top.seq, top.head, top.version, addressed)

    def _check(self, save: Save) -> None:
        if save.request and self._staged.requests.get((save.request.tenant, save.request.id)):
            raise conflict("the request id has just been used")
        self._check_keys([case for change in save.changes for case in new_cases(change)])
        for change in save.changes:
            self._check_version(change)
            if any(one.error is not None and not ready(self._staged.outbox, one.row) for one in change.settled):
                raise conflict("the effect has been delivered meanwhile")

    def _check_keys(self, cases: Sequence[Case]) -> None:
        names = Counted((case.tenant, case.workflow, case.key) for case in cases)
        for case in cases:
            if names[case.tenant, case.workflow, case.key] > 1 or self._taken(case):
                raise key_taken(case.workflow, case.key)

    def _check_version(self, change: Change) -> None:
        if change.before:
            top = self._staged.cases.get((change.tenant, change.root))
            if top is None or top.version != change.version:
                raise conflict("the case has been changed meanwhile")
        elif self._staged.cases.get((change.tenant, change.root)):
            raise conflict("the case has been started already")

    def _taken(self, case: Case) -> bool:
        return any(one.workflow == case.workflow for one in self._book(case.tenant).keyed(case.key))

    def _store_definitions(self, definitions: Sequence[Definition], at: datetime) -> None:
        for definition in definitions:
            if not self._staged.definitions.get(definition.hash):
                self._staged.definitions.put(definition.hash, first_kept(definition, at))

    def _write(self, change: Change) -> None:
        self._write_rows(change)
        write(self._staged, change.tenant, [link.event for link in change.links])
        for outgoing in change.outgoing:
            self._staged.outbox.put(outgoing.id, kept_outgoing(change.tenant, outgoing))

    def _write_rows(self, change: Change) -> None:
        self._write_cases(change)
        self._write_tasks(change)
        self._write_timers(change)
        for link in change.links:
            self._staged.events.put((change.tenant, change.root, link.event.seq), KeptEvent.of(link))

    def _write_cases(self, change: Change) -> None:
        for case in new_cases(change):
            append(self._staged.names, (change.tenant, case.key), case.id)
            append(self._staged.family, (change.tenant, change.root), case.id)
        for id, case in change.after.items():
            if id != change.root and case is change.before.get(id):
                continue
            seq, head = (change.links[-1].event.seq, change.head) if case.id == change.root else (0, "")
            live = live_row(case, change.live.get(id))
            self._staged.cases.put((change.tenant, case.id), KeptCase(case_row(case), text(case), seq, seq, head, live))

    def _write_tasks(self, change: Change) -> None:
        key = (change.tenant, change.root)
        rows = {task.id: task_row(case, task) for case, tasks in change.tasks.items() for task in tasks}
        self._staged.slates.put(key, {**(self._staged.slates.get(key) or {}), **rows})
        for row in rows.values():
            if row.state == "open":
                self._staged.open_tasks.put((*key, row.id), row)
            else:
                self._staged.open_tasks.drop((*key, row.id))

    def _write_timers(self, change: Change) -> None:
        for case in change.before.values():
            for timer in case.timers:
                self._staged.timers.drop((change.tenant, case.id, timer.key))
        for case in change.after.values():
            for timer in case.timers:
                kept = KeptTimer(change.tenant, change.root, timer_row(case, timer))
                self._staged.timers.put((change.tenant, case.id, timer.key), kept)


def new_cases(change: Change) -> list[Case]:
    """The cases that begin with this change."""
    return [case for id, case in change.after.items() if id not in change.before]


def conflict(message: str) -> Stale:
    """The refusal of a save that came too late."""
    return Stale(message, code="conflict", hint="Run it again.")


def key_taken(workflow: str, key: str) -> Refused:
    """The refusal of a human key that is in use."""
    data = {"workflow": workflow, "key": key}
    return Refused([Reason("key_taken", f"{workflow} already has a case {key!r}", "Choose another key, or act on that case.", data)])


def kept_outgoing(tenant: str, row: Outgoing) -> KeptOutgoing:
    """An outbox row as it begins."""
    delivery = Delivery(row.id, row.key, row.kind, row.case, row.root, {}, 0, row.at, tenant)
    begins, submitted = row.submitted or row.due or row.at, row.submitted is not None
    return KeptOutgoing(tenant, delivery, dumps(PAYLOAD[0](row.payload)), begins, needs=row.needs, submitted=submitted)


def append(layer: Layer[K, tuple[str, ...]], key: K, id: str) -> None:
    """Add an id to a list of ids."""
    layer.put(key, (*(layer.get(key) or ()), id))
