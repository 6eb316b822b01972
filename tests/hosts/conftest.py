"""What the tests of host adapters share."""

from collections.abc import Iterator

import pytest
from django.db import connections

from . import site


@pytest.fixture(scope="session")
def django_databases() -> Iterator[dict[str, str]]:
    """The databases of the Django project; gives those that are missing, with the reason."""
    with site.databases() as missing:
        yield missing


@pytest.fixture(scope="session")
def every_database(django_databases: dict[str, str]) -> None:
    """All of them have to be there."""
    for why in django_databases.values():
        pytest.skip(why)


@pytest.fixture(params=site.ALL)
def alias(request: pytest.FixtureRequest, django_databases: dict[str, str]) -> Iterator[str]:
    """Each database of the Django project, with nothing in it."""
    if request.param in django_databases:
        pytest.skip(django_databases[request.param])
    yield from empty(request.param)


@pytest.fixture
def sqlite(django_databases: dict[str, str]) -> Iterator[str]:
    """The project's SQLite database."""
    yield from empty("default")


def empty(alias: str) -> Iterator[str]:
    """Emptied before; after the test no transaction may be open."""
    site.emptied(alias)
    yield alias
    assert connections[alias].get_autocommit() and not connections[alias].in_atomic_block
