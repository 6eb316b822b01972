"""What the acceptance tests share: a database of a test's own on each kind of server, and a count of statements."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .databases import own_database, own_sqlite


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own: an SQLite file, then PostgreSQL and MariaDB."""
    if request.param == "sqlite":
        yield own_sqlite(tmp_path)
        return
    with own_database(request.param) as url:
        yield url
