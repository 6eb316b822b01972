"""The port `OpenCases` over SQL: each question a page of an index, and one statement without locks."""

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from signoff.engine.events import Event
from signoff.engine.frozen import maker
from signoff.engine.history import opened_when_asked
from signoff.engine.plain import instant
from signoff.engine.ports import CaseFilter, Delivery, OpenCase, Told

from . import decode, tables
from .dialects import among, by_index, given, listed
from .queries import CONDITIONS
from .reader import asked, named
from .sources import Source
from .states import case_read
from .tables import literal
from .wire import Params, Text, compiled_once

case, event, outbox = tables.case.c, tables.event.c, tables.outbox.c
Stored: TypeAlias = tuple[str, str, str]
"""Kind, header and payload of an event, as stored."""
FIRST = ("", "")
"""Before every place."""
DEAD = literal("state = 'dead'")


class SqlOpenCases:
    """Questions about open cases as a whole."""

    _source: Source

    def count(self, tenant: str, wanted: CaseFilter) -> int:
        """How many cases meet a filter."""
        params = asked(wanted)
        text = _count(self._source.dialect, frozenset(name for name in CONDITIONS if name in params))
        with self._source.reading() as wire:
            return int(wire.rows(text, {**params, "tenant": tenant})[0][0])

    def hanging(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[OpenCase]:
        """Open cases that want looking at, the longest first."""
        first, second = (instant(after[0]), after[1]) if after is not None else FIRST
        return self._page("hanging", tenant, wanted, {"until": instant(until), "first": first, "second": second, "limit": limit})

    def alike(
        self, tenant: str, wanted: CaseFilter, until: datetime, limit: int, after: tuple[str, str] | None = None
    ) -> Sequence[OpenCase]:
        """All other open cases, in the order of situation and id."""
        first, second = after or FIRST
        return self._page("alike", tenant, wanted, {"until": instant(until), "first": first, "second": second, "limit": limit})

    def untold(self, tenant: str, wanted: CaseFilter, limit: int, after: str | None = None) -> Sequence[OpenCase]:
        """Open cases of which nothing is told."""
        return self._page("untold", tenant, wanted, {"second": after or "", "limit": limit})

    def incidents(self, tenant: str, limit: int, after: str | None = None) -> Sequence[str]:
        """The ids of cases with rows that have failed their last try."""
        params = {"tenant": tenant, "limit": limit, "second": after or ""}
        with self._source.reading() as wire:
            return [id for (id,) in wire.rows(_incidents(wire.dialect), params)]

    def events_among(
        self, tenant: str, cases: Sequence[str], roots: Sequence[str], limit: int, kinds: Collection[str] | None = None
    ) -> Mapping[str, Told] | None:
        """Everything of these kinds that has happened to each of these cases; None where it is more than so many events."""
        with self._source.reading() as wire:
            several = {"cases": cases, "roots": roots, **({"kinds": sorted(kinds)} if kinds is not None else {})}
            params = {name: listed(values, wire.dialect) for name, values in several.items()}
            rows = wire.rows(_events_among(wire.dialect, kinds is None), {"tenant": tenant, "limit": limit + 1, **params})
        found: dict[str, list[Stored]] = defaultdict(list)
        for row in rows:
            found[row[0]].append(row[1:])
        return None if len(rows) > limit else {id: partial(_told, links) for id, links in found.items()}

    def dead_among(self, tenant: str, cases: Sequence[str]) -> Sequence[Delivery]:
        """The rows of these cases that have failed their last try."""
        with self._source.reading() as wire:
            rows = wire.rows(_dead_among(wire.dialect), {"tenant": tenant, "cases": listed(cases, wire.dialect)})
        return [decode.delivery(named(tables.outbox, row)) for row in rows]

    def _page(self, which: str, tenant: str, wanted: CaseFilter, params: Params) -> list[OpenCase]:
        filtered = {name: value for name, value in asked(wanted).items() if name in NARROWING}
        text = _open(self._source.dialect, which, frozenset(filtered))
        with self._source.reading() as wire:
            rows = wire.rows(text, {**filtered, **params, "tenant": tenant})
        return [
            _open_case(id, root, decode.optional(look_at), situation, partial(case_read, id, state))
            for id, root, look_at, situation, state in rows
        ]


_open_case = maker(OpenCase)
NARROWING = frozenset({"workflow", "step", "holder"})
"""What open cases may be narrowed to."""


def _told(links: Sequence[Stored], kinds: Container[str] | None, naming: str | None) -> list[Event]:
    return [
        opened_when_asked(kind, header, payload, naming)
        for kind, header, payload in links
        if (kinds is None or kind in kinds) and (naming is None or naming in payload)
    ]


@compiled_once
def _count(dialect: Dialect, conditions: frozenset[str]) -> Text:
    where = [CONDITIONS[name] for name in sorted(conditions)]
    return Text.compiled(select(func.count()).select_from(tables.case).where(case.tenant == given("tenant"), *where), dialect)


@compiled_once
def _open(dialect: Dialect, which: str, conditions: frozenset[str]) -> Text:
    """A page of open cases. The order is that of an index; a row is not compared as a whole, for which MariaDB would use none."""
    index, where, order = PAGES[which]
    statement = select(case.id, case.root_id, case.look_at, case.situation, case.state).where(case.tenant == given("tenant"), *where)
    statement = statement.where(literal(tables.OPEN_CASE), *(CONDITIONS[name] for name in sorted(conditions)))
    if not conditions:
        statement = by_index(statement, tables.case, index, dialect)
    return Text.compiled(statement.order_by(*order).limit(given("limit")), dialect)


def _behind(column: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    return column >= given("first"), (column > given("first")) | (case.id > given("second"))


NOT_ENDED = literal(f"signoff_case.{tables.NOT_ENDED}")
Page = tuple[str, tuple[ColumnElement[bool], ...], tuple[ColumnElement[Any], ...]]
PAGES: dict[str, Page] = {
    "hanging": (
        "ix_signoff_case_look_at",
        (literal("look_at IS NOT NULL"), case.look_at <= given("until"), *_behind(case.look_at)),
        (case.look_at, case.id),
    ),
    "alike": (
        "ix_signoff_case_situation",
        (NOT_ENDED, *_behind(case.situation), case.look_at.is_(None) | (case.look_at > given("until"))),
        (case.situation, case.id),
    ),
    "untold": ("ix_signoff_case_situation", (NOT_ENDED, case.situation.is_(None), case.id > given("second")), (case.id,)),
}
"""Each page: the index that it goes by, its conditions, its order."""


@compiled_once
def _incidents(dialect: Dialect) -> Text:
    found: Select[Any] = select(outbox.case_id).where(outbox.tenant == given("tenant"), DEAD, outbox.case_id > given("second"))
    return Text.compiled(found.distinct().order_by(outbox.case_id).limit(given("limit")), dialect)


@compiled_once
def _events_among(dialect: Dialect, of_all_kinds: bool) -> Text:
    mine = [event.tenant == given("tenant"), among(event.root_id, "roots", dialect)]
    # the kinds before the cases: SQLite asks in this order, and most events are of other kinds
    mine += [] if of_all_kinds else [among(event.kind, "kinds", dialect)]
    mine.append(among(event.case_id, "cases", dialect))
    found = select(event.case_id, event.kind, event.header, event.payload).where(*mine).order_by(event.root_id, event.seq)
    return Text.compiled(found.limit(given("limit")), dialect)


@compiled_once
def _dead_among(dialect: Dialect) -> Text:
    mine = (outbox.tenant == given("tenant"), DEAD, among(outbox.case_id, "cases", dialect))
    return Text.compiled(select(*tables.outbox.columns).where(*mine).order_by(outbox.at, outbox.id), dialect)
