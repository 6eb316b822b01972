"""Actions: arms by role and condition, guards, data given with an act, comments, targets; and what cannot be worked out."""

import pytest

from signoff import Refused
from signoff.engine.world import Limits

from .house import House, started, workflow

ROUTED = """
submitted:
  by: role(legal) | role(finance) | role(audit)
  actions:
    approve:
      - {by: role(legal), to: by_legal}
      - {by: role(finance), to: by_finance}
      - {by: role(audit), when: amount <= 5000, to: by_audit}
    close: {by: role(audit), to: approved}
    reject: rejected
by_legal: {by: role(legal)}
by_finance: {by: role(finance)}
by_audit: {by: role(audit)}
"""


def routed(amount: int = 1) -> House:
    return started(ROUTED, data="amount: money", given={"amount": amount})


@pytest.mark.parametrize(("by", "step", "arm"), [("bob", "by_legal", ""), ("dan", "by_finance", ".2"), ("fay", "by_audit", ".3")])
def test_the_first_arm_that_fits_is_taken_and_recorded(by: str, step: str, arm: str) -> None:
    house = routed()
    assert house.act(by, "approve").step == step
    assert house.fields("left", "arm") == [(f"submitted.approve{arm}>{step}",)]
    assert house.fields("decided", "decision")[0][0].arm == f"submitted.approve{arm}"  # type: ignore[attr-defined]


def test_an_arm_whose_condition_fails_says_so() -> None:
    house = routed(9000)
    with pytest.raises(Refused) as caught:
        house.act("fay", "approve")
    assert caught.value.code == "not_now" and "amount <= 5000" in caught.value.message


def test_an_action_of_another_role_is_not_offered() -> None:
    house = routed()
    assert house.refused("bob", "close") == "not_by"
    assert [offer.action for offer in house.engine.offers("k", by="bob")] == ["approve", "reject"]
    assert [offer.action for offer in house.engine.offers("k", by="fay")] == ["approve", "close", "reject"]


def test_an_unknown_action_is_refused_with_those_possible() -> None:
    with pytest.raises(Refused) as caught:
        routed().act("bob", "fly")
    assert caught.value.code == "unknown_action" and "approve" in (caught.value.hint or "")


def test_an_action_known_elsewhere_says_where() -> None:
    house = routed()
    with pytest.raises(Refused) as caught:
        house.act("bob", "submit")
    assert caught.value.code == "not_now" and caught.value.data["steps"] == ["by_legal", "by_finance", "by_audit"]


def test_a_vote_with_a_by_of_its_own_needs_the_seat_as_well() -> None:
    house = started(
        "vote: {approvers: [role(legal), role(finance)], rule: all, actions: {approve: {by: role(legal) | role(audit), to: next}}}",
    )
    assert house.refused("fay", "approve") == "not_holder"
    assert house.refused("dan", "approve") == "not_by"
    assert house.act("bob", "approve").open


def test_who_has_no_seat_may_take_an_action_that_is_his_by_name() -> None:
    house = started("file: {by: role(legal), actions: {submit: next, drop: {by: initiator, to: rejected}}}")
    house.act("ini", "drop")
    assert house.case.status == "rejected"
    assert house.kinds().count("acted") == 1 and list(house.rows().values()) == [(None, "not_needed:drop_by=ini")]


def test_who_has_decided_may_still_take_an_action_that_is_his_by_name() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), role(finance)]
          rule: all
          actions: {approve: next, stop: {by: role(legal), to: rejected}}
        """
    )
    house.act("bob", "approve")
    assert house.act("bob", "stop").status == "rejected"


def test_who_holds_two_seats_need_not_say_which_for_an_action_that_is_his_by_name() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(bob)]
          rule: all
          actions: {approve: next, stop: {by: role(legal), to: rejected}}
        """
    )
    assert house.act("bob", "stop").status == "rejected"


def test_an_action_leads_back_to_the_step_before() -> None:
    house = started("draft: {by: initiator}\ncheck: {by: role(legal), actions: {submit: next, back: previous}}")
    house.act("ini", "submit")
    house.act("bob", "back")
    assert (house.step, house.case.round) == ("draft", 2)


def test_back_to_the_step_before_is_refused_at_the_first() -> None:
    house = started("draft: {by: initiator, actions: {submit: next, back: previous}}\ncheck: {by: role(legal)}")
    assert house.refused("ini", "back") == "illegal_target"


def test_a_target_is_chosen_by_what_the_act_brings() -> None:
    house = started(
        """
        draft: {by: initiator, may_edit: [amount], actions: {submit: {to: [{when: amount > 5, to: big}, {to: small}]}}}
        small: {by: role(legal)}
        big: {by: role(legal)}
        """,
        data="amount: integer",
        given={"amount": 1},
    )
    assert house.act("ini", "submit", data={"amount": 9}).step == "big"


def test_the_target_of_an_action_is_not_for_the_actor_to_choose() -> None:
    house = routed()
    with pytest.raises(Refused) as caught:
        house.act("bob", "approve", to="by_audit")
    assert caught.value.code == "illegal_target"


# ---------------------------------------------------------------- needs, require, may_edit, comment

GUARDED = """
draft:
  by: initiator
  may_edit: [note]
  actions:
    submit:
      to: next
      needs: [no]
      require:
        too_much: amount <= 10
        people_missing: {that: {mid: has(mid), fin: has(fin)}}
        only_if: {that: has(note), when: amount > 100}
        rows_wrong: rows.every(it.n > 0)
    save: {to: stay, may_edit: [amount]}
last: {by: role(legal)}
"""
FIELDS = "no: text\namount: {type: integer, required: true}\nmid: text\nfin: text\nnote: text\nrows: {type: list, fields: {n: integer}}"


def guarded(**given: object) -> House:
    return started(GUARDED, data=FIELDS, given={"amount": 50, **given})


def test_every_guard_that_fails_is_reported() -> None:
    house = guarded(rows=[{"n": 1}, {"n": 0}, {"n": -1}], mid="m")
    assert house.refused("ini", "submit") == "no_required too_much people_missing:[fin] rows_wrong:[2, 3]"


def test_short_texts_that_fail_are_named_by_themselves() -> None:
    steps = "draft: {by: initiator, actions: {submit: {to: next, require: {unsaid: asked.every(it in said)}}}}\nlast: {by: role(legal)}"
    fields = "asked: {type: list, of: text}\nsaid: {type: list, of: text}"
    house = started(steps, data=fields, given={"asked": ["全线拓宽", "lamps", "x" * 61], "said": ["lamps"]})
    assert house.refused("ini", "submit") == "unsaid:[全线拓宽, 3]"


def test_a_guards_parts_are_named_in_order() -> None:
    house = guarded(no="1")
    assert "people_missing:[mid, fin]" in house.refused("ini", "submit")


def test_a_guard_holds_only_where_its_when_does() -> None:
    assert "only_if" not in guarded(no="1").refused("ini", "submit")
    assert "only_if" in guarded(no="1", amount=200).refused("ini", "submit")


def test_what_is_needed_may_be_given_with_the_act() -> None:
    house = guarded(mid="m", fin="e", amount=5)
    assert house.act("ini", "submit", data={"no": "7"}).step == "last"
    assert house.case.data["no"] == "7" and house.case.revision == 2


def test_guards_look_at_what_the_act_brings() -> None:
    house = guarded(mid="m", fin="e", amount=150, no="1")
    assert "only_if" not in house.refused("ini", "submit", data={"note": "n"})


def test_only_named_fields_are_edited() -> None:
    house = guarded()
    assert house.refused("ini", "save", data={"mid": "m"}) == "not_editable:mid"
    assert house.act("ini", "save", data={"amount": 7, "note": "n"}).data["amount"] == 7


def test_a_required_field_is_not_emptied_later() -> None:
    house = guarded()
    assert house.refused("ini", "save", data={"amount": None}) == "amount_required"


def test_rows_given_to_a_needed_list_are_added() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {to: next, needs: [rows]}}}",
        data="rows: {type: list, of: text, max: 3}",
        given={"rows": ["a", "b"]},
    )
    assert house.refused("ini", "submit", data={"rows": ["c", "d"]}) == "rows_invalid"
    assert house.act("ini", "submit", data={"rows": ["c"]}).data["rows"] == ("a", "b", "c")


@pytest.mark.parametrize(
    ("rule", "comment", "code"),
    [
        ("required", None, "comment_required"),
        ("required", "  ", "comment_required"),
        ("none", "x", "comment_not_wanted"),
        ("optional", "x" * 10_001, "comment_too_large"),
        ("optional", "a\0b", "comment_invalid"),
        ("optional", "a\ud800", "comment_invalid"),
    ],
)
def test_a_comment_is_refused(rule: str, comment: str | None, code: str) -> None:
    house = started(f"draft: {{by: initiator, actions: {{submit: {{to: next, comment: {rule}}}}}}}")
    assert house.refused("ini", "submit", comment=comment) == code


def test_a_comment_may_be_as_long_as_the_host_says() -> None:
    house = House(workflow("draft: {by: initiator}"), limits=Limits(comment=3))
    house.start()
    assert house.refused("ini", "submit", comment="four") == "comment_too_large"


def test_ids_are_compared_in_their_normal_form() -> None:
    house = started("第1步: {by: initiator, may_edit: [数1], actions: {提交1: next}}\n第2步: {by: role(legal)}", data="数1: integer")
    assert house.act("ini", "提交１", data={"数１": 3}).data == {"数1": 3}
    assert house.step == "第2步"


def test_an_arms_condition_looks_at_what_the_act_brings() -> None:
    house = started(
        """
        draft:
          by: initiator
          may_edit: [amount]
          actions: {submit: [{when: amount <= 5, to: small}, {when: amount <= 50, to: big}]}
        small: {by: role(legal)}
        big: {by: role(legal)}
        """,
        data="amount: integer",
        given={"amount": 1},
    )
    assert house.refused("ini", "submit", data={"amount": 500}) == "not_now"
    assert house.act("ini", "submit", data={"amount": 9}).step == "big"


def test_an_arm_is_not_made_ones_own_by_an_edit() -> None:
    house = started(
        "draft: {by: role(legal), may_edit: [who], actions: {submit: {by: who, to: next}, save: stay}}",
        data="who: person",
        given={"who": "cat"},
    )
    assert house.refused("bob", "submit", data={"who": "bob"}) == "not_by"


def test_a_guard_on_an_approval_looks_at_what_the_act_voids() -> None:
    house = started(
        """
        one: {approvers: person(bob)}
        two: {approvers: person(cat), may_edit: [amount], actions: {approve: {to: next, require: {stands: approved(one)}}}}
        """,
        data="amount: integer",
        given={"amount": 1},
    )
    house.act("bob", "approve")
    assert house.refused("cat", "approve", data={"amount": 2}) == "stands"
    assert house.act("cat", "approve", data={"amount": 1}).status == "approved"


def test_an_action_that_the_step_does_not_offer_is_unknown() -> None:
    house = started("vote: {approvers: [role(legal), role(finance)], rule: all, actions: {approve: next}}")
    assert house.refused("bob", "reject") == "unknown_action"
    house.act("bob", "approve")
    assert house.act("dan", "approve").status == "approved"


# ---------------------------------------------------------------- what cannot be worked out


def test_an_action_whose_by_cannot_be_worked_out_is_refused() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {by: role(legal) if 1 / amount > 1 else initiator, to: next}}}",
        data="amount: integer",
        given={"amount": 0},
    )
    assert house.refused("ini", "submit") == "expression_failed"


def test_an_action_whose_when_cannot_be_worked_out_is_refused() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {when: 1 / amount > 1, to: next}}}",
        data="amount: integer",
        given={"amount": 0},
    )
    assert house.refused("ini", "submit") == "expression_failed"


def test_a_target_that_cannot_be_worked_out_is_refused() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {to: [{when: 1 / amount > 1, to: last}, {to: next}]}}}\nlast: {by: initiator}",
        data="amount: integer",
        given={"amount": 0},
    )
    assert house.refused("ini", "submit") == "expression_failed"


def test_a_guard_that_cannot_be_worked_out_does_not_hold() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {to: next, require: {fair: 1 / amount > 1}}}}",
        data="amount: integer",
        given={"amount": 0},
    )
    assert house.refused("ini", "submit") == "fair"


def test_a_start_whose_by_cannot_be_worked_out_is_refused() -> None:
    house = House(
        workflow("draft: {by: initiator}", head="start: {by: initiator if 1 / amount > 1 else role(legal)}", data="amount: integer")
    )
    with pytest.raises(Refused) as caught:
        house.start({"amount": 0})
    assert caught.value.code == "expression_failed"


def test_a_transfer_whose_people_cannot_be_worked_out_is_refused() -> None:
    house = started(
        "vote: {approvers: person(bob), allow: {transfer: initiator if 1 / amount > 1 else role(legal)}}",
        data="amount: integer",
        given={"amount": 0},
    )
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="cat", by="bob")
    assert caught.value.code == "expression_failed"


def test_a_withdrawal_whose_by_cannot_be_worked_out_is_refused() -> None:
    house = started(
        "vote: {approvers: person(bob)}",
        head="withdraw: {by: initiator if 1 / amount > 1 else role(legal), until: end}",
        data="amount: integer",
        given={"amount": 0},
    )
    with pytest.raises(Refused) as caught:
        house.engine.withdraw("k", by="ini")
    assert caught.value.code == "expression_failed"


@pytest.mark.parametrize(
    "step",
    [
        "vote: {approvers: role(legal) if 1 / amount > 1 else initiator}",
        "vote: {approvers: [{who: role(legal), when: 1 / amount > 1}]}",
        "file: {by: role(legal) if 1 / amount > 1 else initiator}",
    ],
)
@pytest.mark.parametrize("empty", ["hold", "skip"])
def test_a_seat_whose_people_cannot_be_worked_out_is_held_and_says_why(step: str, empty: str) -> None:
    house = started(f"draft: {{by: initiator}}\n{step}\nlast: {{by: initiator}}", data="amount: integer", given={"amount": 0}, empty=empty)
    house.act("ini", "submit")
    assert house.step in ("vote", "file") and house.holders == [None]
    assert "error" in house.fields("seat_opened", "trace")[-1][0]  # type: ignore[operator]


def test_a_step_whose_when_cannot_be_worked_out_is_entered() -> None:
    house = started(
        "draft: {by: initiator}\nvote: {when: 1 / amount > 1, approvers: role(legal)}", data="amount: integer", given={"amount": 0}
    )
    house.act("ini", "submit")
    assert house.step == "vote"


def test_an_effect_that_cannot_be_worked_out_holds_nobody_up() -> None:
    house = started(
        "draft: {by: initiator, actions: {submit: {to: next, effects: [{set: {amount: 1 / amount}}, {notify: initiator}]}}}",
        data="amount: decimal",
        given={"amount": 0},
    )
    house.act("ini", "submit")
    assert house.notices() == [("notify", ("ini",))]
    assert [kind for (kind,) in house.fields("noticed", "kind")] == ["failed", "notify"]


TWO_STEPS = """
draft: {by: initiator}
review: {approvers: role(legal), SELF}
final: {approvers: role(finance), not_same_as: [review]}
"""


def test_what_was_never_offered_there_is_not_done_already() -> None:
    """Who has just submitted is told why he may not approve, not that he has."""
    house = started(TWO_STEPS.replace("SELF", "self: forbid"))
    house.act("ini", "submit")
    assert house.refused("ini", "approve") == "self_forbidden"
    house = started(TWO_STEPS.replace("SELF", "self: allow"))
    house.act("ini", "submit")
    assert house.refused("ini", "approve") == "not_holder"


def test_a_second_click_at_the_next_step_is_done_already() -> None:
    house = started(TWO_STEPS.replace("SELF", "self: forbid"))
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert house.refused("bob", "approve") == house.refused("cat", "approve") == "already_done"
