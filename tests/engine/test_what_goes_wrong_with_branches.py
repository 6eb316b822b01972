"""Bugs of other systems with branches (approval-semantics §2.4, §2.5, §2.15), each once, and none of them here."""

import pytest

from signoff.engine.errors import Refused

from .house import House, started

TWO = """
draft: {by: initiator}
split:
  parallel:
    law:
      steps:
        read: {approvers: role(legal), return: {to: any_earlier}}
        check: {approvers: role(legal), return: {to: any_earlier}}
        clear: {approvers: role(legal), return: {to: any_earlier, resume: [rewalk, straight_back]}}
    money:
      steps:
        count: {approvers: role(finance)}
        pay: {approvers: "each(role(finance))", rule: 2/2}
  JOIN
sign: {approvers: role(audit), return: {to: any_earlier}}
last: {approvers: person(boss), return: {to: any_earlier}}
"""


def two(join: str = "join: all") -> House:
    """A case with two branches of several steps."""
    house = started(TWO.replace("JOIN", join))
    house.act("ini", "submit")
    return house


def on(house: House, key: str, by: str, action: str, **more: object) -> None:
    """An action on a branch."""
    house.engine.act(f"k/{key}", action, by=by, **more)  # type: ignore[arg-type]


def done(house: House) -> None:
    """Both branches come to their ends."""
    for _ in range(3):
        on(house, "law", "bob", "approve")
    for by in ("dan", "dan", "eve"):
        on(house, "money", by, "approve")


def statuses(house: House) -> dict[str, str]:
    """How the children stand."""
    return {one.key.removeprefix("k/"): one.status for one in house.case.children}


def test_jeecg_10_after_a_return_inside_a_branch_its_later_steps_are_all_walked_again() -> None:
    house = two()
    on(house, "law", "bob", "approve")
    on(house, "law", "bob", "approve")
    on(house, "law", "bob", "return", to="read", comment="again")
    walked = []
    while house.engine.case("k/law").open:
        walked.append(house.engine.case("k/law").step)
        on(house, "law", "bob", "approve")
    assert walked == ["read", "check", "clear"]
    assert statuses(house)["money"] == "open" and house.step == "split" and house.sound()


def test_a_return_straight_back_inside_a_branch_goes_back_to_the_step_that_returned() -> None:
    house = two()
    on(house, "law", "bob", "approve")
    on(house, "law", "bob", "approve")
    on(house, "law", "bob", "return", to="read", resume="straight_back", comment="one word")
    on(house, "law", "bob", "approve")
    assert house.engine.case("k/law").step == "clear" and house.sound()


def test_rule_2_5_a_target_in_another_branch_is_refused_with_the_legal_ones() -> None:
    house = two()
    on(house, "law", "bob", "approve")
    with pytest.raises(Refused) as caught:
        on(house, "law", "bob", "return", to="count", comment="x")
    (reason,) = caught.value.reasons
    assert (reason.code, reason.data["targets"]) == ("illegal_target", ["parent.draft", "read"])


def test_rule_2_5_nobody_returns_from_behind_the_join_into_a_branch() -> None:
    house = two()
    done(house)
    assert house.step == "sign"
    assert house.refused("fay", "return", to="check", comment="x") == "illegal_target"
    assert house.engine.can("k", "return", by="fay", to="check", comment="x").reasons[0].data["targets"] == ["draft"]


def test_flowlong_a_return_to_the_initiator_from_behind_the_join_opens_every_branch_anew() -> None:
    house = two()
    done(house)
    house.act("fay", "return", to="draft", comment="from the start")
    assert set(statuses(house).values()) == {"approved"}
    house.act("ini", "submit")
    opened = {one.key: one.step for one in house.case.children if one.open}
    assert opened == {"k/law.2": "read", "k/money.2": "count"} and house.step == "split"
    assert house.sound()


def test_warm_flow_siblings_of_a_branch_that_fails_are_not_deleted_without_a_trace() -> None:
    house = two()
    on(house, "money", "dan", "approve")
    on(house, "law", "bob", "reject")
    assert house.case.status == "rejected"
    tasks = {id: reason for id, (outcome, reason) in house.rows().items() if outcome is None}
    assert set(tasks.values()) == {"not_needed:join_failed"} and len(tasks) == 2
    assert house.fields("child_closed", "branch", "reason") == [("money", "not_needed:join_failed")]


def test_viewflow_a_branch_in_progress_that_is_not_needed_is_closed_and_the_quorum_does_not_fail() -> None:
    house = two("join: 1")
    on(house, "money", "dan", "approve")
    on(house, "money", "dan", "approve")
    house.engine.comment("k/money", by="eve", text="I am at it")
    for _ in range(3):
        on(house, "law", "bob", "approve")
    assert (house.step, statuses(house)) == ("sign", {"law": "approved", "money": "terminated"})
    votes = [(event.kind, getattr(event.fact, "reason", None)) for event in house.engine.history("k/money")]
    assert ("task_closed", "not_needed:join_met") in votes and house.sound()


def test_flowable_a_branch_that_has_come_to_the_join_waits_for_the_other() -> None:
    house = two()
    house.engine.jump("k/law", to="clear", by="adm", reason="moved by hand")
    on(house, "law", "bob", "approve")
    assert (house.step, statuses(house)) == ("split", {"law": "approved", "money": "open"})


def test_flowlong_empty_inclusive_branches_lead_straight_on() -> None:
    steps = """
    draft: {by: initiator}
    split: {parallel: {one: {when: amount > 5, steps: {a: {by: role(legal)}}}}}
    sign: {approvers: role(audit)}
    """
    house = started(steps, data="amount: {type: integer, default: 1}")
    house.act("ini", "submit")
    assert house.step == "sign" and house.case.children == ()


def test_votes_that_delete_the_tasks_of_other_branches_do_not_exist_also_with_equal_step_names() -> None:
    steps = """
    split:
      parallel:
        one: {steps: {vote: {approvers: "each(role(legal))", rule: any}}}
        two: {steps: {vote: {approvers: "each(role(legal))", rule: all}}}
    """
    house = started(steps)
    on(house, "one", "bob", "approve")
    assert [task.holder for task in house.engine.case("k/two").tasks] == ["bob", "cat"]
    on(house, "two", "bob", "approve")
    assert house.step == "split"
    on(house, "two", "cat", "approve")
    assert house.case.status == "approved" and house.sound()
