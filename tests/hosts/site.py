"""A Django project of the tests' own, set up once a process: two databases, a table of the host's, and Signoff's."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from sqlalchemy import URL, make_url

VARIABLE = "SIGNOFF_TEST_POSTGRESQL"
SERVER = make_url(os.environ.get(VARIABLE, "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"))
PLACE = Path(tempfile.gettempdir()) / f"signoff-{uuid.uuid4().hex}"
LETTER = """
signoff: 1
workflow: letter
data: {text: {type: text}, day: {type: date}, sum: {type: money}, urgent: {type: bool}, parts: {type: list, of: text}}
defaults: {empty: hold, duplicate: none, self: forbid}
steps:
  draft: {by: initiator}
  check: {approvers: [person(he), person(ann)], rule: all, due: 2d}
"""
BOTH = ("default", "postgresql")

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(PLACE / "host.db"),
            "OPTIONS": {"timeout": 0.2, "init_command": "PRAGMA journal_mode = WAL"},
        },
        "postgresql": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": f"signoff_test_{uuid.uuid4().hex}",
            "HOST": SERVER.host or "",
            "PORT": SERVER.port or "",
            "USER": SERVER.username or "",
            "PASSWORD": SERVER.password or "",
        },
        "server": {"ENGINE": "django.db.backends.postgresql", "NAME": SERVER.database, "HOST": SERVER.host or ""}
        | {"PORT": SERVER.port or "", "USER": SERVER.username or "", "PASSWORD": SERVER.password or ""},
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "signoff.adapters.hosts.django"],
    SIGNOFF={"using": BOTH, "workflows": LETTER},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SECRET_KEY="of the tests",
    TIME_ZONE="Asia/Shanghai",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402


class Letter(models.Model):  # type: ignore[misc]  # Django ships no types
    """A row of the host's."""

    text = models.TextField()
    at = models.DateTimeField(null=True)
    sum = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    facts = models.JSONField(null=True)

    class Meta:
        app_label = "letters"


@contextmanager
def databases() -> Iterator[None]:
    """Both databases, migrated by Django's own command, and dropped again."""
    PLACE.mkdir()
    try:
        with connections["server"].cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name()}")
    except DatabaseError as error:
        pytest.skip(f"POSTGRESQL IS NOT TESTED: {SERVER!r} cannot be used ({type(error).__name__}); set {VARIABLE}")
    try:
        for alias in BOTH:
            call_command("migrate", database=alias, verbosity=0)
            with connections[alias].schema_editor() as editor:
                editor.create_model(Letter)
        yield
    finally:
        connections.close_all()
        with connections["server"].cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name()} WITH (FORCE)")
        connections.close_all()
        for path in PLACE.iterdir():
            path.unlink()
        PLACE.rmdir()


def name() -> str:
    """The PostgreSQL database of this run."""
    return str(settings.DATABASES["postgresql"]["NAME"])


def emptied(alias: str) -> None:
    """No row of the host's, and none of Signoff's."""
    from signoff.adapters.sql.tables import metadata, schema

    Letter.objects.using(alias).all().delete()
    with connections[alias].cursor() as cursor:
        for table in reversed(metadata.sorted_tables):
            if table is not schema:
                cursor.execute(f"DELETE FROM {table.name}")


def raw(alias: str = "default") -> Any:
    """The driver's own connection."""
    connections[alias].ensure_connection()
    return connections[alias].connection


def url_of(alias: str) -> URL:
    """The same database for connections that are not Django's."""
    return make_url(f"sqlite:///{PLACE}/host.db") if alias == "default" else SERVER.set(database=name())


__all__ = ["BOTH", "LETTER", "Letter", "databases", "emptied", "name", "raw", "url_of"]
