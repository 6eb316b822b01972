"""A Django project of the tests' own, set up once a process: three databases, a table of the host's, and Signoff's."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import pymysql
from django.conf import settings
from django.db import DatabaseError, connections
from sqlalchemy import URL, make_url

SERVERS = {
    "postgresql": ("SIGNOFF_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"),
    "mariadb": ("SIGNOFF_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1:3306/"),
}
"""Which variable names a server, and where one is looked for without it."""
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
ALL = ("default", "postgresql", "mariadb")
NAME = f"signoff_test_{uuid.uuid4().hex}"
"""The database of this run on each server."""

pymysql.install_as_MySQLdb()


def server(alias: str) -> URL:
    """The server of an alias."""
    variable, usual = SERVERS[alias]
    return make_url(os.environ.get(variable, usual))


def on_server(alias: str, database: str | None) -> dict[str, object]:
    """Django's settings for a database on it."""
    url = server(alias)
    engine = "django.db.backends.postgresql" if alias == "postgresql" else "django.db.backends.mysql"
    told = {
        "NAME": database or "",
        "HOST": url.host or "",
        "PORT": url.port or "",
        "USER": url.username or "",
        "PASSWORD": url.password or "",
    }
    return {"ENGINE": engine, **told}


settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(PLACE / "host.db"),
            "OPTIONS": {"timeout": 0.2, "init_command": "PRAGMA journal_mode = WAL"},
        },
        **{alias: on_server(alias, NAME) for alias in SERVERS},
        **{f"{alias}_server": on_server(alias, server(alias).database) for alias in SERVERS},
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "signoff.adapters.hosts.django"],
    SIGNOFF={"using": ALL, "workflows": LETTER},
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
def databases() -> Iterator[dict[str, str]]:
    """The databases, migrated by Django's own command, and dropped again. Gives what is missing, with the reason."""
    PLACE.mkdir()
    missing = {alias: why for alias in SERVERS if (why := created(alias))}
    try:
        for alias in ALL:
            if alias not in missing:
                call_command("migrate", database=alias, verbosity=0)
                with connections[alias].schema_editor() as editor:
                    editor.create_model(Letter)
        yield missing
    finally:
        connections.close_all()
        for alias in SERVERS.keys() - missing.keys():
            with connections[f"{alias}_server"].cursor() as cursor:
                cursor.execute(f"DROP DATABASE {NAME} {'WITH (FORCE)' if alias == 'postgresql' else ''}")
        connections.close_all()
        shutil.rmtree(PLACE)


def created(alias: str) -> str | None:
    """Make the database on a server; why not, where it cannot be reached."""
    try:
        with connections[f"{alias}_server"].cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME}")
    except DatabaseError as error:
        variable, _ = SERVERS[alias]
        return f"{alias.upper()} IS NOT TESTED: {server(alias)!r} cannot be used ({type(error).__name__}); set {variable}"
    return None


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
    return make_url(f"sqlite:///{PLACE}/host.db") if alias == "default" else server(alias).set(database=NAME)


__all__ = ["ALL", "LETTER", "Letter", "databases", "emptied", "raw", "url_of"]
