"""What PostgreSQL takes as one value each and what it takes as JSON comes to the same rows, and a shape that is rare is taken as JSON."""

import os
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff import Engine, Refused
from signoff.adapters.directory import StaticDirectory
from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.batch import Batch, batch
from signoff.adapters.sql.claims import postgresql_shapes
from signoff.adapters.sql.claims.postgresql_shapes import OFTEN, ROWS, SHAPES, Shaped, Shapes
from signoff.engine import ids
from signoff.engine.errors import SignoffError
from signoff.engine.ports import Stored
from signoff.testing import ManualClock
from signoff.workflows import load_people

from .conftest import emptied
from .doing import load, start
from .factory import a_case, a_task, beginning, moving, saving
from .whole import ORDER, PEOPLE, rows, story

SEATS = """
signoff: 1
workflow: seats
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
notify: [{event: opened, to: holder}]
steps:
  all:
    approvers: [person(he), person(li), role(clerk)]
    rule: all
    due: 1d
    escalate: [{at: due, every: 1h, times: 3, remind: holder}, {at: due + 1d, notify: person(ann)}]
    actions: {approve: next, reject: rejected}
  one: {by: person(he), actions: {approve: next, back: {to: all}}}
"""


def told(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, list[str]]:
    """Every row after a story with votes, timers, branches, numbers, requests and refusals; ids and salts are drawn alike each time."""
    drawn = random.Random(7)
    monkeypatch.setattr(os, "urandom", drawn.randbytes)
    monkeypatch.setattr(ids, "_last", 0)
    clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    engine = Engine(emptied(store), workflows=[ORDER, SEATS], directory=StaticDirectory(load_people(PEOPLE)), clock=clock)
    for key in ("a", "b"):
        for verb, given, named in story(key):
            with suppress(Refused):
                getattr(engine, verb)(*given, **named)
            clock.advance("1m")
    for key in ("c", "d"):
        engine.start("seats", by="ann", key=key, request_id=key)
        for hours in ("26h", "1h", "49h"):
            clock.advance(hours)
            engine.fire_timers(commit_each=key == "d")
        for who, action in (("he", "approve"), ("li", "approve"), ("li", "approve"), ("he", "back"), ("he", "approve"), ("li", "reject")):
            with suppress(Refused):
                engine.act(key, action, by=who, request_id=f"{key}-{who}-{action}")
    assert engine.verify().problems == ()
    return rows(store.engine)


def test_a_story_leaves_the_same_rows_whichever_way_they_are_given(postgresql_store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, values = list[str](), Shaped.values

    def noted(self: Shaped, batch: Batch) -> list[object]:
        taken.append(self.sql)
        return values(self, batch)

    monkeypatch.setattr(Shaped, "values", noted)
    with monkeypatch.context() as patch:
        patch.setattr(Shapes, "of", lambda *_, **__: None)
        as_json = told(postgresql_store, monkeypatch)
    assert taken == []
    monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)
    as_values = told(postgresql_store, monkeypatch)
    assert as_values == as_json
    assert len(taken) > 10
    assert len(set(taken)) > 5


def a_batch(texts: int = 0, **given: object) -> Batch:
    """The rows of a case that moves, with so many tasks."""
    case = a_case(**given)
    stored = Stored(case.id, "default", {case.id: case}, 2, "h" * 64, 2)
    return batch(saving(moving(stored, replace(case, tasks=tuple(a_task() for _ in range(texts))))))


def test_a_shape_has_to_come_some_times() -> None:
    shapes = Shapes()
    found = [shapes.of(a_batch(1), aborting=True, skipping=False) for _ in range(OFTEN)]
    assert found[:-1] == [None] * (OFTEN - 1)
    assert found[-1] is not None
    assert shapes.of(a_batch(1), aborting=True, skipping=False) is found[-1]
    assert shapes.of(a_batch(1), aborting=False, skipping=False) is None, "another statement"
    assert shapes.of(a_batch(2), aborting=True, skipping=False) is None, "another shape"


def test_so_many_shapes_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)
    monkeypatch.setattr(postgresql_shapes, "ROWS", 10 * SHAPES)
    shapes = Shapes()
    found = [shapes.of(a_batch(many), aborting=True, skipping=False) for many in range(2 * SHAPES)]
    assert [one is not None for one in found] == [True] * SHAPES + [False] * SHAPES


def test_a_save_of_many_rows_and_one_of_several_cases_have_no_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)
    assert Shapes().of(a_batch(ROWS), aborting=True, skipping=False) is None
    several = a_batch(1)
    several.moved *= 2
    assert Shapes().of(several, aborting=True, skipping=False) is None
    assert Shapes().of(batch(saving(beginning(a_case()))), aborting=True, skipping=False) is None


def test_what_has_come_rarely_is_forgotten_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_shapes, "SHAPES", 2)
    monkeypatch.setattr(postgresql_shapes, "ROWS", 100)
    shapes = Shapes()
    for many in range(60):
        assert shapes.of(a_batch(many), aborting=True, skipping=False) is None
    assert len(shapes._seen) <= 20


def test_a_number_too_large_for_its_column_is_an_error_and_writes_nothing(
    postgresql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_shapes, "OFTEN", 1)
    store = emptied(postgresql_store)
    stored = start(store, a_case(step="old"))
    with pytest.raises(SignoffError), store.begin(locking=False) as work:
        work.save(saving(moving(stored, replace(stored.meant, step="new", round=2**40))))
    assert load(store, stored.root) == stored
