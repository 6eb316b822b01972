"""Lives in which clocks lack their timers and are late: whatever happens in between, `rearm` and `acknowledge` do what they say."""

from functools import partial
from random import Random

import pytest

from signoff.engine import commands as c
from signoff.engine.inspect import StuckFinding

from ..engine.house import workflow
from . import invariants
from .family import Doing, Pass, World
from .met import Met

LIVES, LENGTH = 60, 25
TEXT = workflow(
    """
one: {approvers: role(legal), may_edit: [day], due: day + 1d, escalate: [{at: due - 1d, remind: holder}]}
two: {approvers: [person(bob), role(finance)], rule: all, due: 2d, escalate: [{at: due, remind: holder}], return: {to: any_earlier}}
""",
    head="deadlines: {reply: {from: started, when: today >= opens, due: 20d}}",
    data="amount: integer\nday: {type: date, default: 9999-12-31}\nopens: {type: date, default: 2026-06-05}",
)


def doing(world: World, chance: Random) -> Doing:
    """What happens next: mostly what this is about."""
    person, clock = chance.choice(("adm", "adm", "ini", "bob", "dan", "gus")), chance.choice((None, None, "reply", "none"))
    kind = chance.choices(("arm", "see", "edit", "pass", "act", "return", "extend", "rest"), (5, 9, 2, 3, 2, 1, 1, 1))[0]
    match kind:
        case "arm":
            return c.Rearm(case="k", by=person, reason="r", clock=clock)
        case "see":
            code = chance.choice(("overdue", "overdue", "ladder_exhausted", "timer_missing", "dues"))
            return c.Acknowledge(case="k", by=person, code=code, reason=chance.choice(("r", "r", " ")), clock=clock)
        case "edit":
            return c.Edit(case="k", by="bob", data={"day": chance.choice(("9999-12-31", "2026-06-03", "2026-06-09"))})
        case "pass":
            return Pass(chance.choice(("1h", "30h", "100h")))
        case "act":
            return c.Act(case="k", by=chance.choice(("bob", "cat", "dan")), action="approve", comment="ok")
        case "return":
            return c.Act(case="k", by="bob", action="return", to="one", comment="again")
        case "extend":
            return c.Extend(case="k", by="adm", to="due + 3d", reason="r", clock=chance.choice((None, "reply")))
    return chance.choice((c.Suspend(case="k", by="adm", reason="r"), c.Resume(case="k", by="adm", reason="r")))


def missing(world: World, clock: str | None) -> list[StuckFinding]:
    """What is said of timers that this clock lacks."""
    return [one for one in world.engine.why("k").findings if one.code == "timer_missing" and one.params.get("clock") == clock]


def live(met: Met, number: int) -> None:
    """One life; after each of the two commands it is looked at what has come of it."""
    world, chance = World(TEXT), Random(number)
    for _ in range(LENGTH):
        tried = doing(world, chance)
        before = met.done[type(tried).__name__]
        met.tried(type(tried).__name__, partial(world.run, tried))
        if met.done[type(tried).__name__] == before:
            continue
        if isinstance(tried, c.Rearm):
            assert missing(world, tried.clock) == []
        if isinstance(tried, c.Acknowledge):
            about = [one for one in world.engine.why("k").findings if (one.code, one.params.get("clock")) == (tried.code, tried.clock)]
            assert all(one.acknowledged is not None and one.acknowledged.by == tried.by for one in about)
            met.codes["seen"] += len(about)
    met.lived(world.engine.history("k"), {world.case.id: world.model})
    invariants.hold(world)


@pytest.fixture(scope="module")
def met() -> Met:
    """What so many lives have met."""
    found = Met()
    for number in range(LIVES):
        live(found, number)
    return found


def test_both_are_done_and_refused_and_stand_in_the_history(met: Met) -> None:
    for verb, fact in (("Rearm", "timers_armed"), ("Acknowledge", "acknowledged")):
        assert (met.done[verb] > 0, met.refused[verb] > 0, met.facts[fact] > 0) == (True, True, True)


def test_every_refusal_of_the_two_is_met_and_findings_are_acknowledged(met: Met) -> None:
    wanted = {"not_admin", "not_by", "inactive_person", "time_invalid", "nothing_to_arm", "unknown_clock", "unknown_reason"}
    wanted |= {"to_be_mended", "not_stuck_so", "acknowledged_already"}
    assert {code for code in (*wanted, "comment_required", "suspended", "seen") if not met.codes[code]} == set()
