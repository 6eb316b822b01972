"""Two scenarios of the government's reply approval: a return with a reason and a restart (S13), a return to be fixed on the spot (S14)."""

from .house import House, workflow

STEPS = """
drafting:
  by: initiator
  may_edit: [text, answer]
  edits: ask
  actions:
    submit:
      to: next
      require:
        no_change: {that: changed(text) or changed(answer), when: round > 1}
unit_check: {approvers: person(bob)}
section_revision: {approvers: role(finance), may_edit: [text], edits: ask}
deputy_director: {approvers: person(fay)}
director: {approvers: person(boss)}
"""
HEAD = """
signs: [text]
return: {to: any_earlier, comment: required, resume: [rewalk, straight_back]}
"""


def at(step: str) -> House:
    """The reply at one of the steps: ini drafts, bob checks, dan revises, fay is deputy director, boss director."""
    house = House(workflow(STEPS, HEAD, "text: document\nanswer: text"))
    house.start({"text": "r1"})
    for by, action in (("ini", "submit"), ("bob", "approve"), ("dan", "approve"), ("fay", "approve")):
        if house.step == step:
            break
        house.act(by, action)
    assert house.step == step
    return house


def test_s13_a_return_needs_its_reason_and_restarts_every_step() -> None:
    house = at("deputy_director")
    assert house.refused("fay", "return", to="drafting", comment=" ") == "comment_required"
    case = house.act("fay", "return", to="drafting", comment="未逐条答复")
    assert (case.step, case.round, house.holders) == ("drafting", 2, ["ini"])
    assert house.refused("ini", "submit") == "no_change"
    house.act("ini", "submit", data={"text": "r2"})
    assert set(house.fields("superseded", "step")) == {("unit_check",), ("section_revision",)}
    for by, step in (("bob", "unit_check"), ("eve", "section_revision"), ("fay", "deputy_director"), ("boss", "director")):
        assert (house.step, house.case.round) == (step, 1 if step == "director" else 2)
        house.act(by, "approve")
    assert house.case.status == "approved" and house.sound()


def test_s14_a_formal_fix_goes_straight_back_and_the_approval_between_stands() -> None:
    house = at("director")
    house.act("boss", "return", to="section_revision", resume="straight_back", comment="标点错误")
    house.engine.claim("k", by="dan")
    house.act("dan", "approve", data={"text": "r1 with a full stop"}, edits="formal")
    assert (house.step, house.holders) == ("director", ["boss"])
    assert house.facts("superseded") == [] and house.notices() == [("bypassed", ("fay",))]
    assert house.fields("edited", "formal") == [(True,)]
    assert house.act("boss", "approve").status == "approved" and house.sound()


def test_s14_a_substantive_fix_restarts_from_the_first_whose_approval_has_fallen() -> None:
    house = at("director")
    house.act("boss", "return", to="section_revision", resume="straight_back", comment="金额错误")
    house.act("dan", "approve", data={"text": "another sum"}, edits="substantive")
    assert (house.step, house.case.round) == ("deputy_director", 2)
    house.act("fay", "approve")
    assert (house.step, house.holders) == ("director", ["boss"]) and house.sound()
