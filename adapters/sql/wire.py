"""Statements compiled once per dialect, and the wire they run on: the driver's own cursor, for speed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

from sqlalchemy.engine import URL, Connection, Dialect
from sqlalchemy.sql import ClauseElement

from signoff.engine.faultpoints import reached

from .columns import is_mariadb
from .errors import translated
from .pipeline import Answer, Values, can_pipeline, pipelined

Params: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = list[Any]

COMPILED = 256
"""For how many pairs of an engine and a filter a statement of each kind is at hand."""

CURSOR, RAW_CURSOR = "signoff_cursor", "signoff_raw_cursor"
"""Where the cursors of a connection are kept, with what else is remembered of it until it is closed."""

FEW = 20
"""A cursor that has read more rows than these is closed: until its next statement it would keep all of them."""

R = TypeVar("R")
P = ParamSpec("P")

_BIND = re.compile(r"(?<![\w:]):([a-z_]+)")


class Text:
    """A statement as text for one dialect. Parameters are given by name, whatever the driver's style; missing ones are NULL."""

    def __init__(self, sql: str, names: Sequence[str] = (), *, positional: bool = False, fixed: Params | None = None) -> None:
        self.sql = sql
        self.names = tuple(names)
        self._given = tuple(name.removeprefix("p_") for name in names)
        self._values = values_of(self._given)
        self.positional = positional
        self.fixed = {name.removeprefix("p_"): value for name, value in (fixed or {}).items()}

    @classmethod
    def compiled(cls, statement: ClauseElement, dialect: Dialect) -> "Text":
        """From a statement of SQLAlchemy Core; values written into it are always given.

        Name binds `p_…`: one that is named like a column would be taken for a value to set.
        """
        found = statement.compile(dialect=dialect)
        values: Params = found.params
        fixed = {name: value for name, value in values.items() if value is not None}
        names: Sequence[str] | None = getattr(found, "positiontup", None)
        return cls(str(found), names or tuple(values), positional=names is not None, fixed=fixed)

    @classmethod
    def written(cls, sql: str, dialect: Dialect) -> "Text":
        """From SQL with `:name` parameters, and column names in double quotes where a database would take them for words of its own."""
        names = tuple(dict.fromkeys(_BIND.findall(sql)))
        if is_mariadb(dialect):
            sql = sql.replace('"', "`")
        return cls(sql if dialect.paramstyle in ("named", "qmark") else _BIND.sub(r"%(\1)s", sql), names)

    def followed_by(self, words: str) -> "Text":
        """The same statement with some more words behind it."""
        return Text(f"{self.sql} {words}", self.names, positional=self.positional, fixed=self.fixed)

    def bound(self, params: Params) -> Any:
        """The parameters as the driver wants them."""
        if self.fixed:
            params = {**params, **self.fixed}
        try:
            values = self._values(params)
        except KeyError:
            values = tuple([params.get(name) for name in self._given])
        return values if self.positional else dict(zip(self.names, values, strict=True))


def compiled_once(build: Callable[Concatenate[Dialect, P], R]) -> Callable[Concatenate[Dialect, P], R]:
    """For a function that writes or compiles statements: once for all engines that want the same words.

    Every engine has a dialect of its own, and a host may have one for each tenant; to compile is a thousand times as long as to look up.
    """
    kept: dict[tuple[Any, ...], R] = {}

    @lru_cache(COMPILED)
    def of(dialect: Dialect, *args: P.args, **named: P.kwargs) -> R:
        key = (_wording(dialect), args, *sorted(named.items()))
        if key not in kept:
            kept[key] = build(dialect, *args, **named)
        return kept[key]

    return cast("Callable[Concatenate[Dialect, P], R]", of)


def _wording(dialect: Dialect) -> tuple[Any, ...]:
    """All that a statement's text can depend on; some of it is known only from the first connection on."""
    words = (getattr(dialect, name, None) for name in ("name", "driver", "paramstyle", "is_mariadb", "server_version_info"))
    return (type(dialect), dialect.identifier_preparer.initial_quote, *words)


def values_of(names: Sequence[str]) -> Callable[[Params], tuple[Any, ...]]:
    """What takes the values of these names, all in one go; raises KeyError where one is not there."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda params: tuple([params[name] for name in names])


def describe(url: URL) -> str:
    """A URL as it may be shown: no password, no query."""
    return str(URL.create(url.drivername, url.username, None, url.host, url.port, url.database))


class Spread:
    """A statement whose text names every row: `first` and `more` are one row's place in it, with a `%s` for each of `names`."""

    def __init__(self, names: Sequence[str], head: str, first: str, more: str, tail: str) -> None:
        self._names, self._head, self._first, self._more, self._tail = tuple(names), head, first, more, tail

    def of(self, rows: Sequence[Params]) -> tuple[str, tuple[Any, ...]]:
        """The text for so many rows, and their values."""
        sql = "".join([self._head, self._first, self._more * (len(rows) - 1), self._tail])
        return sql, tuple(row.get(name) for row in rows for name in self._names)


class Wire:
    """A connection inside a transaction. `traced` sends statements through SQLAlchemy, for echo and instrumentation. One cursor serves
    `again` and again where that holds nothing open on the server: to make one is a tenth of a statement."""

    def __init__(
        self,
        connection: Connection,
        *,
        traced: bool = False,
        lost: Callable[[], None] | None = None,
        cut: Callable[[], None] | None = None,
        again: bool = False,
    ) -> None:
        self.dialect = connection.dialect
        self._again = again
        self._connection = connection
        self._traced = traced
        self._guard = translated(connection.dialect, lost, cut=cut)
        self._begun = connection.get_transaction()

    @property
    def info(self) -> Mapping[str, Any]:
        """What is remembered with the driver's connection."""
        return self._connection.info

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of SQLite is open on the connection."""
        return in_transaction(self._connection)

    @property
    def connection(self) -> Connection:
        """The connection of SQLAlchemy."""
        return self._connection

    @property
    def goes_on(self) -> bool:
        """Whether the transaction that this was begun in is still under way."""
        return not self._connection.closed and self._connection.get_transaction() is self._begun

    @property
    def place(self) -> str:
        """Where the database is: its URL, without password and query."""
        return describe(self._connection.engine.url)

    def rows(self, text: Text, params: Params) -> Rows:
        """Run a statement and fetch all its rows."""
        return self._run(text.sql, text.bound(params), fetch=True)[0]

    @property
    def numbers(self) -> bool:
        """Whether a statement may have `$1`, `$2`, … for its values: with psycopg, which takes it as it is then."""
        return self._again and not self._traced and hasattr(self.dialect.loaded_dbapi, "RawCursor")

    def numbered(self, sql: str, values: Sequence[Any]) -> Rows:
        """Run such a statement and fetch its rows, which are few."""
        with self._guard:
            reached("statement.before")
            cursor = self._connection.info.get(RAW_CURSOR)
            if cursor is None:
                cursor = self._connection.info[RAW_CURSOR] = self._raw_cursor()
            found = list(cursor.execute(sql, values).fetchall())
            reached("statement.after")
            return found

    def _raw_cursor(self) -> Any:
        return self.dialect.loaded_dbapi.RawCursor(self._connection.connection.driver_connection)

    @property
    def pipelines(self) -> bool:
        """Whether statements may be sent here before the one before is answered."""
        return self.numbers and can_pipeline(self._connection.connection.driver_connection)

    @contextmanager
    def pipelined(self, statements: Sequence[tuple[str, Values]]) -> Iterator[Iterator[Answer]]:
        """Send these without waiting for an answer, each a transaction of its own; the block gets the row of each, in their order,
        or None for one that was refused."""
        raw = self._connection.connection.driver_connection
        with self._guard:
            for _ in statements:
                reached("commit.before")
                reached("statement.before")
            with pipelined(self.dialect.loaded_dbapi, raw, self._connection.info, statements) as answers:
                yield self._told(answers)

    def _told(self, answers: Iterable[Answer]) -> Iterator[Answer]:
        for answer in answers:
            reached("statement.after")
            reached("commit.after")
            yield answer

    def named(self, sql: str, values: Params) -> list[dict[str, Any]]:
        """Run a statement that somebody else has written for this driver; its rows by the names of their columns."""
        with self._guard:
            reached("statement.before")
            cursor = self._connection.connection.cursor()
            try:
                cursor.execute(sql, values)
                names = [column[0] for column in cursor.description or ()]
                found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []
            finally:
                cursor.close()
            reached("statement.after")
            return found

    def run(self, text: Text, params: Params) -> int:
        """Run a statement; how many rows it touched."""
        return self._run(text.sql, text.bound(params), fetch=False)[1]

    def many(self, text: Text, rows: Sequence[Params]) -> int:
        """Run a statement for each of these rows, as one driver execution; how many rows it touched."""
        if not rows:
            return 0
        if len(rows) == 1:
            return self.run(text, rows[0])
        return self._run(text.sql, [text.bound(row) for row in rows], fetch=False)[1]

    def spread(self, text: "Spread", rows: Sequence[Params], *, fetch: bool = False) -> tuple[Rows, int]:
        """Run a statement that names all these rows, of which there is one at least; what it returned, and how many rows it touched."""
        sql, args = text.of(rows)
        return self._run(sql, args, fetch)

    def _run(self, sql: str, args: Any, fetch: bool) -> tuple[Rows, int]:
        with self._guard:
            reached("statement.before")
            found = self._through_sqlalchemy(sql, args, fetch) if self._traced else self._through_driver(sql, args, fetch)
            reached("statement.after")
            return found

    def _through_sqlalchemy(self, sql: str, args: Any, fetch: bool) -> tuple[Rows, int]:
        result = self._connection.exec_driver_sql(sql, args)
        return ([tuple(row) for row in result.all()] if fetch else []), result.rowcount

    def _through_driver(self, sql: str, args: Any, fetch: bool) -> tuple[Rows, int]:
        cursor = self._cursor()
        found: Rows = []
        try:
            if isinstance(args, list):
                cursor.executemany(sql, args)
            else:
                cursor.execute(sql, args)
            if fetch:
                found = list(cursor.fetchall())
            return found, cursor.rowcount
        finally:
            if not self._again:
                cursor.close()
            elif len(found) > FEW:
                self._connection.info.pop(CURSOR).close()

    def _cursor(self) -> Any:
        if not self._again:
            return self._connection.connection.cursor()
        kept = self._connection.info
        cursor = kept.get(CURSOR)
        if cursor is None:
            cursor = kept[CURSOR] = self._connection.connection.cursor()
        return cursor


def in_transaction(connection: Connection) -> bool:
    """Whether SQLite's own transaction is open, whatever SQLAlchemy thinks."""
    return bool(getattr(connection.connection.driver_connection, "in_transaction", False))
