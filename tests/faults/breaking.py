"""Connections that break: a server's really do, a file's by the driver's own words."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text

SESSIONS = {
    "postgresql": "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()",
    "mariadb": "SELECT id FROM information_schema.processlist WHERE db = :name AND id <> connection_id()",
}
SESSIONS["mysql"] = SESSIONS["mariadb"]
"""What ends every session of one database; where the statement only lists them, each is killed."""


def breaking(url: str) -> Callable[[str], None]:
    """A hook that breaks every connection to this database at the point that it is called with.

    A statement that comes next fails by itself. That a commit failed although it succeeded has to be said for the driver.
    """
    found = make_url(url)
    error: Any = found.get_dialect().import_dbapi().OperationalError
    backend = found.get_backend_name()

    def hook(point: str) -> None:
        if backend != "sqlite":
            cut(found)
        if point == "commit.after" or (backend == "sqlite" and point.partition(".")[0] in DRIVEN):
            raise error("the connection is gone (said by a test)")

    return hook


DRIVEN = ("begin", "statement", "commit", "rollback")
"""Where a driver can fail."""


def cut(url: URL) -> None:
    """End all sessions of this database but the one that does so."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        found = connection.execute(text(SESSIONS[url.get_backend_name()]), {"name": url.database}).scalars().all()
        if url.get_backend_name() != "postgresql":
            for session in found:
                connection.exec_driver_sql(f"KILL CONNECTION {session}")
    admin.dispose()


def at(number: int, then: Callable[[str], None]) -> Callable[[str], None]:
    """Do this at the crossing with this number, from 0."""
    return _when(lambda passed: passed == number, then)


def from_then_on(number: int, then: Callable[[str], None]) -> Callable[[str], None]:
    """Do this at the crossing with this number and all that follow."""
    return _when(lambda passed: passed >= number, then)


def _when(holds: Callable[[int], bool], then: Callable[[str], None]) -> Callable[[str], None]:
    passed: list[str] = []

    def hook(point: str) -> None:
        passed.append(point)
        if holds(len(passed) - 1):
            then(point)

    return hook


def at_first(point: str, then: Callable[[], object]) -> Callable[[str], None]:
    """Do this where this point is reached first."""
    passed: list[str] = []

    def hook(reached: str) -> None:
        if reached == point and not passed:
            passed.append(reached)
            then()

    return hook
