"""A file becomes a definition, whole."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from signoff.engine.definition import End, StepKind, Table
from signoff.engine.worktime import Duration
from signoff.workflows import InvalidWorkflow, Limits, Loaded, PolicyTexts, catalogue_path, check, load, load_folder, load_many
from signoff.workflows.policy_file import PolicyFolder


@pytest.fixture
def loaded(good: str, policies: PolicyTexts) -> Loaded:
    return load(good, policies=policies)


def test_the_good_file_has_no_finding(good: str, policies: PolicyTexts) -> None:
    assert check(good, policies=policies) == ()


def test_a_short_title_is_a_title_in_its_own_language(loaded: Loaded) -> None:
    steps = loaded.workflow.steps
    assert steps["draft"].title == {"zh": "拟稿"}
    assert steps["chief"].title == {"en": "chief"}


def test_next_is_the_step_written_below(loaded: Loaded) -> None:
    steps = loaded.workflow.steps
    assert [steps[id].following for id in ("draft", "group", "pool", "chief")] == ["group", "pool", "chief", "done"]
    assert loaded.workflow.main == 5


def test_below_the_first_end_nothing_follows(loaded: Loaded) -> None:
    assert loaded.workflow.steps["other"].following is None


def test_ends_that_nobody_writes_stand_behind_the_written_steps(loaded: Loaded) -> None:
    assert list(loaded.workflow.steps)[-4:] == ["approved", "rejected", "withdrawn", "terminated"]


def test_a_main_line_without_an_end_leads_to_approved(simple: Callable[..., str]) -> None:
    assert load(simple()).workflow.steps["review"].following == "approved"


def test_a_written_end_takes_the_place_of_the_implicit_one(simple: Callable[..., str]) -> None:
    made = load(simple(after="  rejected: {end: done}\n")).workflow
    assert made.steps["rejected"].end is End.DONE
    assert list(made.steps).count("rejected") == 1


def test_work_steps_submit_and_approval_steps_approve_or_reject(simple: Callable[..., str]) -> None:
    steps = load(simple()).workflow.steps
    assert (steps["draft"].kind, list(steps["draft"].actions)) == (StepKind.WORK, ["submit"])
    assert (steps["review"].kind, list(steps["review"].actions)) == (StepKind.APPROVAL, ["approve", "reject"])


def test_alternatives_are_arms_in_written_order(loaded: Loaded) -> None:
    arms = loaded.workflow.steps["chief"].actions["approve"].arms
    assert [arm.id for arm in arms] == ["chief.approve", "chief.approve.2", "chief.approve.3"]
    assert [arm.routes[0].to for arm in arms] == ["done", "other", "other"]


def test_a_list_of_targets_keeps_its_conditions(loaded: Loaded) -> None:
    routes = loaded.workflow.steps["draft"].actions["submit"].arms[0].routes
    assert [(r.to, r.when.text if r.when else None, r.is_next) for r in routes] == [("chief", "kind == sick", False), ("group", None, True)]


def test_seats_carry_group_title_and_condition(loaded: Loaded) -> None:
    seats = loaded.workflow.steps["group"].seats
    assert [(s.group, s.who.text) for s in seats] == [
        ("legal", "role(legal)"),
        ("money", "role(finance)"),
        ("all", "role(a)"),
        ("all", "role(b)"),
    ]
    assert seats[1].title == {"zh": "财务"}
    assert seats[1].when is not None


def test_a_share_is_an_exact_fraction(loaded: Loaded) -> None:
    assert loaded.workflow.steps["group"].rule.need == Fraction(2, 3)


def test_a_word_of_the_policy_is_written_out_and_an_expression_keeps_its_name(loaded: Loaded) -> None:
    step = loaded.workflow.steps["pool"]
    assert step.rule.need == "sequence"
    assert step.due is not None and step.due.text == "policy.pool"


def test_policy_values_are_typed_by_how_they_are_written(loaded: Loaded) -> None:
    policy = loaded.workflow.policy
    assert policy["limit"] == 20
    assert policy["pool"] == Duration.parse("2wd")
    assert policy["words"] == ("a", "b")
    assert policy["table"] == Table("kind", {"sick": Duration.parse("1wd"), "annual": Duration.parse("2d")})


def test_people_of_the_policy_are_written_out(simple: Callable[..., str]) -> None:
    text = simple(head="policy: {boss: director@office}\n").replace("role(legal)", "policy.boss")
    assert load(text).workflow.steps["review"].seats[0].who.text == "director@office"


def test_the_hosts_overlay_replaces_single_values(good: str, policies: PolicyTexts) -> None:
    made = load(good, policies=policies, overlay={"limit": "7_000", "rule": "all"}).workflow
    assert (made.policy["limit"], made.steps["pool"].rule.need) == (7000, "all")


def test_an_overlay_of_a_name_that_is_not_there_is_refused(good: str, policies: PolicyTexts) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        load(good, policies=policies, overlay={"limt": "1"})
    assert [(f.code, f.suggestion) for f in refused.value.findings] == [("unknown_policy_value", "Did you mean `limit`?")]


def test_a_steps_own_key_comes_before_the_workflows_default_and_that_before_the_policys(loaded: Loaded) -> None:
    steps = loaded.workflow.steps
    assert steps["pool"].self_ == "forbid"
    assert steps["chief"].self_ == "superior"
    assert steps["chief"].duplicate == "none"


def test_the_policys_default_holds_where_nothing_else_is_written(simple: Callable[..., str]) -> None:
    text = simple(head="policy: p\n").replace("    empty: hold\n    self: forbid\n", "")
    policies = PolicyTexts({"p": "signoff: 1\npolicy: p\ndefaults: {empty: admin, self: allow}\n"})
    step = load(text, policies=policies).workflow.steps["review"]
    assert (step.empty.mode, step.self_) == ("admin", "allow")


def test_a_default_replaces_whole_and_is_never_merged(simple: Callable[..., str]) -> None:
    head = "defaults:\n  actions: {approve: next, reject: rejected}\n"
    step = load(simple(head=head, step="    actions: {approve: next}\n")).workflow.steps["review"]
    assert list(step.actions) == ["approve"]


def test_default_actions_hold_for_approval_steps_only(simple: Callable[..., str]) -> None:
    steps = load(simple(head="defaults:\n  actions: {approve: next}\n")).workflow.steps
    assert (list(steps["draft"].actions), list(steps["review"].actions)) == (["submit"], ["approve"])


def test_a_default_ladder_holds_for_steps_with_a_clock_only(loaded: Loaded) -> None:
    steps = loaded.workflow.steps
    assert [len(steps[id].rungs) for id in ("draft", "group", "pool", "chief")] == [2, 0, 0, 2]


def test_a_ladder_of_the_policy_can_be_named(good: str, policies: PolicyTexts) -> None:
    made = load(good.replace("escalate: none", "escalate: spare"), policies=policies).workflow
    assert [rung.at.text for rung in made.steps["pool"].rungs] == ["begin + 1d"]


def test_return_none_switches_the_workflows_return_off(loaded: Loaded) -> None:
    assert loaded.workflow.steps["pool"].returns is None
    chief = loaded.workflow.steps["chief"].returns
    assert chief is not None and chief.resume == ("straight_back", "rewalk")


def test_a_plain_value_of_set_is_an_option_or_an_expression_and_a_quoted_one_a_text(loaded: Loaded) -> None:
    assign = loaded.workflow.steps["draft"].actions["submit"].arms[0].effects[1].assign
    assert {name: value.text for name, value in assign.items()} == {"kind": "'sick'", "no": "'plain text'"}


def test_guards_keep_their_parts_by_name(loaded: Loaded) -> None:
    guards = {guard.code: guard for guard in loaded.workflow.steps["draft"].actions["submit"].arms[0].require}
    assert list(guards["rows_missing"].parts) == ["day", "why"]
    assert list(guards["some"].parts) == ["has(days)", "has(kind)"]
    assert guards["plain"].that is not None


def test_signs_covers_all_fields_unless_it_says_otherwise(loaded: Loaded, simple: Callable[..., str]) -> None:
    assert loaded.workflow.signs == ("days", "kind")
    assert load(simple(data="  a: text\n  b: money\n")).workflow.signs == ("a", "b")


def test_a_short_field_is_its_type(simple: Callable[..., str]) -> None:
    assert load(simple(data="  a: money\n")).workflow.data["a"].type == "money"


def test_defaults_of_fields_are_typed(simple: Callable[..., str]) -> None:
    data = "  a: {type: money, default: 5_000.10}\n  b: {type: bool, default: true}\n  c: {type: integer, default: 1_0}\n"
    fields = load(simple(data=data)).workflow.data
    assert [field.default for field in fields.values()] == [Decimal("5000.10"), True, 10]


def test_examples_hold_typed_literals(loaded: Loaded) -> None:
    example = loaded.examples[0]
    assert example.given["days"] == Decimal("1.5")
    assert example.given["rows"] == ({"day": "2026-03-20", "why": "病"},)
    assert example.now == datetime(2026, 3, 20, 8, 31)
    assert [do.action for do in example.do] == ["submit", "", "", "return", "submit", "approve"]
    assert example.do[1].wait == Duration.parse("2wd")
    assert example.do[4].refused == "days_required"
    assert (example.step, example.round, example.open, example.end) == ("chief", 2, ("director_1",), None)


def test_an_instant_may_be_a_date(simple: Callable[..., str]) -> None:
    text = simple(after="examples:\n  - {now: 2026-03-20, do: [submit], step: review}\n")
    assert load(text).examples[0].now == date(2026, 3, 20)


def test_a_file_finds_its_policy_in_the_folder_beside_it(good: str, house: str, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "house.yaml").write_text(house, encoding="utf-8")
    (tmp_path / "leave.yaml").write_text(good, encoding="utf-8")
    made = load_folder(tmp_path)["leave"]
    assert made.file == str(tmp_path / "leave.yaml")
    assert made.text == good


def test_two_files_of_one_id_are_refused(simple: Callable[..., str]) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        load_many([simple(), simple()])
    assert [(f.code, f.line) for f in refused.value.findings] == [("name_taken", 2)]


def test_all_findings_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("signoff: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("", encoding="utf-8")
    with pytest.raises(InvalidWorkflow) as refused:
        load_folder(tmp_path)
    assert {Path(f.file).name for f in refused.value.findings} == {"a.yaml", "b.yaml"}


def test_a_missing_file_and_a_missing_folder_are_findings(tmp_path: Path) -> None:
    (tmp_path / "leave.yaml").write_text("x", encoding="utf-8")
    (finding,) = check(tmp_path / "leav.yaml")
    assert (finding.code, finding.suggestion) == ("unreadable", "Did you mean `leave.yaml`?")
    with pytest.raises(InvalidWorkflow):
        load_folder(tmp_path / "nowhere")


def test_a_file_of_ten_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"a" * 10_000_000)
    assert [f.code for f in check(tmp_path / "big.yaml")] == ["too_large"]


def test_limits_can_be_set(good: str, policies: PolicyTexts) -> None:
    assert [f.code for f in check(good, policies=policies, limits=Limits(depth=3))] == ["too_deep"]


def test_an_unknown_calendar_is_a_finding_where_calendars_are_known(good: str, policies: PolicyTexts) -> None:
    findings = check(good, policies=policies, known_calendars=lambda id: id == "office")
    assert [(f.code, f.path) for f in findings] == [("unknown_calendar", "steps.pool.calendar")]


def test_an_invalid_workflow_names_its_first_finding(simple: Callable[..., str]) -> None:
    with pytest.raises(InvalidWorkflow, match=r"demo\.yaml:1:10: `2` is not a version"):
        load(simple().replace("signoff: 1", "signoff: 2"), name="demo.yaml")


def test_a_policy_of_the_house_stands_in_for_the_one_that_is_named(good: str) -> None:
    made = load(catalogue_path("supervision"), policy="coast").workflow
    assert made.policy["yellow_card"] == "橙色警示单"
    assert load(catalogue_path("supervision"), policies=PolicyFolder(chosen="coast")).workflow == made
    with pytest.raises(InvalidWorkflow) as refused:
        load(catalogue_path("supervision"), policy="cost")
    (found,) = [finding for finding in refused.value.findings if finding.code == "unknown_policy"]
    assert "`cost.yaml`" in found.message and "coast" in str(found.suggestion)
