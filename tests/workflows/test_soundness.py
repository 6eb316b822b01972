"""Whether a definition holds together: one defect a test, with its place and the way there; and nothing said of what is sound."""

from pathlib import Path

import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.engine.expressions import types_of
from signoff.workflows import catalogue, catalogue_path, check, load, load_people
from signoff.workflows.finding_codes import CODES
from signoff.workflows.lint_duties import Find
from signoff.workflows.lint_soundness import lint_soundness
from signoff.workflows.soundness import Truth, walk

HEAD = """\
signoff: 1
workflow: w
calendar: cn-gov
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data:
  kind: {type: choice, options: [a, b, c], required: true}
  amount: {type: money, required: true}
  urgent: {type: bool}
  note: text
steps:
"""
PEOPLE = """\
units: {office: {title: Office}}
people:
  lin: {name: Lin, unit: office, roles: [clerk, lawyer], posts: [director@office]}
  wu: {name: Wu, unit: office, roles: [clerk]}
"""
Told = tuple[str, str, str | None]


def told(steps: str, find: Find | None = None) -> list[Told]:
    """Code, step and example of every finding."""
    return [(finding.code, finding.path, finding.example) for finding in check(HEAD + steps, find=find)]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE, encoding="utf-8")
    return StaticDirectory(load_people(file)).find


def test_a_state_from_which_nothing_leads_on_is_told_with_the_way_there() -> None:
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: [{when: kind == a, to: next}, {when: kind == b, to: next}]}}\n"
    assert told(steps) == [("no_way_out", "steps.review", "kind = c: draft —submit→ review")]


def test_it_stands_at_the_line_of_the_step() -> None:
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: amount > 5, to: next}}}\n"
    (finding,) = check(HEAD + steps)
    assert (finding.line, finding.column, finding.severity) == (12, 3, "error")
    assert finding.message == "from `review` nothing leads on where amount < 5"


def test_a_guard_that_nobody_can_meet_is_a_dead_end() -> None:
    steps = "  draft: {by: initiator, may_edit: [note], actions: {submit: {needs: [note], to: next}}}\n"
    steps += "  review: {approvers: role(x), actions: {approve: {require: {empty: not has(note)}, to: next}}}\n"
    assert told(steps) == [("no_way_out", "steps.review", "note: …: draft —submit→ review")]


def test_a_field_that_may_be_edited_there_opens_the_way() -> None:
    steps = "  draft: {by: initiator}\n  review: {by: role(x), may_edit: [kind], actions: {go: {when: kind == a, to: next}}}\n"
    assert told(steps) == []


def test_a_field_that_the_act_brings_opens_the_way() -> None:
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: kind == a, may_edit: [kind], to: next}}}\n"
    assert told(steps) == []


def test_a_return_is_a_way_out_as_long_as_something_can_be_changed_there() -> None:
    review = "  review: {approvers: role(x), return: {to: draft}, actions: {approve: {when: kind == a, to: next}}}\n"
    assert told("  draft: {by: initiator, may_edit: [kind]}\n" + review) == []
    assert [code for code, _, _ in told("  draft: {by: initiator}\n" + review)] == ["no_way_out"]


def test_conditions_that_only_a_running_case_can_tell_raise_no_alarm() -> None:
    actions = "{go: {when: note == 'x', to: next}, no_: {when: round > 3, to: next}}"
    steps = f"  draft: {{by: initiator}}\n  review: {{by: role(x), actions: {actions}}}\n"
    assert told(steps) == []


def test_what_a_required_condition_lets_through_is_all_that_comes() -> None:
    steps = "  draft: {by: initiator, actions: {submit: {require: {ok: kind != c}, to: next}}}\n"
    steps += "  review: {by: role(x), actions: {go: [{when: kind == a, to: next}, {when: kind == b, to: next}]}}\n"
    assert [path for _, path, _ in told(steps)] == ["steps.draft"]


def test_what_an_effect_sets_is_known_afterwards() -> None:
    steps = "  draft: {by: initiator, actions: {submit: {effects: [{set: {kind: a}}], to: next}}}\n"
    steps += "  review: {by: role(x), actions: {go: {when: kind == a, to: next}}}\n"
    assert told(steps) == []


def test_a_target_whose_condition_is_covered_by_those_above_is_never_taken() -> None:
    steps = (
        "  draft: {by: initiator, actions: {submit: {to: [{when: amount > 5, to: big}, {when: amount > 10, to: huge}, {to: approved}]}}}\n"
    )
    steps += "  big: {by: role(x), actions: {go: approved}}\n  huge: {by: role(x), actions: {go: approved}}\n"
    assert told(steps) == [("never_taken", "steps.draft.actions.submit.to.1", None)]


def test_conditions_that_leave_a_gap_or_overlap_in_part_are_left_alone() -> None:
    to = "[{when: amount > 10, to: big}, {when: amount > 5, to: big}, {to: approved}]"
    assert told(f"  draft: {{by: initiator, actions: {{submit: {{to: {to}}}}}}}\n  big: {{by: role(x), actions: {{go: approved}}}}\n") == []


def test_options_of_which_every_condition_says_the_same_are_told_together() -> None:
    head = HEAD.replace("data:\n", "policy: {some: [a, b], one: {by: kind, a: 1, b: 2, c: 1}}\ndata:\n")
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: %s, to: next}}}\n"
    assert [f.example for f in check(head + steps % "not kind in policy.some")] == ["kind = a | b: draft —submit→ review"]
    assert [f.example for f in check(head + steps % "kind == a or kind == c")] == ["kind = b: draft —submit→ review"]
    both = "kind in policy.some and policy.one == 1 or kind == c"
    assert [f.example for f in check(head + steps % both)] == ["kind = b: draft —submit→ review"]


def test_an_alternative_that_others_cover_is_never_taken() -> None:
    arms = "[{when: urgent, to: next}, {when: not urgent, to: next}, {when: kind == a, to: next}]"
    steps = f"  draft: {{by: initiator, actions: {{submit: {arms}}}}}\n"
    steps += "  review: {by: role(x)}\n"
    assert told(steps) == [("never_taken", "steps.draft.actions.submit.2", None)]


def test_a_step_whose_condition_excludes_the_way_to_it_is_never_entered() -> None:
    steps = "  draft: {by: initiator, actions: {submit: {require: {small: amount < 5}, to: next}, drop: {to: approved}}}\n"
    steps += "  review: {by: role(x), when: amount > 10}\n  last: {by: role(x)}\n"
    assert told(steps) == [("never_entered", "steps.review", None)]


def test_numbers_of_the_policy_count_as_they_are() -> None:
    head = HEAD.replace("data:\n", "policy: {limit: 5, table: {by: kind, a: 1, b: 2, c: 3}}\ndata:\n")
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: amount %s, to: next}}}\n"
    assert [f.example for f in check(head + steps % "> policy.limit")] == ["amount < 5: draft —submit→ review"]
    assert [f.example for f in check(head + steps % ">= policy.table")] == ["kind = a, amount < 1: draft —submit→ review"]


def test_automatic_steps_that_go_round_for_some_data_are_an_endless_circle() -> None:
    steps = "  draft: {by: initiator}\n  sort: {then: [{when: kind == a, to: again}, {to: approved}]}\n  again: {then: sort}\n"
    assert told(steps) == [("endless_circle", "steps.sort", "kind = a: draft —submit→ sort → again → sort")]


def test_rungs_that_send_a_case_round_while_nobody_acts_are_warned_of() -> None:
    steps = "  draft: {by: initiator, due: 2wd, escalate: [{at: due, to: review}]}\n"
    steps += "  review: {approvers: role(x), due: 2wd, escalate: [{at: due + 1wd, to: draft}]}\n"
    assert told(steps) == [("timer_circle", "steps.draft", "draft —⏰→ review —⏰→ draft")]
    assert [finding.severity for finding in check(HEAD + steps)] == ["warning"]


def test_a_rung_that_decides_counts_as_a_way_without_anybody() -> None:
    steps = "  draft: {by: initiator, due: 2wd, escalate: [{at: due, to: review}]}\n"
    steps += "  review: {approvers: role(x), due: 2wd, actions: {approve: next, reject: draft}, escalate: [{at: due, act: reject}]}\n"
    assert [code for code, _, _ in told(steps)] == ["timer_circle"]


def test_rungs_that_end_somewhere_are_no_circle() -> None:
    steps = "  draft: {by: initiator, due: 2wd, escalate: [{at: due, to: review}]}\n"
    steps += "  review: {approvers: role(x), due: 2wd, escalate: [{at: due, to: rejected}]}\n"
    assert told(steps) == []


def test_a_clock_of_the_case_that_leads_it_on_is_a_way_out() -> None:
    head = HEAD.replace("data:\n", "deadlines: {whole: {due: 30d, escalate: [{at: due, to: rejected}]}}\ndata:\n")
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: kind == a, to: next}}}\n"
    assert check(head + steps) == ()
    assert [code for code, _, _ in told(steps)] == ["no_way_out"]


def test_what_a_clock_of_the_case_sets_opens_the_way() -> None:
    rung = "{at: begin + 1d, set: {kind: a}}"
    head = HEAD.replace("data:\n", f"deadlines: {{whole: {{due: 30d, escalate: [{rung}]}}}}\ndata:\n")
    assert check(head + "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: kind == a, to: next}}}\n") == ()


def test_an_action_of_no_step_that_leads_on_is_a_way_out() -> None:
    head = HEAD.replace("data:\n", "anytime: {rescue: {by: role(boss), in: [review], to: approved}}\ndata:\n")
    assert check(head + "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: kind == a, to: next}}}\n") == ()


def test_a_join_that_a_branch_can_never_let_be_met() -> None:
    steps = "  draft: {by: initiator}\n  both:\n    parallel:\n      audit: {steps: {look: {by: role(x), actions: {no_: rejected}}}}\n"
    steps += "      legal: {steps: {read_: {by: role(y)}}}\n"
    assert told(steps) == [("join_unreachable", "steps.both", "draft —submit→ both; audit: look —no_→ rejected")]
    assert told(steps + "    join: any\n") == []


def test_a_dead_end_inside_a_branch_stands_at_its_place() -> None:
    steps = "  draft: {by: initiator}\n  both:\n    parallel:\n      audit:\n        data: {level: {type: choice, options: [x, y]}}\n"
    steps += "        steps: {look: {by: role(x), actions: {go: {when: level == x, to: next}}}}\n"
    assert told(steps)[0] == ("no_way_out", "steps.both.parallel.audit.steps.look", "level: –: look")


def test_a_slate_that_conditions_make_too_small_for_its_rule() -> None:
    seats = "[{who: role(a)}, {who: role(b), when: amount > 5000}]"
    steps = f"  draft: {{by: initiator}}\n  review: {{approvers: {seats}, rule: 2}}\n"
    assert told(steps) == [("slate_short", "steps.review", "amount < 5000: draft —submit→ review")]
    assert told(steps.replace("rule: 2", "rule: 2, insufficient_seats: clamp")) == []
    assert told(steps.replace("rule: 2", "rule: all")) == []


def test_a_slate_that_conditions_leave_empty() -> None:
    steps = (
        "  draft: {by: initiator}\n  review: {approvers: [{who: role(a), when: kind == a}, {who: role(b), when: kind == b}], rule: all}\n"
    )
    assert told(steps) == [("slate_short", "steps.review", "kind = c: draft —submit→ review")]
    assert told(steps.replace("rule: all", "rule: all, empty: skip")) == []


def test_duties_that_bar_the_only_person_are_found_without_a_directory() -> None:
    steps = "  draft: {by: initiator}\n  review: {approvers: initiator, not_same_as: [draft]}\n"
    assert told(steps) == [("nobody_left", "steps.review", "draft: initiator → review: –")]


def test_duties_that_can_leave_nobody_name_the_persons(find: Find) -> None:
    steps = "  draft: {by: role(clerk)}\n  review: {approvers: director@office, not_same_as: [draft]}\n"
    assert told(steps, find) == [("nobody_left", "steps.review", "draft: lin → review: –")]
    assert told(steps) == []


def test_duties_over_two_steps_use_up_two_people(find: Find) -> None:
    steps = "  draft: {by: role(clerk)}\n  check_: {by: role(clerk), not_same_as: [draft]}\n"
    assert told(steps, find) == []
    steps += "  review: {approvers: role(clerk), not_same_as: [draft, check_]}\n"
    assert told(steps, find) == [("nobody_left", "steps.review", "draft: wu; check_: lin → review: –")]


def test_an_empty_seat_that_somebody_takes_needs_no_warning(find: Find) -> None:
    steps = "  draft: {by: role(clerk)}\n  review: {approvers: director@office, not_same_as: [draft], empty: admin}\n"
    assert told(steps, find) == []


def test_a_branch_returns_only_to_before_its_split() -> None:
    branch = "      audit:\n        steps: {look: {approvers: role(x), return: {to: %s}}}\n"
    steps = f"  draft: {{by: initiator}}\n  both:\n    parallel:\n{branch}  last: {{by: role(y)}}\n"
    assert told(steps % "draft") == []
    assert [(code, path) for code, path, _ in told(steps % "last")] == [("not_earlier", "steps.both.parallel.audit.steps.look.return.to")]


def test_a_return_with_nothing_before_it_is_warned_of() -> None:
    steps = "  review: {approvers: role(x), return: {to: any_earlier}}\n"
    assert [(code, path) for code, path, _ in told(steps)] == [("return_nowhere", "steps.review.return.to")]


def test_a_walk_that_is_cut_says_so_and_claims_nothing_of_the_rest() -> None:
    workflow = load(HEAD + "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: {when: kind == a, to: next}}}\n").workflow
    found = walk(workflow, Truth(workflow, types_of(workflow), types_of(workflow, clock=True)), {}, most=2)
    assert found.cut
    assert all(state in found.ending() for state in found.reached if state not in found.moves)


def test_the_cut_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint_soundness, "__kwdefaults__", {"most": 2})
    steps = "  draft: {by: initiator}\n  review: {by: role(x), actions: {go: [{when: kind == a, to: next}, {to: approved}]}}\n"
    assert [code for code, _, _ in told(steps)] == ["walk_cut"]


@pytest.mark.parametrize("name", catalogue())
def test_nothing_is_said_of_what_ships(name: str) -> None:
    assert check(catalogue_path(name)) == ()


def test_every_code_of_the_walk_is_in_the_table() -> None:
    assert {"never_entered", "never_taken", "slate_short", "timer_circle", "walk_cut", "nobody_left", "return_nowhere"} <= set(CODES)
