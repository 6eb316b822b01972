"""What the tests of host adapters share."""

from collections.abc import Iterator

import pytest
from django.db import connections

from . import site


@pytest.fixture(scope="session")
def django_databases() -> Iterator[None]:
    """The databases of the Django project."""
    with site.databases():
        yield


@pytest.fixture(params=site.ALL)
def alias(request: pytest.FixtureRequest, django_databases: None) -> Iterator[str]:
    """Each database of the Django project, with nothing in it."""
    yield from empty(request.param)


@pytest.fixture
def sqlite(django_databases: None) -> Iterator[str]:
    """The project's SQLite database."""
    yield from empty("default")


def empty(alias: str) -> Iterator[str]:
    """Emptied before; after the test no transaction may be open."""
    site.emptied(alias)
    yield alias
    assert connections[alias].get_autocommit() and not connections[alias].in_atomic_block
