"""The port `Reader` over SQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table

from signoff.engine.case import Case
from signoff.engine.errors import NotFound
from signoff.engine.plain import instant
from signoff.engine.ports import AttemptRow, CaseFilter, Definition, Inbox, InboxRow, Link, Projection, Stored
from signoff.engine.projection import KeyRow

from . import decode, queries, tables
from .archive import missing
from .claims.naming import naming, the_one
from .dialects import listed
from .sources import Source
from .states import case_read, readable
from .wire import Params, Text, Wire

PAGE = 1000
"""How many links of a history are read at once."""


class SqlReader:
    """Questions, each one statement without locks, except `projection` (one snapshot) and `history` (a statement a page)."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def find(self, tenant: str, case: str) -> Stored:
        """The aggregate of a case by id, `workflow/key` or unambiguous key."""
        claims = self._source.claims
        with self._source.reading() as wire:
            there = claims.found(wire.rows(claims.find, naming(tenant, case)))
            try:
                found = decode.aggregates(tenant, there.cases, the_one(case, there.names))
            except NotFound as error:
                raise missing(wire, tenant, case, error) from None
            if not found:
                raise missing(wire, tenant, case)
        return replace(found[0], standing=there.mark)

    def cases(self, tenant: str, wanted: CaseFilter) -> Sequence[Case]:
        """Cases in id order, at most `limit`."""
        params = asked(wanted)
        text = queries.cases(self._source.dialect, frozenset(name for name in queries.CONDITIONS if name in params))
        return [case_read(*row) for row in self._rows(text, {**params, "tenant": tenant, "limit": wanted.limit})]

    def latest(self, tenant: str, definition: str, limit: int) -> Sequence[Case]:
        """The latest cases that are pinned to a definition, by their id backwards; without those whose states do not read."""
        params = {"tenant": tenant, "definition": definition, "limit": limit}
        return list(readable(self._rows(queries.latest(self._source.dialect), params)))

    def inbox(self, tenant: str, tokens: Sequence[str], person: str, limit: int = 1000) -> Inbox:
        """Open tasks held by this person or open to them; earliest due first."""
        params = {"tenant": tenant, "person": person, "tokens": listed(tokens, self._source.dialect), "limit": limit}
        rows = self._rows(queries.inbox(self._source.dialect), params)
        shown = [row[1:] for row in rows if row[1] is not None]
        found = tuple(InboxRow(case_read(case, state), id, holder is not None, like) for case, state, id, holder, like in shown)
        return Inbox(found, rows[0][0])

    def history(self, tenant: str, root: str, case: str | None = None) -> Iterator[Link]:
        """The chain of a root in order, or only the links of one case; read in pages, so no connection is held meanwhile."""
        narrowed = frozenset({"after"} if case is None else {"after", "case"})
        text = queries.rows_of_root(self._source.dialect, tables.event, ("seq",), narrowed)
        after, page = 0, [()]
        while page:
            params = {"tenant": tenant, "root": root, "case": case, "after": after, "limit": PAGE}
            page = self._rows(text, params)
            for row in page:
                found = named(tables.event, row)
                after = found["seq"]
                yield decode.link(found)

    def definition(self, hash: str) -> Definition | None:
        """A stored definition."""
        rows = self._rows(queries.rows_where(self._source.dialect, tables.definition, ("hash",)), {"hash": hash})
        return Definition(*rows[0][:4]) if rows else None

    def attempts(self, tenant: str, case: str) -> Sequence[AttemptRow]:
        """Refused commands on a case, latest first."""
        order = ("-last_at", "actor", "action", "code")
        text = queries.rows_where(self._source.dialect, tables.attempt, ("tenant", "case_id"), order)
        return [decode.attempt_row(named(tables.attempt, row)) for row in self._rows(text, {"tenant": tenant, "case_id": case})]

    def roots(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """Root ids in order that cases, events, numbers, human keys or stubs name."""
        params = {"tenant": tenant, "after": after or "", "limit": limit}
        return [id for (id,) in self._rows(queries.roots(self._source.dialect), params)]

    def projection(self, tenant: str, root: str) -> Projection:
        """The rows of an aggregate as they stand."""
        with self._source.reading(snapshot=True) as wire:
            cases = self._of_root(wire, tables.case, tenant, root, "id")
            tasks = self._of_root(wire, tables.task, tenant, root, "id")
            candidates = self._of_root(wire, tables.candidate, tenant, root, "task_id", "position")
            timers = self._of_root(wire, tables.timer, tenant, root, "case_id", "key")
            keys = self._of_root(wire, tables.key, tenant, root, "case_id")
            numbers = self._of_root(wire, tables.number, tenant, root, "series", "period", "value")
            stubs = wire.rows(queries.rows_of_root(wire.dialect, tables.archived, ("id",)), {"tenant": tenant, "root": root})
        top: Mapping[str, Any] = next((row for row in cases if row["id"] == root), {"head": "", "seq": 0, "version": 0})
        seats: dict[str, list[Mapping[str, Any]]] = {}
        for row in candidates:
            seats.setdefault(row["task_id"], []).append(row)
        return Projection(
            cases=tuple(map(decode.case_row, cases)),
            states=tuple(case_read(row["id"], row["state"]) for row in cases),
            tasks=tuple(decode.task_row(row, seats.get(row["id"], ())) for row in tasks),
            timers=tuple(map(decode.timer_row, timers)),
            head=top["head"],
            seq=top["seq"],
            keys=tuple(KeyRow(row["workflow"], row["key"], row["case_id"]) for row in keys),
            version=top["version"],
            numbers=tuple(map(decode.number_row, numbers)),
            stubs=tuple(map(decode.stub, stubs)),
            live=tuple(map(decode.live_row, cases)),
        )

    def _of_root(self, wire: Wire, table: Table, tenant: str, root: str, *order: str) -> list[Mapping[str, Any]]:
        text = queries.rows_of_root(self._source.dialect, table, order)
        return [named(table, row) for row in wire.rows(text, {"tenant": tenant, "root": root})]

    def _rows(self, text: Text, params: Params) -> list[Any]:
        with self._source.reading() as wire:
            return wire.rows(text, params)


def named(table: Table, row: Sequence[Any]) -> Mapping[str, Any]:
    """A row of all columns of a table, by name."""
    return dict(zip(table.columns.keys(), row, strict=True))


def ending(number: str) -> str:
    """The pattern of keys whose last part is this number."""
    return "%-" + "".join(f"!{char}" if char in "%_!" else char for char in number)


def asked(wanted: CaseFilter) -> dict[str, Any]:
    """The parameters of a filter; their names are the conditions asked for."""
    kind, id = wanted.subject or (None, None)
    all_of = {
        "workflow": wanted.workflow,
        "step": wanted.step,
        "status": wanted.status,
        "key": wanted.key,
        "number": ending(wanted.number) if wanted.number is not None else None,
        "holder": wanted.holder,
        "after": wanted.after,
        "overdue": instant(wanted.overdue_at) if wanted.overdue_at else None,
        "open": True if wanted.open else None,
        "closed": True if wanted.open is False else None,
        "subject": True if wanted.subject else None,
        "subject_kind": kind,
        "subject_id": id,
    }
    return {name: value for name, value in all_of.items() if value is not None}
