"""Databases of a test's own, and processes that can find these modules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.adapters.sql import upgrade

from ..acceptance.databases import SERVERS, own_database


@pytest.fixture(scope="module", params=["sqlite", *SERVERS])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a migrated database of this module's own, of each kind."""
    if request.param != "sqlite":
        with own_database(request.param) as found:
            yield found
        return
    found = f"sqlite:///{tmp_path_factory.mktemp('faults') / 'signoff.db'}"
    upgrade(found)
    yield found


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database; a process that is started meanwhile can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with own_database(request.param) as found:
        yield found
