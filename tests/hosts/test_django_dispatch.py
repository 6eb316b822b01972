"""Effects of a Django project that workers deliver: told after `atomic()` has committed, or on Django's own connection in it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connections, transaction
from procrastinate.schema import SchemaManager

from signoff.adapters.dispatch.procrastinate import ProcrastinateDispatcher
from signoff.adapters.hosts.django import DjangoStore
from signoff.adapters.hosts.django.settings import engine_options
from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.ports import Dispatcher, Transaction

from ..acceptance.dispatching import ARCHIVE
from .site import emptied
from .test_django_transactions import taken_back


class Told:
    """A dispatcher that keeps what it is told once that is committed."""

    name = "told"
    patience = timedelta(minutes=5)

    def __init__(self) -> None:
        self.ids: list[str] = []

    def check(self, transaction: Transaction) -> None:
        """It can always be used."""

    def submit(self, rows: Sequence[str], transaction: Transaction, *, again: bool = False) -> None:
        transaction.after_commit(lambda: self.ids.extend(rows))


def office(alias: str, dispatcher: Dispatcher) -> Engine:
    """An engine on Django's connection."""
    keep = Plugin("signoff.effects", "keep", "1", print)
    return Engine(DjangoStore(alias), workflows=[ARCHIVE], plugins=[keep], dispatcher=dispatcher)


def test_what_leaves_is_told_once_atomic_has_committed(alias: str) -> None:
    told = Told()
    engine = office(alias, told)
    with transaction.atomic(using=alias):
        engine.bind(alias).start("archive", by="ann", key="1")
        with taken_back(alias):
            engine.bind(alias).start("archive", by="ann", key="2")
        assert told.ids == []
    assert len(told.ids) == 1
    with taken_back(alias):
        engine.bind(alias).start("archive", by="ann", key="3")
    assert len(told.ids) == 1
    engine.start("archive", by="ann", key="4")
    assert len(told.ids) == 2 and engine.deliver_row(told.ids[1]).delivered == 1


def test_jobs_of_procrastinate_are_written_on_the_connection_of_django(django_databases: None) -> None:
    emptied("postgresql")
    with connections["postgresql"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA jobs")
        cursor.execute("SET search_path TO jobs")
        cursor.execute(SchemaManager.get_schema())
        cursor.execute("SET search_path TO public, jobs")
    engine = office("postgresql", ProcrastinateDispatcher())
    with taken_back("postgresql"):
        engine.bind("postgresql").start("archive", by="ann", key="1")
    with transaction.atomic(using="postgresql"):
        engine.bind("postgresql").start("archive", by="ann", key="2")
    engine.start("archive", by="ann", key="3")
    with connections["postgresql"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchall() == [(2,)]
        cursor.execute("DROP SCHEMA jobs CASCADE")
    connections["postgresql"].close()


def test_the_setting_names_a_dispatcher(settings_of_signoff: None) -> None:
    assert isinstance(engine_options()["dispatcher"], ProcrastinateDispatcher)


@pytest.fixture
def settings_of_signoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting with the dotted path of a class."""
    from django.conf import settings

    path = "signoff.adapters.dispatch.procrastinate.ProcrastinateDispatcher"
    monkeypatch.setattr(settings, "SIGNOFF", {**settings.SIGNOFF, "dispatcher": path})
