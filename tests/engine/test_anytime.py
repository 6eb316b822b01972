"""Actions that belong to no step: where they are offered, to whom, and that they decide nothing by themselves (LANGUAGE §2 `anytime`)."""

import pytest

from .house import House, started

TWO = "draft: {by: initiator}\nboard: {approvers: [person(bob), person(cat), person(dan)], rule: 2}"
NOTES = "notes: {type: list, fields: {what: text}}\nwhy: text"


def noting() -> House:
    house = started(TWO, head="anytime:\n  note: {by: role(audit), needs: [notes]}\n  ask_again: {may_edit: [why]}", data=NOTES)
    house.act("ini", "submit")
    return house


def test_it_is_possible_at_every_open_step_for_whom_by_names() -> None:
    house = noting()
    house.act("fay", "note", data={"notes": [{"what": "called"}]})
    house.act("fay", "note", data={"notes": [{"what": "wrote"}]})
    assert [row["what"] for row in house.case.data["notes"]] == ["called", "wrote"]  # type: ignore[attr-defined]
    assert house.refused("ini", "note", data={"notes": [{"what": "no"}]}) == "not_by" and house.sound()


def test_it_stays_unless_it_says_where_to() -> None:
    house = noting()
    house.act("fay", "note", data={"notes": [{"what": "called"}]})
    assert (house.step, house.holders) == ("board", ["bob", "cat", "dan"])


def test_in_a_step_of_several_seats_it_counts_on_neither_side() -> None:
    house = noting()
    house.act("bob", "ask_again", data={"why": "unclear"})
    assert house.case.progress is not None and (house.case.progress.got, house.case.progress.rejected) == (0, 0)
    house.act("bob", "approve")
    assert house.act("cat", "approve").status == "approved" and house.sound()


def test_without_by_it_is_the_holders() -> None:
    house = noting()
    assert house.refused("fay", "ask_again") == "not_holder"
    assert house.engine.can("k", "ask_again", by="cat")


def test_who_acts_in_a_right_of_his_own_changes_only_what_the_action_names() -> None:
    house = started("draft: {by: initiator, may_edit: [why]}", head="anytime: {note: {by: role(audit), needs: [notes]}}", data=NOTES)
    assert house.refused("fay", "note", data={"why": "x", "notes": [{"what": "y"}]}) == "not_editable:why"


def test_it_is_offered_with_its_words_and_lies_in_the_inbox_of_a_holder() -> None:
    house = noting()
    assert [offer.action for offer in house.engine.offers("k", by="fay")] == ["note"]
    (item,) = house.engine.inbox("bob")
    assert [offer.action for offer in item.offers] == ["approve", "reject", "ask_again"]


def test_why_says_what_it_would_do_and_to_whom_it_is_open() -> None:
    house = noting()
    why = house.engine.why("k", person="fay")
    assert why.person is not None
    assert [(one.action, one.offered) for one in why.person.actions if one.action in ("note", "ask_again")] == [
        ("note", True),
        ("ask_again", False),
    ]
    assert "ask_again" in [one.action for one in why.nexts]


def test_it_leads_out_of_a_vote_at_once_and_every_seat_closes_with_the_reason() -> None:
    house = started(TWO, head="anytime: {stop: {by: role(audit), in: board, to: rejected, comment: required}}")
    assert house.refused("fay", "stop", comment="too early") == "not_now"
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert house.refused("fay", "stop") == "comment_required"
    assert house.act("fay", "stop", comment="no money").status == "rejected"
    assert sorted(str(reason) for _, reason in house.rows().values())[-3:] == [
        "decided",
        "not_needed:stop_by=fay",
        "not_needed:stop_by=fay",
    ]
    assert house.sound()


def test_in_names_the_steps_where_it_is_possible() -> None:
    house = started(TWO, head="anytime: {stop: {by: role(audit), in: board, to: rejected}}")
    with_hint = house.engine.can("k", "stop", by="fay")
    assert with_hint.code == "not_now" and with_hint.reasons[0].data["steps"] == ["board"]


def test_of_alternatives_the_first_that_fits_is_taken() -> None:
    head = """
    anytime:
      settle:
        - {by: role(audit), in: draft, to: approved}
        - {by: role(audit), in: board, to: rejected}
    """
    house = started(TWO, head=head)
    house.act("ini", "submit")
    assert house.act("fay", "settle").status == "rejected"


def test_a_holder_who_leads_on_decides_his_duty() -> None:
    house = started("draft: {by: initiator, actions: none}\nfiled: {end: done}", head="anytime: {hand_in: {in: draft, to: filed}}")
    assert house.act("ini", "hand_in").status == "done"
    assert list(house.rows().values()) == [("hand_in", "decided")] and house.sound()


def test_previous_leads_back_to_where_people_acted_last() -> None:
    house = started("one: {by: initiator}\ntwo: {by: role(legal)}", head="anytime: {back: {by: role(audit), in: two, to: previous}}")
    house.act("ini", "submit")
    assert (house.act("fay", "back").step, house.case.round) == ("one", 2)


def test_guards_and_conditions_hold_as_at_any_action() -> None:
    head = "anytime: {stop: {by: role(audit), when: amount > 5, to: rejected, require: {why_missing: has(why)}}}"
    house = started("draft: {by: initiator, may_edit: [amount, why]}", head=head, data="amount: integer\nwhy: text", given={"amount": 1})
    assert house.refused("fay", "stop") == "not_now"
    house.engine.edit("k", by="ini", data={"amount": 9})
    assert house.refused("fay", "stop") == "why_missing"
    house.engine.edit("k", by="ini", data={"why": "late"})
    assert house.act("fay", "stop").status == "rejected"


def test_effects_run_also_where_it_stays() -> None:
    house = started(
        "draft: {by: initiator}",
        head="anytime: {note: {by: role(audit), effects: [{set: {why: 'noted'}}, {notify: initiator}]}}",
        data="why: text",
    )
    house.act("fay", "note")
    assert house.case.data["why"] == "noted" and house.notices() == [("notify", ("ini",))]


def test_a_rule_for_notices_may_wait_for_it() -> None:
    house = started("draft: {by: initiator}", head="anytime: {note: {by: role(audit)}}\nnotify: [{event: note, to: initiator}]")
    house.act("fay", "note")
    assert house.notices() == [("note", ("ini",))]


# ---------------------------------------------------------------- duties

DUTY = """
draft: {by: initiator}
sign: {approvers: person(bob), self: forbid}
last: {approvers: person(cat)}
"""


def test_a_duty_of_the_step_does_not_keep_the_initiator_from_a_note() -> None:
    house = started(DUTY, head="anytime: {note: {by: initiator}}")
    house.act("ini", "submit")
    assert house.engine.can("k", "note", by="ini")


def test_a_duty_of_the_step_holds_where_it_would_take_the_case_past_it() -> None:
    house = started(DUTY, head="anytime: {hurry: {by: initiator, in: sign, to: last}, drop: {by: initiator, in: sign, to: rejected}}")
    house.act("ini", "submit")
    assert house.refused("ini", "hurry") == "self_forbidden"
    assert house.act("ini", "drop").status == "rejected"


NOT_SAME = "draft: {by: initiator}\nsign: {approvers: role(legal), not_same_as: [draft]}"


def test_a_note_is_no_act_at_the_step_where_the_case_rests() -> None:
    house = started(NOT_SAME, head="signs: [why]\nanytime: {note: {by: role(legal), needs: [notes]}}", data=NOTES)
    house.act("bob", "note", data={"notes": [{"what": "called"}]})
    house.act("ini", "submit")
    assert house.act("bob", "approve").status == "approved" and house.sound()


def test_who_has_changed_what_is_signed_has_acted_at_the_step() -> None:
    house = started(NOT_SAME, head="signs: [why]\nanytime: {note: {by: role(legal), needs: [why]}}", data=NOTES)
    house.act("bob", "note", data={"why": "better"})
    house.act("ini", "submit")
    assert house.refused("bob", "approve") == "not_same_as"
    assert house.act("cat", "approve").status == "approved" and house.sound()


def test_a_draft_of_a_decision_outlasts_a_note() -> None:
    house = started(DUTY, head="anytime: {note: {by: role(legal)}}")
    house.act("ini", "submit")
    house.engine.hold("k", by="bob", action="approve", comment="probably")
    house.act("bob", "note")
    assert house.engine.draft("k", by="bob") is not None


# ---------------------------------------------------------------- branches

SPLIT = """
split:
  parallel:
    one: {steps: {a: {by: role(legal)}}}
    two:
      anytime: {skip: {by: role(audit), to: skipped}}
      steps: {b: {by: role(finance)}, done_: {end: done}, skipped: {end: void}}
"""


def test_a_branch_has_its_own() -> None:
    house = started(SPLIT)
    assert house.engine.can("k/two", "skip", by="fay")
    assert house.engine.can("k/one", "skip", by="fay").code == "unknown_action"
    assert house.engine.can("k", "skip", by="fay").code == "unknown_action"


def test_a_branch_that_became_void_does_not_count_in_the_join() -> None:
    house = started(SPLIT)
    house.engine.act("k/two", "skip", by="fay")
    assert house.step == "split"
    assert house.engine.act("k/one", "submit", by="bob").status == "approved"
    assert house.case.status == "approved" and house.sound()


def test_it_leads_out_of_a_parallel_step_and_the_branches_close() -> None:
    house = started(f"draft: {{by: initiator}}\n{SPLIT}", head="anytime: {recall: {by: initiator, in: split, to: draft}}")
    house.act("ini", "submit")
    house.act("ini", "recall")
    assert (house.step, house.case.round) == ("draft", 2)
    assert [child.status for child in house.case.children] == ["terminated", "terminated"]
    assert {reason for _, reason in house.fields("child_closed", "child", "reason")} == {"not_needed:recall_by=ini"}
    assert house.sound()


@pytest.mark.parametrize("by", ["ini", "bob"])
def test_nobody_may_it_who_is_not_named(by: str) -> None:
    assert noting().refused(by, "note", data={"notes": [{"what": "x"}]}) == "not_by"
