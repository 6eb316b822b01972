"""`options: policy.x`: a choice whose words, and what they are called, stand in the policy."""

from collections.abc import Callable
from typing import Any

import pytest

from signoff.workflows import Finding, PolicyTexts, check, load

Simple = Callable[..., str]
Found = Callable[[str], list[Finding]]
FIELD = "  class_: {type: choice, options: policy.classes}\n"
LABELLED = "policy:\n  classes: {一类: {zh: 已解决, en: Solved}, 二类: 正在解决}\n"


def options(text: str, **around: Any) -> dict[str, dict[str, str]]:
    """The options of the choice, with what they are called."""
    found = load(text, **around).workflow.data["class_"].options
    return {id: dict(label) for id, label in found.items()}


def test_a_list_gives_the_words(simple: Simple) -> None:
    assert options(simple(head="policy: {classes: [A, B]}\n", data=FIELD)) == {"A": {"en": "A"}, "B": {"en": "B"}}


def test_a_map_gives_the_words_and_what_they_are_called(simple: Simple) -> None:
    found = load(simple(head=LABELLED, data=FIELD)).workflow
    assert dict(found.data["class_"].options) == {"一类": {"zh": "已解决", "en": "Solved"}, "二类": {"zh": "正在解决"}}
    assert found.policy["classes"] == ("一类", "二类")


def test_the_long_form_may_hold_the_map(simple: Simple) -> None:
    house = "signoff: 1\npolicy: house\nvalues:\n  classes:\n    is: {A: 已解决}\n    title: 类别\n    source: the city's rule\n"
    assert options(simple(head="policy: house\n", data=FIELD), policies=PolicyTexts({"house": house})) == {"A": {"zh": "已解决"}}


def test_the_overlay_of_the_host_gives_other_words(simple: Simple) -> None:
    found = options(simple(head=LABELLED, data=FIELD), overlay={"classes": "{A: 已办, B: 在办}"})
    assert found == {"A": {"zh": "已办"}, "B": {"zh": "在办"}}


def test_a_list_laid_over_keeps_what_its_words_are_called(simple: Simple) -> None:
    found = options(simple(head=LABELLED, data=FIELD), overlay={"classes": "[一类, 三类]"})
    assert found == {"一类": {"zh": "已解决", "en": "Solved"}, "三类": {"zh": "三类"}}


def test_what_words_are_called_is_part_of_the_identity(simple: Simple) -> None:
    text = simple(head=LABELLED, data=FIELD)
    assert load(text).workflow != load(text.replace("正在解决", "办理中")).workflow


def test_a_choice_from_the_policy_is_the_same_as_one_written_out(simple: Simple) -> None:
    head = "policy: {classes: [A, B]}\n"
    written = simple(head=head, data=FIELD.replace("policy.classes", "[A, B]"))
    assert load(simple(head=head, data=FIELD)).workflow == load(written).workflow


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("{other: [A]}", "unknown_policy_value"),
        ("{classes: A}", "policy_options"),
        ("{classes: []}", "policy_options"),
        ("{classes: [1, 2]}", "policy_options"),
        ("{classes: {by: class_, A: 1d}}", "policy_options"),
        ("{classes: [A, A]}", "written_twice"),
    ],
)
def test_a_policy_without_such_a_list_is_told_where_it_is_wanted(simple: Simple, found: Found, policy: str, code: str) -> None:
    assert [(one.code, one.path) for one in found(simple(head=f"policy: {policy}\n", data=FIELD))] == [(code, "data.class_.options")]


def test_a_default_must_be_one_of_the_words(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(head="policy: {classes: [A, B]}\n", data=FIELD.replace("classes}", "classes, default: C}")))
    assert (finding.code, finding.path) == ("unknown_option", "data.class_.default")


def test_a_map_of_words_cannot_stand_for_a_word(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(head="policy: {habit: {a: any, b: all}}\n", step="    rule: policy.habit\n"))
    assert (finding.code, finding.suggestion) == ("policy_table", "A map of words becomes a table with `by: FIELD`.")


def test_a_word_of_the_policy_that_is_no_option_is_pointed_out(simple: Simple) -> None:
    text = simple(head="policy: {classes: [A, B], solved: [A, Bb]}\n", data=FIELD, step="    when: class_ in policy.solved\n")
    (finding,) = check(text)
    assert (finding.code, finding.severity, finding.path) == ("unknown_option", "warning", "steps.review.when")
    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith("policy.solved")
    assert "`Bb`" in finding.message


def test_words_that_are_all_options_are_left_alone(simple: Simple) -> None:
    text = simple(head="policy: {classes: [A, B], solved: [A]}\n", data=FIELD, step="    when: class_ in policy.solved\n")
    assert check(text) == ()


def test_a_word_that_would_be_set_is_an_option_too(simple: Simple) -> None:
    step = "    actions:\n      approve: {to: next, effects: [{set: {class_: policy.solved.first()}}]}\n      reject: rejected\n"
    (finding,) = check(simple(head="policy: {classes: [A, B], solved: [Z]}\n", data=FIELD, step=step))
    assert (finding.code, finding.severity) == ("unknown_option", "warning")
    assert "`Z`" in finding.message and "`class_`" in finding.message


def test_a_long_form_without_its_value_is_no_map_of_words(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(head="policy: {classes: {title: 类别, source: 内规}}\n"))
    assert (finding.code, finding.path, finding.suggestion) == ("missing_key", "policy.classes", "Add `is:`.")


EXAMPLE = "examples:\n  - {given: {class_: C}, do: [], step: draft}\n"


def test_an_example_is_written_for_the_words_of_the_policy_that_the_workflow_names(simple: Simple, found: Found) -> None:
    text = simple(head="policy: {classes: [A, B, C]}\n", data=FIELD, after=EXAMPLE)
    assert found(text) == []
    assert check(text, overlay={"classes": "[A, B]"}) == ()
    (finding,) = found(text.replace("[A, B, C]", "[A, B]"))
    assert (finding.code, finding.path) == ("unknown_option", "examples.0.given.class_")


def test_under_another_policy_other_mistakes_of_an_example_are_told_as_ever(simple: Simple) -> None:
    fields = FIELD + "  level: {type: choice, options: [high, low]}\n"
    text = simple(head="policy: {classes: [A, B, C]}\n", data=fields, after=EXAMPLE.replace("class_: C", "class_: C, level: mid"))
    assert [one.path for one in check(text, overlay={"classes": "[A, B]"})] == ["examples.0.given.level"]
