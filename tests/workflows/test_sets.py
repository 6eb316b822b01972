"""What one workflow says of another: bare words are options of the other's choices, looked up where both files are known."""

from pathlib import Path

import pytest

from signoff.engine.errors import InvalidWorkflow
from signoff.workflows import PolicyTexts, load, load_many

HEAD = "signoff: 1\nworkflow: {id}\ndefaults: {{empty: hold, self: allow}}\n"
CARD = HEAD.format(id="card") + "data:\n  level: {type: choice, options: [blue, red]}\n  note: text\nsteps:\n  order: {by: role(desk)}\n"
FIELDS = "data: {late: bool, level: text}\n"
EFFECT = "steps:\n  draft:\n    by: initiator\n    actions: {submit: {to: next, effects: [{start: card, with: WITH}]}}\n"
STEP = "steps:\n  draft: {by: initiator}\n  sub:\n    workflow: card\n    with: WITH\n"
BRANCH = "steps:\n  split:\n    parallel:\n      card: {workflow: card, with: WITH}\n"
HERE = """\
steps:
  split:
    parallel:
      own:
        with: WITH
        data: {level: {type: choice, options: [blue, red]}, note: text}
        steps: {order: {by: role(desk)}}
"""
LIST = HEAD.format(id="main") + "steps:\n  sub: {workflow: card}\n  last: {by: role(desk), when: CONDITION}\n"
LADDER = "signoff: 1\npolicy: house\nladders:\n  late:\n    - {at: due, start: card, with: [level: WORD]}\n"

Told = list[tuple[str, int, int, str | None]]


def main(steps: str, with_: str) -> str:
    """A workflow that gives something to a child."""
    return HEAD.format(id="main") + FIELDS + steps.replace("WITH", with_)


def found(*texts: str) -> Told:
    """What is wrong with a set of texts."""
    with pytest.raises(InvalidWorkflow) as caught:
        load_many(texts)
    return [(one.code, one.line, one.column, one.suggestion) for one in caught.value.findings]


@pytest.mark.parametrize("steps", [EFFECT, STEP, BRANCH])
@pytest.mark.parametrize("given", ["[level: blue]", "{level: red if late else blue}"])
def test_an_option_of_the_workflow_that_begins_is_a_value(steps: str, given: str) -> None:
    assert set(load_many([main(steps, given), CARD])) == {"main", "card"}
    assert load(main(steps, given)).workflow.id == "main"


@pytest.mark.parametrize(("steps", "line", "column"), [(EFFECT, 8, 72), (STEP, 9, 19), (BRANCH, 8, 44)])
def test_what_is_no_option_there_is_a_mistake_with_its_place(steps: str, line: int, column: int) -> None:
    assert found(main(steps, "[level: blu]"), CARD) == [("unknown_option", line, column, "Did you mean `blue`?")]


def test_a_field_that_the_other_workflow_lacks_is_a_mistake() -> None:
    assert found(main(STEP, "[levl: blue]"), CARD) == [("unknown_field", 9, 12, "Did you mean `level`?")]
    assert found(main(STEP, "[late]"), CARD) == [("unknown_field", 9, 12, "Its fields: level, note.")]


def test_for_another_field_a_bare_word_must_be_a_name() -> None:
    assert [code for code, *_ in found(main(STEP, "[note: blue]"), CARD)] == ["unknown_name"]


def test_in_a_branch_written_here_it_is_seen_at_once() -> None:
    own = HERE.replace("level:", "shade:")
    assert load(main(own, "[shade: blue]")).workflow.id == "main"
    with pytest.raises(InvalidWorkflow) as caught:
        load(main(own, "[shade: blu]"))
    assert [(one.code, one.line) for one in caught.value.findings] == [("unknown_option", 9)]


def test_an_option_comes_before_a_field_of_the_same_name() -> None:
    text = main(EFFECT, "[level: blue]").replace("late: bool", "blue: text")
    assert load_many([text, CARD])


@pytest.mark.parametrize(("word", "told"), [("blue", ""), ("blu", "unknown_option")])
def test_so_it_is_in_the_ladders_of_a_policy(word: str, told: str, tmp_path: Path) -> None:
    policies = PolicyTexts({"house": LADDER.replace("WORD", word)})
    text = HEAD.format(id="main") + "policy: house\nsteps:\n  draft: {by: initiator, due: 2d, escalate: late}\n"
    assert load(text, policies=policies).workflow.id == "main"
    if not told:
        assert load_many([text, CARD], policies=policies)
        return
    with pytest.raises(InvalidWorkflow) as caught:
        load_many([text, CARD], policies=policies)
    assert [(one.code, one.path, one.line) for one in caught.value.findings] == [(told, "policy house.ladders.late.0.with.0.level", 5)]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("sub.some(it.level != red)", None),
        ("sub.some(it.level == rde)", "unknown_option"),
        ("sub.some(has(it.levl))", "unknown_field"),
        ("sub.some(it.note == red)", "unknown_name"),
        ("sub.some(it.passed(ordr))", "unknown_step"),
        ("sub.some(it.ended)", None),
    ],
)
def test_a_condition_on_children_of_another_workflow_is_looked_at_with_it(condition: str, told: str | None) -> None:
    text = LIST.replace("CONDITION", condition)
    assert load(text).workflow.id == "main"
    if told is None:
        assert load_many([text, CARD])
    else:
        assert [code for code, *_ in found(text, CARD)] == [told]
