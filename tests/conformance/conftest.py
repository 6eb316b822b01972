"""The stores that the suite runs on, each empty at the start of a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from signoff.adapters.memory import MemoryStore
from signoff.adapters.sql import SqlStore, upgrade
from signoff.adapters.sql.tables import metadata, schema
from signoff.engine.service import AnyStore as AnyStore
from tests.acceptance.databases import empty_database

KINDS = ["memory", "sqlite-file", "sqlite-memory", "postgresql", "mariadb"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A database of this run's own on the server named by SIGNOFF_TEST_POSTGRESQL, dropped afterwards."""
    with empty_database("postgresql") as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_store(postgresql: URL) -> Iterator[SqlStore]:
    """A store on it, migrated."""
    upgrade(postgresql)
    yield from closing(SqlStore(postgresql))


@pytest.fixture(scope="session")
def mariadb() -> Iterator[URL]:
    """A database of this run's own on the server named by SIGNOFF_TEST_MARIADB, dropped afterwards."""
    with empty_database("mariadb") as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_store(mariadb: URL) -> Iterator[SqlStore]:
    """A store on it, migrated."""
    upgrade(mariadb)
    yield from closing(SqlStore(mariadb))


@pytest.fixture
def mariadb_migrating() -> Iterator[URL]:
    """A database there without a table."""
    with empty_database("mariadb") as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a new SQLite file."""
    return tmp_path_factory.mktemp("sqlite") / "signoff.db"


@pytest.fixture(scope="session")
def sqlite_file_store(sqlite_file: Path) -> Iterator[SqlStore]:
    """A store on it; it migrates itself."""
    yield from closing(SqlStore(f"sqlite:///{sqlite_file}"))


@pytest.fixture(scope="session")
def sqlite_memory_store() -> Iterator[SqlStore]:
    """A store on a database in memory."""
    yield from closing(SqlStore("sqlite://"))


def closing(store: SqlStore) -> Iterator[SqlStore]:
    """The store, closed at the end."""
    store.ready()
    yield store
    store.close()


def emptied(store: SqlStore) -> SqlStore:
    """The store without a row."""
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not schema:
                connection.execute(table.delete())
    return store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[AnyStore]:
    """Each store in turn."""
    yield from opened(request, request.param)


@pytest.fixture(params=["memory", "sqlite-file", "postgresql", "mariadb"])
def snapshot_store(request: pytest.FixtureRequest) -> Iterator[AnyStore]:
    """Stores where readers and a writer work side by side."""
    yield from opened(request, request.param)


@pytest.fixture(params=["sqlite-file", "postgresql", "mariadb"])
def shared_store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """Stores that several processes can share."""
    yield from opened(request, request.param)


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgresql", "mariadb"])
def sql_store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """Stores on a database."""
    yield from opened(request, request.param)


@pytest.fixture(params=["postgresql", "mariadb"])
def server_store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """A store on a database with several writers at a time."""
    yield from opened(request, request.param)


def opened(request: pytest.FixtureRequest, kind: str) -> Iterator["SqlStore"]:
    """The store of this kind, empty; after the test no connection may be out."""
    if kind == "memory":
        yield MemoryStore()  # type: ignore[misc]
        return
    found: SqlStore = request.getfixturevalue(f"{kind.replace('-', '_')}_store")
    yield emptied(found)
    found.rested()
    checked_out = getattr(found.engine.pool, "checkedout", lambda: 0)()
    assert checked_out == 0, "a connection was not given back"
