"""What is done beside deciding: copies and receipts, questions, reminders, drafts that count for nothing."""

import pytest

from signoff import Refused
from signoff.engine import commands as c
from signoff.engine.world import Limits

from .house import House, started, workflow

REVIEW = "draft: {by: initiator}\nreview: {approvers: [person(bob), person(cat), person(dan)], rule: 2/3}"


def at_review(**more: str) -> House:
    """Three seats are open."""
    house = started(REVIEW, **more)  # type: ignore[arg-type]
    house.act("ini", "submit")
    return house


def code(house: House, command: c.OnCase) -> str:
    """The code of a refusal; `allowed` has said the same."""
    can = house.engine.allowed(command)
    with pytest.raises(Refused) as caught:
        house.engine._run(command)
    assert not can and can.code == caught.value.code
    return caught.value.code


# copies and receipts


def test_who_is_given_a_copy_may_read_the_case() -> None:
    """Rule D 32: circulating never decides and never opens a seat."""
    house = at_review()
    assert not house.engine.may_read("k", by="fay")
    before = house.tasks
    house.engine.copy_to("k", by="bob", to=("fay",), text="for you")
    assert house.engine.may_read("k", by="fay") and house.tasks == before
    assert house.notices() == [("copy_to", ("fay",))]
    assert house.refused("fay", "approve") == "not_holder" and house.sound()


def test_reading_is_confirmed_once() -> None:
    """Rule D 41: read receipt 已阅."""
    house = at_review()
    house.engine.copy_to("k", by="ini", to=("fay", "eve"), receipt=True)
    house.clock.advance("1h")
    house.engine.read("k", by="fay")
    house.engine.read("k", by="fay")
    assert [(r.person, r.asked, r.read_at) for r in house.case.readers] == [("fay", True, house.clock.now()), ("eve", True, None)]
    assert house.kinds().count("seen") == 1 and house.sound()


def test_a_receipt_that_is_asked_for_again_is_open_again() -> None:
    house = at_review()
    house.engine.copy_to("k", by="ini", to=("fay",), receipt=True)
    house.engine.read("k", by="fay")
    house.engine.copy_to("k", by="ini", to=("fay",), receipt=True)
    assert [(r.person, r.read_at) for r in house.case.readers] == [("fay", None)]


def test_a_copy_without_a_receipt_leaves_what_was_read_read() -> None:
    house = at_review()
    house.engine.copy_to("k", by="ini", to=("fay",))
    house.engine.read("k", by="fay")
    house.engine.copy_to("k", by="ini", to=("fay",))
    assert house.case.readers[0].read_at is not None


def test_a_holder_confirms_having_read_the_open_task() -> None:
    house = at_review()
    house.engine.read("k", by="bob")
    assert {task.holder: task.read_at is not None for task in house.tasks} == {"bob": True, "cat": False, "dan": False}


def test_who_was_told_nothing_has_nothing_to_read() -> None:
    assert code(at_review(), c.Read(case="k", by="fay")) == "nothing_to_read"


def test_a_stranger_gives_nobody_a_copy() -> None:
    house = at_review()
    assert code(house, c.CopyTo(case="k", by="fay", to=("eve",))) == "not_by"
    assert code(house, c.CopyTo(case="k", by="bob", to=())) == "nobody_named"
    assert code(house, c.CopyTo(case="k", by="bob", to=("nobody",))) == "unknown_person"
    assert code(house, c.CopyTo(case="k", by="bob", to=("gus",))) == "inactive_person"


def test_one_name_alone_is_one_person() -> None:
    house = at_review()
    house.engine.copy_to("k", by="bob", to="fay")  # type: ignore[arg-type]
    assert [reader.person for reader in house.case.readers] == ["fay"]


def test_copies_are_given_and_read_after_the_end() -> None:
    house = started("draft: {by: initiator}")
    house.act("ini", "submit")
    house.engine.copy_to("k", by="ini", to=("fay",), receipt=True)
    house.engine.read("k", by="fay")
    assert house.case.readers[0].read_at is not None and house.sound()


def test_a_case_is_copied_to_a_bounded_number_of_persons() -> None:
    house = House(
        workflow("draft: {by: initiator}\nreview: {approvers: person(bob), effects: [{copy_to: role(finance)}]}"), limits=Limits(readers=1)
    )
    house.start()
    assert code(house, c.CopyTo(case="k", by="ini", to=("fay", "eve"))) == "too_many_readers"
    house.act("ini", "submit")
    assert house.case.readers == () and ("failed", ()) in house.fields("noticed", "kind", "to")


def test_a_rung_copies_and_asks_for_a_receipt() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, copy_to: person(boss), receipt: true}]}")
    house.tick("25h")
    assert [(r.person, r.copied, r.asked) for r in house.case.readers] == [("boss", True, True)]


# questions


def test_a_question_keeps_the_seat_and_the_answer_is_tied_to_it() -> None:
    """Rule D 34: asking for information decides nothing and moves no seat."""
    house = at_review()
    before = house.holders
    house.engine.ask("k", by="bob", to="fay", text="How much?")
    (question,) = house.case.questions
    assert (question.by, question.to, question.text) == ("bob", "fay", "How much?") and house.holders == before
    house.engine.comment("k", by="fay", text="Ten", answers=question.id)
    assert house.case.questions == () and house.fields("commented", "text", "answers") == [("Ten", question.id)]
    assert house.notices() == [("asked", ("fay",)), ("answered", ("bob",))] and house.sound()


def test_a_question_is_answered_by_the_one_asked_and_once() -> None:
    house = at_review()
    house.engine.ask("k", by="bob", to="fay", text="How much?")
    (question,) = house.case.questions
    assert code(house, c.Comment(case="k", by="eve", text="Ten", answers=question.id)) == "no_such_question"
    house.engine.comment("k", by="fay", text="Ten", answers=question.id)
    assert code(house, c.Comment(case="k", by="fay", text="Nine", answers=question.id)) == "no_such_question"


def test_who_is_asked_may_read_the_case_until_the_answer() -> None:
    house = at_review()
    house.engine.ask("k", by="bob", to="fay", text="How much?")
    assert house.engine.may_read("k", by="fay")


def test_only_a_holder_asks() -> None:
    house = at_review()
    assert code(house, c.Ask(case="k", by="eve", to="fay", text="?")) == "not_holder"
    assert code(house, c.Ask(case="k", by="bob", to="bob", text="?")) == "asks_oneself"
    assert code(house, c.Ask(case="k", by="bob", to="fay", text=" ")) == "comment_required"
    assert code(house, c.Ask(case="k", by="bob", to="gus", text="?")) == "inactive_person"


def test_open_questions_are_bounded() -> None:
    house = House(workflow("review: {approvers: person(bob)}"), limits=Limits(questions=1))
    house.start()
    house.engine.ask("k", by="bob", to="fay", text="?")
    assert code(house, c.Ask(case="k", by="bob", to="eve", text="?")) == "too_many_questions"


def test_a_question_may_be_answered_after_the_seat_is_decided() -> None:
    house = started("review: {approvers: person(bob)}")
    house.engine.ask("k", by="bob", to="fay", text="?")
    house.act("bob", "approve")
    house.engine.comment("k", by="fay", text="late", answers=house.case.questions[0].id)
    assert house.case.questions == () and house.sound()


# reminders


def test_the_same_person_does_not_remind_again_at_once() -> None:
    """Rule D 33: 催办 has a rate limit, and the refusal says until when."""
    house = at_review()
    house.engine.remind("k", by="ini")
    with pytest.raises(Refused) as caught:
        house.engine.remind("k", by="ini")
    assert caught.value.code == "reminded_lately" and caught.value.data["until"] == "2026-06-01T09:00:00+00:00"
    house.engine.remind("k", by="bob")
    house.clock.advance("1h")
    house.engine.remind("k", by="ini")
    assert house.kinds().count("urged") == 3 and house.sound()


def test_at_another_step_one_may_remind_at_once() -> None:
    house = started("one: {approvers: person(bob)}\ntwo: {approvers: person(cat)}")
    house.engine.remind("k", by="ini")
    house.act("bob", "approve")
    house.engine.remind("k", by="ini")
    assert house.kinds().count("urged") == 2


def test_how_long_to_wait_is_the_hosts_to_say() -> None:
    from datetime import timedelta

    house = House(workflow("review: {approvers: person(bob)}"), limits=Limits(remind_every=timedelta(0)))
    house.start()
    house.engine.remind("k", by="ini")
    house.engine.remind("k", by="ini")
    assert house.kinds().count("urged") == 2


def test_a_rung_does_not_use_up_what_a_person_may() -> None:
    house = started("review: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}]}")
    house.tick("25h")
    house.engine.remind("k", by="ini")
    assert house.kinds().count("urged") == 2


# drafts


def test_a_draft_counts_for_nothing() -> None:
    """§2.3, warm-flow: rows of 暂存 inflated the denominator of a vote."""
    house = at_review()
    for person in ("bob", "cat", "dan"):
        house.engine.hold("k", by=person, action="reject", comment="perhaps")
    assert house.step == "review" and len(house.tasks) == 3
    house.act("bob", "approve")
    assert house.act("cat", "approve").status == "approved" and house.sound()


def test_a_draft_is_seen_by_nobody_else() -> None:
    house = at_review()
    house.engine.hold("k", by="bob", action="approve", comment="secret")
    draft = house.engine.draft("k", by="bob")
    assert draft is not None and (draft.action, draft.comment) == ("approve", "secret")
    assert house.engine.draft("k", by="cat") is None and house.engine.draft("k", by="adm") is None
    assert "secret" not in str(house.engine.history("k")) + str(house.engine.history("k", by="cat")) + str(house.case)
    assert "secret" in str(house.engine.history("k", by="bob"))


def test_acting_clears_the_draft() -> None:
    house = at_review()
    house.engine.hold("k", by="bob", comment="perhaps")
    house.engine.hold("k", by="cat", comment="no")
    house.act("bob", "approve")
    assert house.engine.draft("k", by="bob") is None and house.engine.draft("k", by="cat") is not None
    house.act("cat", "approve")
    assert house.engine.draft("k", by="cat") is None


def test_a_later_draft_replaces_and_an_empty_one_takes_it_away() -> None:
    house = at_review()
    house.engine.hold("k", by="bob", comment="one")
    house.engine.hold("k", by="bob", comment="two")
    house.engine.hold("k", by="bob", comment="two")
    draft = house.engine.draft("k", by="bob")
    assert draft is not None and draft.comment == "two" and house.kinds().count("held") == 2
    house.engine.hold("k", by="bob")
    assert house.engine.draft("k", by="bob") is None


def test_a_draft_goes_with_the_seat() -> None:
    house = started("review: {approvers: person(bob), allow: [transfer]}")
    house.engine.hold("k", by="bob", comment="mine")
    house.engine.transfer("k", by="bob", to="cat")
    assert house.engine.draft("k", by="bob") is None and house.engine.draft("k", by="cat") is None


def test_a_draft_keeps_data_and_changes_none() -> None:
    house = started("draft: {by: initiator, may_edit: [sum]}", data="sum: money\nother: text")
    house.engine.hold("k", by="ini", data={"sum": "7"})
    assert house.case.data == {} and house.case.revision == 1
    draft = house.engine.draft("k", by="ini")
    assert draft is not None and str(draft.data["sum"]) == "7"
    assert code(house, c.Hold(case="k", by="ini", data={"other": "x"})) == "not_editable:other"
    assert code(house, c.Hold(case="k", by="ini", action="fly")) == "unknown_action"
    assert code(house, c.Hold(case="k", by="bob", comment="x")) == "not_holder"


def test_in_a_pool_each_keeps_a_draft_of_his_own_until_one_claims() -> None:
    house = started("review: {approvers: role(legal)}")
    house.engine.hold("k", by="bob", comment="b")
    house.engine.hold("k", by="cat", comment="c")
    house.engine.claim("k", by="bob")
    assert house.engine.draft("k", by="bob") is not None and house.engine.draft("k", by="cat") is None and house.sound()


def test_drafts_of_a_pool_are_bounded() -> None:
    house = House(workflow("review: {approvers: role(legal)}"), limits=Limits(drafts=1))
    house.start()
    house.engine.hold("k", by="bob", comment="b")
    assert code(house, c.Hold(case="k", by="cat", comment="c")) == "too_many_drafts"
    house.engine.hold("k", by="bob", comment="better")
