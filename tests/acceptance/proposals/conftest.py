"""What the scenarios of the government office share: a city, and a database of a test's own.

A scenario (`test_s22_…`) is played in every city whose policy ships: in taishan on SQLite and PostgreSQL, in the others on SQLite.
All other tests are about taishan, unless they say otherwise: on SQLite, and those of a module with `DATABASES` on these.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from signoff.engine.people_data import Proxy

from ..databases import own_database, own_sqlite
from .beginnings import Offices
from .cities import CITIES
from .desks import Desks, Office

SCENARIO = re.compile(r"test_s\d\d_")
PLACES = [("taishan", "sqlite"), ("taishan", "postgresql"), ("coast", "sqlite"), ("hills", "sqlite")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where a test is played."""
    stored = "database" in metafunc.fixturenames
    if not SCENARIO.match(metafunc.function.__name__):
        if stored:
            metafunc.parametrize("database", getattr(metafunc.module, "DATABASES", ["sqlite"]), indirect=True)
        return
    if "city" not in metafunc.fixturenames:
        raise pytest.UsageError(f"{metafunc.function.__name__} is a scenario, which is played in every city: it has to ask for `city`")
    if stored:
        metafunc.parametrize(("city", "database"), PLACES, indirect=True, ids=["-".join(place) for place in PLACES])
    else:
        metafunc.parametrize("city", CITIES, indirect=True)


@pytest.fixture
def city(request: pytest.FixtureRequest) -> str:
    """The city in which it is played, by the name of its policy."""
    return str(getattr(request, "param", "taishan"))


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    if request.param == "sqlite":
        yield own_sqlite(tmp_path)
        return
    with own_database(request.param) as url:
        yield url


@pytest.fixture
def office(database: str, city: str) -> Iterator[Office]:
    """Opens the desks at an instant, with whoever stands in for whom; closed again behind the test."""
    opened: list[Desks] = []

    def open_at(now: str, *proxies: Proxy, **more: Any) -> Desks:
        opened.append(Desks(database, now, *proxies, policy=city, **more))
        return opened[-1]

    yield open_at
    for desks in opened:
        desks.engine.close()


@pytest.fixture
def offices(database: str, city: str) -> Iterator[Offices]:
    """Opens the office with all its workflows; closed again behind the test."""
    opens = Offices(database, city)
    yield opens
    opens.close()
