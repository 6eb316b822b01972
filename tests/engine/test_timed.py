"""What time decides by itself: rungs that approve, reject, or lead the case away (approval-semantics §2.11)."""

import pytest

from .house import House, started


def at_vote(rung: str, vote: str = "approvers: person(bob)", head: str = "", data: str = "note: text") -> House:
    """The case at a step whose clock does something by itself after two days."""
    steps = f"""
    draft: {{by: initiator, may_edit: [note], actions: {{submit: next, dispute: aside}}}}
    vote: {{{vote}, due: 2d, escalate: [{rung}]}}
    after: {{by: role(audit), actions: {{file: next}}}}
    done: {{end: approved}}
    aside: {{by: person(boss), actions: {{settle: rejected}}}}
    """
    house = started(steps, head=head, data=data)
    house.act("ini", "submit")
    return house


APPROVE = "{at: due, act: approve, comment: silence is consent}"


def test_rule_2_11_what_time_does_runs_through_the_same_guards_as_a_person_and_is_recorded_and_escalated_where_refused() -> None:
    """→ Rule of §2.11, its last sentence."""
    guarded = "approvers: person(bob), actions: {approve: {to: next, require: {reason_missing: has(note)}}, reject: rejected}"
    house = at_vote(APPROVE, guarded)
    assert house.tick("2d") == 1 and house.step == "vote"
    assert house.fields("act_refused", "action", "codes") == [("approve", ("reason_missing",))]
    assert house.notices() == [("act_refused", ("adm",))] and house.sound()
    house.engine.jump("k", by="adm", to="draft", reason="r")
    house.act("ini", "submit", data={"note": "here it is"})
    assert house.tick("2d") == 1 and house.step == "after"


def test_silence_is_consent() -> None:
    house = at_vote(APPROVE)
    assert house.tick("1d") == 0 and house.tick("1d") == 1
    assert (house.step, house.case.round) == ("after", 1)
    ((decision,),) = house.fields("decided", "decision")[1:]
    assert (decision.actor, decision.automatic, decision.comment) == ("system:timer", "timer", "silence is consent")  # type: ignore[attr-defined]
    assert house.engine.history("k")[-1].actor == "system:timer" and house.sound()


def test_only_who_has_not_decided_is_decided_for() -> None:
    house = at_vote("{at: due, act: approve}", "approvers: [person(bob), person(cat), role(finance)], rule: all")
    house.act("bob", "approve")
    house.tick("2d")
    assert house.step == "after"
    assert [holder for holder in house.engine.store.projection("default", house.case.id).tasks if holder.holder == "system:timer"] == []
    assert [d.automatic for (d,) in house.fields("decided", "decision")] == [None, None, "timer", "timer"]  # type: ignore[attr-defined]


def test_time_stops_deciding_as_soon_as_the_rule_is_reached() -> None:
    house = at_vote("{at: due, act: approve}", "approvers: [person(bob), person(cat), person(dan)], rule: 2")
    house.act("bob", "approve")
    house.tick("2d")
    assert list(house.rows().values())[2:4] == [("approve", "timer"), (None, f"not_needed:approved_by={list(house.rows())[2]}")]


def test_time_may_reject() -> None:
    house = at_vote("{at: due, act: reject}")
    house.tick("2d")
    assert house.case.status == "rejected" and house.sound()


@pytest.mark.parametrize("rung", ["{at: due, act: approve}", "{at: due, act: reject}", "{at: due, to: after}"])
def test_where_a_person_is_required_time_decides_nothing(rung: str) -> None:
    house = at_vote(rung, "approvers: person(bob), human_required: true")
    assert house.tick("2d") == 1 and house.step == "vote"
    assert house.fields("act_refused", "codes") == [(("human_required",),)]
    house.act("bob", "approve")
    assert house.step == "after" and house.sound()


def test_a_step_is_left_by_the_clock_and_its_open_seats_close_with_the_reason() -> None:
    house = at_vote("{at: due, to: aside}", "approvers: [person(bob), person(cat)], rule: all")
    house.act("bob", "approve")
    assert house.tick("2d") == 1
    assert (house.step, house.holders) == ("aside", ["boss"])
    assert list(house.rows().values())[2] == (None, "timed_out") and house.sound()
    assert house.refused("cat", "approve") == "not_now"


def test_the_clock_may_lead_to_where_a_condition_says() -> None:
    house = at_vote("{at: due, to: [{when: clock.due < now and has(note), to: after}, {to: aside}]}")
    house.tick("2d")
    assert house.step == "aside"


def test_a_required_person_may_be_waited_for_in_vain() -> None:
    house = at_vote("{at: due, to: rejected}", "approvers: person(bob), human_required: true")
    house.tick("2d")
    assert house.case.status == "rejected"


def test_who_does_not_wait_lets_the_clock_decide_not_himself() -> None:
    house = at_vote("{at: due, act: approve}")
    house.engine.escalate("k", by="adm", reason="he said yes on the phone")
    ((decision,),) = house.fields("decided", "decision")[1:]
    assert (house.step, decision.actor) == ("after", "system:timer") and house.sound()  # type: ignore[attr-defined]


def test_a_clock_that_will_decide_is_a_mover_and_is_told() -> None:
    why = at_vote("{at: due, act: approve}").engine.why("k")
    assert [mover.how for mover in why.movers] == ["holder", "act"]
    assert [(deed.verb, deed.expression) for deed in why.timers[0].deeds] == [("act", "approve")]


# ---- edits of form

DRAFT = """
draft: {by: initiator, may_edit: [text], edits: ask}
one: {approvers: person(bob)}
two: {approvers: person(cat), may_edit: [text], edits: ask}
three: {approvers: person(dan)}
"""


def returned_to_two(steps: str = DRAFT) -> House:
    """`three` has sent the case back to `two`, and will have it straight back."""
    house = started(steps, head="return: {to: any_earlier, comment: optional, resume: straight_back}", data="text: document")
    for by, action in (("ini", "submit"), ("bob", "approve"), ("cat", "approve")):
        house.act(by, action)
    house.act("dan", "return", to="two")
    return house


def test_a_formal_edit_voids_nothing_and_is_noted() -> None:
    house = returned_to_two()
    house.act("cat", "approve", data={"text": "punctuation"}, edits="formal")
    assert (house.step, house.facts("superseded")) == ("three", [])
    assert house.fields("edited", "substantive", "formal") == [(False, True)] and house.sound()


def test_an_edit_that_nobody_calls_formal_is_substantive() -> None:
    house = returned_to_two()
    house.engine.edit("k", by="cat", data={"text": "another sum"})
    assert house.fields("superseded", "step") == [("one",)]


def test_where_the_step_does_not_ask_the_editor_does_not_say() -> None:
    house = returned_to_two(DRAFT.replace("may_edit: [text], edits: ask}\nthree", "may_edit: [text]}\nthree"))
    assert house.refused("cat", "approve", data={"text": "x"}, edits="formal") == "illegal_edits"
    assert house.act("cat", "approve", data={"text": "x"}, edits="substantive").step == "three"


def test_a_step_may_make_all_its_edits_formal() -> None:
    house = returned_to_two(DRAFT.replace("may_edit: [text], edits: ask}\nthree", "may_edit: [text], edits: formal}\nthree"))
    house.engine.edit("k", by="cat", data={"text": "x"})
    assert house.facts("superseded") == []


def test_conditions_see_what_a_formal_edit_lets_stand() -> None:
    steps = DRAFT.replace("edits: ask}\nthree", "edits: ask, actions: {approve: {to: next, require: {standing: approved(one)}}}}\nthree")
    house = returned_to_two(steps)
    assert house.refused("cat", "approve", data={"text": "x"}) == "standing"
    house.act("cat", "approve", data={"text": "x"}, edits="formal")
