"""Children of lists: `for_each`, what is asked of children, returns across the split, workflows as children, effects that start some."""

import pytest

from signoff.engine.errors import Refused
from signoff.engine.views import CaseView

from .house import House, started, workflow

UNITS = """
draft: {by: initiator, may_edit: [units]}
asking:
  parallel:
    opinion:
      for_each: u in units
      when: u.asked
      data: {text: text, ok: bool}
      steps:
        write:
          by: role(legal)
          actions: {give: {needs: [text], may_edit: [ok], to: next}}
        sign: {approvers: role(finance), return: {to: any_earlier, resume: [rewalk, straight_back]}}
  JOIN
sign_off: {approvers: role(audit)}
"""
ROWS = "units: {type: list, fields: {name: text, asked: {type: bool, default: true}}}"


def units(join: str = "join: all", *names: str) -> House:
    """A case with a child for each unit."""
    house = started(UNITS.replace("JOIN", join), data=ROWS, given={"units": [{"name": name} for name in names]})
    house.act("ini", "submit")
    return house


def on(house: House, key: str, by: str, action: str, **more: object) -> CaseView:
    """An action on a child."""
    return house.engine.act(f"k/{key}", action, by=by, **more)  # type: ignore[arg-type]


def finish(house: House, key: str) -> None:
    """A child's opinion, given and signed."""
    on(house, key, "bob", "give", data={"text": "fine", "ok": True})
    on(house, key, "dan", "approve")


def statuses(house: House) -> dict[str, str]:
    """How the children stand."""
    return {one.key.removeprefix("k/"): one.status for one in house.case.children}


def test_a_child_for_each_element_named_after_it() -> None:
    house = units("join: all", "roads", "water")
    assert statuses(house) == {"roads": "open", "water": "open"}
    finish(house, "roads")
    assert house.step == "asking"
    finish(house, "water")
    assert house.step == "sign_off" and house.sound()


def test_an_empty_list_opens_none_and_the_join_is_met() -> None:
    assert units().step == "sign_off"


def test_elements_for_which_the_condition_fails_are_left_out() -> None:
    house = started(UNITS.replace("JOIN", ""), data=ROWS, given={"units": [{"name": "a"}, {"name": "b", "asked": False}]})
    house.act("ini", "submit")
    assert statuses(house) == {"a": "open"}


def test_equal_elements_get_keys_of_their_own() -> None:
    assert list(statuses(units("join: all", "a", "a", "a"))) == ["a", "opinion/a", "opinion/a.2"]


def test_a_share_of_the_children_is_enough() -> None:
    house = units("join: 2/3", "a", "b", "c")
    finish(house, "a")
    finish(house, "c")
    assert (house.step, statuses(house)["b"]) == ("sign_off", "terminated")


def test_conditions_ask_the_children_for_their_fields_and_loop_variable() -> None:
    house = units("join: opinion.where(it.u.name == 'a').every(it.ok)\n  rest: keep", "a", "b")
    on(house, "b", "bob", "give", data={"text": "b", "ok": True})
    assert house.step == "asking"
    on(house, "a", "bob", "give", data={"text": "a", "ok": True})
    assert house.step == "sign_off"


def test_a_step_that_opens_children_is_the_list_of_them() -> None:
    house = units("join: asking.count(it.ok) >= 2\n  rest: keep", "a", "b", "c")
    on(house, "a", "bob", "give", data={"text": "a", "ok": True})
    on(house, "b", "bob", "give", data={"text": "b", "ok": False})
    assert house.step == "asking"
    on(house, "c", "bob", "give", data={"text": "c", "ok": True})
    assert house.step == "sign_off"


def test_children_of_a_later_round_are_new_and_the_old_ones_count_no_more() -> None:
    house = units("then: [{when: opinion.every(it.ok), to: next}, {to: draft}]", "a")
    on(house, "a", "bob", "give", data={"text": "a", "ok": False})
    on(house, "a", "dan", "approve")
    assert house.step == "draft"
    house.act("ini", "submit")
    assert statuses(house) == {"a": "approved", "opinion/a": "open"}
    finish(house, "opinion/a")
    assert house.step == "sign_off" and house.sound()


def test_a_return_in_a_branch_leaves_the_other_branches_alone() -> None:
    """YD #867 refuses every return inside a branch; jeecg lost the later steps of the branch."""
    house = units("join: all", "a", "b")
    on(house, "a", "bob", "give", data={"text": "a"})
    on(house, "b", "bob", "give", data={"text": "b"})
    on(house, "a", "dan", "return", to="write", comment="more")
    assert [(one.step, one.round) for one in house.case.children] == [("write", 2), ("sign", 1)]
    finish(house, "a")
    on(house, "b", "dan", "approve")
    assert house.step == "sign_off" and house.sound()


def test_a_return_to_before_the_split_closes_every_branch() -> None:
    house = units("join: all", "a", "b")
    on(house, "a", "bob", "give", data={"text": "a"})
    assert house.engine.can("k/a", "return", by="dan", comment="x").reasons[0].data["targets"] == ["parent.draft", "write"]
    on(house, "a", "dan", "return", to="parent.draft", comment="wrong list")
    assert (house.step, house.case.round, house.holders) == ("draft", 2, ["ini"])
    assert statuses(house) == {"a": "terminated", "b": "terminated"}
    assert house.fields("child_closed", "reason") == [("returned_before_split",)] * 2
    reasons = [reason for outcome, reason in house.rows().values() if outcome is None]
    assert sorted(reason or "open" for reason in reasons) == ["open", "returned_before_split"]
    house.act("ini", "submit")
    assert [one.status for one in house.case.children] == ["terminated", "terminated", "open", "open"]
    assert house.sound()


def test_a_return_straight_back_comes_again_to_the_split() -> None:
    house = units("join: all", "a")
    on(house, "a", "bob", "give", data={"text": "a"})
    on(house, "a", "dan", "return", to="parent.draft", comment="x", resume="straight_back")
    house.act("ini", "submit")
    assert house.step == "asking" and statuses(house)["opinion/a"] == "open"


def test_the_step_before_the_split_may_be_named_without_its_parent() -> None:
    house = units("join: all", "a")
    on(house, "a", "bob", "give", data={"text": "a"})
    on(house, "a", "dan", "return", to="draft", comment="x")
    assert house.step == "draft"


KEPT = """
draft: {by: initiator}
split:
  parallel:
    test: {steps: {trying: {by: role(legal), actions: {ok: next, failed: parent.draft, skipped: parent.sign}}}}
    review: {keep_if_done: true, steps: {reading: {approvers: role(finance)}}}
sign: {approvers: role(audit)}
"""


def test_an_action_may_send_the_case_to_before_the_split() -> None:
    house = started(KEPT)
    house.act("ini", "submit")
    on(house, "test", "bob", "failed")
    assert (house.step, house.case.round) == ("draft", 2)
    assert statuses(house) == {"test": "terminated", "review": "terminated"}


def test_a_finished_branch_that_is_kept_is_not_done_again() -> None:
    house = started(KEPT)
    house.act("ini", "submit")
    on(house, "review", "dan", "approve")
    on(house, "test", "bob", "failed")
    house.act("ini", "submit")
    assert statuses(house) == {"test": "terminated", "review": "approved", "test.2": "open"}
    on(house, "test.2", "bob", "ok")
    assert house.step == "sign" and house.sound()


def test_an_action_may_send_the_case_on() -> None:
    house = started(KEPT)
    house.act("ini", "submit")
    on(house, "test", "bob", "skipped")
    assert (house.step, statuses(house)["review"]) == ("sign", "terminated")
    assert house.sound()


def test_a_return_behind_the_join_closes_branches_that_were_kept_running() -> None:
    steps = """
    draft: {by: initiator}
    split:
      parallel:
        one: {steps: {check: {approvers: role(legal)}}}
        two: {steps: {count: {approvers: role(finance)}}}
      join: any
      rest: keep
    sign: {approvers: role(audit), return: {to: any_earlier}}
    """
    house = started(steps)
    house.act("ini", "submit")
    on(house, "one", "bob", "approve")
    house.act("fay", "return", to="draft", comment="no")
    assert (house.step, statuses(house)["two"]) == ("draft", "terminated")


def test_void_children_leave_every_count() -> None:
    steps = """
    split:
      parallel:
        part:
          for_each: x in xs
          steps:
            do: {by: role(legal), actions: {done: next, free: released}}
            finished: {end: done}
            released: {end: void}
      join: all
      else: lost
    sign: {approvers: role(audit)}
    lost: {by: initiator, actions: {submit: ok}}
    """
    more = steps.replace("    lost:", "    ok: {end: approved}\n    lost:")
    house = started(more, data="xs: {type: list, of: text}", given={"xs": ["a", "b"]})
    on(house, "a", "bob", "free")
    assert house.step == "split"
    on(house, "b", "bob", "done")
    assert house.step == "sign"


def test_where_all_children_became_void_the_join_cannot_be_met() -> None:
    steps = """
    split:
      parallel:
        part:
          steps:
            do: {by: role(legal), actions: {done: next, free: released}}
            finished: {end: done}
            released: {end: void}
      else: lost
    sign: {approvers: role(audit)}
    ok: {end: approved}
    lost: {by: initiator, actions: {submit: ok}}
    """
    house = started(steps)
    on(house, "part", "bob", "free")
    assert house.step == "lost"


INNER = """
signoff: 1
workflow: inner
data: {title: {type: text, required: true}, grade: integer}
steps:
  grading: {by: initiator, actions: {graded: {needs: [grade], to: next}}}
  good: {end: approved}
"""


def test_a_step_runs_another_workflow_and_takes_what_it_is_told() -> None:
    steps = """
    draft: {by: role(legal)}
    sub:
      workflow: inner
      with: [title: subject]
      take: [result: grade]
      initiator: role(audit)
      then: [{when: result == good, to: next}, {to: draft}]
    sign: {approvers: role(audit)}
    """
    text = workflow(steps.replace("result: grade", "mark: grade"), data="subject: text\nmark: integer")
    house = House([text, INNER])
    house.start({"subject": "roads"})
    house.act("bob", "submit")
    (child,) = house.case.children
    assert (child.key, child.workflow, child.initiator, child.data) == ("k/sub", "inner", "fay", {"title": "roads"})
    assert child.definition != house.case.definition
    on(house, "sub", "fay", "graded", data={"grade": 7})
    assert (house.step, house.case.data["mark"]) == ("sign", 7)
    assert house.sound()


BESIDE = """
    split:
      parallel:
        graded: {workflow: inner, take: [mark: grade], initiator: role(audit)}
        checked: {steps: {check: {by: role(legal)}}}
      then: [{when: mark > 5, to: next}, {to: weak}]
    good_end: {end: approved}
    weak: {by: initiator, actions: {submit: good_end}}
    """


@pytest.mark.parametrize(("grade", "step"), [(7, "good_end"), (3, "weak")])
def test_a_branch_that_runs_another_workflow_takes_too_as_soon_as_that_has_ended(grade: int, step: str) -> None:
    house = House([workflow(BESIDE, data="mark: integer"), INNER])
    house.start({})
    on(house, "graded", "fay", "graded", data={"grade": grade})
    assert (house.step, house.case.data["mark"]) == ("split", grade)
    on(house, "checked", "bob", "submit")
    assert house.step == step and house.sound()


def test_nothing_is_taken_for_a_case_that_has_ended() -> None:
    late = BESIDE.replace("workflow: inner,", "workflow: inner, wait: false, outlives: true,").replace(
        "then: [", "rest: keep\n      then: ["
    )
    house = House([workflow(late, data="mark: integer"), INNER])
    house.start({"mark": 9})
    on(house, "checked", "bob", "submit")
    assert house.step == "good_end"
    on(house, "graded", "fay", "graded", data={"grade": 1})
    assert house.case.data["mark"] == 9 and house.sound()


def test_nothing_is_taken_of_an_end_that_is_void() -> None:
    house = House([workflow(BESIDE, data="mark: integer"), INNER.replace("good: {end: approved}", "good: {end: void}")])
    house.start({"mark": 9})
    on(house, "graded", "fay", "graded", data={"grade": 1})
    assert house.case.data["mark"] == 9


def test_a_workflow_for_each_element() -> None:
    steps = """
    sub:
      workflow: inner
      for_each: t in topics
      with: [title: t]
      then: [{when: sub.min(it.grade) > 5, to: next}, {to: weak}]
    good_end: {end: approved}
    weak: {by: initiator, actions: {submit: good_end}}
    """
    house = House([workflow(steps, data="topics: {type: list, of: text}"), INNER])
    house.start({"topics": ["a", "b"]})
    for key, grade in (("a", 9), ("b", 3)):
        on(house, key, "ini", "graded", data={"grade": grade})
    assert house.step == "weak"


def test_an_automatic_step_has_its_effects_and_goes_on_at_once() -> None:
    steps = """
    draft: {by: initiator}
    mark:
      effects: [{set: {level: level + 1}}]
      then: [{when: level < 3, to: draft}, {to: next}]
    sign: {approvers: role(audit)}
    """
    house = started(steps, data="level: {type: integer, default: 0}")
    for _ in range(3):
        house.act("ini", "submit")
    assert (house.step, house.case.data["level"]) == ("sign", 3)
    assert house.sound()


def test_an_effect_starts_one_more_child_beside_its_siblings() -> None:
    steps = """
    asking:
      parallel: [part]
      join: all
    sign: {approvers: role(audit)}
    """
    branch = """
    branches:
      part:
        for_each: u in units
        data: {other: text}
        steps:
          do:
            by: role(legal)
            actions:
              done: next
              pass_on: {needs: [other], to: released, effects: [{start: part, for: {name: other}}]}
          finished: {end: done}
          released: {end: void}
    """
    house = started(steps, head=branch, data="units: {type: list, fields: {name: text}}", given={"units": [{"name": "a"}]})
    on(house, "a", "bob", "pass_on", data={"other": "b"})
    assert statuses(house) == {"a": "void", "b": "open"}
    assert house.step == "asking"
    on(house, "b", "bob", "done")
    assert house.step == "sign" and house.sound()


def test_once_per_starts_no_second_child_with_the_same_values() -> None:
    steps = """
    draft:
      by: initiator
      may_edit: [who]
      actions:
        call: {to: stay, effects: [{start: order, with: [target: who], once_per: [target]}]}
        submit: next
    """
    head = "branches: {order: {data: {target: text}, steps: {answer: {by: role(legal)}}}}"
    house = started(steps, head=head, data="who: text", given={"who": "x"})
    for name in ("x", "x", "y"):
        house.act("ini", "call", data={"who": name})
    assert [(one.key, one.data["target"]) for one in house.case.children] == [("k/order", "x"), ("k/order.2", "y")]
    assert house.step == "draft"
    house.act("ini", "submit")
    assert statuses(house) == {"order": "terminated", "order.2": "terminated"}


def test_an_effect_cancels_the_open_children_of_a_branch() -> None:
    steps = """
    asking:
      parallel:
        part: {for_each: x in xs, steps: {do: {by: role(legal)}}}
        lead: {steps: {decide: {by: role(finance), actions: {enough: {to: next, effects: [{cancel: part}]}}}}}
    sign: {approvers: role(audit)}
    """
    house = started(steps, data="xs: {type: list, of: text}", given={"xs": ["a", "b"]})
    on(house, "a", "bob", "submit")
    on(house, "lead", "dan", "enough")
    assert statuses(house) == {"a": "approved", "b": "void", "lead": "approved"}
    assert house.step == "sign" and house.sound()


def test_a_case_has_so_many_children_and_no_more() -> None:
    from signoff.engine.world import Limits

    text = workflow(UNITS.replace("JOIN", ""), data=ROWS)
    house = House(text, limits=Limits(children=2))
    house.start({"units": [{"name": name} for name in "abc"]})
    house.act("ini", "submit")
    assert (house.step, house.case.children) == ("asking", ())
    assert house.fields("split_failed", "code", "data") == [("too_many_children", {"children": 3, "most": 2})]


def test_no_host_gives_the_commands_that_cases_give_each_other() -> None:
    from signoff.engine.internal import Close

    house = units("join: all", "a")
    child = house.case.children[0]
    with pytest.raises(Refused) as caught:
        house.engine._service.execute(Close(case=child.id, by="ini", reason="x", status="void"))
    assert caught.value.code == "reserved_name"
