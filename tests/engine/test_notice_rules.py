"""The rules of a workflow for telling people: in the same move, in whose words, and to whom."""

from dataclasses import replace

import pytest

from signoff import InvalidWorkflow
from signoff.engine.people_data import Unit
from signoff.testing import ManualClock

from .house import House, Register, started, workflow

TWO = """
draft: {by: initiator}
review: {approvers: role(legal)}
"""


def texts(house: House, kind: str) -> list[object]:
    """The English texts of all notices of a kind."""
    return [text["en"] for (found, text) in house.fields("noticed", "kind", "text") if found == kind and isinstance(text, dict)]


def test_a_rule_tells_in_the_same_move() -> None:
    house = started(TWO, head="notify: [{event: returned, to: initiator}]\nreturn: {to: any_earlier}")
    house.act("ini", "submit")
    house.act("bob", "return", comment="why?")
    assert house.notices() == [("returned", ("ini",))]
    assert texts(house, "returned") == ["k was sent back: why?"]
    assert house.engine.history("k")[-1].request_id == house.engine.history("k")[-2].request_id and house.sound()


def test_words_of_a_rule_name_fields_of_the_case_as_they_are_then() -> None:
    house = started(
        "draft: {by: initiator, may_edit: [sum]}\nreview: {approvers: role(legal)}",
        head="""notify: [{event: submit, to: role(legal), text: "{key}: {sum} by {actor}, {nothing}"}]""",
        data="sum: money\nnothing: text",
    )
    house.act("ini", "submit", data={"sum": "12.50"})
    assert texts(house, "submit") == ["k: 12.50 by ini, "]


NAMED = """
unit: {type: unit}
with_units: {type: list, of: unit}
boss: {type: person}
level: {type: choice, options: {low: {zh: 低, en: low level}, high: {zh: 高}}}
sure: bool
at: datetime
rows: {type: list, fields: {n: integer}}
"""
GIVEN = {
    "unit": "office",
    "with_units": ["office", "store"],
    "boss": "boss",
    "level": "high",
    "sure": True,
    "at": "2026-06-01T08:00:00Z",
    "rows": [{"n": 1}],
}


def test_words_name_units_options_and_persons_as_people_do_in_each_language() -> None:
    words = "{unit}|{with_units}|{boss}|{level}|{sure}|{at}|{rows}|{actor}|{step}"
    head = f"timezone: Asia/Shanghai\nnotify: [{{event: submit, to: role(legal), text: {{zh: '{words}', en: '{words}'}}}}]"
    people = Register()
    people.people["boss"] = replace(people.people["boss"], name="Bo Ss")
    people.units = {"office": Unit("office", {"zh": "办公室", "en": "Office"}), "store": Unit("store")}
    house = House(workflow(TWO, head=head, data=NAMED), register=people)
    house.start(GIVEN)
    house.act("ini", "submit")
    (text,) = [text for (text,) in house.fields("noticed", "text")]
    assert text == {
        "zh": "办公室|办公室、store|Bo Ss|高|是|2026-06-01 16:00||ini|draft",
        "en": "Office|Office, store|Bo Ss|高|yes|2026-06-01 16:00||ini|draft",
    }
    assert house.sound()


def test_a_loop_variable_and_a_clock_of_a_unit_have_its_title() -> None:
    people = Register()
    people.units = {"office": Unit("office", {"en": "The office"})}
    text = workflow(
        """
        sharing:
          parallel:
            share:
              for_each: u in places
              steps:
                own: {by: role(legal), effects: [{notify: role(audit), text: "{u} has work"}]}
        """,
        data="places: {type: list, of: unit}",
    )
    house = House(text, register=people)
    house.start({"places": ["office"]})
    told = [event.fact.text for event in house.engine.history("k", children=True) if event.kind == "noticed"]  # type: ignore[attr-defined]
    assert told == [{"en": "The office has work"}]


def test_what_a_person_says_is_never_filled_in() -> None:
    house = started(TWO, head="""notify: [{event: rejected, to: initiator, text: "{comment}"}]""")
    house.act("ini", "submit")
    house.act("bob", "reject", comment="{key}")
    assert texts(house, "rejected") == ["{key}"]


def test_a_veto_loses_no_notice() -> None:
    """steedos-platform #6985: copies were lost on a veto."""
    house = started(
        """
        vote:
          approvers: [person(bob), person(cat), person(dan)]
          rule: all
          effects: [{copy_to: person(fay)}]
        """,
        head="notify: [{event: rejected, to: [initiator, person(eve)]}, {event: ended, to: person(boss)}]",
    )
    house.act("bob", "approve")
    house.act("cat", "reject", comment="no")
    assert house.notices() == [("copy_to", ("fay",)), ("rejected", ("ini", "eve")), ("ended", ("boss",))]
    assert [reader.person for reader in house.case.readers] == ["fay"] and house.engine.may_read("k", by="fay")


def test_seats_that_open_together_are_told_of_together() -> None:
    house = started(
        "draft: {by: initiator}\nvote: {approvers: [person(bob), person(cat)], rule: all}",
        head="notify: [{event: opened, in: vote, to: holder}]",
    )
    house.act("ini", "submit")
    assert house.notices() == [("opened", ("bob", "cat"))]


def test_in_a_sequence_each_is_told_when_it_is_his_turn() -> None:
    house = started("vote: {approvers: [person(bob), person(cat)], rule: sequence}", head="notify: [{event: opened, to: holder}]")
    assert house.notices() == [("opened", ("bob",))]
    house.act("bob", "approve")
    assert house.notices() == [("opened", ("bob",)), ("opened", ("cat",))]


def test_a_seat_that_passes_by_itself_has_opened_for_nobody() -> None:
    house = started(
        "one: {approvers: person(bob)}\ntwo: {approvers: person(bob)}\nthree: {approvers: person(cat)}",
        head="notify: [{event: opened, to: holder}]",
        duplicate="any",
    )
    house.act("bob", "approve")
    assert house.notices() == [("opened", ("bob",)), ("opened", ("cat",))]


def test_who_holds_an_entered_step_is_known_when_it_is_told_of() -> None:
    house = started(TWO, head="notify: [{event: entered, in: review, to: holder}]")
    house.act("ini", "submit")
    assert house.notices() == [("entered", ("bob", "cat"))]


def test_an_end_is_entered_too() -> None:
    house = started(
        "draft: {by: initiator, actions: {go: closed}}\nclosed: {end: done}", head="notify: [{event: entered, in: closed, to: initiator}]"
    )
    house.act("ini", "go")
    assert house.notices() == [("entered", ("ini",))]


def test_a_rule_may_wait_for_an_action_of_the_workflow() -> None:
    house = started(
        "draft: {by: initiator, actions: {note: stay, submit: next}}",
        head="notify: [{event: note, to: person(boss), text: '{comment}'}]",
    )
    house.act("ini", "note", comment="look")
    assert texts(house, "note") == ["look"] and house.notices() == [("note", ("boss",))]


def test_overdue_is_told_at_the_due_instant_beside_the_rungs() -> None:
    house = started(
        "review: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}, {at: due + 1d, notify: person(eve)}]}",
        head="notify: [{event: overdue, to: person(boss)}, {event: overdue, to: [initiator, holder]}]",
    )
    house.tick("25h")
    assert house.notices() == [("remind", ("bob",)), ("overdue", ("boss",)), ("overdue", ("ini", "bob"))]
    house.tick("48h")
    assert house.notices()[3:] == [("notify", ("eve",))] and house.sound()


def test_overdue_is_told_even_where_a_later_rung_has_passed_too() -> None:
    house = started(
        "review: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}, {at: due + 1d, notify: person(eve)}]}",
        head="notify: [{event: overdue, to: person(boss)}]",
    )
    house.tick("100h")
    assert house.notices() == [("overdue", ("boss",)), ("notify", ("eve",))]


def test_a_rule_that_cannot_be_worked_out_holds_nobody_up() -> None:
    house = started(TWO, head="notify: [{event: submit, when: 1 / sum > 0, to: initiator}]", data="sum: integer", given={"sum": 0})
    assert house.act("ini", "submit").step == "review"
    assert ("failed", ()) in house.fields("noticed", "kind", "to")


def test_who_has_left_is_not_told() -> None:
    house = started(TWO, head="notify: [{event: submit, to: [person(gus), person(boss)]}]")
    house.act("ini", "submit")
    assert house.notices() == [("submit", ("boss",))]


def test_withdrawing_is_told() -> None:
    house = started(TWO, head="withdraw: {until: end}\nnotify: [{event: withdrawn, to: role(legal)}]")
    house.engine.withdraw("k", by="ini", comment="mistake")
    assert texts(house, "withdrawn") == ["k was withdrawn: mistake"]


def test_a_seat_that_is_given_to_another_is_told_to_the_new_holder() -> None:
    house = started("review: {approvers: person(bob), allow: [transfer]}", head="notify: [{event: reassigned, to: holder}]")
    house.engine.transfer("k", by="bob", to="cat")
    house.engine.reassign("k", by="adm", to="dan", reason="away")
    assert house.notices() == [("reassigned", ("cat",)), ("reassigned", ("dan",))]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{event: submitted, to: initiator}", "unknown_word"),
        ("{event: ended, to: initiator, digest: hourly}", "wrong_type"),
        ("{event: ended, to: initiator, digest: daily}", "wrong_type"),
        ("{event: ended, to: initiator, digest: daily 25:00}", "wrong_type"),
        ("{event: ended, in: nowhere, to: initiator}", "unknown_step"),
        ("{event: ended, to: initiator, text: '{sun}'}", "unknown_field"),
        ("{event: ended, to: nobody_known}", "unknown_name"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_at_load(rule: str, code: str) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        House(workflow(TWO, head=f"notify: [{rule}]"))
    assert [finding.code for finding in caught.value.findings] == [code]


def test_the_clock_of_a_notice_is_that_of_its_move() -> None:
    house = started(TWO, head="notify: [{event: submit, to: initiator}]")
    assert isinstance(house.clock, ManualClock)
    house.clock.advance("2h")
    house.act("ini", "submit")
    told = house.engine.history("k")[-1]
    assert told.kind == "noticed" and told.at == house.clock.now()


def test_more_time_is_told() -> None:
    house = started("review: {approvers: person(bob), due: 1d}", head="notify: [{event: extended, to: holder, text: '{comment}'}]")
    house.engine.extend("k", by="adm", to="due + 2d", reason="a long file")
    assert texts(house, "extended") == ["a long file"] and house.notices() == [("extended", ("bob",))]
