"""A command needs one connection and no more, or as many as the pool has could wait for each other for ever."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine

from signoff.compose import Engine
from signoff.testing import ManualClock

from .office import LETTER, MORNING, PAPER, PEOPLE


@pytest.fixture
def pool(url: str) -> Iterator[Database]:
    """A pool of one connection that knows no patience."""
    found = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    yield found
    found.dispose()


def test_an_answer_that_was_given_before_is_read_on_the_same_connection(pool: Database) -> None:
    engine = Engine(pool, workflows=[PAPER], directory=PEOPLE)
    first = engine.start("paper", by="ann", key="1", request_id="r")
    assert engine.start("paper", by="ann", key="1", request_id="r").id == first.id


def test_an_older_definition_is_read_on_the_same_connection(pool: Database) -> None:
    case = Engine(pool, workflows=[PAPER], directory=PEOPLE).start("paper", by="ann")
    newer = Engine(pool, workflows=[PAPER.replace("law:", "legal:")], directory=PEOPLE)
    assert newer.act(case.id, "approve", by="he").step == "law"


def test_a_sweep_reads_older_definitions_on_the_same_connection(pool: Database) -> None:
    clock = ManualClock(MORNING)
    Engine(pool, workflows=[LETTER], directory=PEOPLE, clock=clock).start("letter", by="ann")
    newer = Engine(pool, workflows=[LETTER.replace("answer:", "reply:")], directory=PEOPLE, clock=clock)
    clock.advance("25h")
    swept = newer.fire_timers()
    assert (swept.fired, swept.failed) == (1, {})


def test_many_timers_that_fail_do_not_hide_the_one_behind_them(pool: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their definition is gone; they are due first, and more of them than a sweep looks at in one go."""
    monkeypatch.setattr("signoff.engine.sweep.LIMIT", 4)
    clock = ManualClock(MORNING)
    before = Engine(pool, workflows=[LETTER], directory=PEOPLE, clock=clock)
    lost = {before.start("letter", by="ann").id for _ in range(9)}
    with pool.begin() as connection:
        connection.exec_driver_sql("DELETE FROM signoff_definition")
    clock.advance("1h")
    engine = Engine(pool, workflows=[LETTER.replace("answer:", "reply:")], directory=PEOPLE, clock=clock)
    engine.start("letter", by="ann")
    clock.advance("25h")
    swept = engine.fire_timers()
    assert (swept.fired, set(swept.failed)) == (1, lost)
