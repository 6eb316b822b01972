"""A step whose children cannot be opened: nobody's move fails for it, the case rests there as a defect, and goes on once that is mended."""

import pytest

from signoff.compose import Engine
from signoff.engine.errors import Refused
from signoff.engine.world import Limits

from .house import House, started, workflow

LISTED = """
draft: {by: initiator, may_edit: [urgent, parts]}
split:
  parallel:
    review: {keep_if_done: true, steps: {reading: {approvers: role(finance)}}}
    part: {for_each: p in parts if urgent > 0 else missing.where(it / 0 > 1), steps: {do: {by: role(legal)}}}
sign: {approvers: role(audit), return: {to: any_earlier}}
"""
FIELDS = "parts: {type: list, of: text}\nurgent: {type: integer, default: 0}\nmissing: {type: list, of: integer}"


def failing() -> House:
    """A case that has come to a split whose list cannot be worked out."""
    house = House(workflow(LISTED, data=FIELDS))
    house.start({"parts": ["a", "b"], "missing": [1]})
    assert house.engine.can("k", "submit", by="ini"), "what `can` says is what `act` does"
    house.act("ini", "submit")
    return house


def stuck(house: House) -> list[tuple[str, str]]:
    """What holds the case up."""
    return [(finding.code, finding.variant) for finding in house.engine.stuck().findings]


def test_whoever_moves_the_case_to_a_split_whose_list_fails_is_not_refused() -> None:
    house = failing()
    assert (house.step, house.case.children, house.case.status) == ("split", (), "open")
    assert house.fields("split_failed", "step", "round", "code") == [("split", 1, "expression_failed")]
    assert house.sound()


def test_of_a_split_that_fails_no_child_is_opened_and_nothing_comes_together() -> None:
    house = failing()
    assert house.kinds()[-2:] == ["entered", "split_failed"]


def test_a_split_that_fails_is_a_defect_with_a_reason_and_what_mends_it() -> None:
    house = failing()
    (finding,) = house.engine.stuck().findings
    assert (finding.code, finding.variant, finding.severity.value) == ("not_opened", "loop", "error")
    assert "part" in finding.cause and house.engine.why("k").movers == ()
    assert [command.verb for command in finding.commands] == ["retry", "jump"]


def test_a_retry_says_what_is_still_wrong_and_changes_nothing() -> None:
    house = failing()
    before = house.kinds()
    with pytest.raises(Refused) as caught:
        house.engine.retry("k", by="adm", reason="mended")
    assert caught.value.code == "expression_failed" and house.kinds() == before


def test_after_the_data_are_mended_the_case_goes_on() -> None:
    house = failing()
    house.engine.jump("k", to="draft", by="adm", reason="the list is wrong")
    house.engine.edit("k", by="ini", data={"urgent": 1})
    house.act("ini", "submit")
    assert [one.key for one in house.case.children] == ["k/review", "k/a", "k/b"]
    assert stuck(house) == [] and house.sound()


def test_a_limit_that_is_raised_lets_a_retry_open_the_children() -> None:
    text = workflow(LISTED, data=FIELDS)
    house = House(text, limits=Limits(children=2))
    house.start({"parts": ["a", "b"], "urgent": 1})
    house.act("ini", "submit")
    assert (house.step, house.case.children, stuck(house)) == ("split", (), [("not_opened", "too_many")])
    roomy = Engine(house.engine.store, workflows=[text], directory=house.people, clock=house.clock)
    assert roomy.retry("k", by="adm", reason="the limit is raised").children != ()
    assert [one.status for one in roomy.case("k").children] == ["open"] * 3
    assert [event.kind for event in roomy.history("k")].count("split_retried") == 1
    assert roomy.stuck().findings == () and house.sound()


def test_a_workflow_that_this_process_lacks_lets_the_case_rest_until_it_is_there() -> None:
    outer = workflow("draft: {by: initiator}\nsub: {workflow: inner}\nsign: {approvers: role(audit)}")
    inner = "signoff: 1\nworkflow: inner\nsteps:\n  grading: {by: role(legal), empty: hold}\n"
    house = House([outer, inner])
    house.start()
    poor = Engine(house.engine.store, workflows=[inner.replace("inner", "other")], directory=house.people, clock=house.clock)
    assert poor.can("k", "submit", by="ini")
    poor.act("k", "submit", by="ini")
    assert (house.step, stuck(house)) == ("sub", [("not_opened", "unknown_workflow")])
    house.engine.retry("k", by="adm", reason="the workflow is here")
    assert [one.step for one in house.case.children] == ["grading"]
    house.engine.act("k/sub", "submit", by="bob")
    assert house.step == "sign" and house.sound()


def test_a_finished_branch_that_is_kept_stands_again_after_a_retry() -> None:
    text = workflow(LISTED, data=FIELDS)
    house = House(text, limits=Limits(children=2))
    house.start({"parts": ["a"], "urgent": 1})
    house.act("ini", "submit")
    house.engine.act("k/review", "approve", by="dan")
    house.engine.act("k/a", "submit", by="bob")
    house.act("fay", "return", to="draft", comment="two more")
    house.engine.edit("k", by="ini", data={"parts": ["a", "b", "c"]})
    house.act("ini", "submit")
    assert stuck(house) == [("not_opened", "too_many")] and not any(one.open for one in house.case.children)
    roomy = Engine(house.engine.store, workflows=[text], directory=house.people, clock=house.clock)
    roomy.retry("k", by="adm", reason="the limit is raised")
    assert [(one.key, one.status) for one in roomy.case("k").children if one.status != "terminated"] == [
        ("k/review", "approved"),
        ("k/a", "approved"),
        ("k/part/a", "open"),
        ("k/b", "open"),
        ("k/c", "open"),
    ]
    assert house.sound()


def test_only_an_administrator_retries_and_only_what_has_failed() -> None:
    house = failing()
    with pytest.raises(Refused, match="administrator"):
        house.engine.retry("k", by="bob", reason="mended")
    house.engine.jump("k", to="draft", by="adm", reason="back")
    with pytest.raises(Refused) as caught:
        house.engine.retry("k", by="adm", reason="mended")
    assert caught.value.code == "nothing_to_retry"


def test_a_case_that_rests_at_a_failed_split_may_be_suspended_terminated_and_withdrawn() -> None:
    house = failing()
    house.engine.suspend("k", by="adm", reason="later")
    house.engine.resume("k", by="adm")
    assert house.case.status == "open" and stuck(house) == [("not_opened", "loop")]
    house.engine.terminate("k", by="adm", reason="overtaken")
    assert house.case.status == "terminated" and house.sound()


def test_a_join_that_leads_into_a_split_that_fails_holds_nobody_up() -> None:
    steps = """
    first: {parallel: {one: {steps: {check: {approvers: role(legal)}}}}}
    second: {parallel: {part: {for_each: p in parts.where(it / 0 > 1), steps: {do: {by: role(legal)}}}}}
    """
    house = started(steps, data="parts: {type: list, of: integer}", given={"parts": [1]})
    assert house.engine.can("k/one", "approve", by="bob")
    house.engine.act("k/one", "approve", by="bob")
    assert house.step == "second" and stuck(house) == [("not_opened", "loop")] and house.sound()


def test_a_start_of_a_case_whose_first_step_cannot_be_opened_is_no_refusal() -> None:
    steps = "split: {parallel: {part: {for_each: p in parts.where(it / 0 > 1), steps: {do: {by: role(legal)}}}}}"
    house = started(steps, data="parts: {type: list, of: integer}", given={"parts": [1]})
    assert house.step == "split" and stuck(house) == [("not_opened", "loop")]


def test_an_effect_that_cannot_start_a_child_leaves_a_row_and_holds_nobody_up() -> None:
    steps = "draft: {by: initiator, actions: {call: {to: stay, effects: [{start: order}]}, submit: next}}"
    head = "branches: {order: {steps: {answer: {by: role(legal)}}}}"
    house = House(workflow(steps, head=head), limits=Limits(children=1))
    house.start()
    house.act("ini", "call")
    assert house.engine.can("k", "call", by="ini")
    house.act("ini", "call")
    assert [one.key for one in house.case.children] == ["k/order"]
    failed = [fact.trace for fact in house.facts("noticed") if fact.kind == "failed"]  # type: ignore[attr-defined]
    assert [trace["effect"] for trace in failed] == ["start"] and house.sound()


def test_workflows_that_run_each_other_come_to_rest_at_the_deepest_that_is_allowed() -> None:
    mine = workflow("again: {workflow: w}\nsign: {approvers: role(audit)}")
    house = House(mine, limits=Limits(depth=3))
    house.start()
    (finding,) = [one for one in house.engine.stuck().findings if one.code == "not_opened"]
    assert (finding.key, finding.variant) == ("k/again/again/again", "too_deep")
    (failed,) = [event.fact for event in house.engine.history(finding.key) if event.kind == "split_failed"]
    assert failed.code == "children_too_deep"  # type: ignore[attr-defined]
    assert house.sound()
