"""What administrators do to a case: rest and waking, an end, a jump, more time, the next rung now (approval-semantics §2.12, §2.14)."""

from datetime import UTC, datetime

import pytest

from signoff import Refused
from signoff.engine import commands as c

from .house import MONDAY, House, started, workflow

LADDER = "[{at: due, remind: holder}, {at: due + 1d, notify: person(boss)}]"
STEPS = f"""
draft: {{by: initiator, may_edit: [note]}}
one: {{approvers: person(bob), due: 2d, escalate: {LADDER}}}
two: {{approvers: [person(cat), role(finance)], rule: all, allow: {{transfer: anyone}}}}
three: {{approvers: person(dan)}}
"""
DATA = "note: text"


def at_one(steps: str = STEPS, head: str = "") -> House:
    """The case at the step `one`."""
    house = started(steps, head=head, data=DATA)
    house.act("ini", "submit")
    assert house.step == "one"
    return house


def suspended(head: str = "withdraw: {until: end}") -> House:
    """The case, put to rest at `one`."""
    house = at_one(head=head)
    house.engine.suspend("k", by="adm", reason="the court decides first")
    return house


def code(house: House, verb: str, **given: object) -> str:
    """The code with which a verb is refused."""
    with pytest.raises(Refused) as caught:
        getattr(house.engine, verb)("k", **given)
    return str(caught.value.code)


# ---- suspension


def test_rule_2_12_suspension_refuses_every_task_operation_parks_timers_and_shifts_due_dates() -> None:
    """→ Rule of §2.12, as a whole."""
    house = suspended()
    assert house.case.status == "suspended" and house.case.step == "one"
    assert house.refused("bob", "approve") == "suspended" and house.tick("5d") == 0
    house.engine.resume("k", by="adm")
    assert house.case.due_at == datetime(2026, 6, 8, 8, tzinfo=UTC)
    assert house.act("bob", "approve").step == "two" and house.sound()


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("act", {"action": "approve", "by": "bob"}),
        ("act", {"action": "withdraw", "by": "ini"}),
        ("claim", {"by": "bob"}),
        ("release", {"by": "bob"}),
        ("transfer", {"by": "bob", "to": "cat"}),
        ("reassign", {"by": "adm", "to": "cat", "reason": "r"}),
        ("withdraw", {"by": "ini"}),
        ("edit", {"by": "bob", "data": {"note": "n"}}),
        ("remind", {"by": "ini"}),
        ("jump", {"by": "adm", "to": "three", "reason": "r"}),
        ("extend", {"by": "adm", "to": "due + 1d", "reason": "r"}),
        ("escalate", {"by": "adm", "reason": "r"}),
        ("rearm", {"by": "adm", "reason": "r"}),
        ("suspend", {"by": "adm", "reason": "again"}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_suspension_does_not_only_look_like_one(verb: str, given: dict[str, object]) -> None:
    """Bug of §2.12: a suspension that changes a word in the history and leaves the tasks executable; a second one is refused, too."""
    house = suspended()
    before = house.case
    assert code(house, verb, **given) == "suspended"
    assert house.case == before


def test_what_nobody_may_do_is_offered_to_nobody() -> None:
    house = suspended()
    assert house.engine.offers("k", by="bob") == () and house.engine.offers("k", by="ini") == ()
    can = house.engine.can("k", "approve", by="bob")
    assert (can.code, can.who_could) == ("suspended", ())


def test_one_may_still_read_and_say_something() -> None:
    house = suspended()
    house.engine.comment("k", by="adm", text="the ruling is expected in June")
    (item,) = house.engine.inbox("bob")
    assert (item.case.status, item.offers) == ("suspended", ()) and house.kinds()[-1] == "commented"


def test_a_suspended_case_may_be_terminated() -> None:
    house = suspended()
    assert house.engine.terminate("k", by="adm", reason="overtaken").status == "terminated"
    assert house.engine.store.next_due("default") is None and house.sound()


def test_only_administrators_suspend_with_a_reason() -> None:
    house = at_one()
    assert code(house, "suspend", by="bob", reason="r") == "not_admin"
    assert code(house, "suspend", by="adm", reason=" ") == "comment_required"
    assert code(house, "resume", by="adm") == "not_suspended"


def test_a_suspended_case_is_nobodys_turn_but_an_administrators() -> None:
    house = suspended()
    house.tick("30d")
    why = house.engine.why("k")
    assert [(mover.who, mover.how) for mover in why.movers] == [(("adm",), "resume")]
    assert [finding.code for finding in why.findings] == ["suspended"]
    assert why.findings[0].since == MONDAY


def test_rungs_go_on_from_where_they_stood() -> None:
    house = at_one()
    house.tick("1d")
    house.engine.suspend("k", by="adm", reason="r")
    house.clock.advance("10d")
    house.engine.resume("k", by="adm")
    assert house.tick("23h") == 0 and house.tick("1h") == 1 and house.tick("1d") == 1
    assert house.notices() == [("remind", ("bob",)), ("notify", ("boss",))]
    assert [f.code for f in house.engine.why("k").findings] == ["overdue", "ladder_exhausted"] and house.sound()


def test_a_timer_that_was_late_before_the_rest_is_late_after_it() -> None:
    house = at_one()
    house.clock.advance("50h")
    house.engine.suspend("k", by="adm", reason="r")
    house.clock.advance("1d")
    house.engine.resume("k", by="adm")
    assert house.tick() == 1


def test_the_due_date_may_be_kept() -> None:
    house = suspended()
    house.clock.advance("5d")
    assert house.engine.resume("k", by="adm", keep_due=True, reason="the law knows no pause").due_at == datetime(2026, 6, 3, 8, tzinfo=UTC)
    assert house.tick() == 2


def test_with_a_calendar_only_open_time_counts_and_days_end_as_days_do() -> None:
    """Friday afternoon to Tuesday morning is one working day of rest: what was due on Tuesday evening is due on Wednesday evening."""
    steps = "one: {approvers: person(bob), due: 2wd, escalate: [{at: due 08:30, remind: holder}]}"
    house = House(workflow(steps, head="calendar: cn-gov"))
    house.clock.set(datetime(2026, 6, 5, 1, tzinfo=UTC))
    house.start()
    assert house.case.due_at == datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
    house.clock.set(datetime(2026, 6, 5, 8, tzinfo=UTC))
    house.engine.suspend("k", by="adm", reason="r")
    house.clock.set(datetime(2026, 6, 9, 2, tzinfo=UTC))
    case = house.engine.resume("k", by="adm")
    assert case.due_at == datetime(2026, 6, 11, 9, 30, tzinfo=UTC) and case.tasks[0].due_at == case.due_at
    assert house.engine.store.next_due("default") == datetime(2026, 6, 11, 0, 30, tzinfo=UTC)
    assert [finding.code for finding in house.engine.why("k").findings] == []


def test_hosts_hear_of_it() -> None:
    house = at_one()
    heard: list[str] = []
    for name in ("case.suspended", "case.resumed"):
        house.engine.on(name)(lambda happened: heard.append(happened.name))
    house.engine.suspend("k", by="adm", reason="r")
    house.engine.resume("k", by="adm")
    house.engine.tick()
    assert heard == ["case.suspended", "case.resumed"]


# ---- an end


def test_an_administrator_terminates_and_everything_open_closes_with_a_reason() -> None:
    house = at_one()
    house.act("bob", "approve")
    house.act("cat", "approve")
    case = house.engine.terminate("k", by="adm", reason="withdrawn by law")
    assert (case.status, case.step, case.tasks) == ("terminated", "terminated", ())
    assert list(house.rows().values())[-2:] == [("approve", "decided"), (None, "terminated")]
    assert house.fields("ended", "status", "reason") == [("terminated", "withdrawn by law")]
    assert code(house, "terminate", by="adm", reason="r") == "not_open" and house.sound()


def test_nobody_else_terminates() -> None:
    house = at_one()
    assert code(house, "terminate", by="bob", reason="r") == "not_admin"
    assert code(house, "terminate", by="ini", reason="r") == "not_admin"
    assert house.engine.allowed(c.Terminate(case="k", by="adm", reason="r"))


# ---- a jump


def test_rule_2_14_a_jump_is_an_administrators_with_a_reason_and_leaves_a_row_for_each_step_skipped() -> None:
    """→ Rule of §2.14."""
    house = at_one()
    assert code(house, "jump", by="bob", to="three", reason="r") == "not_admin"
    assert code(house, "jump", by="adm", to="three", reason="") == "comment_required"
    case = house.engine.jump("k", by="adm", to="three", reason="the minister has decided")
    assert (case.step, house.holders) == ("three", ["dan"])
    assert house.fields("jumped", "step", "to", "reason") == [("one", "three", "the minister has decided")]
    assert house.fields("passed_over", "step", "reason") == [("two", "jumped")]
    assert house.fields("left", "step", "outcome")[-1] == ("one", "jump")
    assert house.fields("task_closed", "reason") == [("jumped",)]
    assert house.act("dan", "approve").status == "approved" and house.sound()


def test_a_jump_back_is_a_new_round_and_skips_nothing() -> None:
    house = at_one()
    house.act("bob", "approve")
    case = house.engine.jump("k", by="adm", to="draft", reason="r")
    assert (case.step, case.round, house.fields("passed_over", "step")) == ("draft", 2, [])
    house.act("ini", "submit")
    assert house.step == "one"


def test_a_jump_leads_to_a_step_and_no_end() -> None:
    house = at_one()
    for to in ("one", "approved", "nowhere"):
        with pytest.raises(Refused) as caught:
            house.engine.jump("k", by="adm", to=to, reason="r")
        assert (caught.value.code, caught.value.data["targets"]) == ("illegal_target", ["draft", "two", "three"])


def test_no_jump_passes_over_what_wants_a_person() -> None:
    steps = STEPS.replace("two: {", "two: {human_required: true, ")
    house = at_one(steps)
    assert code(house, "jump", by="adm", to="three", reason="r") == "human_required"
    house.engine.jump("k", by="adm", to="two", reason="r")
    assert code(house, "jump", by="adm", to="three", reason="r") == "human_required"
    house.engine.jump("k", by="adm", to="one", reason="back is no way around")
    assert house.step == "one"


def test_duties_hold_after_a_jump() -> None:
    house = at_one(STEPS.replace("person(dan)", "person(bob) | person(dan), not_same_as: [one]"))
    house.act("bob", "approve")
    house.engine.jump("k", by="adm", to="three", reason="r")
    assert house.holders == ["dan"]
    assert code(house, "reassign", by="adm", to="bob", reason="r") == "not_same_as"


def test_a_jump_ends_the_promises_of_returns() -> None:
    house = at_one(head="return: {to: any_earlier, comment: optional, resume: straight_back}")
    house.act("bob", "return", to="draft")
    house.engine.jump("k", by="adm", to="two", reason="r")
    house.act("cat", "approve")
    house.act("dan", "approve")
    assert house.step == "three"


def test_straight_back_does_not_ask_whom_a_jump_has_skipped() -> None:
    house = at_one(head="return: {to: any_earlier, comment: optional, resume: straight_back}")
    house.engine.jump("k", by="adm", to="three", reason="r")
    house.act("dan", "return", to="draft")
    house.act("ini", "submit")
    assert house.step == "three"


# ---- more time, less patience


def test_a_step_is_given_more_time_and_its_rungs_move_with_it() -> None:
    house = at_one()
    case = house.engine.extend("k", by="adm", to="due + 2d", reason="the file is large")
    assert case.due_at == datetime(2026, 6, 5, 8, tzinfo=UTC) and case.tasks[0].due_at == case.due_at
    assert house.fields("extended", "clock", "was", "reason") == [("one", datetime(2026, 6, 3, 8, tzinfo=UTC), "the file is large")]
    assert house.tick("2d") == 0 and house.tick("2d") == 1 and house.tick("1d") == 1
    assert house.sound()


def test_a_rung_that_found_no_room_is_armed_by_an_extension() -> None:
    house = at_one(STEPS.replace("{at: due, remind: holder}", "{at: due - 5d, remind: holder}"))
    house.engine.extend("k", by="adm", to="due + 10d", reason="r")
    assert house.tick("7d") == 1 and house.notices() == [("remind", ("bob",))]


def test_a_rung_that_has_happened_does_not_happen_again_after_an_extension() -> None:
    house = at_one()
    assert house.tick("2d") == 1
    house.engine.extend("k", by="adm", to="2026-06-20", reason="r")
    assert house.tick("30d") == 1
    assert [finding.code for finding in house.engine.why("k").findings] == ["overdue", "ladder_exhausted"]


@pytest.mark.parametrize(
    ("to", "refused"),
    [("due", "not_later"), ("2026-06-02", "not_later"), ("due +", "time_invalid"), ("soon", "time_invalid"), ("'x'", "time_invalid")],
)
def test_an_extension_is_a_later_time(to: str, refused: str) -> None:
    assert code(at_one(), "extend", by="adm", to=to, reason="r") == refused


def test_an_instant_is_given_as_it_is() -> None:
    instant = datetime(2026, 6, 9, 12, tzinfo=UTC)
    assert at_one().engine.extend("k", by="adm", to=instant, reason="r").due_at == instant


def test_where_nothing_is_due_nothing_is_extended() -> None:
    house = at_one()
    house.act("bob", "approve")
    assert code(house, "extend", by="adm", to="2026-07-01", reason="r") == "no_deadline"
    assert code(house, "escalate", by="adm", reason="r") == "nothing_armed"


def test_an_administrator_does_not_wait_for_the_next_rung() -> None:
    house = at_one()
    house.engine.escalate("k", by="adm", reason="the minister asks")
    assert house.notices() == [("remind", ("bob",))]
    assert house.fields("timer_fired", "done", "reason") == [("fired", "the minister asks")]
    house.engine.escalate("k", by="adm", reason="again")
    assert house.notices()[1:] == [("notify", ("boss",))]
    assert code(house, "escalate", by="adm", reason="r") == "nothing_armed"
    assert house.tick("10d") == 0 and house.sound()


# ---- timers and rounds


def test_a_reminder_survives_a_return() -> None:
    """Bug YD #1018: after a return the reminder was lost; here a timer belongs to the round, and every entry arms it anew (§2.11)."""
    house = at_one(head="return: {to: draft, comment: optional}")
    assert house.tick("2d") == 1
    house.act("bob", "return")
    assert house.engine.store.next_due("default") is None
    house.act("ini", "submit")
    assert house.tick("2d") == 1 and house.tick("1d") == 1
    assert [kind for kind, _ in house.notices()] == ["remind", "remind", "notify"]
