"""The way through the steps: skips, side rooms, ends, effects, withdrawing, saying something, reminding."""

import pytest

from signoff import Refused

from .house import House, started, workflow

AMOUNT = "amount: integer"


def test_a_case_rests_at_its_first_step_with_open_tasks() -> None:
    house = started("draft: {by: initiator}")
    assert (house.step, house.case.status, house.case.round, house.holders) == ("draft", "open", 1, ["ini"])


def test_a_main_line_without_an_end_ends_approved() -> None:
    assert started("draft: {by: initiator}").act("ini", "submit").status == "approved"


def test_an_end_of_ones_own_closes_the_case() -> None:
    house = started("draft: {by: initiator}\nfiled: {end: done}")
    case = house.act("ini", "submit")
    assert (case.status, case.step, case.tasks, case.due_at) == ("done", "filed", (), None)
    assert house.refused("ini", "submit") == "not_open"


def test_a_step_may_ask_whether_the_one_just_before_was_passed_and_approved() -> None:
    house = started(
        """
        a: {approvers: person(bob), actions: {approve: next, reject: next}}
        b: {approvers: person(dan), when: passed(a) and approved(a)}
        """
    )
    assert house.act("bob", "approve").step == "b"
    house.start(key="k2")
    assert house.act("bob", "reject").status == "approved"


def test_a_step_whose_when_does_not_hold_is_passed_over_with_a_row() -> None:
    house = started(
        "draft: {by: initiator}\nbig: {when: amount > 5, approvers: person(bob)}\nsmall: {approvers: person(cat)}",
        data=AMOUNT,
        given={"amount": 1},
    )
    house.act("ini", "submit")
    assert house.step == "small"
    assert house.fields("passed_over", "step", "reason") == [("big", "when")]
    assert "amount" in str(house.fields("passed_over", "trace"))


def test_a_missing_value_does_not_meet_a_when() -> None:
    house = started("draft: {by: initiator}\nbig: {when: not amount > 5, approvers: person(bob)}\nend_: {end: done}", data=AMOUNT)
    assert house.act("ini", "submit").status == "done"


def test_the_first_step_may_be_passed_over() -> None:
    house = started("big: {when: amount > 5, approvers: person(bob)}\nsmall: {by: initiator}", data=AMOUNT, given={"amount": 1})
    assert house.step == "small" and house.refused("ini", "return") == "not_now"


def test_many_steps_may_be_passed_over_at_once() -> None:
    steps = "\n".join(f"s{number}: {{when: amount > 5, approvers: person(bob)}}" for number in range(300))
    house = started(f"draft: {{by: initiator}}\n{steps}\nlast: {{by: initiator}}", data=AMOUNT, given={"amount": 1})
    assert house.act("ini", "submit").step == "last" and house.sound()


def test_a_case_may_be_over_as_it_starts() -> None:
    house = started("big: {when: amount > 5, approvers: person(bob)}", data=AMOUNT, given={"amount": 1})
    assert house.case.status == "approved" and house.sound()


def test_a_side_room_is_reached_by_name_only() -> None:
    house = started(
        """
        draft: {by: initiator, actions: {submit: next, consult: aside}}
        filed: {end: done}
        aside: {by: role(audit), actions: {answer: draft}}
        """,
    )
    house.act("ini", "consult")
    assert house.act("fay", "answer").step == "draft"
    assert house.act("ini", "submit").status == "done"


def test_effects_run_on_entry_on_the_move_and_at_the_end_in_written_order() -> None:
    house = started(
        """
        draft:
          by: initiator
          actions: {submit: {to: next, effects: [{set: {amount: amount + 1}}, {set: {amount: amount * 10}}]}}
        check: {by: role(legal), effects: [{set: {amount: amount + 3}}, {notify: holder, when: amount > 100}, {notify: initiator}]}
        filed: {end: done, effects: [{notify: initiator, text: {en: filed}}, {set: {note: "over"}}]}
        """,
        data="amount: integer\nnote: text",
        given={"amount": 1},
    )
    house.act("ini", "submit")
    assert house.case.data["amount"] == 23 and house.notices() == [("notify", ("ini",))]
    house.act("bob", "submit")
    assert house.case.data["note"] == "over" and len(house.notices()) == 2 and house.sound()


def test_a_notice_to_nobody_leaves_a_row_and_sends_nothing() -> None:
    house = started("draft: {by: initiator, effects: [{notify: role(nobody)}]}")
    assert house.fields("noticed", "to") == [((),)]
    assert house.engine.deliver().delivered == 0


def test_the_outbox_brings_a_notice_once() -> None:
    house = started("draft: {by: initiator, effects: [{notify: initiator}]}")
    assert [house.engine.deliver().delivered for _ in range(2)] == [1, 0]


# ---------------------------------------------------------------- withdraw

LINE = "draft: {by: initiator}\none: {approvers: person(bob)}\ntwo: {approvers: person(cat)}"


def line(until: str, by: str = "initiator") -> House:
    house = started(LINE, head=f"withdraw: {{by: {by}, until: {until}}}\nreturn: {{to: any_earlier, comment: optional}}")
    house.act("ini", "submit")
    return house


def test_a_case_is_withdrawn_with_its_tasks_closed() -> None:
    house = line("end")
    case = house.engine.withdraw("k", by="ini", comment="no need")
    assert (case.status, case.step) == ("withdrawn", "withdrawn")
    assert list(house.rows().values())[-1] == (None, "withdrawn") and house.sound()


def test_withdraw_is_an_action_too() -> None:
    house = line("end")
    assert "withdraw" in [offer.action for offer in house.engine.offers("k", by="ini")]
    assert house.act("ini", "withdraw").status == "withdrawn"


def test_rule_2_9_only_whose_right_it_is_withdraws() -> None:
    assert line("end").refused("bob", "withdraw") == "not_by"
    assert line("end", by="role(audit)").act("fay", "withdraw").status == "withdrawn"
    assert line("end", by="holder").act("bob", "withdraw").status == "withdrawn"


def test_until_the_first_decision() -> None:
    house = line("first_decision")
    assert house.engine.can("k", "withdraw", by="ini")
    house.act("bob", "approve")
    assert house.refused("ini", "withdraw") == "not_now"


def test_the_first_decision_stays_one_after_a_return() -> None:
    house = line("first_decision")
    house.act("bob", "return", to="draft")
    assert house.refused("ini", "withdraw") == "not_now"


def test_until_a_step_that_has_been_neither_entered_nor_passed_over() -> None:
    house = line("two")
    assert house.engine.can("k", "withdraw", by="ini")
    house.act("bob", "approve")
    assert house.refused("ini", "withdraw") == "not_now"


def test_until_a_step_that_was_passed_over() -> None:
    house = started(
        "draft: {by: initiator}\nbig: {when: amount > 5, approvers: person(bob)}\nlast: {by: role(legal)}",
        head="withdraw: {until: big}",
        data=AMOUNT,
        given={"amount": 1},
    )
    assert house.engine.can("k", "withdraw", by="ini")
    house.act("ini", "submit")
    assert house.refused("ini", "withdraw") == "not_now"


def test_until_the_end() -> None:
    house = line("end")
    house.act("bob", "approve")
    assert house.act("ini", "withdraw").status == "withdrawn"


def test_without_withdraw_nobody_does() -> None:
    assert started(LINE).refused("ini", "withdraw") == "not_now"


def test_a_withdrawal_needs_its_comment() -> None:
    house = started(LINE, head="withdraw: {until: end, comment: required}")
    assert house.refused("ini", "withdraw") == "comment_required"


# ---------------------------------------------------------------- comment and remind


def test_anybody_known_may_say_something_also_after_the_end() -> None:
    house = started("draft: {by: initiator}")
    house.engine.comment("k", text=" hm ", by="fay")
    house.act("ini", "submit")
    house.engine.comment("k", text="well done", by="boss")
    assert house.fields("commented", "text") == [("hm",), ("well done",)] and house.sound()
    with pytest.raises(Refused) as caught:
        house.engine.comment("k", text=" ", by="fay")
    assert caught.value.code == "comment_required"


def test_a_reminder_urges_the_holders() -> None:
    house = started("vote: {approvers: [person(bob), role(finance)], rule: all}")
    house.engine.remind("k", by="ini")
    assert [task.urged for task in house.tasks] == [1, 1]
    assert house.notices() == [("remind", ("bob", "dan", "eve"))]


def test_only_who_has_a_part_in_the_case_reminds() -> None:
    house = started("vote: {approvers: person(bob)}")
    with pytest.raises(Refused) as caught:
        house.engine.remind("k", by="fay")
    assert caught.value.code == "not_by"
    house.engine.remind("k", by="adm")


def test_an_item_of_the_inbox_says_what_may_be_done() -> None:
    house = started("vote: {approvers: role(legal)}", head="return: {to: any_earlier}")
    (item,) = house.engine.inbox("bob")
    assert (item.task.step, item.claimed, [offer.action for offer in item.offers]) == ("vote", False, ["approve", "reject"])


def test_a_task_one_holds_lies_in_the_inbox_also_when_nothing_can_be_done_yet() -> None:
    house = House(workflow("draft: {by: initiator, may_edit: [amount], actions: {submit: {when: amount > 5, to: next}}}", data=AMOUNT))
    house.start({"amount": 1})
    (item,) = house.engine.inbox("ini")
    assert item.offers == ()


def test_the_inbox_is_ordered_by_what_is_due_first() -> None:
    house = House(workflow("draft: {by: initiator, due: 5d}\nlater: {by: initiator, due: 1d}"))
    house.start(key="a")
    house.start(key="b")
    house.act("ini", "submit")
    assert [item.case.key for item in house.engine.inbox("ini")] == ["b", "a"]
