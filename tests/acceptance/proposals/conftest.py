"""What the scenarios of the government office share: a database of a test's own, SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from signoff.engine.people_data import Proxy

from ..databases import own_database
from .desks import Desks, Office
from .office import Office as WholeOffice
from .office import Offices


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'signoff.db'}"
        return
    with own_database(request.param) as url:
        yield url


@pytest.fixture
def office(database: str) -> Iterator[Office]:
    """Opens the office at an instant, with whoever stands in for whom; closed again behind the test."""
    opened: list[Desks] = []

    def open_at(now: str, *proxies: Proxy, **more: str) -> Desks:
        opened.append(Desks(database, now, *proxies, **more))
        return opened[-1]

    yield open_at
    for desks in opened:
        desks.engine.close()


@pytest.fixture
def offices(database: str) -> Iterator[Offices]:
    """Opens the office with all its workflows; closed again behind the test."""
    opened: list[WholeOffice] = []

    def open_with(**settings: Any) -> WholeOffice:
        opened.append(WholeOffice(database, **settings))
        return opened[-1]

    yield open_with
    for one in opened:
        one.engine.close()
