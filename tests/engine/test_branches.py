"""Branches side by side: child cases, how they come together, and what becomes of those that are no longer needed."""

from collections.abc import Mapping

import pytest

from signoff.engine.errors import Refused
from signoff.engine.views import CaseView

from .house import House, started

TWO = """
draft: {by: initiator}
split:
  parallel:
    law:
      steps:
        check: {approvers: role(legal)}
    money:
      data: {budget: integer}
      steps:
        count: {by: role(finance), actions: {counted: {needs: [budget], to: next}}}
        pay: {approvers: role(finance)}
  JOIN
sign: {approvers: role(audit)}
"""


def two(join: str = "join: all", **given: object) -> House:
    """A case whose two branches are under way."""
    house = started(TWO.replace("JOIN", join), **given)  # type: ignore[arg-type]
    house.act("ini", "submit")
    return house


def child(house: House, key: str) -> CaseView:
    """A child of the case by what its key ends with."""
    return house.engine.case(f"{house.key}/{key}")


def statuses(house: House) -> Mapping[str, str]:
    """How the children stand."""
    return {one.key.removeprefix(f"{house.key}/"): one.status for one in house.case.children}


def on(house: House, key: str, by: str, action: str, **more: object) -> CaseView:
    """An action on a child."""
    return house.engine.act(f"{house.key}/{key}", action, by=by, **more)  # type: ignore[arg-type]


def test_a_parallel_step_opens_a_child_case_for_each_branch() -> None:
    house = two()
    assert (house.step, house.tasks) == ("split", ())
    assert [(one.key, one.step, one.branch, one.parent) for one in house.case.children] == [
        ("k/law", "check", "law", house.case.id),
        ("k/money", "count", "money", house.case.id),
    ]


def test_children_lie_in_the_inbox_of_those_who_act_on_them() -> None:
    house = two()
    (item,) = house.engine.inbox("bob")
    assert (item.case.key, item.task.step, [offer.action for offer in item.offers]) == ("k/law", "check", ["approve", "reject"])


def test_the_case_goes_on_when_all_branches_have_ended_well() -> None:
    house = two()
    on(house, "law", "bob", "approve")
    assert house.step == "split"
    on(house, "money", "dan", "counted", data={"budget": 5})
    on(house, "money", "eve", "approve")
    assert house.step == "sign"
    house.act("fay", "approve")
    assert house.case.status == "approved" and house.sound()


def test_the_last_acts_view_is_that_of_the_child() -> None:
    house = two("join: any")
    view = on(house, "law", "bob", "approve")
    assert (view.key, view.status, house.step) == ("k/law", "approved", "sign")


def test_all_branches_fails_early_and_closes_the_rest_with_a_row_each() -> None:
    house = two()
    on(house, "law", "bob", "reject", comment="no")
    assert (house.case.status, house.step) == ("rejected", "rejected")
    money = child(house, "money")
    assert (money.status, money.open) == ("terminated", False)
    kinds = [(event.kind, getattr(event.fact, "reason", None)) for event in house.engine.history("k/money")]
    assert kinds[-2:] == [("task_closed", "not_needed:join_failed"), ("ended", "not_needed:join_failed")]
    assert house.fields("child_closed", "branch", "reason", "status") == [("money", "not_needed:join_failed", "terminated")]
    assert house.sound()


def test_any_branch_is_enough_and_the_other_closes() -> None:
    house = two("join: any")
    on(house, "money", "dan", "counted", data={"budget": 5})
    on(house, "law", "bob", "approve")
    assert house.step == "sign"
    assert statuses(house) == {"law": "approved", "money": "terminated"}
    assert house.refused("eve", "approve") != ""


def test_any_branch_fails_only_when_the_last_one_has() -> None:
    house = two("join: any")
    on(house, "law", "bob", "reject")
    assert house.step == "split"
    on(house, "money", "dan", "counted", data={"budget": 5})
    on(house, "money", "eve", "reject")
    assert house.case.status == "rejected"


def test_a_branch_that_is_not_needed_goes_on_where_the_rest_is_kept() -> None:
    house = two("join: any\n  rest: keep")
    on(house, "law", "bob", "approve")
    assert (house.step, statuses(house)["money"]) == ("sign", "open")
    on(house, "money", "dan", "counted", data={"budget": 5})
    house.act("fay", "approve")
    assert statuses(house)["money"] == "terminated", "an end closes everything below"
    assert house.sound()


def test_join_none_waits_for_nobody() -> None:
    house = two("join: none")
    assert (house.step, statuses(house)) == ("sign", {"law": "open", "money": "open"})


@pytest.mark.parametrize(("join", "enough"), [("2", 2), ("1", 1), ("1/2", 1), ("2/3", 2)])
def test_a_number_or_a_share_of_branches(join: str, enough: int) -> None:
    house = two(f"join: {join}")
    on(house, "law", "bob", "approve")
    assert (house.step == "sign") is (enough == 1)


def test_a_condition_over_the_children_joins_them() -> None:
    house = two("join: money.some(it.passed(count))\n  rest: keep")
    on(house, "money", "dan", "counted", data={"budget": 5})
    assert (house.step, statuses(house)) == ("sign", {"law": "open", "money": "open"})


def test_a_condition_that_no_child_can_meet_any_more_leads_elsewhere() -> None:
    house = two("join: money.some(it.budget > 9)\n  else: draft")
    on(house, "law", "bob", "approve")
    on(house, "money", "dan", "counted", data={"budget": 5})
    on(house, "money", "eve", "approve")
    assert house.step == "draft"


def test_then_looks_at_what_the_children_hold() -> None:
    house = two("then:\n    - {when: money.first().budget > 100, to: sign}\n    - {to: draft}")
    on(house, "law", "bob", "approve")
    on(house, "money", "dan", "counted", data={"budget": 5})
    on(house, "money", "eve", "approve")
    assert house.step == "draft"


def test_votes_of_one_branch_never_decide_another() -> None:
    """FL: the actors of other branches were counted, and a passed vote closed every open task of the case."""
    steps = """
    split:
      parallel:
        one:
          steps:
            vote: {approvers: "each(role(legal))", rule: 1/2}
        two:
          steps:
            ballot: {approvers: "each(role(finance))", rule: all}
    """
    house = started(steps)
    on(house, "one", "bob", "approve")
    assert statuses(house) == {"one": "approved", "two": "open"}
    assert [task.holder for task in child(house, "two").tasks] == ["dan", "eve"]
    on(house, "two", "dan", "approve")
    assert statuses(house)["two"] == "open", "one of two seats is not all of them"
    on(house, "two", "eve", "approve")
    assert house.case.status == "approved" and house.sound()


def test_a_case_that_is_withdrawn_closes_all_below() -> None:
    house = two(head="withdraw: {until: end}")
    house.engine.withdraw("k", by="ini", comment="no longer wanted")
    assert statuses(house) == {"law": "terminated", "money": "terminated"}
    assert all(reason is not None for outcome, reason in house.rows().values() if outcome is None)
    assert house.sound()


def test_a_branch_reads_the_fields_around_it_and_writes_only_its_own() -> None:
    steps = """
    split:
      parallel:
        one:
          data: {note: text}
          steps:
            big: {when: amount > 100, approvers: role(audit)}
            check: {by: role(legal), may_edit: [note]}
    """
    house = started(steps, data="amount: integer", given={"amount": 5})
    assert child(house, "one").step == "check"
    with pytest.raises(Exception, match="amount"):
        house.engine.edit("k/one", by="bob", data={"amount": 7})
    house.engine.edit("k/one", by="bob", data={"note": "seen"})
    assert (child(house, "one").data, house.case.data) == ({"note": "seen"}, {"amount": 5})


def test_a_branch_whose_condition_fails_is_not_opened() -> None:
    steps = """
    split:
      parallel:
        one: {when: amount > 100, steps: {check: {approvers: role(legal)}}}
        two: {steps: {count: {approvers: role(finance)}}}
    """
    house = started(steps, data="amount: integer", given={"amount": 5})
    assert statuses(house) == {"two": "open"}


def test_where_no_branch_is_opened_the_join_is_met() -> None:
    steps = """
    split:
      parallel:
        one: {when: amount > 100, steps: {check: {approvers: role(legal)}}}
    sign: {approvers: role(audit)}
    """
    house = started(steps, data="amount: integer", given={"amount": 5})
    assert house.step == "sign"


def test_a_branch_that_is_not_waited_for_holds_nobody_up_and_closes_with_the_case() -> None:
    steps = """
    split:
      parallel:
        one: {steps: {check: {approvers: role(legal)}}}
        two: {wait: false, steps: {count: {approvers: role(finance)}}}
      rest: keep
    sign: {approvers: role(audit)}
    """
    house = started(steps)
    on(house, "one", "bob", "approve")
    assert (house.step, statuses(house)["two"]) == ("sign", "open")
    house.act("fay", "approve")
    assert statuses(house)["two"] == "terminated"


def test_a_branch_that_outlives_goes_on_after_a_good_end_only() -> None:
    steps = """
    split:
      parallel:
        two: {wait: false, outlives: true, steps: {count: {approvers: role(finance)}}}
      join: none
    sign: {approvers: role(audit)}
    """
    house = started(steps)
    house.act("fay", "approve")
    assert (house.case.status, statuses(house)["two"]) == ("approved", "open")
    on(house, "two", "dan", "approve")
    assert statuses(house)["two"] == "approved" and house.sound()
    other = started(steps)
    other.act("fay", "reject")
    assert statuses(other)["two"] == "terminated"


def test_branches_may_stand_inside_branches() -> None:
    steps = """
    split:
      parallel:
        outer:
          steps:
            inner_split:
              parallel:
                a: {steps: {check: {approvers: role(legal)}}}
                b: {steps: {count: {approvers: role(finance)}}}
            last: {approvers: role(audit)}
    """
    house = started(steps)
    house.engine.act("k/outer/a", "approve", by="bob")
    house.engine.act("k/outer/b", "approve", by="dan")
    assert child(house, "outer").step == "last"
    on(house, "outer", "fay", "approve")
    assert house.case.status == "approved" and house.sound()


def test_duties_of_steps_before_the_split_hold_inside_it() -> None:
    steps = """
    draft: {by: role(legal)}
    split:
      parallel:
        one:
          steps:
            check: {approvers: role(legal), not_same_as: [draft]}
    """
    house = started(steps)
    house.act("bob", "submit")
    assert [task.holder for task in child(house, "one").tasks] == [None]
    assert house.engine.can("k/one", "approve", by="bob").code == "not_same_as"
    on(house, "one", "cat", "approve")
    assert house.case.status == "approved"


def test_a_timer_of_a_child_fires_and_brings_the_parent_on() -> None:
    steps = """
    split:
      parallel:
        one:
          steps:
            check:
              approvers: role(legal)
              due: 2d
              escalate: [{at: due, reassign: role(audit)}]
    """
    house = started(steps)
    assert house.tick("3d") == 1
    (task,) = child(house, "one").tasks
    assert task.tokens == ("role:audit",) and house.sound()
    on(house, "one", "fay", "approve")
    assert house.case.status == "approved"


def test_a_case_that_rests_rests_with_all_below_and_wakes_with_them() -> None:
    house = two()
    house.engine.suspend("k", by="adm", reason="the court decides first")
    assert statuses(house) == {"law": "suspended", "money": "suspended"}
    assert house.engine.can("k/law", "approve", by="bob").code == "suspended"
    house.engine.resume("k", by="adm", reason="it has")
    assert statuses(house) == {"law": "open", "money": "open"}
    on(house, "law", "bob", "approve")
    assert house.sound()


def test_a_jump_out_of_a_split_closes_its_branches() -> None:
    house = two()
    house.engine.jump("k", to="sign", by="adm", reason="the minister has decided")
    assert (house.step, statuses(house)) == ("sign", {"law": "terminated", "money": "terminated"})
    assert house.fields("child_closed", "reason") == [("jumped",)] * 2 and house.sound()


def test_a_case_that_is_terminated_closes_all_below() -> None:
    house = two()
    house.engine.terminate("k", by="adm", reason="overtaken")
    assert set(statuses(house).values()) == {"terminated"} and house.sound()


def test_a_branch_that_is_terminated_counts_as_one_that_failed() -> None:
    house = two()
    house.engine.terminate("k/law", by="adm", reason="overtaken")
    assert house.case.status == "rejected" and house.sound()


def test_a_request_given_again_is_answered_with_the_child_as_it_was() -> None:
    house = two()
    first = on(house, "law", "bob", "approve", request_id="r")
    assert on(house, "law", "bob", "approve", request_id="r") == first


def test_a_branch_is_not_woken_while_the_case_around_it_rests() -> None:
    house = two()
    house.engine.suspend("k", by="adm", reason="the court decides first")
    with pytest.raises(Refused) as caught:
        house.engine.resume("k/law", by="adm", reason="it may go on")
    assert caught.value.code == "suspended" and "Resume k:" in (caught.value.hint or "")
    assert statuses(house) == {"law": "suspended", "money": "suspended"}


def test_a_branch_that_rested_by_itself_is_woken_with_the_case_around_it() -> None:
    house = two()
    house.engine.suspend("k/law", by="adm", reason="the file is missing")
    house.engine.suspend("k", by="adm", reason="the court decides first")
    house.engine.resume("k", by="adm", reason="it has")
    assert statuses(house) == {"law": "open", "money": "open"}
