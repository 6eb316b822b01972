"""Databases of a test's own: a file, or a PostgreSQL database that is made and dropped again."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, make_url, text

from signoff.adapters.sql import upgrade

VARIABLE = "SIGNOFF_TEST_POSTGRESQL"


@contextmanager
def own_postgresql() -> Iterator[str]:
    """The URL of a migrated PostgreSQL database that nobody else knows of; skips where no server is given."""
    given = os.environ.get(VARIABLE)
    if not given:
        pytest.skip(f"{VARIABLE} names no PostgreSQL database")
    name = f"signoff_test_{uuid.uuid4().hex}"
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = make_url(given).set(database=name).render_as_string(hide_password=False)
        try:
            upgrade(url)
            yield url
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        server.dispose()
