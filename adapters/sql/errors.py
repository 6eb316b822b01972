"""Where errors of the database become errors of Signoff; `__cause__` keeps the original, words of our own hide passwords."""

import re
from collections.abc import Callable
from sqlite3 import SQLITE_BUSY_SNAPSHOT

from sqlalchemy import exc
from sqlalchemy.engine import Dialect

from signoff.engine.errors import Misconfigured, Reason, Refused, SignoffError, Stale, StoreUnavailable, unstorable

from . import errors_mariadb as mariadb
from .columns import is_mariadb
from .engines_mariadb import not_mariadb

CONFLICTS = frozenset({"40001", "40P01", "55P03", "25P02", "22012"})
"""Serialization failure, deadlock, lock not available, transaction aborted before; division by zero: a save in one statement that would
have written too little."""
MISSING = frozenset({"42P01", "42703", "3F000"})
"""Undefined table, column or schema."""
UNSTORABLE = frozenset({"22021", "22P05", "22001"})
"""Characters that the database cannot keep."""
GONE = frozenset({"57P01", "57P02", "57P03"})
"""The server shuts down, crashes, or is starting."""
ANSWERED = frozenset({"22", "25", "28", "3D", "42"})
"""Classes of errors with which a server refuses a statement."""
REFUSED_ENTRY = {
    "42501": (
        "the user may not do this to the tables",
        "Grant it: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA … TO user.",
    ),
    "53300": ("the server has too many connections", "Lower the size of the pools, or raise max_connections."),
    "53100": ("the server's disk is full", "Make room; nothing was written."),
}
"""What a person has to set right."""
ONLY_READ = "25006"
"""A statement that writes, in a transaction that only reads: on a standby, say."""
SQLITE_ONLY_READ = re.compile(r"readonly database", re.IGNORECASE)
SQLITE_MISSING = re.compile(r"no such (table|column)|has no column", re.IGNORECASE)
SQLITE_BUSY = re.compile(r"database (table )?is locked|database schema is locked", re.IGNORECASE)


class translated:  # noqa: N801 - a block is `with translated(…)`
    """Turn errors of SQLAlchemy and of the driver into ours. Every statement stands in such a block: it costs nothing but its making.

    `lost` is called where the connection is gone, `cut` where the work is cut off in the middle of a message;
    `secret` is kept out of the words.
    """

    __slots__ = ("_cut", "_dialect", "_lost", "_secret")

    def __init__(
        self,
        dialect: Dialect,
        lost: Callable[[], None] | None = None,
        *,
        secret: str | None = None,
        cut: Callable[[], None] | None = None,
    ) -> None:
        self._dialect, self._lost, self._secret, self._cut = dialect, lost, secret, cut

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is None:
            return
        found = self._of(error)
        if found is not None:
            raise found from error
        if self._cut and not isinstance(error, Exception):
            self._cut()

    def _of(self, error: BaseException) -> SignoffError | None:
        match error:
            case exc.DBAPIError():
                return _translation(error.orig or error, self._dialect, self._lost, self._secret)
            case exc.PendingRollbackError():
                return conflict("the transaction has met an error before")
            case exc.ResourceClosedError():
                return ended("the connection is closed")
            case exc.TimeoutError():
                return none_free()
            case exc.SQLAlchemyError():
                if "is not a MariaDB variant" in str(error):
                    return not_mariadb()
                return unavailable(f"the database cannot be used: {type(error).__name__}")
            case UnicodeEncodeError():
                return unstorable()
        ours = isinstance(error, self._dialect.loaded_dbapi.Error)
        return _translation(error, self._dialect, self._lost, self._secret) if ours else None


def conflict(message: str = "the database reports a conflict") -> Stale:
    """Somebody else was faster: the transaction has to run again."""
    return Stale(message, code="conflict", hint="Roll back and run your transaction again.")


def key_taken(workflow: str, key: str) -> Refused:
    """The refusal of a human key that is in use."""
    data = {"workflow": workflow, "key": key}
    return Refused([Reason("key_taken", f"{workflow} already has a case {key!r}", "Choose another key, or act on that case.", data)])


def not_migrated(revision: str | None = None) -> StoreUnavailable:
    """The tables are missing, or older than this release."""
    what = "has no Signoff tables" if revision is None else f"has Signoff tables of revision {revision}, which is too old"
    return StoreUnavailable(
        f"the database {what}", code="database_not_migrated", hint="Run: signoff db upgrade", data={"revision": revision}
    )


DRIVERS = {"psycopg": "postgresql", "pymysql": "mariadb", "aiomysql": "mariadb", "aiosqlite": "async"}
"""The packages that speak to databases, and the extras that bring them."""


def driver_missing(driver: str) -> StoreUnavailable:
    """The package that speaks to the database is not there."""
    hint = f"Run: pip install 'signoff[{DRIVERS[driver]}]'"
    return StoreUnavailable(f"the driver `{driver}` is not installed", code="driver_missing", hint=hint, data={"driver": driver})


def unavailable(message: str) -> StoreUnavailable:
    """The database cannot be reached, or does not do what it should."""
    return StoreUnavailable(message, hint="Check that the database runs and that the URL is right.")


def none_free() -> StoreUnavailable:
    """Every connection of the pool is in use for longer than a call waits."""
    hint = "Inside your own transaction call engine.bind(session), which takes no other connection; or give the pool more (pool_size)."
    return StoreUnavailable("no connection of the pool became free in time", hint=hint)


def is_refused(error: StoreUnavailable) -> bool:
    """Whether a server has answered with a no, so that nothing was carried out."""
    cause = error.__cause__
    return _state_of(getattr(cause, "orig", None) or cause)[:2] in ANSWERED


def only_read() -> StoreUnavailable:
    """The server is a standby, the user may not write, or the file may not be written to."""
    hint = "Give the URL of the server that takes writes; a file of SQLite and its folder must belong to whoever runs this."
    return StoreUnavailable("the database can only be read", hint=hint)


def ended(told: str = "the transaction was ended in the middle of a command, of which nothing is written") -> Misconfigured:
    """The host has ended its transaction, or closed its connection, before the command was done with it."""
    return Misconfigured(told, hint="Commit, roll back and close after the command, not in a function given to engine.before(…).")


def commit_unknown(error: StoreUnavailable, *, over: bool) -> StoreUnavailable:
    """The database did not say whether it has committed; `over` where that transaction cannot be under way any more."""
    told = f"the database failed while it was committing, so it is not known whether that was carried out: {error.message}"
    hint = "Give it again with the same request_id: it is answered then, and not carried out twice. Without one, look first."
    return StoreUnavailable(told, code="commit_unknown", hint=hint, data={"over": over, "told": error.message})


def _translation(error: BaseException, dialect: Dialect, lost: Callable[[], None] | None, secret: str | None) -> SignoffError:
    found = _meaning(error, dialect, lost)
    return found or unavailable(f"the database cannot be used: {_first_line(error, secret)}")


def _meaning(error: BaseException, dialect: Dialect, lost: Callable[[], None] | None) -> SignoffError | None:
    if is_mariadb(dialect):
        return _mariadb(error, lost)
    return _sqlite(error) if dialect.name == "sqlite" else _server(error, lost)


def _server(error: BaseException, lost: Callable[[], None] | None) -> SignoffError | None:
    kind = type(error).__name__
    state = _state_of(error)
    if lost and kind in ("OperationalError", "AdminShutdown") and (not state or state in GONE or state.startswith("08")):
        lost()
    if state in CONFLICTS or state.startswith("23"):
        return conflict()
    if state in MISSING:
        return not_migrated()
    if state == ONLY_READ:
        return only_read()
    if state in REFUSED_ENTRY:
        said, hint = REFUSED_ENTRY[state]
        return StoreUnavailable(f"{said}: {_first_line(error, None)}", hint=hint, data={"state": state})
    return unstorable() if state in UNSTORABLE or (kind == "DataError" and not state) else None


def _state_of(error: BaseException | None) -> str:
    return str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")


def _mariadb(error: BaseException, lost: Callable[[], None] | None) -> SignoffError | None:
    number = mariadb.number_of(error)
    if lost and (number in mariadb.GONE or (not number and type(error).__name__ == "InterfaceError")):
        lost()
    if number in mariadb.CONFLICTS:
        return conflict()
    if number in mariadb.MISSING:
        return not_migrated()
    if number in mariadb.ONLY_READ:
        return only_read()
    return unstorable() if number in mariadb.UNSTORABLE else mariadb.refusal_of(error)


def _sqlite(error: BaseException) -> SignoffError | None:
    message = str(error)
    if SQLITE_BUSY.search(message) or getattr(error, "sqlite_errorcode", None) == SQLITE_BUSY_SNAPSHOT:
        return conflict("another writer holds the database")
    if type(error).__name__ == "IntegrityError":
        return conflict()
    if SQLITE_ONLY_READ.search(message):
        return only_read()
    return not_migrated() if SQLITE_MISSING.search(message) else None


def _first_line(error: BaseException, secret: str | None) -> str:
    """What the driver says, without the lines that may quote data, and without the secret."""
    line = (_words(error).strip().splitlines() or [type(error).__name__])[0]
    return line.replace(secret, "***") if secret else line


def _words(error: BaseException) -> str:
    """MariaDB's drivers put a number in front of the words."""
    return str(error.args[1]) if len(error.args) > 1 and mariadb.number_of(error) else str(error)
