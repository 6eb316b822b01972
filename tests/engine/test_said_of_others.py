"""What one workflow says of another, and of people, while cases run: options of its choices, ladders without `due`, persons of a list."""

from datetime import timedelta

import pytest

from signoff import Refused

from .house import House, workflow

CARD = workflow("order: {by: role(legal)}", data="level: {type: choice, options: [blue, red]}\nnote: text").replace(
    "workflow: w", "workflow: card"
)
STARTS = "{start: card, with: [level: red if late else blue]}"


def levels(house: House) -> list[object]:
    """The `level` of each child, in order."""
    return [house.engine.case(child.key).data.get("level") for child in house.case.children]


def test_an_effect_gives_an_option_of_the_workflow_that_it_starts() -> None:
    actions = f"{{go: {{to: stay, effects: [{STARTS}]}}, submit: next}}"
    house = House([workflow(f"draft: {{by: initiator, actions: {actions}}}", data="late: bool"), CARD])
    house.start({"late": True})
    house.act("ini", "go")
    assert levels(house) == ["red"]


def test_so_does_a_step_that_runs_it() -> None:
    house = House([workflow("sub: {workflow: card, with: {level: blue}}"), CARD])
    house.start()
    assert levels(house) == ["blue"]


def test_so_does_a_branch_that_asks_for_another_one_beside_it() -> None:
    steps = """
    split:
      parallel:
        ask: {steps: {put: {by: initiator, actions: {go: {to: next, effects: [{start: more, with: [level: blue]}]}}}}}
        more:
          data: {level: {type: choice, options: [blue, red], default: red}}
          steps: {order: {by: role(legal)}}
    """
    house = House(workflow(steps))
    house.start()
    ask = next(child.key for child in house.case.children if "ask" in child.key)
    house.engine.act(ask, "go", by="ini")
    assert levels(house) == [None, "red", "blue"]


def test_a_condition_compares_a_child_of_another_workflow_with_an_option_of_it() -> None:
    steps = "sub: {workflow: card, with: {level: blue}, join: any, then: [{when: sub.some(it.level == blue), to: yes_}, {to: no_}]}\n"
    house = House([workflow(steps + "yes_: {by: initiator}\nno_: {by: initiator}"), CARD])
    house.start()
    house.engine.act(house.case.children[0].key, "submit", by="bob")
    assert house.step == "yes_"


def test_a_ladder_that_counts_from_the_begin_needs_no_due() -> None:
    rungs = "[{at: begin + 1d, every: 2d, times: 2, remind: holder}, {at: 6d, to: rejected}]"
    house = House(workflow(f"draft: {{by: initiator, escalate: {rungs}}}"))
    house.start()
    for days, urged in ((1, 1), (2, 2)):
        house.clock.advance(timedelta(days=days))
        house.engine.tick()
        assert len(house.facts("urged")) == urged
    house.clock.advance(timedelta(days=4))
    house.engine.tick()
    assert house.case.status == "rejected"


def test_the_persons_of_a_list_or_else_a_role() -> None:
    text = workflow(
        "check: {approvers: each(issuer), rule: all}",
        head="names: {issuer: issuers or role(finance)}",
        data="issuers: {type: list, of: person}",
    )
    for given, holders in ((["bob", "fay"], {"bob", "fay"}), ([], {"dan", "eve"})):
        house = House(text)
        house.start({"issuers": given})
        assert set(house.holders) == holders


def test_where_a_signer_may_be_added_is_written_as_a_list_too() -> None:
    house = House(workflow("check: {approvers: role(audit), allow: {add_signer: [before, after]}}"))
    house.start()
    with pytest.raises(Refused):
        house.engine.add_signer("k", by="fay", who=("bob",), where="parallel")
    house.engine.add_signer("k", by="fay", who=("bob",), where="before")
    assert "bob" in house.holders


def test_the_greatest_of_their_options_is_that_of_the_choice_that_is_set() -> None:
    choice = "{type: choice, options: [low, medium, high]}"
    one = workflow("order: {by: role(legal)}", data=f"level: {choice}").replace("workflow: w", "workflow: card")
    steps = "sub: {workflow: card, for_each: x in all_, with: {level: x}}\n"
    steps += "last: {by: initiator, effects: [{set: {top: sub.max(it.level), least: sub.min(it.level)}}]}"
    house = House([workflow(steps, data=f"all_: {{type: list, of: text}}\ntop: {choice}\nleast: {choice}"), one])
    house.start({"all_": ["medium", "high", "low"]})
    for child in house.case.children:
        house.engine.act(child.key, "submit", by="bob")
    assert house.step == "last" and (house.case.data["top"], house.case.data["least"]) == ("high", "low")
