"""A process that is forked when its engine has been used (a web server that loads the application first) leaves the connections alone."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from signoff import Engine

from ..acceptance.databases import SERVERS, own_database
from .office import office
from .processes import PATIENCE

FORK = multiprocessing.get_context("fork")
TIMES = 60


@pytest.fixture(params=["sqlite", *SERVERS])
def place(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[str]:
    """A database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/signoff.db"
        return
    with own_database(request.param) as found:
        yield found


def talk(engine: Engine, case: str, who: str) -> None:
    """Say something so many times."""
    for number in range(TIMES):
        engine.comment(case, by="he", text=f"{who} {number}")


def child(end: Connection, engine: Engine, case: str, who: str) -> None:
    """A child with the engine that its parent has used."""
    try:
        talk(engine, case, who)
        end.send("done")
    except BaseException as error:
        end.send(repr(error))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_parent_and_children_act_side_by_side_with_connections_of_their_own(place: str) -> None:
    with office(place) as engine:
        cases = [engine.start("paper", by="ann").id for _ in range(3)]
        ends = []
        for number in (1, 2):
            here, there = FORK.Pipe(duplex=False)
            process = FORK.Process(target=child, args=(there, engine, cases[number], f"child {number}"), daemon=True)
            process.start()
            ends.append((process, here))
        talk(engine, cases[0], "parent")
        for process, here in ends:
            assert here.poll(PATIENCE)
            assert here.recv() == "done"
            process.join(PATIENCE)
        said = [sum(event.kind == "commented" for event in engine.history(case)) for case in cases]
        assert said == [TIMES] * 3
        assert engine.verify().problems == ()


def test_what_a_child_finds_is_what_its_parent_kept_in_memory() -> None:
    """A database in memory is the child's own from then on."""
    with office("sqlite://") as engine:
        case = engine.start("paper", by="ann").id
        here, there = FORK.Pipe(duplex=False)
        process = FORK.Process(target=child, args=(there, engine, case, "child"), daemon=True)
        process.start()
        assert here.poll(PATIENCE)
        assert here.recv() == "done"
        process.join(PATIENCE)
        assert not any(event.kind == "commented" for event in engine.history(case))
