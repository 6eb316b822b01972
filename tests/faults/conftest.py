"""Databases of a test's own, and processes that can find these modules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.adapters.sql import upgrade

from ..acceptance.databases import SERVERS, own_database


@pytest.fixture(scope="module", params=["sqlite", *SERVERS])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a migrated database of this module's own, of each kind."""
    yield from migrated(request.param, tmp_path_factory.mktemp("faults"))


@pytest.fixture(params=["sqlite", *SERVERS])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same for one test alone."""
    yield from migrated(request.param, tmp_path)


def migrated(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database with the tables in it, and no row."""
    if kind != "sqlite":
        with own_database(kind) as found:
            yield found
        return
    found = f"sqlite:///{folder / 'signoff.db'}"
    upgrade(found)
    yield found


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database; a process that is started meanwhile can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with own_database(request.param) as found:
        yield found
