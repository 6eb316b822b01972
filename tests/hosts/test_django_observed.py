"""Observers of an engine on Django's connection: told when `atomic()` has committed, and never of what it takes back."""

from django.db import transaction

from signoff.adapters.hosts.django import DjangoStore
from signoff.compose import Engine
from tests.conformance.test_observing import NOTE, Heard

from .test_django_transactions import taken_back


def test_a_move_is_told_once_atomic_has_committed(alias: str) -> None:
    heard, engine = Heard(), Engine(DjangoStore(alias), workflows=NOTE)
    engine.observe(heard)
    with taken_back(alias):
        engine.bind(alias).start("note", by="ann")
    assert heard.told == []
    with transaction.atomic(using=alias):
        engine.bind(alias).start("note", by="ann")
        with taken_back(alias):
            engine.bind(alias).start("note", by="ann")
        assert heard.told == []
    assert heard.told == ["start done"]
    engine.start("note", by="ann")
    assert heard.told == ["start done", "start done"]
