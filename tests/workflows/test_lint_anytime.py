"""What is wrong with `anytime` and `by: system`, each mistake at its place, with a way out."""

from collections.abc import Callable

import pytest

from signoff.workflows import Finding, check, load

Simple = Callable[..., str]
Found = Callable[[str], list[Finding]]


def places(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.line, finding.column) for finding in findings]


@pytest.mark.parametrize(
    ("anytime", "code", "suggestion"),
    [
        ("{stop: {by: initiator, in: [open, reviw], to: rejected}}", "unknown_step", "Did you mean `review`?"),
        ("{stop: {by: initiator, to: rejectd}}", "unknown_step", "Did you mean `rejected`?"),
        ("{stop: {by: initiator, to: next}}", "no_next", "Name the step."),
        (
            "{submit: {by: initiator, to: rejected}}",
            "shadowed_action",
            "Give one of them another name, or say `in:` where this one is possible.",
        ),
        ("{approve: {by: initiator, to: approved}}", "reserved_action", "A vote belongs to a step: choose another name."),
        ("{withdraw: {by: initiator, to: rejected}}", "reserved_action", "Choose another name."),
        ("{abstain: {by: initiator}}", "reserved_action", "Write `rule: {need: …, abstain: true}`."),
        ("{reopen: {in: approved, to: draft}}", "nobody_there", "Add `by:`, or name only steps where people act."),
        ("{go: {by: system, to: rejected}}", "missing_key", "Add `when:`, or let a person act."),
        (
            "{go: {by: system, when: today > 2026-01-01, to: rejected}}",
            "time_passes",
            TIME := "Let a rung of `escalate` or a deadline do what time brings.",
        ),
        ("{go: {by: system, when: late, to: rejected}}", "time_passes", TIME),
        ("{go: {by: system, when: has(amount), comment: required, to: rejected}}", "out_of_place", "Take `comment` out."),
        ("{go: {by: system, when: has(amount), may_edit: [amount], to: rejected}}", "out_of_place", "Take `may_edit` out."),
        ("{go: {by: initiator, whne: has(amount)}}", "unknown_key", "Did you mean `when`?"),
        ("{go: {by: initiator, needs: [amont]}}", "unknown_field", "Did you mean `amount`?"),
        ("{go: {by: initiator, when: amont > 5}}", "unknown_name", "Did you mean `amount`?"),
        ("[stop]", "wrong_type", None),
    ],
)
def test_a_mistake_is_told_with_a_way_out(simple: Simple, found: Found, anytime: str, code: str, suggestion: str | None) -> None:
    head = f"names: {{late: now > started + 2d}}\nanytime: {anytime}\n"
    assert [(f.code, f.suggestion) for f in found(simple(head=head, data="  amount: money\n"))] == [(code, suggestion)]


def test_the_caret_stands_at_the_word_that_is_wrong(simple: Simple, found: Found) -> None:
    text = simple(head="anytime:\n  stop:\n    by: initiator\n    in: [open, reviw]\n    to: rejected\n")
    (finding,) = found(text)
    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith("reviw")


@pytest.mark.parametrize(
    ("actions", "code"),
    [
        ("{submit: {to: next, in: draft}}", "out_of_place"),
        ("{submit: next, go: {by: system, to: rejected}}", "missing_key"),
        ("{submit: next, go: {by: system, when: now > started + 2d, to: rejected}}", "time_passes"),
        ("{submit: {comment: optional}}", "missing_key"),
    ],
)
def test_a_mistake_in_a_step_s_action_is_told(actions: str, code: str) -> None:
    text = f"signoff: 1\nworkflow: w\nsteps:\n  draft: {{by: initiator, actions: {actions}}}\n"
    assert [finding.code for finding in check(text)] == [code]


def test_a_step_that_wants_a_person_is_not_passed_by_itself() -> None:
    board = "approvers: role(x), human_required: true, self: forbid, empty: hold"
    text = (
        "signoff: 1\nworkflow: w\ndata: {a: bool}\nsteps:\n  draft: {by: initiator}\n"
        f"  board: {{{board}, actions: {{approve: next, reject: rejected, GO}}}}\n"
    )
    assert [f.code for f in check(text.replace("GO", "go: {by: system, when: a, to: next}"))] == ["skip_human_required"]
    assert check(text.replace("GO", "go: {by: system, when: a, to: rejected}")) == ()


def test_an_end_that_only_voiding_leads_to_is_reached_and_is_no_way_out() -> None:
    steps = "  a: {by: initiator, actions: {go: b}}\n  b: {by: initiator, actions: {back: a}}\n  gone: {end: void}\n"
    loop = f"signoff: 1\nworkflow: w\nsteps:\n{steps}"
    found = check(loop + "anytime: {scrap: {by: initiator, to: gone}}\n")
    assert {finding.code for finding in found} == {"no_way_out"}
    assert check(loop + "anytime: {scrap: {by: initiator, in: a, to: gone}}\n") == ()


def test_a_step_without_actions_is_left_by_what_is_possible_there() -> None:
    text = "signoff: 1\nworkflow: w\nsteps:\n  a: {by: initiator, actions: none}\n"
    assert [finding.code for finding in check(text)] == ["no_way_out"]
    assert check(text + "anytime: {give: {in: a, to: approved}}\n") == ()


def test_a_branch_is_checked_like_a_workflow() -> None:
    text = (
        "signoff: 1\nworkflow: w\nsteps:\n  split:\n    parallel:\n      one:\n        anytime: {submit: {by: initiator, to: rejected}}\n"
        "        steps: {a: {by: initiator}}\n"
    )
    assert places(list(check(text))) == [("shadowed_action", 7, 19)]


def test_what_is_written_is_what_is_meant() -> None:
    text = (
        "signoff: 1\nworkflow: w\nsteps: {a: {by: initiator}}\nanytime:\n  note: {by: role(x)}\n"
        "  redo: [{by: role(x), in: [open, approved], to: a}, {by: system, when: started == started, in: rejected, to: a}]\n"
    )
    note, redo = load(text).workflow.anytime.values()
    assert [(arm.id, arm.within, arm.routes[0].to) for arm in note.arms] == [("anytime:note", ("open",), "stay")]
    assert [(arm.id, arm.within, arm.system) for arm in redo.arms] == [
        ("anytime:redo", ("open", "approved"), False),
        ("anytime:redo.2", ("rejected",), True),
    ]


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ("draft: {by: initiator, actions: {submit: {to: next, effects: [{reassign: role(a)}]}}}", "steps.draft.actions.submit.effects"),
        ("draft: {by: initiator, effects: [{reassign: role(a)}]}", "steps.draft.effects.0.reassign"),
    ],
)
def test_a_seat_is_given_away_by_an_action_that_stays(steps: str, path: str) -> None:
    text = f"signoff: 1\nworkflow: w\ndefaults: {{empty: hold, self: allow}}\nsteps: {{{steps}}}\n"
    assert [(one.code, one.path) for one in check(text)] == [("out_of_place", path)]


def test_a_seat_given_away_after_the_end_is_told_where_there_are_seats() -> None:
    text = "signoff: 1\nworkflow: w\ndefaults: {empty: hold, self: allow}\nat_end: [{reassign: role(a)}]\nsteps: {draft: {by: initiator}}\n"
    (finding,) = check(text)
    assert (finding.code, finding.suggestion) == ("out_of_place", "Write it under `effects` of an action that stays.")
