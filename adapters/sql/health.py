"""How a database is: its version, its tables and settings; what waits in it; rows of cases that are not there."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, func, or_, select
from sqlalchemy.engine import Dialect

from signoff.engine.errors import SignoffError, StoreUnavailable
from signoff.engine.frozen import dataclass
from signoff.engine.plain import instant
from signoff.engine.ports import Backlog, Condition, Orphans, Pinned, Waiting

from . import tables
from .decode import instant_of, optional
from .dialects import given
from .outbox import unseen
from .schema_check import HEAD, OLDER, pending
from .sources import Source
from .tables import literal
from .wire import Text, Wire, compiled_once

MOST = 1_000
"""So many orphans of a table are counted."""
NOT_MIGRATED = "database_not_migrated"
DRIVERS = {"psycopg": "psycopg", "pymysql": "PyMySQL", "aiosqlite": "aiosqlite"}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a kind of database is asked: for its `settings` (name, value), and which of them (`weak`) let a commit be lost."""

    settings: str
    least: tuple[int, ...]
    weak: Mapping[str, frozenset[str]]


OFF = frozenset({"off", "0"})
KINDS: Mapping[str, Asked] = {
    "sqlite": Asked(
        "SELECT 'version', sqlite_version() UNION ALL SELECT 'journal_mode', journal_mode FROM pragma_journal_mode"
        " UNION ALL SELECT 'synchronous', synchronous FROM pragma_synchronous"
        " UNION ALL SELECT 'foreign_keys', foreign_keys FROM pragma_foreign_keys",
        (3, 38),
        {"synchronous": frozenset({"0", "1"})},
    ),
    "postgresql": Asked(
        "SELECT CASE name WHEN 'server_version' THEN 'version' ELSE name END, setting FROM pg_settings WHERE name IN"
        " ('server_version', 'default_transaction_isolation', 'fsync', 'synchronous_commit', 'full_page_writes', 'max_connections')",
        (14,),
        {"fsync": OFF, "synchronous_commit": OFF, "full_page_writes": OFF},
    ),
    "mariadb": Asked(
        "SELECT 'version', version() UNION ALL SELECT 'isolation', @@tx_isolation"
        " UNION ALL SELECT 'innodb_flush_log_at_trx_commit', @@innodb_flush_log_at_trx_commit"
        " UNION ALL SELECT 'innodb_doublewrite', @@innodb_doublewrite UNION ALL SELECT 'max_connections', @@max_connections",
        (10, 6),
        {"innodb_flush_log_at_trx_commit": frozenset({"0", "2"}), "innodb_doublewrite": OFF},
    ),
}


class SqlHealth:
    """The port `Health` over SQL."""

    _source: Source

    def condition(self) -> Condition:
        """The database as it is found. A new SQLite file gets its tables, as at any first use."""
        self._made()
        with self._source.looking() as wire:
            kind = "mariadb" if wire.dialect.name in ("mysql", "mariadb") else wire.dialect.name
            asked = KINDS[kind]
            settings = {str(name): str(value) for name, value in wire.rows(Text(asked.settings), {})}
            revision = revision_of(wire)
            place = wire.place
        told = settings.pop("version")
        settings = {name: value.lower() for name, value in settings.items()}
        lasting = settings.get("journal_mode") != "memory"
        return Condition(
            kind=kind,
            version=told,
            place=place,
            driver=driver_of(wire.dialect),
            least=".".join(map(str, asked.least)),
            too_old=numbers_of(told) < asked.least,
            revision=revision,
            head=HEAD,
            pending=pending(revision),
            newer=revision is not None and revision not in (*OLDER, HEAD),
            lasting=lasting,
            settings=settings,
            weak=tuple(f"{name}={settings[name]}" for name, values in asked.weak.items() if settings.get(name) in values),
        )

    def _made(self) -> None:
        try:
            with self._source.reading():
                return
        except StoreUnavailable as error:
            if error.code != NOT_MIGRATED:
                raise

    def backlog(self, now: datetime) -> Backlog:
        """What waits at this instant."""
        with self._source.reading(snapshot=True) as wire:
            ((armed, due, since),) = wire.rows(_timers(wire.dialect), {"now": instant(now)})
            rows = wire.rows(_waiting(wire.dialect), {"now": instant(now)})
            ((dead, dead_since),) = wire.rows(_dead(wire.dialect), {})
        waiting = tuple(Waiting(needs, count, instant_of(at)) for needs, count, at in rows)
        return Backlog(armed, int(due or 0), optional(since), waiting, dead, optional(dead_since))

    def pinned(self) -> Sequence[Pinned]:
        """The definitions of open cases."""
        with self._source.reading() as wire:
            return [Pinned(hash, flow, count, stored is not None) for hash, flow, count, stored in wire.rows(_pinned(wire.dialect), {})]

    def orphans(self) -> Sequence[Orphans]:
        """Live rows whose case, or task, is not there."""
        found = []
        with self._source.reading(snapshot=True) as wire:
            for table in LIVE:
                rows = [id for (id,) in wire.rows(_orphans(wire.dialect, table), {"limit": MOST})]
                if rows:
                    found.append(Orphans(table.name, len(rows), tuple(rows[:10])))
        return found


def revision_of(wire: Wire) -> str | None:
    """What the tables say of themselves; None where there are none."""
    try:
        rows = wire.rows(Text("SELECT revision FROM signoff_schema"), {})
    except SignoffError as error:
        if error.code != NOT_MIGRATED:
            raise
        return None
    return rows[0][0] if rows else None


def driver_of(dialect: Dialect) -> str:
    """The driver and its version."""
    try:
        name = DRIVERS.get(dialect.driver)
        return f"{name} {version(name)}" if name is not None else dialect.driver
    except PackageNotFoundError:
        return dialect.driver


def numbers_of(told: str) -> tuple[int, ...]:
    """`16.4 (Debian …)` as numbers: (16, 4)."""
    found = re.match(r"\d+(\.\d+)*", told)
    return tuple(map(int, found.group().split("."))) if found else ()


LIVE: Mapping[Table, tuple[Any, str]] = {
    tables.task: (tables.task.c.id, "state = 'open'"),
    tables.timer: (tables.timer.c.key, tables.ARMED),
    tables.outbox: (tables.outbox.c.id, tables.READY),
    tables.key: (tables.key.c.key, "1 = 1"),
    tables.candidate: (tables.candidate.c.value, tables.LIVE),
}
"""Tables whose live rows belong to a case (keys: or to its stub; candidates: to a task): how a row is called, which rows are live."""


@compiled_once
def _orphans(dialect: Dialect, table: Table) -> Text:
    named, live = LIVE[table]
    own = table.c
    owner: ColumnElement[bool]
    if table is tables.candidate:
        task = tables.task.c
        owner = exists().where(task.tenant == own.tenant, task.root_id == own.root_id, task.id == own.task_id)
    else:
        kept = tables.case.c
        owner = exists().where(kept.tenant == own.tenant, kept.id == own.case_id, kept.root_id == own.root_id)
    if table is tables.key:
        stub = tables.archived.c
        owner = or_(owner, exists().where(stub.tenant == own.tenant, stub.id == own.case_id, stub.root_id == own.root_id))
    return Text.compiled(select(named).where(literal(live), ~owner).limit(given("limit")), dialect)


@compiled_once
def _timers(dialect: Dialect) -> Text:
    timer = tables.timer.c
    late = timer.due <= given("now")
    due = func.sum(case((late, 1), else_=0))
    return Text.compiled(select(func.count(), due, func.min(case((late, timer.due)))).where(literal(tables.ARMED)), dialect)


@compiled_once
def _waiting(dialect: Dialect) -> Text:
    row = tables.outbox.c
    since = func.min(case((unseen(), row.at), else_=row.next_at))
    ripe = select(row.needs, func.count(), since).where(literal(tables.READY), or_(row.next_at <= given("now"), unseen()))
    return Text.compiled(ripe.group_by(row.needs).order_by(row.needs), dialect)


@compiled_once
def _dead(dialect: Dialect) -> Text:
    row = tables.outbox.c
    return Text.compiled(select(func.count(), func.min(row.at)).where(literal("state = 'dead'")), dialect)


@compiled_once
def _pinned(dialect: Dialect) -> Text:
    kept, stored = tables.case.c, tables.definition.c
    counted = select(kept.definition, kept.workflow, func.count().label("open")).where(literal(tables.OPEN_CASE))
    counts = counted.group_by(kept.definition, kept.workflow).subquery()
    joined = counts.outerjoin(tables.definition, stored.hash == counts.c.definition)
    columns = (counts.c.definition, counts.c.workflow, counts.c.open, stored.hash)
    return Text.compiled(select(*columns).select_from(joined).order_by(counts.c.workflow, counts.c.definition), dialect)
