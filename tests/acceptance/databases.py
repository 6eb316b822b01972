"""Databases of a test's own on a real server: made, migrated, and dropped again."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from signoff.adapters.sql import upgrade

VARIABLE = "SIGNOFF_TEST_POSTGRESQL"
DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


@contextmanager
def own_postgresql(*, migrated: bool = True) -> Iterator[str]:
    """The URL of a (migrated) PostgreSQL database that nobody else knows of; skips, loudly, where no server can be reached."""
    given = make_url(os.environ.get(VARIABLE, DEFAULT))
    name = f"signoff_test_{uuid.uuid4().hex}"
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    try:
        try:
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
                connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))  # no test cuts the power
        except SQLAlchemyError as error:
            pytest.skip(f"POSTGRESQL IS NOT TESTED: {given!r} cannot be used ({type(error).__name__}); set {VARIABLE}")
        url = given.set(database=name).render_as_string(hide_password=False)
        try:
            if migrated:
                upgrade(url)
            yield url
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        server.dispose()
