"""Under Django, too, a rollback is gone from every table, and half a move is never committed."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from django.db import connections, transaction

from signoff import Engine, Refused
from signoff.adapters.directory import StaticDirectory
from signoff.adapters.hosts.django import DjangoStore
from signoff.adapters.sql.tables import metadata
from signoff.engine.desk import Desk
from signoff.engine.faultpoints import planted
from signoff.workflows import load_people

from ..conformance.test_halves import Breaking, Broken
from ..conformance.whole import NOT_WRITTEN, ORDER, PEOPLE, story, touched
from .site import Letter


@pytest.fixture
def engine(alias: str) -> Engine:
    """An engine with the story's workflow and people."""
    return Engine(DjangoStore(alias), workflows=ORDER, directory=StaticDirectory(load_people(PEOPLE)))


def rows(alias: str) -> Mapping[str, list[str]]:
    """Every row of every table of ours."""
    found = {}
    for table in metadata.sorted_tables:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table.name}")
            found[table.name] = sorted(map(repr, cursor.fetchall()))
    return found


def tell(desk: Desk) -> None:
    """The story, to its end."""
    for verb, given, named in story("outer"):
        with suppress(Refused):
            getattr(desk, verb)(*given, **named)


def test_a_rollback_leaves_no_row_in_any_table(alias: str, engine: Engine) -> None:
    before = rows(alias)
    with transaction.atomic(using=alias):
        tell(engine.bind(alias))
        assert touched(before, rows(alias)) == set(before) - NOT_WRITTEN, "the story leaves a table out"
        transaction.set_rollback(True, using=alias)
    assert touched(before, rows(alias)) == set()


def test_an_inner_block_rolled_back_leaves_exactly_the_outer_part(alias: str, engine: Engine) -> None:
    with transaction.atomic(using=alias):
        tell(engine.bind(alias))
        outer = rows(alias)
        with transaction.atomic(using=alias):
            engine.bind(alias).act("outer/one", "approve", by="he")
            engine.bind(alias).set_series("orders", next=99, by="he", reason="For the test.")
            assert touched(outer, rows(alias)) >= {"signoff_case", "signoff_event", "signoff_series", "signoff_task"}
            transaction.set_rollback(True, using=alias)
    assert touched(outer, rows(alias)) == set() and not engine.verify().problems


def test_half_a_move_is_never_committed(alias: str, engine: Engine) -> None:
    tell(engine)
    before = rows(alias)
    for nth in range(1, 30):
        breaking = Breaking(nth)
        with planted(breaking), transaction.atomic(using=alias):
            Letter.objects.using(alias).create(text=str(nth))
            with suppress(Broken):
                engine.bind(alias).act("outer/one", "approve", by="he")
            broken = transaction.get_rollback(using=alias)
            assert broken == breaking.hit
            transaction.set_rollback(True, using=alias)
        assert touched(before, rows(alias)) == set() and Letter.objects.using(alias).count() == 0
        if not breaking.hit:
            break
    assert nth > 1
