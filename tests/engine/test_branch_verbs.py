"""An administrator adds a child to a running branch, or takes one out: a row with the reason, and the join is recomputed at once."""

import pytest

from signoff.engine import commands as c
from signoff.engine.errors import Refused
from signoff.engine.world import Limits

from .house import House, started, workflow

STEPS = """
draft: {by: initiator}
asking:
  parallel:
    opinion:
      for_each: u in units
      data: {place: text, weight: {type: integer, default: 1}}
      with: [place: u.name]
      steps: {write: {by: role(legal)}, sign: {approvers: role(finance)}}
    law: {steps: {check: {approvers: role(legal)}}}
  JOIN
sign_off: {approvers: role(audit)}
"""
ROWS = "units: {type: list, fields: {name: {type: text, required: true}, asked: {type: bool, default: true}}}"


def asking(join: str = "join: all", *names: str) -> House:
    """A case whose branches are under way."""
    house = started(STEPS.replace("JOIN", join), data=ROWS, given={"units": [{"name": name} for name in names]})
    house.act("ini", "submit")
    return house


def statuses(house: House) -> dict[str, str]:
    """How the children stand."""
    return {one.key.removeprefix("k/"): one.status for one in house.case.children}


def refused(house: House, command: c.OnCase) -> str:
    """The codes with which a command is refused; `can` has said the same."""
    said = house.engine.allowed(command)
    with pytest.raises(Refused) as caught:
        house.engine._run(command)
    codes = [reason.code for reason in caught.value.reasons]
    assert [reason.code for reason in said.reasons] == codes
    return " ".join(codes)


def start(branch: str = "opinion", by: str = "adm", **more: object) -> c.StartBranch:
    """The command."""
    return c.StartBranch(case="k", by=by, branch=branch, reason="asked for", **more)  # type: ignore[arg-type]


def cancel(branch: str = "opinion", by: str = "adm", **more: object) -> c.CancelBranch:
    """The other one."""
    return c.CancelBranch(case="k", by=by, branch=branch, reason="not needed", **more)  # type: ignore[arg-type]


def finish(house: House, key: str) -> None:
    """A child of a unit comes to its end."""
    house.engine.act(f"k/{key}", "submit", by="bob")
    house.engine.act(f"k/{key}", "approve", by="dan")


def test_a_child_is_added_beside_its_siblings_and_waited_for() -> None:
    house = asking("join: all", "a")
    house.engine.start_branch("k", by="adm", branch="opinion", element={"name": "b"}, data={"weight": 3}, reason="the harbour, too")
    (added,) = [one for one in house.case.children if one.key == "k/b"]
    assert (added.step, added.data) == ("write", {"place": "b", "weight": 3})
    assert house.fields("child_opened", "comment")[-1] == ("the harbour, too",)
    house.engine.act("k/law", "approve", by="bob")
    finish(house, "a")
    assert house.step == "asking"
    finish(house, "b")
    assert house.step == "sign_off" and house.sound()


def test_a_share_is_counted_anew_with_each_child_that_comes_or_goes() -> None:
    house = asking("join: 1/2", "a", "b")
    finish(house, "a")
    assert house.step == "asking", "one of three is no half"
    house.engine.cancel_branch("k", by="adm", branch="opinion", element="b", reason="merged into a")
    assert house.step == "sign_off" and statuses(house)["b"] == "void" and house.sound()


def test_what_is_cancelled_leaves_a_row_for_itself_and_for_every_task() -> None:
    house = asking("join: all", "a")
    house.engine.cancel_branch("k", by="adm", branch="opinion", reason="not theirs")
    assert house.fields("child_closed", "branch", "reason", "status", "comment") == [("opinion", "cancelled", "void", "not theirs")]
    rows = [(event.kind, getattr(event.fact, "reason", None)) for event in house.engine.history("k/a")]
    assert rows[-2:] == [("task_closed", "cancelled"), ("ended", "cancelled")]
    house.engine.act("k/law", "approve", by="bob")
    assert house.step == "sign_off" and house.sound()


def test_where_nothing_that_counts_is_left_the_join_cannot_be_met() -> None:
    house = asking("join: all\n  else: draft", "a")
    house.engine.cancel_branch("k", by="adm", branch="opinion", reason="r")
    house.engine.cancel_branch("k", by="adm", branch="law", reason="r")
    assert house.step == "draft" and house.sound()


def test_a_child_is_named_by_its_element_by_its_key_or_all_are_meant() -> None:
    house = asking("join: all", "a", "b", "c", "d")
    house.engine.cancel_branch("k", by="adm", branch="opinion", element={"name": "a", "asked": True}, reason="r")
    house.engine.cancel_branch("k", by="adm", branch="opinion", element="k/b", reason="r")
    assert [key for key, status in statuses(house).items() if status == "void"] == ["a", "b"]
    house.engine.cancel_branch("k", by="adm", branch="opinion", reason="r")
    assert statuses(house) == {"a": "void", "b": "void", "c": "void", "d": "void", "law": "open"}


def test_a_child_that_was_taken_out_may_be_added_again() -> None:
    house = asking("join: all", "a")
    house.engine.cancel_branch("k", by="adm", branch="opinion", element="a", reason="r")
    house.engine.start_branch("k", by="adm", branch="opinion", element={"name": "a"}, reason="after all")
    assert statuses(house) == {"a": "void", "law": "open", "opinion/a": "open"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (start(by="bob", element={"name": "b"}), "not_admin"),
        (cancel(by="bob"), "not_admin"),
        (start("opinon", element={"name": "b"}), "unknown_branch"),
        (cancel("opinon"), "unknown_branch"),
        (start(), "element_invalid"),
        (start(element="b"), "element_invalid"),
        (start(element={"name": "b", "colour": "red"}), "element_invalid"),
        (start("law", element="b"), "element_invalid"),
        (start(element={"name": "a"}), "branch_running"),
        (start("law"), "branch_running"),
        (start(element={"name": "b"}, data={"colour": "red"}), "unknown_field:colour"),
        (start(element={"name": "b"}, data={"weight": "much"}), "weight_invalid"),
        (cancel(element="z"), "branch_not_running"),
        (c.StartBranch(case="k", by="adm", branch="law", reason=" "), "comment_required branch_running"),
        (c.CancelBranch(case="k", by="adm", branch="law", reason=""), "comment_required"),
    ],
)
def test_what_makes_no_sense_is_refused(command: c.OnCase, code: str) -> None:
    house = asking("join: all", "a")
    before = house.kinds()
    assert refused(house, command) == code
    assert house.kinds() == before


def test_a_branch_is_added_only_while_its_siblings_are_waited_for() -> None:
    house = started(STEPS.replace("JOIN", ""), data=ROWS, given={"units": [{"name": "a"}]})
    assert refused(house, start("law")) == "not_now"
    house.act("ini", "submit")
    house.engine.suspend("k", by="adm", reason="r")
    assert refused(house, start(element={"name": "b"})) == refused(house, cancel()) == "suspended"


def test_more_children_than_a_case_may_have_are_not_added() -> None:
    house = House(workflow(STEPS.replace("JOIN", ""), data=ROWS), limits=Limits(children=2))
    house.start({"units": [{"name": "a"}]})
    house.act("ini", "submit")
    assert refused(house, start(element={"name": "b"})) == "too_many_children"


def test_a_step_that_wants_a_person_is_not_gone_around_by_taking_its_branch_out() -> None:
    steps = """
    split:
      parallel:
        one:
          steps:
            deep: {parallel: {two: {steps: {minister: {approvers: person(boss), human_required: true}, after: {by: role(audit)}}}}}
        other: {steps: {a: {approvers: role(legal)}}}
    """
    house = started(steps)
    assert refused(house, cancel("one")) == "human_required"
    house.engine.act("k/one/two", "approve", by="boss")
    house.engine.cancel_branch("k", by="adm", branch="one", reason="he has spoken")
    assert statuses(house) == {"one": "void", "other": "open"} and house.sound()


def test_a_branch_that_no_step_opens_is_started_beside_any_step() -> None:
    head = "branches: {order: {for_each: p in role(legal), data: {what: text}, steps: {answer: {by: p}}}}"
    house = started("draft: {by: initiator}", head=head)
    assert refused(house, start("order", element="nobody")) == "element_invalid"
    house.engine.start_branch("k", by="adm", branch="order", element="cat", data={"what": "the map"}, reason="r")
    assert [(one.key, one.data) for one in house.case.children] == [("k/cat", {"what": "the map"})]
    house.engine.act("k/cat", "submit", by="cat")
    house.act("ini", "submit")
    assert house.case.status == "approved" and house.sound()


def test_a_branch_of_child_cases_is_added_for_one_of_them() -> None:
    steps = """
    first: {parallel: {unit: {for_each: x in xs, steps: {do: {by: role(legal)}}}}}
    second: {parallel: {review: {for_each: one in unit.where(it.ended), steps: {look: {by: role(finance)}}}}}
    """
    house = started(steps, data="xs: {type: list, of: text}", given={"xs": ["a", "b"]})
    house.engine.act("k/a", "submit", by="bob")
    house.engine.act("k/b", "submit", by="bob")
    keys = [one.key for one in house.case.children if one.branch == "review"]
    house.engine.cancel_branch("k", by="adm", branch="review", element=keys[0], reason="r")
    assert refused(house, start("review", element="z")) == "element_invalid"
    house.engine.start_branch("k", by="adm", branch="review", element="a", reason="after all")
    assert [one.status for one in house.case.children if one.branch == "review"] == ["void", "open", "open"]
    assert house.sound()
