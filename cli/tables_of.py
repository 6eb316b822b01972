"""The tables of a database: whether there are any, which revision they have, and bringing them to this release's."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .errors import NO_DATABASE, USAGE, Problem
from .messages import say

if TYPE_CHECKING:
    from .settings import Settings


class Tables(Protocol):
    """What `signoff db` asks for."""

    def current(self) -> str | None:
        """The revision of the tables; None where there are none."""
        ...

    def outdated(self) -> bool:
        """Whether they are missing or too old for this release."""
        ...

    def upgrade(self) -> str | None:
        """Create or upgrade them; the revision that they had before."""
        ...

    def retell(self) -> int:
        """Work out anew what keeps open cases alive, where an older release has moved them; how many it was."""
        ...


class SqlTables:
    """Those of a database that is given by its URL or as an SQLAlchemy engine."""

    def __init__(self, database: Any) -> None:
        self._database = database

    def current(self) -> str | None:
        """Told by the tables themselves."""
        from signoff.adapters.sql import current

        return current(self._database)

    def outdated(self) -> bool:
        """Whether this release cannot work with them."""
        from signoff.adapters.sql import needs_upgrade

        return needs_upgrade(self._database)

    def upgrade(self) -> str | None:
        """In one transaction."""
        from signoff.adapters.sql import upgrade

        return upgrade(self._database)

    def retell(self) -> int:
        """In one transaction."""
        from signoff.adapters.sql import retell

        return retell(self._database)


def must_be_there(settings: "Settings") -> None:
    """Raise a Problem where the database is an SQLite file that is not there, or without a byte: to open it would make an empty one."""
    file = file_of(settings.db or "")
    if file is not None and not written(file):
        raise Problem("no_database_file", NO_DATABASE, say("hint.no_database_file"), file=file)


def written(file: Path) -> bool:
    """Whether there is a file with anything in it."""
    return file.is_file() and file.stat().st_size > 0


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL; None for a database in memory, for a URI of SQLite's own, and for any other database.

    >>> file_of("sqlite+pysqlite:////data/app.db?timeout=5"), file_of("sqlite://"), file_of("postgresql:///app")
    (PosixPath('/data/app.db'), None, None)
    """
    driver, _, path = url.partition(":///")
    path = path.partition("?")[0]
    return Path(path) if driver.partition("+")[0] == "sqlite" and path and not path.startswith((":memory:", "file:")) else None


def tables(settings: "Settings") -> SqlTables:
    """The tables of the database of the settings; a Problem where none is set."""
    if settings.db is None:
        raise Problem("no_database", USAGE, say("hint.no_database"))
    return SqlTables(settings.db)
