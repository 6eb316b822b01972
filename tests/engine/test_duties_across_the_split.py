"""What a branch looks back to lies before the split, too: approvals that still stand, and who has acted there (DESIGN §4)."""

import pytest

from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.errors import Refused
from signoff.engine.people_data import Proxy

from .house import House, Register, started, workflow

LEGAL_TWICE = """
draft: {by: initiator, may_edit: [amount]}
first: {approvers: person(bob), duplicate: none, may_edit: [amount]}
split:
  parallel:
    one:
      steps:
        again: {approvers: person(bob), duplicate: POLICY}
        last: {approvers: person(bob), duplicate: POLICY}
  join: all
sign: {approvers: role(audit), return: {to: any_earlier}}
"""


def twice(policy: str, by: str = "bob") -> House:
    """A case whose branch asks again whoever has approved before the split."""
    house = started(LEGAL_TWICE.replace("POLICY", policy), data="amount: integer")
    house.act("ini", "submit")
    house.act(by, "approve")
    return house


def passed(house: House, key: str = "k/one") -> list[str | None]:
    """By which policies the seats of a child have passed."""
    decided = [event.fact for event in house.engine.history(key) if event.kind == "decided"]
    return [fact.decision.automatic for fact in decided]  # type: ignore[attr-defined]


def child(house: House, key: str = "k/one") -> Case:
    """The folded child."""
    found = house.engine.store.find("default", key)
    return found.meant


def test_an_approval_before_the_split_counts_in_a_branch_under_any() -> None:
    house = twice("any")
    assert passed(house) == ["duplicate", "duplicate"]
    assert house.step == "sign" and house.sound()


def test_consecutive_sees_the_step_just_before_the_split_and_then_the_one_in_the_branch() -> None:
    house = twice("consecutive")
    assert passed(house) == ["duplicate", "duplicate"]


def test_none_asks_again_in_the_branch() -> None:
    house = twice("none")
    assert [task.holder for task in child(house).open_tasks] == ["bob"]


def test_forbid_keeps_who_approved_before_the_split_out_of_the_branch() -> None:
    house = twice("forbid")
    assert [task.holder for task in child(house).open_tasks] == [None]
    assert house.engine.allowed(c.Reassign(case="k/one", by="adm", to="bob", reason="r")).code == "duplicate_forbidden"


def test_an_approval_that_fell_before_the_split_counts_no_more() -> None:
    steps = LEGAL_TWICE.replace("POLICY", "any").replace("split:", "money: {by: role(finance), may_edit: [amount]}\nsplit:")
    house = started(steps, data="amount: integer")
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("dan", "submit", data={"amount": 7})
    assert [task.holder for task in child(house).open_tasks] == ["bob"]


def test_an_approval_of_a_sibling_branch_does_not_count() -> None:
    steps = """
    split:
      parallel:
        one: {steps: {a: {approvers: person(bob)}}}
        two: {steps: {wait: {by: role(finance)}, b: {approvers: person(bob), duplicate: any}}}
    """
    house = started(steps)
    house.engine.act("k/one", "approve", by="bob")
    house.engine.act("k/two", "submit", by="dan")
    assert [task.holder for task in child(house, "k/two").open_tasks] == ["bob"]


def test_a_workflow_of_its_own_does_not_look_at_the_walk_of_its_parent() -> None:
    inner = workflow("again: {approvers: person(bob), duplicate: any}").replace("workflow: w", "workflow: inner")
    house = House([workflow("first: {approvers: person(bob)}\nsub: {workflow: inner}"), inner])
    house.start()
    house.act("bob", "approve")
    assert [task.holder for task in child(house, "k/sub").open_tasks] == ["bob"]


def test_a_branch_in_a_branch_looks_back_over_both_splits() -> None:
    steps = """
    first: {approvers: person(bob)}
    split:
      parallel:
        outer:
          steps:
            mid: {approvers: person(cat)}
            inner_split:
              parallel:
                inner: {steps: {b: {approvers: person(bob), duplicate: any}, c: {approvers: person(cat), duplicate: forbid}}}
    """
    house = started(steps)
    house.act("bob", "approve")
    house.engine.act("k/outer", "approve", by="cat")
    assert passed(house, "k/outer/inner") == ["duplicate"]
    assert [task.holder for task in child(house, "k/outer/inner").open_tasks] == [None]
    assert house.engine.allowed(c.Reassign(case="k/outer/inner", by="adm", to="cat", reason="r")).code == "duplicate_forbidden"


SINCE = """
draft:
  by: role(legal)
  actions: {call: {to: stay, effects: [{start: order}]}, submit: next}
sign: {approvers: person(boss)}
"""
ORDER = """
branches:
  order:
    steps:
      wait: {by: role(finance)}
      check: {approvers: person(cat), not_same_as: [draft], allow: {transfer: anyone, delegate: anyone, add_signer: {where: [parallel]}}}
"""
RULE = (Proxy("cat", "bob"),)


def since() -> House:
    """A branch that began before bob acted at the step that its duty looks back to."""
    house = House(workflow(SINCE, head=ORDER), register=Register(*RULE))
    house.start()
    house.act("bob", "call")
    house.act("bob", "submit")
    house.engine.act("k/order", "submit", by="dan")
    return house


WAYS = {
    "transfer": c.Transfer(case="k/order", by="cat", to="bob"),
    "delegate": c.Delegate(case="k/order", by="cat", to="bob"),
    "reassign": c.Reassign(case="k/order", by="adm", to="bob", reason="r"),
    "add_signer": c.AddSigner(case="k/order", by="cat", who=("bob",), where="parallel"),
    "proxy": c.Act(case="k/order", by="bob", behalf_of="cat", action="approve"),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_acted_before_the_branch_comes_to_its_seat_by_no_way(way: str) -> None:
    house = since()
    assert [task.holder for task in child(house, "k/order").open_tasks] == ["cat"]
    assert house.engine.allowed(WAYS[way]).code == "not_same_as"
    with pytest.raises(Refused):
        house.engine._run(WAYS[way])


def test_a_jump_in_the_branch_is_no_way_around_a_duty_before_the_split() -> None:
    house = since()
    house.engine.jump("k/order", to="wait", by="adm", reason="r")
    house.engine.jump("k/order", to="check", by="adm", reason="r")
    house.engine.reassign("k/order", to="eve", by="adm", reason="cat is ill")
    assert house.engine.allowed(WAYS["reassign"]).code == "not_same_as"


def test_who_acts_at_the_step_while_the_branch_runs_is_barred_from_then_on() -> None:
    """What a branch knew when it began is not all: the case around went on."""
    head = ORDER.replace("person(cat)", "role(legal)")
    house = House(workflow(SINCE, head=head))
    house.start()
    house.act("bob", "call")
    house.engine.act("k/order", "submit", by="dan")
    assert house.engine.can("k/order", "approve", by="cat")
    house.act("cat", "submit")
    assert house.engine.can("k/order", "approve", by="cat").code == "not_same_as"
    assert [item.case.key for item in house.engine.inbox("cat")] == []
    assert [finding.code for finding in house.engine.stuck().findings] == ["duties_leave_nobody"]


def test_a_proxy_who_approved_just_before_the_split_does_not_act_for_another_in_the_branch() -> None:
    steps = "first: {approvers: person(bob)}\nsplit: {parallel: {one: {steps: {b: {approvers: person(cat)}}}}}"
    house = House(workflow(steps), register=Register(*RULE))
    house.start()
    house.act("bob", "approve")
    assert house.engine.allowed(c.Act(case="k/one", by="bob", behalf_of="cat", action="approve")).code == "proxy_conflict"


# ---------------------------------------------------------------- duties of all rounds

AGAIN = """
draft: {by: initiator}
split:
  parallel:
    one:
      for_each: u in units
      steps: {write: {by: role(legal)}, check: {approvers: role(legal), not_same_as: [write]}}
sign: {approvers: role(audit), return: {to: any_earlier}}
"""
NESTED = """
draft: {by: initiator}
split:
  parallel:
    outer:
      steps:
        inner_split:
          parallel:
            one: {steps: {write: {by: role(legal)}, check: {approvers: role(legal), not_same_as: [write]}}}
sign: {approvers: role(audit), return: {to: any_earlier}}
"""


def once_through(steps: str, keys: tuple[str, ...]) -> House:
    """The case before `sign`, every branch written by bob and checked by cat, then sent back and submitted again."""
    house = House(workflow(steps, data="units: {type: list, of: text}"))
    house.start({"units": ["a", "b"]})
    house.act("ini", "submit")
    for key in keys:
        house.engine.act(key, "submit", by="bob")
        house.engine.act(key, "approve", by="cat")
    house.act("fay", "return", to="draft", comment="not yet")
    house.act("ini", "submit")
    return house


def running(house: House, key: str = "k") -> list[str]:
    """The keys of the children under way that have none of their own."""
    open_ones = [one.key for one in house.engine.case(key).children if one.status == "open"]
    return [found for one in open_ones for found in running(house, one) or [one]]


@pytest.mark.parametrize(("steps", "keys"), [(AGAIN, ("k/a", "k/b")), (NESTED, ("k/outer/one",))])
def test_who_wrote_in_an_earlier_round_of_a_branch_does_not_check_in_a_later_one(steps: str, keys: tuple[str, ...]) -> None:
    house = once_through(steps, keys)
    key = running(house)[0]
    house.engine.act(key, "submit", by="cat")
    assert house.engine.can(key, "approve", by="bob").code == "not_same_as"
    assert house.engine.allowed(c.Reassign(case=key, by="adm", to="bob", reason="r")).code == "not_same_as"
    assert house.sound()


def test_earlier_rounds_of_another_element_bar_nobody() -> None:
    house = House(
        workflow(AGAIN.replace("draft: {by: initiator}", "draft: {by: initiator, may_edit: [units]}"), data="units: {type: list, of: text}")
    )
    house.start({"units": ["a"]})
    house.act("ini", "submit")
    house.engine.act("k/a", "submit", by="bob")
    house.engine.act("k/a", "approve", by="cat")
    house.act("fay", "return", to="draft", comment="for another unit")
    house.act("ini", "submit", data={"units": ["b"]})
    house.engine.act("k/b", "submit", by="cat")
    assert house.engine.act("k/b", "approve", by="bob").status == "approved" and house.sound()
