"""`fix` on real databases: a house in which several things are wrong at once is mended in one go, awaited or not."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from signoff.adapters.sql import prepare
from signoff.compose import AsyncEngine, Engine
from signoff.engine.fix import FixState
from signoff.testing import ManualClock

from ..engine.house import Register, workflow
from .databases import awaited

MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)
FOREVER = datetime(2099, 1, 1, tzinfo=UTC)
TEXT = workflow(
    "check: {approvers: role(legal), due: 2d, escalate: [{at: due - 1d, remind: holder}], effects: [{notify: manager_of(initiator)}]}\n"
    "sign: {approvers: role(audit)}"
)


def troubled(engine: Engine, people: Register, clock: ManualClock) -> None:
    """A holder who has left, a case put to rest, a notice that never arrived, and a timer that nobody has fired."""
    for key in ("left", "rests", "dead", "late"):
        engine.start("w", by="ini", key=key)
    engine.claim("left", by="bob")
    engine.suspend("rests", by="adm", reason="later")
    engine.act("dead", "approve", by="cat")
    for row in engine.store.lease("node", FOREVER, 10, 60):
        if row.case == engine.case("dead").id:
            engine.store.failed(row.id, FOREVER, "no such address", None)
    clock.advance("25h")
    people.leave("bob")


def test_a_house_in_which_much_is_wrong_is_mended_in_one_go(database: str) -> None:
    clock, people = ManualClock(MONDAY), Register()
    engine = Engine(database, workflows=[TEXT], directory=people, clock=clock)
    troubled(engine, people, clock)
    before = {(one.key, one.code) for one in engine.stuck().findings}
    assert before == {
        ("left", "holder_inactive"),
        ("left", "timer_unfired"),
        ("rests", "suspended"),
        ("dead", "effect_dead"),
        ("late", "timer_unfired"),
    }
    plan = engine.plan_fix(by="adm", reason="Monday's round", everything=True)
    assert plan and {(one.key, one.code) for one in engine.stuck().findings} == before, "a plan writes nothing"
    report = engine.fix_planned(plan)
    assert report and {one.fix.key: one.state for one in report.cases} == dict.fromkeys(("left", "rests", "dead", "late"), FixState.MENDED)
    assert engine.stuck().findings == () and engine.verify().problems == ()
    assert engine.case("left").tasks[0].holder == "cat"
    assert not engine.fix(by="adm", reason="once more", everything=True).cases
    engine.close()


def test_in_the_transaction_of_a_host_its_rollback_takes_everything_back(database: str) -> None:
    clock, people = ManualClock(MONDAY), Register()
    engine = Engine(database, workflows=[TEXT], directory=people, clock=clock)
    engine.start("w", by="ini", key="left")
    engine.claim("left", by="bob")
    people.leave("bob")
    hosts = create_engine(database)
    prepare(hosts)
    with Session(hosts) as session:
        assert engine.bind(session).fix("left", by="adm", reason="Bob has left")
        session.rollback()
    assert [one.code for one in engine.stuck().findings] == ["holder_inactive"]
    with Session(hosts) as session, session.begin():
        assert engine.bind(session).fix("left", by="adm", reason="Bob has left")
    assert engine.stuck().findings == () and engine.verify().problems == ()
    hosts.dispose()
    engine.close()


def test_the_same_awaited(database: str) -> None:
    clock, people = ManualClock(MONDAY), Register()
    engine = Engine(database, workflows=[TEXT], directory=people, clock=clock)
    troubled(engine, people, clock)

    async def fix() -> bool:
        other = AsyncEngine(awaited(make_url(database)), workflows=[TEXT], directory=people, clock=clock)
        report = await other.fix(by="adm", reason="Monday's round", everything=True)
        await other.close()
        return bool(report)

    assert asyncio.run(fix()) and engine.stuck().findings == () and engine.verify().problems == ()
    engine.close()
