"""Chains where cases have parents and children: in a branch, before a split, and beside what an effect has started."""

from .house import House, Register, workflow
from .test_chains import line_of, office

INSIDE = """
draft: {by: initiator, may_edit: [note]}
both:
  parallel:
    one: {steps: {line: {chain: management_line(initiator), return: {to: any_earlier}}}}
    other: {steps: {look: {approvers: person(fay)}}}
"""
BEFORE = """
draft: {by: initiator}
line: {chain: management_line(initiator)}
both:
  parallel:
    one: {steps: {look: {approvers: person(fay), return: {to: [line, any_earlier]}}}}
    other: {steps: {check: {approvers: [person(boss), person(eve)], rule: all, not_same_as: [line]}}}
"""


def house(text: str, register: Register | None = None) -> House:
    found = House(workflow(text, data="note: text"), register=register or office())
    found.start()
    found.act("ini", "submit")
    return found


def child(found: House, name: str) -> House:
    """The same house, with a branch as the case that is spoken of."""
    other = House.__new__(House)
    other.__dict__ = {**found.__dict__, "key": f"k/{name}"}
    return other


def test_a_branch_has_a_chain_of_its_own() -> None:
    found = house(INSIDE)
    one = child(found, "one")
    assert (one.step, one.holders) == ("line_1", ["boss"])
    assert line_of(one) == ["boss", "top", "chief"]
    assert found.case.status == "open"
    child(found, "other").act("fay", "approve")
    assert found.case.status == "approved" and found.sound()


def test_a_level_of_a_branch_sends_the_case_back_before_the_split() -> None:
    found = house(INSIDE)
    one = child(found, "one")
    one.act("boss", "approve")
    one.act("top", "return", to="draft", comment="not so")
    assert found.step == "draft"
    found.act("ini", "submit")
    assert [one.step for one in found.case.children if one.status == "open"] == ["line_1", "look"]
    assert found.sound()


def test_a_branch_sends_its_case_back_to_a_level_of_the_chain_before_the_split() -> None:
    found = house(BEFORE)
    line_of(found)
    one = child(found, "one")
    assert {"parent.line_1", "parent.line_3"} <= set(one.engine.inbox("fay")[0].offers[-1].targets)
    one.act("fay", "return", to="line_2", comment="top has to see this")
    assert (found.step, found.holders) == ("line_2", ["top"])
    assert line_of(found) == ["top", "chief"]
    assert found.step == "both" and found.sound()


def test_a_branch_names_the_chain_to_be_looked_at_again_from_its_beginning() -> None:
    found = house(BEFORE)
    line_of(found)
    child(found, "one").act("fay", "return", to="line_1", comment="from the beginning")
    assert line_of(found) == ["boss", "top", "chief"]


def test_who_signed_in_the_chain_is_kept_out_of_a_branch() -> None:
    found = house(BEFORE)
    line_of(found)
    assert child(found, "other").holders == [None, "eve"]


def test_a_branch_asks_of_the_chain_around_it() -> None:
    text = BEFORE.replace("{look: {approvers: person(fay), ", "{look: {approvers: actor_of(line), when: approved(line), ")
    found = house(text)
    line_of(found)
    assert child(found, "one").tasks[0].candidates == ("boss", "top", "chief")
