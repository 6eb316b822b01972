"""What `fix` proposes for each reason: carried out, the finding is gone, or history says who has seen to it; or it says where to go."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from signoff import Refused
from signoff.cli.messages.fix import MESSAGES
from signoff.compose import Engine
from signoff.engine.events import Acknowledged
from signoff.engine.fix import ADVICE, FixPlan, FixState
from signoff.engine.fix.measures import BY_CODE
from signoff.engine.inspect import REASONS, Repair

from ..acceptance.databases import own_database
from .town import TROUBLES, VARIANTS, Town, named, troubled

HOUSE = Path(__file__).parents[2]

Ready = Callable[[Town], object]


def nothing(town: Town) -> None:
    """Nothing has to be seen to beforehand."""


def mended(was: str, now: str) -> Ready:
    """A mended definition is published."""

    def publish(town: Town) -> None:
        (text,) = town.texts.values()
        assert was in text
        town.engine.publish(text.replace(was, now), by="adm")

    return publish


def on_the_fourth(town: Town) -> None:
    """The day from which the clock counts is given."""
    town.engine.edit(named("timer_missing"), by="bob", data={"day": "2026-07-04"})


@dataclass(frozen=True, slots=True)
class Mended:
    """What `fix` does: its verbs in their order; what has to be `ready` for that, and to whom a seat goes."""

    verbs: tuple[str, ...]
    to: str | None = None
    ready: Ready = nothing


MENDED: Mapping[str, Mended] = {
    "nobody_assigned": Mended(("reassign",), "boss"),
    "candidates_empty": Mended(("reassign",), "boss"),
    "holder_inactive": Mended(("reassign",), "boss"),
    "holder_unknown": Mended(("reassign",), "boss"),
    "duties_leave_nobody": Mended(("reassign",), "eve"),
    "holder_away": Mended(("proxy",)),
    "delegation_loop": Mended(("proxy",)),
    "quorum_unattainable": Mended(("reassign",), "boss"),
    "timer_missing": Mended(("rearm",), ready=on_the_fourth),
    "timer_unfired": Mended(("tick",)),
    "suspended": Mended(("resume",)),
    "no_move": Mended(("migrate",), ready=mended("sum > 5", "sum > 0")),
    "guard_raises": Mended(("migrate",), ready=mended("10 / sum > 5", "sum < 5")),
    "not_opened": Mended(("jump",)),
    "effect_dead": Mended(("retry",), ready=lambda town: town.engine.tick()),
}
"""By reason code: those that a repair mends."""
SEEN: Mapping[str, tuple[str, ...]] = {
    "overdue": ("remind", "acknowledge"),
    "ladder_exhausted": ("remind", "acknowledge"),
    "silent": ("remind", "acknowledge"),
    "ping_pong": ("acknowledge",),
}
"""By reason code: those that one only sees to, and how."""
OUTSIDE = {code for code, one in REASONS.items() if one.repair is Repair.OUTSIDE}


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the cases live."""
    return "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'signoff.db'}"


def one(database: str, code: str) -> Town:
    """A town in which this one thing has gone wrong."""
    return troubled(database, {code: TROUBLES[code]})


def planned(engine: Engine, code: str, to: str | None = None) -> FixPlan:
    """What would be done about it."""
    return engine.plan_fix(named(code), by="adm", reason="looked into it", to=to, code=code)


def test_every_reason_is_mended_or_seen_to_or_lies_outside_and_has_its_texts() -> None:
    classes = {Repair.MENDS: set(MENDED), Repair.ACKNOWLEDGES: set(SEEN), Repair.OUTSIDE: OUTSIDE}
    assert {repair: {code for code, reason in REASONS.items() if reason.repair is repair} for repair in Repair} == classes
    assert set(BY_CODE) == set(MENDED) | set(SEEN)
    assert OUTSIDE <= set(ADVICE) <= set(REASONS)
    assert {f"elsewhere.{code}" for code in ADVICE} <= set(MESSAGES)
    page = (HOUSE / "docs" / "how-to" / "fix.md").read_text("utf-8")
    assert [code for code in (*MENDED, *SEEN) if f"`{code}`" not in page] == []


@pytest.mark.parametrize("code", MENDED)
def test_what_can_be_mended_is_gone_after_the_repair_that_was_proposed(code: str, database: str) -> None:
    town, wanted = one(database, code), MENDED[code]
    wanted.ready(town)
    engine = town.engine if code == "effect_dead" else town.after()
    plan = planned(engine, code, wanted.to)
    (fix,) = plan.cases
    assert plan and tuple(measure.verb for measure in fix.possible) == wanted.verbs
    report = engine.fix_planned(plan)
    (done,) = report.cases
    assert report and done.state is FixState.MENDED and done.more == ()
    assert code not in [finding.code for finding in engine.why(named(code)).findings]
    assert engine.verify().problems == ()


ARMED: Mapping[str, tuple[str | None, tuple[int, ...]]] = {
    "timer_missing_rungs": (None, (1,)),
    "timer_missing_clock": ("reply", ()),
    "timer_missing_clock_rungs": ("reply", (1,)),
}
"""By the name of a trouble: the clock of the case that `rearm` names, and the rungs that run then."""


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the cases live: also on a server."""
    if request.param == "postgresql":
        with own_database("postgresql") as url:
            yield url
        return
    yield "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'signoff.db'}"


@pytest.mark.parametrize("name", VARIANTS)
def test_missing_timers_of_a_step_or_a_clock_of_the_case_are_found_armed_and_looked_at_again(name: str, any_database: str) -> None:
    town = troubled(any_database, {name: VARIANTS[name]})
    (clock, rungs), engine = ARMED[name], town.after()
    (finding,) = [one for one in engine.stuck(reason="timer_missing").findings if one.key == named(name)]
    assert (finding.variant, finding.params.get("clock")) == (VARIANTS[name].variant, clock)
    (fix,) = engine.plan_fix(named(name), by="adm", reason="the calendar was wrong", code="timer_missing").cases
    words = f" --clock {clock}" if clock is not None else ""
    assert [one.line for one in fix.possible] == [f"signoff rearm {named(name)}/{named(name)}{words} --reason 'the calendar was wrong'"]
    (done,) = engine.fix(named(name), by="adm", reason="the calendar was wrong", code="timer_missing").cases
    assert (done.state, done.more) == (FixState.MENDED, ())
    assert engine.why(named(name)).findings == () and engine.verify().problems == ()
    assert fix.after is not None and tuple(one.rung for one in fix.after.timers) == rungs
    if clock is not None:
        assert [one.id for one in engine.why(named(name)).clocks] == [clock]
    town.clock.advance("40d")
    assert engine.fire_timers().fired == len(rungs)
    engine.close()
    town.engine.close()


@pytest.mark.parametrize("code", SEEN)
def test_what_can_only_be_seen_to_says_afterwards_who_has_and_when(code: str, database: str) -> None:
    town = one(database, code)
    engine = town.after()
    (done,) = engine.fix(named(code), by="adm", reason="rang them up", code=code).cases
    assert (done.state, tuple(measure.verb for measure in done.fix.possible)) == (FixState.ACKNOWLEDGED, SEEN[code])
    finding = next(one for one in engine.stuck(reason=code).findings if one.code == code)
    seen = finding.acknowledged
    assert seen is not None and (seen.by, seen.at, seen.reason) == ("adm", town.clock.now(), "rang them up")
    (event,) = [event for event in engine.history(named(code)) if isinstance(event.fact, Acknowledged)]
    assert (event.actor, event.at, event.fact) == ("adm", town.clock.now(), Acknowledged(code=code, reason="rang them up"))


@pytest.mark.parametrize("code", sorted(OUTSIDE - {"definition_missing", "definition_unreadable", "child_stuck"}))
def test_of_what_lies_outside_nothing_is_done_and_it_is_said_what_to_do_elsewhere(code: str) -> None:
    town = one("memory://", code)
    engine = town.after()
    before = len(engine.history(named(code)))
    (done,) = engine.fix(named(code), by="adm", reason="x", code=code).cases
    assert (done.state, done.fix.measures, done.fix.left) == (FixState.UNCHANGED, (), (code,))
    assert len(engine.history(named(code))) == before


@pytest.mark.parametrize("code", ["definition_missing", "definition_unreadable"])
def test_nothing_is_done_to_a_case_whose_definition_cannot_be_had(code: str) -> None:
    both = ("definition_missing", "definition_unreadable")
    engine = troubled("memory://", {one: TROUBLES[one] for one in both}).after()
    (done,) = engine.fix(named(code), by="adm", reason="x").cases
    assert (done.state, done.fix.measures, done.fix.left) == (FixState.UNCHANGED, (), (code,))


def test_a_parent_goes_on_as_soon_as_its_child_is_mended(database: str) -> None:
    engine = one(database, "child_stuck").after()
    report = engine.fix("child-stuck", by="adm", reason="x", to="boss")
    assert report and [(done.fix.key, done.state) for done in report.cases] == [
        ("child-stuck/law", FixState.MENDED),
        ("child-stuck", FixState.GONE),
    ]


@pytest.mark.parametrize(
    ("code", "why"),
    [("timer_missing", "time_invalid"), ("duties_leave_nobody", "not_same_as")],
)
def test_a_repair_that_cannot_work_says_so_before_anything_is_done(code: str, why: str) -> None:
    engine = one("memory://", code).after()
    to = {"duties_leave_nobody": "bob"}.get(code)
    (fix,) = planned(engine, code, to).cases
    assert fix.possible == () and fix.left == (code,)
    assert why in [reason.code for measure in fix.measures for reason in measure.reasons]


@pytest.mark.parametrize("code", ["no_move", "guard_raises"])
def test_without_a_mended_definition_it_is_said_what_to_do(code: str) -> None:
    engine = one("memory://", code).after()
    (fix,) = planned(engine, code).cases
    assert (fix.measures, fix.left) == ((), (code,)) and code in ADVICE


SEATS = [code for code, one in MENDED.items() if one.to is not None or "proxy" in one.verbs]
"""Reasons whose repair gives something to a person."""


@pytest.mark.parametrize("code", SEATS)
@pytest.mark.parametrize(("to", "why"), [("kim", "inactive_person"), ("ghost", "unknown_person")])
def test_nothing_is_planned_for_who_has_left_or_whom_nobody_knows(code: str, to: str, why: str) -> None:
    engine = one("memory://", code).after()
    before = len(engine.history(named(code)))
    with pytest.raises(Refused) as caught:
        engine.fix(named(code), by="adm", reason="x", to=to, code=code)
    assert [reason.code for reason in caught.value.reasons] == [why]
    assert len(engine.history(named(code))) == before


@pytest.mark.parametrize("code", [code for code in MENDED if code != "effect_dead"])
def test_a_case_that_has_ended_since_the_plan_was_made_is_left_alone(code: str) -> None:
    town, wanted = one("memory://", code), MENDED[code]
    wanted.ready(town)
    engine = town.after()
    plan = planned(engine, code, wanted.to)
    assert plan.possible
    engine.terminate(named(code), by="adm", reason="not wanted any more")
    before = len(engine.history(named(code)))
    report = engine.fix_planned(plan)
    assert report and [done.state for done in report.cases] == [FixState.GONE]
    assert len(engine.history(named(code))) == before


@pytest.mark.parametrize("code", [code for code in MENDED if code not in ("suspended", "effect_dead", "timer_unfired")])
def test_a_case_that_was_put_to_rest_since_is_told_as_it_is(code: str) -> None:
    town, wanted = one("memory://", code), MENDED[code]
    wanted.ready(town)
    engine = town.after()
    plan = planned(engine, code, wanted.to)
    engine.suspend(named(code), by="adm", reason="a ruling is awaited")
    (done,) = engine.fix_planned(plan).cases
    assert done.state.value in ("gone", "refused", "stuck")
    assert "suspended" in [finding.code for finding in done.more] or done.state is FixState.REFUSED
    assert engine.verify().problems == ()
