"""`chain:` as it is written: its forms, and what is wrong with others, each at its place."""

import pytest

from signoff.workflows import load
from signoff.workflows.loader import check

HEAD = """signoff: 1
workflow: w
data: {level: {type: integer, default: 2}, who: person, big: bool}
defaults: {empty: hold, duplicate: none, self: forbid}
steps:
  draft: {by: initiator}
"""


def found(step: str, plugins: dict[str, str] | None = None) -> list[tuple[str, int, int, str | None]]:
    """Code, line and column of every mistake, with its suggestion; the step stands in line 7."""
    told = check(HEAD + f"  {step}\n", plugins={"signoff.chains": plugins or {}})
    return [(one.code, one.line, one.column, one.suggestion) for one in told]


def test_the_short_form_and_the_long_one_mean_the_same() -> None:
    short = load(HEAD + "  line: {chain: management_line(initiator)}\n").workflow
    long = load(HEAD + "  line: {chain: {management_line: initiator}}\n").workflow
    assert short == long
    assert short.plugins == {"signoff.chains:management_line": "1"}


def test_a_block_reads_as_well() -> None:
    text = HEAD + "  line:\n    chain:\n      management_line: who\n      levels: level + 1\n      up_to: 'director'\n    due: 2d\n"
    call = load(text).workflow.steps["line"].chain
    assert call is not None and call.argument is not None
    assert (call.plugin, call.argument.text) == ("management_line", "who")
    assert {name: value.text for name, value in call.options.items()} == {"levels": "level + 1", "up_to": "'director'"}


@pytest.mark.parametrize(
    ("step", "code", "column", "suggestion"),
    [
        ("line: {chain: management_lin(initiator)}", "unknown_chain", 17, "Did you mean `management_line`?"),
        ("line: {chain: {management_lin: initiator}}", "unknown_chain", 18, "Did you mean `management_line`?"),
        ("line: {chain: management_line}", "wrong_type", 17, None),
        ("line: {chain: [management_line]}", "wrong_type", 17, None),
        ("line: {chain: management_line()}", "bad_expression", 17, "Write `management_line(initiator)`."),
        ("line: {chain: management_line(nobody)}", "unknown_name", 33, None),
        ("line: {chain: management_line(level)}", "wrong_type", 33, "Write initiator, role(x) or post@UNIT."),
        ("line: {chain: {management_line: level}}", "wrong_type", 35, "Write initiator, role(x) or post@UNIT."),
        ("line: {chain: {management_line: initiator, level: 3}}", "unknown_key", 46, "Did you mean `levels`?"),
        ("line: {chain: {management_line: initiator, levels: 0}}", "wrong_type", 54, "At least 1; leave `levels` out for all."),
        ("line: {chain: {management_line: initiator, levels: big}}", "wrong_type", 54, None),
        ("line: {chain: {management_line: initiator, levels: }}", "missing_value", 54, "Write an expression."),
        ("line: {chain: {management_line: initiator, up_to: directr}}", "unknown_name", 53, None),
        ("line: {chain: management_line(initiator), then: approved}", "out_of_place", 51, None),
        ("line: {chain: management_line(initiator), by: initiator}", "one_kind", 17, "Keep one of them."),
        ("line: {chain: management_line(initiator), rule: {need: 1, of: weight}}", "rule_unclear", 65, "Take `of` out."),
    ],
)
def test_a_mistake_is_told_at_its_place(step: str, code: str, column: int, suggestion: str | None) -> None:
    (one,) = found(step)
    assert (one[0], one[1], one[2]) == (code, 7, column)
    assert suggestion is None or one[3] == suggestion


def test_a_clock_of_the_case_may_decide_at_the_steps_of_a_chain() -> None:
    """A chain has seats that approve and reject, as an approval step has."""
    late = "deadlines: {late: {due: 2d, escalate: [{at: due, act: reject}]}}\n"
    assert check(HEAD + "  line: {chain: management_line(initiator)}\n" + late) == ()


def test_several_arguments_are_named_in_the_long_form() -> None:
    (one,) = found('line: {chain: "management_line(initiator, 3)"}')
    assert one[0] == "bad_expression"
    assert one[3] == "Name the others: {management_line: initiator, levels: 3}."


def test_a_plug_in_without_arguments_is_called_so() -> None:
    assert found("line: {chain: mine()}", {"mine": "1"}) == []
    assert found("line: {chain: {mine: }}", {"mine": "1"}) == []


def test_the_policies_are_named_at_a_chain_too() -> None:
    text = HEAD.replace("defaults: {empty: hold, duplicate: none, self: forbid}\n", "") + "  line: {chain: management_line(initiator)}\n"
    assert {one.code for one in check(text)} == {"policy_missing"}
    assert [one.message.split("`")[1] for one in check(text)] == ["empty", "duplicate", "self"]


def test_the_ids_of_its_steps_stay_free() -> None:
    (one,) = found("line: {chain: management_line(initiator)}\n  line_2: {approvers: who, duplicate: none}")
    assert (one[0], one[1]) == ("name_taken", 8)


def test_later_steps_look_back_to_a_chain_and_earlier_ones_do_not() -> None:
    final = "final: {approvers: who, not_same_as: [line], return: {to: line}, when: approved(line)}"
    assert found(f"line: {{chain: management_line(initiator)}}\n  {final}") == []
    assert found(f"{final}\n  line: {{chain: management_line(initiator)}}")[0][0] == "not_earlier"


@pytest.mark.parametrize("step", ["line_0.approve", "line_x.approve", "lin.approve"])
def test_an_example_names_steps_of_the_chain_only(step: str) -> None:
    text = HEAD + "  line: {chain: management_line(initiator)}\n" + f"examples: [{{do: [submit, {step}], end: approved}}]\n"
    assert [one.code for one in check(text)] == ["unknown_step"]


def test_examples_name_a_level_or_the_chain() -> None:
    do = "[submit, line.approve, line_2.return: {to: line_1, comment: x}]"
    text = HEAD + "  line: {chain: management_line(initiator), return: {to: any_earlier}}\n"
    for step in ("line", "line_1"):
        assert check(text + f"examples: [{{do: {do}, step: {step}}}]\n") == ()


@pytest.mark.parametrize(
    ("people", "code", "column"),
    [("initiator", "wrong_type", 29), ("level", "wrong_type", 29), ("", "bad_expression", 21)],
)
def test_the_head_of_what_is_no_unit_is_refused(people: str, code: str, column: int) -> None:
    (one,) = found(f"line: {{approvers: head_of({people})}}")
    assert (one[0], one[2]) == (code, column)
    assert people != "initiator" or one[3] == "Write `unit_of(initiator)`."


def test_the_head_of_a_unit_may_be_written_in_four_ways() -> None:
    for unit in ("office", "'gov-office'", "unit_of(initiator)", "who.unit"):
        assert found(f"line: {{approvers: head_of({unit})}}") == []
