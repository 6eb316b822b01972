"""Starting a case with words: `start.comment`."""

import pytest

from signoff import Refused

from .house import House, workflow

STEPS = "draft: {by: initiator}"


def said(rule: str, comment: str | None) -> str:
    house = House(workflow(STEPS, head=f"start: {{comment: {rule}}}"))
    try:
        house.engine.start("w", by="ini", key="k", comment=comment)
    except Refused as refused:
        return refused.code
    house.key = "k"
    assert house.sound()
    return str(house.fields("started", "comment")[0][0])


def test_a_required_comment_is_asked_for() -> None:
    assert said("required", None) == "comment_required"
    assert said("required", "  ") == "comment_required"
    assert said("required", "as agreed") == "as agreed"


def test_a_comment_that_is_not_wanted_is_refused() -> None:
    assert said("none", "as agreed") == "comment_not_wanted"
    assert said("none", None) == "None"


@pytest.mark.parametrize(("comment", "kept"), [(None, "None"), (" hello ", "hello")])
def test_else_it_may_be_given_and_stands_in_the_history(comment: str | None, kept: str) -> None:
    assert said("optional", comment) == kept


def test_system_is_nobody_by_hand() -> None:
    house = House(workflow(STEPS, head="start: {by: role(clerk) | system}"))
    assert house.start().status == "open"
    with pytest.raises(Refused) as refused:
        house.engine.start("w", by="bob", key="l")
    assert refused.value.code == "start_not_allowed"


def test_what_only_the_system_starts_is_started_by_other_cases() -> None:
    more = workflow(STEPS, head="start: system").replace("workflow: w", "workflow: more")
    house = House([workflow("draft: {by: initiator, effects: [{start: more}]}"), more])
    assert [child.workflow for child in house.start().children] == ["more"]
    with pytest.raises(Refused) as refused:
        house.engine.start("more", by="ini")
    assert refused.value.code == "start_not_allowed"


OF_UNIT = workflow(STEPS, head="start: head@place", data="office: {type: unit, required: true}\nsubject: {type: text, required: true}\n")
OF_UNIT = OF_UNIT.replace("defaults:", "names: {place: office}\ndefaults:")


def test_a_field_that_says_who_may_start_is_asked_for_before_who_it_is() -> None:
    house = House(OF_UNIT)
    for data, codes in (
        ({}, ["office_required"]),
        ({"office": "nowhere"}, ["office_invalid"]),
        ({"office": "office"}, ["start_not_allowed"]),
    ):
        with pytest.raises(Refused) as refused:
            house.engine.start("w", by="ini", data=data)
        assert [reason.code for reason in refused.value.reasons] == codes
    with pytest.raises(Refused) as refused:
        house.engine.start("w", by="boss", data={"office": "office"})
    assert refused.value.code == "subject_required"
