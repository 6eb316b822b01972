"""Django's connection stays what Django made of it, and what our tables hold is not changed by what Django has taught its drivers."""

from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction

from signoff import Misconfigured, StoreUnavailable
from signoff.adapters.hosts.django import bind, engine
from signoff.adapters.sql import SqlStore
from signoff.engine.ports import CaseFilter

from .site import Letter, raw, url_of

FACTS = {"b": [1, "二"], "a": None}
DATA = {"text": "答复 %s %% :p ''", "day": date(2026, 3, 1), "sum": Decimal("12.30"), "urgent": True, "parts": ("1", "2026-03-01")}


def setting_of(alias: str) -> dict[str, Any]:
    """What Django has set on its connection."""
    names = {
        "default": ("isolation_level", "row_factory", "text_factory"),
        "postgresql": ("isolation_level", "autocommit", "row_factory", "cursor_factory", "_notice_handlers"),
        "mariadb": ("encoders", "decoders", "cursorclass", "client_flag", "sql_mode"),
    }[alias]
    found = {name: copy(getattr(raw(alias), name)) for name in names}
    if alias == "mariadb":
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT @@autocommit, @@tx_isolation, @@sql_mode, @@time_zone, @@character_set_client")
            found["session"] = cursor.fetchone()
    return found


def both(alias: str) -> None:
    """A row of the host's and a case, with values of every kind."""
    at = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
    Letter.objects.using(alias).create(text="Brief", at=at, sum=Decimal("0.10"), facts=FACTS)
    bind(alias).start("letter", by="ann", key="a", data=DATA)
    bind(alias).act("a", "submit", by="ann", comment="100 % 同意")


def test_the_connection_is_left_as_it_was(alias: str) -> None:
    connections[alias].close()
    before = setting_of(alias)
    with transaction.atomic(using=alias):
        both(alias)
    engine(alias).tick()
    engine(alias).verify()
    assert setting_of(alias) == before


def test_the_hosts_values_read_as_they_did(alias: str) -> None:
    with transaction.atomic(using=alias):
        both(alias)
        for one in (Letter.objects.using(alias).get(), Letter.objects.using(alias).get(text__regex=r"^B.*f$", sum__lt=1)):
            assert (one.at, one.sum, one.facts) == (datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC), Decimal("0.10"), FACTS)
    assert Letter.objects.using(alias).filter(at__year=2026, facts__b__1="二").count() == 1


def test_ours_are_those_that_a_connection_of_our_own_reads(alias: str) -> None:
    with transaction.atomic(using=alias):
        both(alias)
    store = SqlStore(url_of(alias))
    try:
        (plain,) = store.cases("default", CaseFilter())
        (seen,) = engine(alias).store.cases("default", CaseFilter())
        assert seen == plain and seen.data == plain.data
        assert list(store.history("default", plain.id)) == list(engine(alias).store.history("default", plain.id))
        assert store.projection("default", plain.id) == engine(alias).store.projection("default", plain.id)
    finally:
        store.close()
    assert dict(engine(alias).case("a").data) == DATA
    assert engine(alias).verify().problems == ()


@pytest.mark.parametrize("alias", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_has_closed_is_replaced(alias: str) -> None:
    engine(alias).start("letter", by="ann", key="a")
    mine = raw(alias).info.backend_pid
    with connections["postgresql_server"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    with pytest.raises(Exception, match=r"terminat|clos"):
        engine(alias).case("a")
    assert engine(alias).case("a").key == "a"
    connections["postgresql_server"].close()


def test_a_server_that_is_not_there_is_told_as_ours(alias: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: dict[str, tuple[str, object]] = {"default": ("NAME", "/nowhere/at/all.db"), "postgresql": ("PORT", "1"), "mariadb": ("PORT", 1)}
    name, value = wrong[alias]
    connections[alias].close()
    monkeypatch.setitem(connections[alias].settings_dict, name, value)
    for ask in (lambda: engine(alias).cases(), lambda: engine(alias).start("letter", by="ann", key="a")):
        with pytest.raises(StoreUnavailable) as caught:
            ask()
        assert caught.value.hint
    connections[alias].close()


def test_doctor_knows_the_database(alias: str) -> None:
    assert alias in str(engine(alias).doctor())


def test_the_engine_needs_nothing_of_the_connection_before_it_is_used(alias: str) -> None:
    connections[alias].close()
    assert engine(alias) is engine(alias)
    assert connections[alias].connection is None


def test_one_thread_fires_timers_since_each_has_a_connection_of_djangos(alias: str) -> None:
    assert engine(alias).sweepers() == 1
    with pytest.raises(Misconfigured, match="only one thread of a process fires timers") as caught:
        engine(alias).fire_timers(2)
    assert "run another worker" in (caught.value.hint or "")
