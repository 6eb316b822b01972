"""The sheet of a case: who signed which revision, when, for whom, in which words."""

from datetime import UTC

from signoff.engine.people_data import Person, Proxy

from .house import House, Register, started, workflow

STEPS = """
draft: {by: initiator, may_edit: [text]}
first: {approvers: person(bob), may_edit: [text]}
second: {approvers: {main: {who: person(cat)}, others: {who: person(dan)}}, rule: all, main: first, may_edit: [text]}
"""
FILE = {"name": "basis.pdf", "media_type": "application/pdf", "size": 1, "sha256": "a" * 64, "where": "s3://x/1"}


def made() -> House:
    """A text goes its way."""
    return started(STEPS, data="text: document", given={"text": "one"})


def test_every_signature_has_its_line() -> None:
    house = made()
    house.act("ini", "submit")
    house.clock.advance("1h")
    house.act("bob", "approve", comment="fine", attachments=(FILE,))
    lines = house.engine.sheet("k")
    assert [(s.step, s.action, s.actor, s.revision, s.comment, s.current) for s in lines] == [
        ("draft", "submit", "ini", 1, None, True),
        ("first", "approve", "bob", 1, "fine", True),
    ]
    assert lines[1].at == house.clock.now() and [one.name for one in lines[1].attachments] == ["basis.pdf"]


def test_what_no_longer_stands_is_marked() -> None:
    house = made()
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "approve", comment="with changes", data={"text": "two"})
    found = {s.actor: (s.revision, s.superseded, s.current) for s in house.engine.sheet("k")}
    assert found == {"ini": (1, False, False), "bob": (1, True, False), "cat": (2, False, True)}


def test_circling_is_told_from_approving_in_words() -> None:
    house = made()
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("dan", "approve")
    line = house.engine.sheet("k")[-1]
    assert line.circled and line.text(language="zh", zone=UTC) == "圈阅  dan  第1稿  2026年6月1日"


def test_a_line_reads_as_on_paper() -> None:
    house = made()
    house.act("ini", "submit")
    house.act("bob", "approve")
    first, second = house.engine.sheet("k")
    names = {"ini": "王一", "bob": "李二"}
    assert second.text(names, zone=UTC) == "同意  李二  第1稿  2026年6月1日"
    assert first.text(names, language="en", zone=UTC) == "submitted  王一  revision 1  2026-06-01"


def test_what_a_policy_passed_is_no_signature_of_a_persons_own() -> None:
    house = started("one: {approvers: person(bob)}\ntwo: {approvers: person(bob)}", duplicate="any")
    house.act("bob", "approve")
    assert [(s.automatic, "依规则自动" in s.text(zone=UTC)) for s in house.engine.sheet("k")] == [(None, False), ("duplicate", True)]


def test_a_return_stands_on_the_sheet_with_its_reason() -> None:
    house = started("draft: {by: initiator}\nreview: {approvers: person(bob)}", head="return: {to: any_earlier}")
    house.act("ini", "submit")
    house.act("bob", "return", comment="look again")
    assert house.engine.sheet("k")[-1].text(zone=UTC) == "look again  bob  第1稿  2026年6月1日"


def test_titles_are_those_of_the_definition_it_was_signed_under() -> None:
    house = started("review: {title: {zh: 审核}, approvers: person(bob), actions: {approve: {title: {zh: 照准}, to: next}}}")
    house.people.put(Person("bob", name="李二"))
    house.act("bob", "approve")
    (line,) = house.engine.sheet("k")
    assert line.title == {"zh": "审核"} and line.text(zone=UTC).startswith("照准")


def test_an_approval_that_stands_after_an_edit_of_form_says_so() -> None:
    house = started(
        "first: {approvers: person(bob), may_edit: [text], edits: ask}\nsecond: {approvers: person(cat), may_edit: [text], edits: ask}\n"
        "third: {approvers: person(dan), may_edit: [text]}",
        data="text: document",
        given={"text": "one"},
    )
    house.act("bob", "approve")
    house.act("cat", "approve", data={"text": "one."}, edits="formal")
    first, second = house.engine.sheet("k")
    assert (first.kept, first.superseded, second.kept) == (True, False, False)
    assert first.text(zone=UTC) == "同意  bob  第1稿  2026年6月1日［沿用：其后仅作形式修改］"
    house.act("dan", "approve", data={"text": "two"})
    assert [(s.kept, s.superseded) for s in house.engine.sheet("k")] == [(False, True), (False, True), (False, False)]


def test_who_signs_for_another_stands_behind_his_name() -> None:
    house = House(workflow("review: {approvers: person(bob)}"), register=Register(Proxy("bob", "cat")))
    house.start()
    house.act("cat", "approve")
    (line,) = house.engine.sheet("k")
    names = {"bob": "黄副主任", "cat": "何副主任"}
    assert line.text(names, zone=UTC) == "同意  黄副主任（何副主任代）  第1稿  2026年6月1日"
    assert line.text(names, language="en", zone=UTC) == "approved  何副主任 for 黄副主任  revision 1  2026-06-01"


def test_who_is_in_charge_of_the_post_signs_in_his_own_name() -> None:
    house = House(workflow("review: {approvers: person(bob)}"), register=Register(Proxy("bob", "cat", kind="substitute_post")))
    house.start()
    house.act("cat", "approve")
    (line,) = house.engine.sheet("k")
    assert (line.actor, line.by_proxy, line.text(zone=UTC)) == ("cat", False, "同意  cat  第1稿  2026年6月1日")
