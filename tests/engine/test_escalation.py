"""Clocks of steps: when something is due, which rungs happen, who is told, which seat moves; and every rung exactly once."""

from datetime import UTC, datetime, timedelta

from signoff.engine.expressions import PeopleQuery

from .house import MONDAY, House, Register, started, workflow

LADDER = """
review:
  approvers: person(bob)
  due: 2d
  escalate:
    - {at: due - 1d, remind: holder}
    - {at: due, notify: manager_of(holder)}
    - {at: due + 1d, notify: role(audit)}
"""


def fired(house: House) -> list[tuple[object, ...]]:
    return [(str(key).split(":", 2)[2], quiet) for key, quiet in house.fields("timer_fired", "key", "quiet")]


def test_a_step_says_when_it_is_due() -> None:
    house = started(LADDER)
    assert house.case.due_at == MONDAY + timedelta(days=2) and house.tasks[0].due_at == house.case.due_at


def test_rungs_happen_in_order_each_once() -> None:
    house = started(LADDER)
    assert [house.tick("23h"), house.tick("1h"), house.tick(), house.tick("24h"), house.tick("24h"), house.tick("240h")] == [
        0,
        1,
        0,
        1,
        1,
        0,
    ]
    assert house.notices() == [("remind", ("bob",)), ("notify", ("boss",)), ("notify", ("fay",))]
    assert house.sound()


def test_a_reminder_marks_the_task() -> None:
    house = started(LADDER)
    house.tick("24h")
    assert house.tasks[0].urged == 1


def test_after_downtime_all_rungs_happen_and_the_highest_notifies() -> None:
    house = started(LADDER)
    assert house.tick("300h") == 3
    assert fired(house) == [("0:0", True), ("1:0", True), ("2:0", False)]
    assert house.notices() == [("notify", ("fay",))]
    assert house.tasks[0].urged == 1


def test_a_rung_whose_condition_does_not_hold_silences_none_below_it() -> None:
    house = started(
        """
        review:
          approvers: person(bob)
          due: 1d
          escalate:
            - {at: due, remind: holder}
            - {at: due, when: urgent, act: approve}
            - {at: due + 1d, when: urgent, notify: role(audit)}
        """,
        data="urgent: bool",
    )
    house.tick("72h")
    assert house.notices() == [("remind", ("bob",))]


def test_a_rung_that_only_sets_something_silences_none_below_it() -> None:
    house = started(
        """
        review:
          approvers: person(bob)
          due: 1d
          escalate:
            - {at: due, remind: holder}
            - {at: due + 1d, notify: manager_of(holder)}
            - {at: due + 2d, set: {late: true}}
        """,
        data="late: bool",
    )
    assert house.tick("300h") == 3 and house.case.data["late"] is True
    assert fired(house) == [("0:0", True), ("1:0", False), ("2:0", False)]
    assert house.notices() == [("notify", ("boss",))]


def test_a_late_timer_records_its_due_instant_and_the_real_one() -> None:
    house = started(LADDER)
    house.tick("300h")
    (event, *_) = [event for event in house.engine.history("k") if event.kind == "timer_fired"]
    assert event.fact.due == MONDAY + timedelta(days=1) and event.at == MONDAY + timedelta(hours=300)  # type: ignore[attr-defined]
    assert event.actor == "system:timer"


def test_a_rung_repeats_as_often_as_it_says() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, every: 1d, times: 3, remind: holder}]}")
    assert [house.tick("24h") for _ in range(5)] == [1, 1, 1, 0, 0]
    assert len(house.notices()) == 3


def test_repetitions_of_what_counts_from_due_move_with_it() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, every: 1d, times: 4, remind: holder}]}")
    assert house.tick("48h") == 2
    house.engine.extend("k", by="adm", to="due + 5d", reason="the file is large")
    assert house.tick("5d") == 0  # not late yet, nor for the third time
    assert [house.tick("1d") for _ in range(3)] == [1, 1, 0] and house.sound()


def test_repetitions_of_what_counts_from_the_begin_stay_where_they_are() -> None:
    house = started("review: {approvers: person(bob), due: 9d, escalate: [{at: begin + 1d, every: 1d, times: 3, remind: holder}]}")
    assert house.tick("24h") == 1
    house.engine.extend("k", by="adm", to="due + 5d", reason="the file is large")
    assert [house.tick("1d") for _ in range(3)] == [1, 1, 0]


def test_a_monthly_repetition_keeps_to_its_day() -> None:
    house = started("review: {approvers: person(bob), escalate: [{at: begin + 91d, every: 1m, times: 5, remind: holder}]}")
    house.clock.set(datetime(2027, 1, 10, tzinfo=UTC))
    house.tick()
    due = [f"{fact.due:%m-%d}" for fact in house.facts("timer_fired")]  # type: ignore[attr-defined]
    assert due == ["08-31", "09-30", "10-31", "11-30", "12-31"]


def test_repetitions_missed_in_a_downtime_notify_once() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, every: 1d, times: 10, remind: holder}]}")
    assert house.tick("132h") == 5
    assert house.notices() == [("remind", ("bob",))]
    assert house.tick("24h") == 1 and len(house.notices()) == 2


def test_a_repetition_never_silences_a_higher_rung() -> None:
    house = started(
        """
        review:
          approvers: person(bob)
          due: 1d
          escalate:
            - {at: due, every: 1d, times: 10, remind: holder}
            - {at: due + 2d, notify: role(audit)}
        """
    )
    house.tick("132h")
    assert ("notify", ("fay",)) in house.notices()


def test_per_seat_a_rung_speaks_of_each_open_seat() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(cat), person(dan)]
          rule: all
          due: 1d
          escalate: [{at: due, per: seat, notify: manager_of(holder)}, {at: due, per: seat, remind: holder}]
        """
    )
    house.act("bob", "approve")
    house.tick("24h")
    assert [people for _, people in house.notices()] == [("cat",), ("dan",)]
    house = started("vote: {approvers: [person(bob), person(cat)], rule: all, due: 1d, escalate: [{at: due, per: seat, remind: holder}]}")
    house.tick("24h")
    assert [people for _, people in house.notices()] == [("bob",), ("cat",)]


def test_a_rung_moves_the_seat() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due + 1d, reassign: manager_of(holder)}]}")
    house.tick("48h")
    assert house.holders == ["boss"]
    assert house.refused("bob", "approve") == "not_holder"
    assert house.act("boss", "approve").status == "approved" and house.sound()


def test_a_rung_moves_the_seat_to_a_live_pool() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, reassign: role(finance) | person(boss)}]}")
    house.tick("24h")
    assert [(t.holder, t.tokens, t.candidates) for t in house.tasks] == [(None, ("role:finance",), ("boss",))]
    assert house.act("boss", "approve").status == "approved"


def test_a_rung_gives_no_seat_to_whom_a_duty_bars() -> None:
    house = started(
        """
        draft: {by: initiator}
        review: {approvers: person(bob), not_same_as: [draft], due: 1d, escalate: [{at: due, reassign: initiator}]}
        """
    )
    house.act("ini", "submit")
    house.tick("24h")
    assert house.holders == ["bob"] and "nobody" in str(house.fields("urged", "reason"))


def test_a_rung_gives_nobody_a_second_seat() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(boss)]
          rule: all
          due: 1d
          escalate: [{at: due, per: seat, reassign: manager_of(holder)}]
        """
    )
    house.act("boss", "approve")
    house.tick("24h")
    assert house.holders == ["bob"]


def test_a_rung_looks_at_its_when_as_it_fires() -> None:
    house = started(
        "review: {approvers: person(bob), may_edit: [n], due: 1d, escalate: [{at: due, when: n > 5, notify: initiator}]}",
        data="n: integer",
        given={"n": 9},
    )
    house.engine.edit("k", data={"n": 1}, by="bob")
    house.tick("24h")
    assert house.fields("timer_fired", "done") == [("not_met",)] and house.notices() == []


def test_a_rung_whose_when_cannot_be_worked_out_does_not_hold() -> None:
    house = started(
        "review: {approvers: person(bob), due: 1d, escalate: [{at: due, when: 1 / n > 5, notify: initiator}, {at: due, remind: holder}]}",
        data="n: integer",
        given={"n": 0},
    )
    assert house.tick("24h") == 2 and house.notices() == [("remind", ("bob",))]


def test_a_rung_sets_a_field() -> None:
    house = started(
        "review: {approvers: person(bob), due: 1d, escalate: [{at: due, set: {level: red}}]}",
        data="level: {type: choice, options: [green, red]}",
    )
    house.tick("24h")
    assert house.case.data == {"level": "red"}


def test_timers_are_gone_with_the_step() -> None:
    house = started(LADDER + "next_: {by: initiator}")
    house.act("bob", "approve")
    assert house.tick("300h") == 0 and house.engine.store.next_due("default") is None


def test_rule_2_11_timers_are_armed_anew_with_every_round() -> None:
    house = started("draft: {by: initiator}\n" + LADDER, head="return: {to: draft, comment: optional}")
    house.act("ini", "submit")
    house.tick("24h")
    house.act("bob", "return")
    house.clock.advance("10h")
    house.act("ini", "submit")
    assert house.case.due_at == house.clock.now() + timedelta(days=2)
    assert house.tick("24h") == 1 and fired(house)[-1] == ("0:0", False)
    assert [key for (key,) in house.fields("timer_fired", "key")] == ["review:1:0:0", "review:2:0:0"]


def test_a_straight_back_arms_the_clock_anew() -> None:
    house = started("draft: {by: initiator}\n" + LADDER, head="return: {to: draft, comment: optional, resume: straight_back}")
    house.act("ini", "submit")
    house.act("bob", "return")
    house.clock.advance("300h")
    house.act("ini", "submit")
    assert house.case.due_at == house.clock.now() + timedelta(days=2)


def test_a_rung_before_the_clock_begins_is_not_armed() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due - 3d, remind: holder}, {at: due, remind: holder}]}")
    assert house.tick() == 0 and house.tick("24h") == 1


def test_an_ended_case_has_no_timers() -> None:
    house = started(LADDER)
    house.act("bob", "reject")
    assert house.engine.store.next_due("default") is None


def test_a_deadline_that_cannot_be_worked_out_holds_nobody_up() -> None:
    house = started(
        "draft: {by: initiator}\nreview: {approvers: person(bob), due: when_ + 3d, escalate: [{at: due, remind: holder}]}",
        data="when_: date",
    )
    house.act("ini", "submit")
    assert house.step == "review" and house.case.due_at is None


def test_a_deadline_beyond_the_calendar_holds_nobody_up() -> None:
    house = started(
        "draft: {by: initiator}\nreview: {approvers: person(bob), due: day + 10000d, escalate: [{at: due + 10000d, remind: holder}]}",
        data="day: date",
        given={"day": "9999-01-01"},
    )
    house.act("ini", "submit")
    assert house.step == "review" and house.case.due_at is None


def test_a_deadline_may_be_a_date_of_the_case() -> None:
    steps = "review: {approvers: person(bob), due: day, escalate: [{at: due + 1h, remind: holder}]}"
    house = started(steps, data="day: date", given={"day": "2026-06-03"})
    assert house.case.due_at is not None and house.case.due_at.date().isoformat() == "2026-06-03"


class Fragile(Register):
    """Fails whenever it is asked for one person."""

    def find(self, query: PeopleQuery) -> tuple[str, ...]:
        if query.name == "cat":
            raise OSError("down")
        return super().find(query)


def test_one_failing_case_does_not_stop_the_others() -> None:
    steps = "review: {approvers: person(bob), due: 1d, escalate: [{at: due, notify: who}]}"
    house = House(workflow(steps, data="who: person"), register=Fragile())
    for key, who in (("a", "dan"), ("b", "cat"), ("c", "eve")):
        house.start({"who": who}, key=key)
    house.clock.advance("24h")
    swept = house.engine.fire_timers()
    assert swept.fired == 2 and list(swept.failed) == [house.engine.case("b").id]
    assert [(row.actor, row.action, row.code) for row in house.engine.attempts("b")] == [("system:timer", "fire", "directory_unavailable")]
    assert house.sound()


def test_a_sweep_waits_for_a_directory_that_is_down() -> None:
    house = started(LADDER)
    house.clock.advance("24h")
    house.people.broken = True
    swept = house.engine.fire_timers()
    assert swept.fired == 0 and next(iter(swept.failed.values())).startswith("directory_unavailable")
    house.people.broken = False
    assert house.tick() == 1 and house.sound()


def test_a_timer_is_not_fired_by_a_host() -> None:
    house = started(LADDER)
    assert not hasattr(house.engine, "fire")


def test_a_clock_that_goes_back_does_not_turn_history_round() -> None:
    house = started(LADDER)
    house.clock.set(MONDAY - timedelta(days=3))
    house.engine.comment("k", text="earlier?", by="bob")
    house.act("bob", "reject")
    times = [event.at for event in house.engine.history("k")]
    assert times == sorted(times) and house.sound()


def test_a_step_entered_by_a_clock_that_went_back_is_due_after_its_entry() -> None:
    house = started("draft: {by: initiator}\n" + LADDER)
    house.clock.set(MONDAY - timedelta(days=30))
    house.act("ini", "submit")
    assert house.case.due_at == house.case.entered + timedelta(days=2)


def test_repetitions_end_where_the_calendar_ends() -> None:
    house = started(
        """
        review:
          approvers: person(bob)
          due: 1d
          escalate: [{at: due, every: 10000d, times: 999, remind: holder}, {at: due + 1d, notify: initiator}]
        """
    )
    house.clock.set(datetime(2300, 1, 1, tzinfo=UTC))
    assert house.tick() == 8 and ("notify", ("ini",)) in house.notices()
    assert house.engine.store.next_due("default") is None


def test_a_deadline_before_all_calendars_holds_nobody_up() -> None:
    steps = "draft: {by: initiator}\nreview: {approvers: person(bob), due: day - 1000m}"
    house = started(steps, data="day: date", given={"day": "0009-01-01"})
    house.act("ini", "submit")
    assert house.step == "review" and house.case.due_at is None
