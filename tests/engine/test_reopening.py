"""Waking a case that has ended, and voiding it: rows 27 and 31 of approval-semantics; proposal-handling L15 to L22, A14."""

import pytest

from signoff import Refused

from .house import House, started

CASE = """
draft: {by: initiator, may_edit: [grade]}
reply: {approvers: person(bob), due: 2d, escalate: [{at: due, remind: holder}]}
closed: {end: done, effects: [{notify: initiator}]}
redo: {by: person(dan), due: 3d, escalate: [{at: due, remind: holder}], actions: {again: reply}}
gone: {end: void}
"""
HEAD = """
return: {to: any_earlier, comment: optional}
withdraw: {by: initiator, until: end}
anytime:
  reopen: {by: role(audit), in: closed, to: redo, comment: required}
  cancel: {by: person(boss), in: [open, closed], to: gone, comment: required}
  log: {by: initiator, in: [open, closed], needs: [notes]}
"""
DATA = "grade: text\nnotes: {type: list, fields: {what: text}}"


def closed() -> House:
    house = started(CASE, head=HEAD, data=DATA)
    house.act("ini", "submit", data={"grade": "A"})
    house.act("bob", "approve")
    return house


# ---------------------------------------------------------------- L22: closed → reopen


def test_an_end_that_is_named_can_be_woken_and_the_case_is_under_way_again() -> None:
    house = closed()
    case = house.act("fay", "reopen", comment="dissatisfied")
    assert (case.status, case.step, case.ended_at, [task.holder for task in case.tasks]) == ("open", "redo", None, ["dan"])
    assert house.sound()


def test_it_wants_its_comment_and_its_people_as_any_action() -> None:
    house = closed()
    assert house.refused("fay", "reopen") == "comment_required"
    assert house.refused("ini", "reopen", comment="please") == "not_by"


def test_an_end_that_is_not_named_stays_an_end() -> None:
    house = closed()
    house.act("boss", "cancel", comment="wrong case")
    assert house.refused("fay", "reopen", comment="x") == "not_open"
    assert house.refused("ini", "submit") == "not_open"
    with pytest.raises(Refused, match="has ended"):
        house.engine.withdraw("k", by="ini")


def test_the_round_rises_and_nothing_of_before_counts() -> None:
    house = closed()
    house.act("fay", "reopen", comment="x")
    house.act("dan", "again")
    assert (house.step, house.case.round, house.holders) == ("reply", 2, ["bob"])
    assert house.case.progress is not None and house.case.progress.got == 0
    assert house.act("bob", "approve").status == "done" and house.sound()


def test_no_duty_of_a_step_holds_at_an_end() -> None:
    head = "anytime: {redo: {by: initiator, in: approved, to: check}}"
    house = started("draft: {by: initiator}\ncheck: {when: finished, by: role(legal)}", head=head, data="finished: bool", self="forbid")
    house.act("ini", "submit")
    assert house.act("ini", "redo").step == "approved"


def test_history_is_not_rewritten_and_the_facts_of_the_end_remain() -> None:
    house = closed()
    before = list(house.engine.history("k"))
    ended = before[-2].at
    house.clock.advance("2d")
    house.act("fay", "reopen", comment="x")
    after = house.engine.history("k")
    assert list(after[: len(before)]) == before
    assert house.fields("reopened", "end", "status", "ended") == [("closed", "done", ended)]
    (row,) = house.engine.store.projection("default", house.case.id).states
    assert (row.remembers("closed").entered, row.remembers("closed").rounds, row.remembers("closed").outcome) == (ended, 1, "reopen")


def test_a_case_may_end_again_at_the_same_end_in_its_second_round() -> None:
    house = closed()
    for reason in ("once", "twice"):
        house.act("fay", "reopen", comment=reason)
        house.act("dan", "again")
        house.act("bob", "approve")
    assert house.fields("ended", "step", "round") == [("closed", 1), ("closed", 2), ("closed", 3)]
    assert (house.case.status, house.case.round) == ("done", 3) and house.sound()


def test_clocks_are_armed_anew() -> None:
    house = closed()
    house.clock.advance("30d")
    assert house.tick() == 0
    case = house.act("fay", "reopen", comment="x")
    assert case.due_at is not None and (case.due_at - house.clock.now()).days == 3
    assert house.tick("4d") == 1 and house.sound()


def test_steps_of_the_walk_stay_passed_until_the_case_goes_back_to_before_them() -> None:
    house = closed()
    house.act("fay", "reopen", comment="x")
    (case,) = house.engine.store.projection("default", house.case.id).states
    assert case.walk == ("draft", "reply", "redo")
    house.act("dan", "again")
    (case,) = house.engine.store.projection("default", house.case.id).states
    assert case.walk == ("draft", "reply")


def test_after_waking_a_case_is_returned_withdrawn_and_found_as_before() -> None:
    house = closed()
    assert house.engine.cases(open=True) == ()
    house.act("fay", "reopen", comment="x")
    assert [case.key for case in house.engine.cases(open=True)] == ["k"]
    assert [item.task.holder for item in house.engine.inbox("dan")] == ["dan"]
    house.act("dan", "again")
    house.act("bob", "return", to="draft")
    assert house.engine.withdraw("k", by="ini").status == "withdrawn" and house.sound()


def test_the_act_that_woke_a_case_is_not_taken_back() -> None:
    house = started(CASE, head=f"take_back: {{until: decided}}\n{HEAD}", data=DATA)
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("fay", "reopen", comment="x")
    assert house.refused("fay", "take_back") == "not_now"


def test_who_may_wake_it_is_offered_that_and_why_says_so() -> None:
    house = closed()
    assert [offer.action for offer in house.engine.offers("k", by="fay")] == ["reopen"]
    why = house.engine.why("k", person="fay")
    assert {one.action: (one.to, one.status) for one in why.nexts} == {
        "reopen": ("redo", None),
        "cancel": ("gone", "void"),
        "log": ("closed", None),
    }
    assert why.person is not None and [one.action for one in why.person.actions if one.offered] == ["reopen"]


def test_a_case_that_is_not_ended_cannot_be_woken() -> None:
    house = started(CASE, head=HEAD, data=DATA)
    refused = house.engine.can("k", "reopen", by="fay")
    assert refused.code == "not_now" and refused.reasons[0].data["steps"] == ["closed"]


def test_a_note_on_an_ended_case_does_not_wake_it() -> None:
    house = closed()
    case = house.act("ini", "log", data={"notes": [{"what": "thanked"}]})
    assert (case.status, case.step, case.revision) == ("done", "closed", 3) and house.sound()
    assert house.fields("reopened", "end") == []


def test_a_woken_case_that_is_suspended_rests() -> None:
    house = closed()
    house.act("fay", "reopen", comment="x")
    house.engine.suspend("k", by="adm", reason="waiting for the court")
    assert house.refused("boss", "cancel", comment="x") == "suspended"
    house.engine.resume("k", by="adm")
    assert house.act("boss", "cancel", comment="x").status == "void" and house.sound()


def test_waking_may_pass_over_to_an_end_again() -> None:
    head = "anytime: {reopen: {by: role(audit), in: filed, to: check}}"
    house = started("draft: {by: initiator}\ncheck: {when: big, by: role(legal)}\nfiled: {end: done}", head=head, data="big: bool")
    house.act("ini", "submit")
    assert house.act("fay", "reopen").status == "done"
    assert house.fields("ended", "round") == [(1,), (2,)] and house.sound()


def test_an_interval_after_the_end_is_a_guard_on_the_end_s_own_time() -> None:
    head = """
    anytime:
      recall:
        by: initiator
        in: approved
        to: withdrawn
        require: {too_late: {that: now <= approved.entered + 7d}}
    """
    house = started("draft: {by: initiator}", head=head)
    house.act("ini", "submit")
    house.clock.advance("6d")
    assert house.engine.can("k", "recall", by="ini")
    house.clock.advance("2d")
    assert house.refused("ini", "recall") == "too_late"


# ---------------------------------------------------------------- row 27: withdraw after approval 通过后撤销


def test_row_27_a_case_is_withdrawn_after_approvals_as_long_as_it_has_not_ended() -> None:
    house = started(
        "draft: {by: initiator}\none: {approvers: person(bob)}\ntwo: {approvers: person(cat)}",
        head="withdraw: {until: end, to: draft, needs: [why]}",
        data="why: text",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    assert house.refused("ini", "withdraw") == "why_required"
    assert (house.act("ini", "withdraw", data={"why": "new facts"}).step, house.case.round) == ("draft", 2)
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("one", ["bob"])


def test_row_27_after_the_end_an_action_that_names_it_withdraws() -> None:
    house = started("draft: {by: initiator}", head="anytime: {recall: {by: initiator, in: approved, to: withdrawn, comment: required}}")
    house.act("ini", "submit")
    case = house.act("ini", "recall", comment="bought elsewhere")
    assert (case.status, case.step) == ("withdrawn", "withdrawn")
    assert house.fields("left", "step", "to", "outcome")[-1] == ("approved", "withdrawn", "recall")
    assert house.fields("reopened", "end") == [] and house.sound()


# ---------------------------------------------------------------- A14: any → void


def test_row_31_void_closes_every_task_with_a_reason() -> None:
    house = started(CASE, head=HEAD, data=DATA)
    house.act("ini", "submit")
    case = house.act("boss", "cancel", comment="entered twice")
    assert (case.status, case.step, case.tasks) == ("void", "gone", ())
    assert list(house.rows().values())[-1] == (None, "not_needed:cancel_by=boss") and house.sound()


def test_row_31_an_issued_case_is_voided_from_its_end() -> None:
    house = closed()
    case = house.act("boss", "cancel", comment="superseded")
    assert (case.status, case.step) == ("void", "gone") and house.sound()
    (row,) = house.engine.store.projection("default", case.id).states
    assert row.remembers("closed").rounds == 1


SPLIT = """
draft: {by: initiator}
split:
  parallel:
    one: {steps: {a: {by: role(legal)}}}
    two: {outlives: true, wait: false, steps: {b: {by: role(finance)}}}
  rest: keep
closed: {end: done}
gone: {end: void}
"""


def split() -> House:
    house = started(
        SPLIT,
        head="""
        anytime:
          cancel: {by: person(boss), in: [open, closed], to: gone}
          reopen: {by: role(audit), in: closed, to: draft}
          resume_split: {by: role(audit), in: closed, to: split}
        """,
    )
    house.act("ini", "submit")
    return house


def test_row_31_void_closes_children_with_a_reason_also_those_that_outlive_a_good_end() -> None:
    house = split()
    assert house.act("boss", "cancel").status == "void"
    assert [child.status for child in house.case.children] == ["terminated", "terminated"]
    assert [reason for (reason,) in house.fields("child_closed", "reason")] == ["ended", "ended"] and house.sound()


def test_a_case_woken_to_before_its_split_closes_what_outlived_the_end() -> None:
    house = split()
    house.engine.act("k/one", "submit", by="bob")
    assert (house.case.status, [child.status for child in house.case.children]) == ("done", ["approved", "open"])
    house.act("fay", "reopen")
    assert [child.status for child in house.case.children] == ["approved", "terminated"]
    house.act("ini", "submit")
    assert house.step == "split" and len([child for child in house.case.children if child.status == "open"]) == 2
    assert house.sound()


def test_a_case_woken_at_its_split_opens_the_branches_anew() -> None:
    house = split()
    house.engine.act("k/one", "submit", by="bob")
    house.act("fay", "resume_split")
    assert (house.step, house.case.round) == ("split", 2)
    assert sorted(child.status for child in house.case.children) == ["approved", "open", "open", "terminated"] and house.sound()


# ---------------------------------------------------------------- children that are woken

WOKEN = "anytime: {redo: {by: role(audit), in: done_, to: a}, scrap: {by: person(boss), in: [open, done_], to: gone}}"
INNER = "steps: {a: {by: role(legal)}, done_: {end: done}, gone: {end: void}}"
FAMILY = f"""
split:
  parallel:
    one: {{{WOKEN}, {INNER}}}
    two: {{{WOKEN}, {INNER}}}
check: {{by: role(finance)}}
"""


def family(steps: str = FAMILY, head: str = "") -> House:
    house = started(steps, head=head)
    house.engine.act("k/one", "submit", by="bob")
    return house


def test_a_child_is_woken_as_long_as_its_parent_waits_and_the_join_waits_for_it_again() -> None:
    house = family()
    child = house.engine.act("k/one", "redo", by="fay")
    assert (child.status, child.round) == ("open", 2)
    assert house.fields("child_reopened", "branch") == [("one",)]
    house.engine.act("k/two", "submit", by="bob")
    assert house.step == "split"
    house.engine.act("k/one", "submit", by="cat")
    assert house.step == "check" and house.sound()


def test_a_child_is_not_woken_after_its_parent_went_on() -> None:
    house = family()
    house.engine.act("k/two", "submit", by="bob")
    refused = house.engine.can("k/one", "redo", by="fay")
    assert refused.code == "parent_went_on" and refused.reasons[0].data == {"parent": "k", "step": "check", "status": "open"}
    assert house.engine.offers("k/one", by="fay") == ()


def test_a_child_is_not_woken_while_its_parent_rests() -> None:
    house = family()
    house.engine.suspend("k", by="adm", reason="pause")
    assert house.engine.can("k/one", "redo", by="fay").code == "suspended"


def test_where_branches_go_on_beside_the_next_step_they_are_woken_beside_it() -> None:
    steps = FAMILY.replace("check:", "  join: any\n  rest: keep\ncheck:")
    house = family(steps)
    assert house.step == "check"
    assert house.engine.act("k/one", "redo", by="fay").status == "open"
    house.engine.act("k", "submit", by="dan")
    assert [child.status for child in house.case.children] == ["terminated", "terminated"] and house.sound()


def test_what_outlives_its_parent_is_woken_after_a_good_end_only() -> None:
    steps = FAMILY.replace("  one: {", "  one: {outlives: true, wait: false, ")
    house = family(steps, head="withdraw: {until: end}")
    house.engine.act("k/two", "submit", by="bob")
    house.engine.act("k", "submit", by="dan")
    assert house.case.status == "approved"
    assert house.engine.act("k/one", "redo", by="fay").status == "open" and house.sound()
    other = family(steps, head="withdraw: {until: end}")
    other.engine.withdraw("k", by="ini")
    assert other.engine.can("k/one", "redo", by="fay").code == "parent_went_on"


def test_a_child_that_an_effect_started_is_woken_while_its_parent_is_under_way() -> None:
    steps = "draft: {by: initiator, actions: {more: {to: stay, effects: [{start: extra}]}, submit: next}}"
    house = started(steps, head=f"branches: {{extra: {{{WOKEN}, {INNER}}}}}")
    house.act("ini", "more")
    house.engine.act("k/extra", "submit", by="bob")
    assert house.engine.act("k/extra", "redo", by="fay").status == "open"
    house.act("ini", "submit")
    assert [child.status for child in house.case.children] == ["terminated"] and house.sound()


def test_a_finished_child_that_is_voided_leaves_the_join_and_moves_nobody_who_went_on() -> None:
    house = family()
    house.engine.act("k/one", "scrap", by="boss")
    assert house.fields("child_ended", "status", "end") == [("done", "done_"), ("void", "gone")]
    house.engine.act("k/two", "submit", by="bob")
    assert house.step == "check"
    house.engine.act("k/two", "scrap", by="boss")
    assert house.step == "check" and [child.status for child in house.case.children] == ["void", "void"] and house.sound()


def test_of_a_former_round_no_child_is_woken() -> None:
    steps = "draft: {by: initiator}\n" + FAMILY.replace("check: {by", "check: {actions: {back: draft, submit: next}, by")
    house = started(steps)
    house.act("ini", "submit")
    for branch in ("one", "two"):
        house.engine.act(f"k/{branch}", "submit", by="bob")
    house.act("dan", "back")
    house.act("ini", "submit")
    old = house.case.children[0]
    assert house.engine.can(old.id, "redo", by="fay").code == "parent_went_on"


def test_an_ended_branch_sends_its_parent_nowhere() -> None:
    inner = "anytime: {up: {by: role(audit), in: done_, to: parent.draft}}, steps: {a: {by: role(legal)}, done_: {end: done}}"
    house = started(
        f"draft: {{by: initiator}}\nsplit:\n  parallel:\n    one: {{{inner}}}\n    two: {{steps: {{b: {{by: role(finance)}}}}}}"
    )
    house.act("ini", "submit")
    house.engine.act("k/one", "submit", by="bob")
    assert house.engine.can("k/one", "up", by="fay").code == "illegal_target"


# ---------------------------------------------------------------- clocks of the case


def test_a_clock_of_the_case_goes_on_and_one_that_counts_from_the_new_step_begins() -> None:
    head = """
    deadlines:
      whole: {due: 30d, escalate: [{at: due, notify: initiator}]}
      again: {from: redo.entered, due: 5d, escalate: [{at: due, notify: initiator}]}
    anytime: {reopen: {by: role(audit), in: over, to: redo}}
    """
    house = started("draft: {by: initiator}\nover: {end: approved}\nredo: {by: role(legal), actions: {ok: over}}", head=head)
    house.act("ini", "submit")
    (case,) = house.engine.store.projection("default", house.case.id).states
    assert [(clock.id, clock.running) for clock in case.clocks] == [("whole", False)] and case.timers == ()
    house.clock.advance("10d")
    house.act("fay", "reopen")
    (case,) = house.engine.store.projection("default", house.case.id).states
    assert {clock.id: clock.running for clock in case.clocks} == {"whole": True, "again": True}
    assert {timer.clock for timer in case.timers} == {"whole", "again"}
    assert house.tick("6d") == 1 and house.tick("20d") == 1 and house.sound()
