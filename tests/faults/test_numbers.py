"""Numbers taken by several processes at once: no gap, no double, no deadlock; and what a process that dies had in hand is given back."""

from collections.abc import Iterator
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from signoff import Engine

from ..acceptance.databases import own_database
from .office import PEOPLE, deadlocks
from .processes import FORKED, alone, come, met, together

ORDERS = """
signoff: 1
workflow: order
defaults: {empty: hold, self: allow}
series:
  orders: {format: "{year}-{seq}"}
  papers: {format: "P{seq}", per: none}
data: {no: text, paper: text}
steps:
  place:
    by: initiator
    actions:
      one: {to: approved, effects: [{allocate: no, from: orders}]}
      both: {to: approved, effects: [{allocate: no, from: orders}, {allocate: paper, from: papers}]}
      htob: {to: approved, effects: [{allocate: paper, from: papers}, {allocate: no, from: orders}]}
"""
TIMES = 25


def house(database: Any) -> Engine:
    """An engine with the one workflow."""
    return Engine(database, workflows=[ORDERS], directory=PEOPLE)


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
def shared(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database that several processes can use."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/numbers.db"
        return
    with own_database(request.param) as found:
        yield found


def issue(barrier: Barrier, url: str, cases: list[str], action: str) -> list[str]:
    """Bring one case after the other to its number, each at the same instant as the others do."""
    with house(url) as engine:
        engine.case(cases[0])
        told = []
        for case in cases:
            met(barrier)
            told.append(str(engine.act(case, action, by="ann").data["no"]))
        return told


def started(url: str, times: int) -> list[str]:
    with house(url) as engine:
        return [engine.start("order", by="ann").id for _ in range(times)]


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_that_take_numbers_at_one_instant_get_each_its_own_and_leave_no_gap(shared: str, processes: int) -> None:
    """S20: two documents of one series issued in the same second."""
    mine = [started(shared, TIMES) for _ in range(processes)]
    told = together(*((issue, (shared, cases, "one")) for cases in mine))
    numbers = sorted(int(number.partition("-")[2]) for each in told for number in each)
    assert numbers == list(range(1, processes * TIMES + 1))
    with house(shared) as engine:
        assert engine.series("orders")[0].missing == ()
        assert engine.verify().problems == ()


def test_two_series_are_taken_from_in_either_order_without_a_deadlock(shared: str) -> None:
    before = deadlocks(shared) if shared.startswith("postgresql") else 0
    first, second = started(shared, TIMES), started(shared, TIMES)
    told = together((issue, (shared, first, "both")), (issue, (shared, second, "htob")))
    assert len({number for each in told for number in each}) == 2 * TIMES
    with house(shared) as engine:
        assert [view.next for view in engine.series()] == [2 * TIMES + 1] * 2
        assert engine.verify().problems == ()
    if shared.startswith("postgresql"):
        assert deadlocks(shared) == before


def hold(url: str, case: str, taken: Event, never: Event) -> None:
    """Take a number in a host's transaction, say so, and wait for what does not come."""
    database = create_engine(url)
    with house(url) as engine, database.connect() as connection:
        engine.bind(connection).act(case, "one", by="ann")
        taken.set()
        come(never)


def test_the_number_that_a_killed_process_had_in_hand_is_given_to_the_next(shared: str) -> None:
    lost, next_one = started(shared, 2)
    taken, never = FORKED.Event(), FORKED.Event()
    with alone(hold, shared, lost, taken, never) as process:
        come(taken)
        process.kill()
        process.join()
    with house(shared) as engine:
        assert engine.act(next_one, "one", by="ann").data["no"] == f"{engine.now().year}-1"
        assert "no" not in engine.case(lost).data
        assert engine.verify().problems == ()
