"""A case with a chain on SQLite and PostgreSQL: read back by engines without its plug-in, on time, and verified to the last row."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, update

from signoff.adapters.plugins import Plugin
from signoff.adapters.sql import tables
from signoff.compose import Engine
from signoff.engine.chain_values import ChainStep
from signoff.testing import ManualClock

from ..engine.house import MONDAY, Register, workflow

TEXT = workflow(
    """
    draft: {by: initiator}
    line:
      chain: {mine: initiator}
      due: 2d
      escalate: [{at: due, remind: holder}]
      return: {to: any_earlier, resume: [rewalk, straight_back]}
    """
)


def mine(directory: object, person: str) -> Sequence[ChainStep]:
    """Three levels, one of them a slate of two."""
    return [ChainStep(("person(bob)",)), ChainStep(("person(dan)", "person(eve)"), rule="all"), ChainStep(("role(audit)",))]


def engine_on(database: str, clock: ManualClock, *plugins: Plugin, text: str = TEXT) -> Engine:
    return Engine(database, workflows=[text], directory=Register(), clock=clock, plugins=plugins)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY)


def begun(database: str, clock: ManualClock) -> None:
    """A case whose chain has been laid out, by an engine that is gone again."""
    with engine_on(database, clock, Plugin("signoff.chains", "mine", "1", mine)) as engine:
        engine.start("w", by="ini", key="k")
        engine.act("k", "submit", by="ini")


def test_an_engine_without_the_plug_in_brings_the_case_to_its_end(database: str, clock: ManualClock) -> None:
    begun(database, clock)
    with engine_on(database, clock, text=workflow("other: {by: initiator}").replace("workflow: w", "workflow: v")) as engine:
        assert [item.task.step for item in engine.inbox("bob")] == ["line_1"]
        assert [case.key for case in engine.cases(step="line_1")] == ["k"]
        engine.act("k", "approve", by="bob")
        engine.act("k", "approve", by="dan")
        engine.act("k", "return", by="eve", to="draft", resume="straight_back", comment="look again")
        engine.act("k", "submit", by="ini")
        assert (engine.case("k").step, [task.holder for task in engine.case("k").tasks]) == ("line_2", ["eve"])
        engine.act("k", "approve", by="eve")
        assert engine.act("k", "approve", by="fay").status == "approved"
        assert engine.verify()


def test_its_clocks_run_in_every_process(database: str, clock: ManualClock) -> None:
    begun(database, clock)
    clock.advance("3d")
    with engine_on(database, clock, Plugin("signoff.chains", "mine", "1", mine)) as engine:
        assert engine.fire_timers().fired == 1
        assert [event.fact.to for event in engine.history("k") if event.kind == "noticed"] == [("bob",)]  # type: ignore[attr-defined]
        assert engine.verify()


def test_a_hand_in_the_frozen_chain_is_found(database: str, clock: ManualClock) -> None:
    begun(database, clock)
    server = create_engine(database)
    with server.begin() as connection:
        state = connection.execute(select(tables.case.c.state)).scalar_one()
        assert "person(bob)" in state
        connection.execute(update(tables.case).values(state=state.replace("person(bob)", "person(cat)")))
    server.dispose()
    with engine_on(database, clock, Plugin("signoff.chains", "mine", "1", mine)) as engine:
        assert "fold" in {problem.code for problem in engine.verify().problems}


def test_a_host_that_rolls_back_has_laid_out_nothing(tmp_path: Path, clock: ManualClock) -> None:
    database = f"sqlite:///{tmp_path / 'host.db'}"
    with engine_on(database, clock, Plugin("signoff.chains", "mine", "1", mine)) as engine:
        engine.start("w", by="ini", key="k")
        server = create_engine(database)
        with server.connect() as connection:
            transaction = connection.begin()
            assert engine.bind(connection).act("k", "submit", by="ini").step == "line_1"
            transaction.rollback()
        server.dispose()
        assert engine.case("k").step == "draft"
        assert engine.verify()
