"""What is wrong with a workflow as a whole, one mistake a test, with its place."""

from collections.abc import Callable

import pytest

from signoff.workflows import Finding, PolicyTexts, check, load

Simple = Callable[..., str]
Found = Callable[[str], list[Finding]]


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("step", "code", "suggestion"),
    [
        ("    may_edit: [amont]\n", "unknown_field", "Did you mean `amount`?"),
        ("    not_same_as: [draf]\n", "unknown_step", "Did you mean `draft`?"),
        ("    not_same_as: [review]\n", "not_earlier", "Name an earlier step."),
        ("    not_same_as: [approved]\n", "wrong_step", "Name an earlier step."),
        ("    not_same_as: [draft, draft]\n", "written_twice", "Keep one of them."),
        ("    return: {to: review}\n", "not_earlier", "Name an earlier step."),
        ("    return: {to: drft}\n", "unknown_step", "Did you mean `draft`?"),
        ("    return: {}\n", "missing_key", "Add `to:`."),
        ("    return: {to: draft, then: rejected}\n", "missing_key", "Say from which round on: `max_rounds: 3`."),
        ("    return: {to: draft, max_rounds: 2, then: next}\n", "no_next", "Name the step."),
        (
            "    return: {to: draft, max_rounds: 2, then: nowhere}\n",
            "unknown_step",
            "Known here: draft, review, approved, rejected, withdrawn, terminated, next, stay, previous.",
        ),
        ("    actions: {approve: nxt}\n", "unknown_step", "Did you mean `next`?"),
        ("    actions: {approve: stay, reject: rejected}\n", "vote_stays", "Name a step or `next`."),
        ("    actions: {approve: next, retrun: draft}\n", "near_verb", "Did you mean `return`? If not, choose another name."),
        ("    actions: {approve: next, transfer: draft}\n", "reserved_action", "Choose another name."),
        ("    actions: {approve: {comment: optional}}\n", "missing_key", "Add `to:`."),
        (
            "    actions: {approve: [{when: amount > 5, to: next}, {by: system, when: amount > 9, to: next}]}\n",
            "system_vote",
            "Call it otherwise, or let a rung of `escalate` decide (`act:`).",
        ),
        ("    actions: {approve: {to: [{when: amount > 5, to: next}]}}\n", "open_target", "Add `- {to: …}` at the end."),
        ("    actions: {approve: {to: [next, draft]}}\n", "dead_target", "Give this one a `when`, or put it last."),
        ("    rule: 2\n", "rule_unreachable", "Lower the number or add seats."),
        ("    rule: {need: any_approve, reject: 2}\n", "rule_unclear", "Take it out, or write `need: 1`."),
        ("    rule: 3/2\n", "wrong_type", "A number is at least 1, a share at most 1/1."),
        (
            "    rule: {need: all, reject: 2}\n",
            "reject_idle",
            "Lower it, or take it out: the first rejection ends the step then.",
        ),
        ("    rule: most\n", "unknown_word", "Possible: any, any_approve, all, sequence."),
        ("    escalate: desc\n    due: 2d\n", "unknown_ladder", "Write the ladder first, or correct the name."),
        (
            "    actions: {approve: next}\n    due: 2d\n    escalate: [{at: due, act: reject}]\n",
            "out_of_place",
            "Let the rung lead on by `to:`, or give the step a ladder of its own.",
        ),
        (
            "    escalate: [{at: due}]\n    due: 2d\n",
            "rung_does_nothing",
            "Add `remind:`, `notify:`, `copy_to:`, `reassign:`, `act:`, `to:`, `set:`, `start:`, `extend:` or `call:`.",
        ),
        ("    escalate: [{at: due, remind: holder, every: 1d}]\n    due: 2d\n", "missing_key", "Say how often: `times: 3`."),
        (
            "    escalate: [{at: due, remind: holder, every: 0d, times: 3}]\n    due: 2d\n",
            "wrong_type",
            "Say how far apart: `every: 1wd`.",
        ),
        ("    escalate: [{at: due + 1d, remind: holder}]\n", "no_clock", "Add `due:`, or count from `begin`."),
        ("    human_required: true\n    empty: skip\n", "duplicate_key", "Keep one of them."),
        ("    effects: [{set: {amount: 1}, notify: initiator}]\n", "one_kind", "Keep one of them."),
        ("    effects: [{set: {amount: 1}, text: hi}]\n", "out_of_place", "Add `notify:`, or take it out."),
        ("    effects: {notify: initiator}\n", "wrong_type", "Begin each line with `- `."),
        ("    allow: {remove_signer: all}\n", "wrong_type", "Write `remove_signer: own`."),
        ("    on_chnage: keep\n", "unknown_key", "Did you mean `on_change`?"),
        ("    on_change: kep\n", "unknown_word", "Did you mean `keep`?"),
        ("    due（x: 2d\n", "full_width", "Write `(` (half-width)."),
        ("    <<: {due: 2d}\n", "unknown_key", "What you write replaces, never merges: write it out."),
        ("    due:\n", "missing_value", "Write a time, such as 2wd or due + 1wd 08:30."),
        ("    due: [2d]\n", "wrong_type", None),
        ("    by: initiator\n", "one_kind", "Keep one of them."),
        ("    rule: policy.r\n", "unknown_policy_value", "Add `policy: NAME` or a map of values."),
    ],
)
def test_a_mistake_in_a_step_is_told_with_a_way_out(simple: Simple, found: Found, step: str, code: str, suggestion: str | None) -> None:
    assert [(f.code, f.suggestion) for f in found(simple(step=step, data="  amount: money\n"))] == [(code, suggestion)]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("{type: mony}", "unknown_word"),
        ("{type: file, default: x}", "out_of_place"),
        ("{title: x}", "missing_key"),
        ("{type: choice}", "missing_key"),
        ("{type: text, options: [a]}", "out_of_place"),
        ("{type: text, of: text}", "out_of_place"),
        ("{type: list}", "one_kind"),
        ("{type: list, of: text, fields: {a: text}}", "one_kind"),
        ("{type: list, of: text, default: a}", "out_of_place"),
        ("{type: integer, default: 1.5}", "wrong_type"),
        ("{type: date, min: 2026-13-01}", "wrong_type"),
        ("{type: bool, min: 1}", "out_of_place"),
        ("{type: bool, default: yes}", "wrong_type"),
        ("{type: choice, options: [a, b], default: c}", "unknown_option"),
        ("{type: choice, options: [a, a]}", "written_twice"),
        ("{type: text, required: yes}", "wrong_type"),
        ("[text]", "wrong_type"),
    ],
)
def test_a_mistake_in_a_field_is_told(simple: Simple, found: Found, field: str, code: str) -> None:
    assert codes(found(simple(data=f"  a: {field}\n"))) == [code]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("version: [1]\n", "wrong_type"),
        ("timezone: Mars/Olympus\n", "unknown_timezone"),
        ("policy: nowhere\n", "unknown_policy"),
        ("policy: {a: {x: 1}}\n", "missing_key"),
        ("signs: [a]\n", "unknown_field"),
        ("tilte: x\n", "unknown_key"),
        ("title: {中文: x}\n", "wrong_type"),
        ("withdraw: {by: initiator}\n", "missing_key"),
        ("withdraw: {until: approved}\n", "wrong_step"),
        ("withdraw: {until: reveiw}\n", "unknown_step"),
        ("withdraw: {until: end, to: drft}\n", "unknown_step"),
        ("return: {to: nowhere}\n", "unknown_step"),
        ("defaults: {title: x}\n", "unknown_key"),
        ("ladders: {a: [{remind: holder}]}\n", "missing_key"),
        ("start: {by: initiator, needs: [a]}\n", "unknown_field"),
    ],
)
def test_a_mistake_in_the_head_is_told(simple: Simple, found: Found, head: str, code: str) -> None:
    assert codes(found(simple(head=head))) == [code]


@pytest.mark.parametrize("steps", ["steps:", "steps: {}", "steps: []", "steps: none"])
def test_no_steps_at_all_is_a_finding(found: Found, steps: str) -> None:
    assert codes(found(f"signoff: 1\nworkflow: a\n{steps}\n"))[0] in ("missing_value", "wrong_type")


def test_a_missing_key_names_its_map(found: Found) -> None:
    (finding,) = found("signoff: 1\nworkflow: a\n")
    assert (finding.code, finding.suggestion) == ("missing_key", "Add `steps:`.")


def test_a_step_that_nothing_leads_to_is_unreachable(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(after="  done: {end: approved}\n  island: {by: initiator, actions: {go: done}}\n"))
    assert (finding.code, finding.path, finding.line) == ("unreachable_step", "steps.island", 11)


def test_a_step_that_no_end_can_be_reached_from_is_a_trap(simple: Simple, found: Found) -> None:
    text = simple(
        step="    actions: {approve: next, reject: trap}\n",
        after="  done: {end: approved}\n  trap: {by: initiator, actions: {again: stay}}\n",
    )
    assert [(f.code, f.path) for f in found(text)] == [("no_way_out", "steps.trap")]


def test_next_below_the_first_end_means_nothing(simple: Simple, found: Found) -> None:
    text = simple(step="    actions: {approve: next, reject: aside}\n", after="  done: {end: approved}\n  aside: {by: initiator}\n")
    assert codes(found(text)) == ["no_next"]


def test_a_field_and_a_step_of_one_name_are_refused(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(data="  review: text\n"))
    assert (finding.code, finding.path) == ("name_taken", "steps.review")


@pytest.mark.parametrize("name", ["next", "holder", "class", "begin"])
def test_words_of_the_language_and_of_python_are_no_names(simple: Simple, found: Found, name: str) -> None:
    assert codes(found(simple(data=f"  {name}: text\n"))) == ["reserved_word"]


def test_names_may_be_chinese(simple: Simple, found: Found) -> None:
    assert found(simple(data="  案由: text\n").replace("draft", "拟稿")) == []


@pytest.mark.parametrize("name", ["a b", "1a", "a-b"])
def test_a_name_has_letters_digits_and_underlines(simple: Simple, found: Found, name: str) -> None:
    assert codes(found(simple(data=f"  {name}: text\n"))) == ["bad_id"]


def test_the_policies_are_asked_for_only_where_they_can_matter(simple: Simple, found: Found) -> None:
    text = simple().replace("    empty: hold\n    self: forbid\n", "")
    assert [(f.code, f.path, f.message.split("`")[1]) for f in found(text)] == [
        ("policy_missing", "steps.review", "empty"),
        ("policy_missing", "steps.review", "self"),
    ]


def test_a_second_approval_asks_what_happens_to_the_same_person(simple: Simple, found: Found) -> None:
    text = simple(after="  second:\n    approvers: role(b)\n    empty: hold\n    self: forbid\n")
    assert [(f.path, f.message.split("`")[1]) for f in found(text)] == [("steps.second", "duplicate")]


def test_a_number_of_open_seats_asks_what_happens_when_they_are_too_few(simple: Simple, found: Found) -> None:
    text = simple(step="    rule: 2\n").replace("role(legal)", "each(role(legal))")
    assert [f.message.split("`")[1] for f in found(text)] == ["insufficient_seats"]


def test_several_seats_need_a_rule(simple: Simple, found: Found) -> None:
    for approvers in ("[role(a), role(b)]", "{x: role(a), y: role(b)}", "each(role(a))"):
        assert codes(found(simple().replace("role(legal)", approvers))) == ["missing_key"]


def test_a_step_that_needs_a_person_is_never_skipped(simple: Simple, found: Found) -> None:
    text = simple(step="    human_required: true\n").replace("empty: hold", "empty: skip")
    assert [(f.code, f.path) for f in found(text)] == [("skip_human_required", "steps.review.empty")]


def test_a_table_must_have_a_row_for_every_option(simple: Simple, found: Found) -> None:
    head = "policy:\n  t: {by: kind, a: 1d, c: 2d}\n"
    text = simple(head=head, data="  kind: {type: choice, options: [a, b]}\n", step="    due: policy.t\n")
    assert [(f.code, f.line, f.column) for f in found(text)] == [("missing_row", 4, 11), ("unknown_option", 4, 11)]


def test_a_table_that_is_not_used_is_nobodys_business(simple: Simple, found: Found) -> None:
    assert found(simple(head="policy:\n  t: {by: kind, a: 1d, c: 2d}\n")) == []


def test_a_table_cannot_stand_for_a_word(simple: Simple, found: Found) -> None:
    text = simple(
        head="policy:\n  t: {by: kind, a: any, b: all}\n", data="  kind: {type: choice, options: [a, b]}\n", step="    rule: policy.t\n"
    )
    assert codes(found(text)) == ["policy_table"]


def test_mistakes_of_a_policy_file_name_that_file(simple: Simple) -> None:
    policies = PolicyTexts({"p": "signoff: 1\npolicy: p\nvalus: {}\n"})
    (finding,) = check(simple(head="policy: p\n"), policies=policies)
    assert (finding.file, finding.line, finding.suggestion) == ("policies/p.yaml", 3, "Did you mean `values`?")


def test_a_condition_on_an_end_is_refused(simple: Simple, found: Found) -> None:
    assert codes(found(simple(after="  done: {end: approved, when: true}\n"))) == ["out_of_place"]


def test_a_default_that_no_step_uses_is_checked_all_the_same(simple: Simple, found: Found) -> None:
    assert codes(found(simple(head="defaults: {self: forbit}\n"))) == ["unknown_word"]


def test_one_mistake_in_a_default_is_told_once(simple: Simple, found: Found) -> None:
    after = "  second: {approvers: role(b), empty: hold, self: forbid, duplicate: none}\n"
    assert codes(found(simple(head="defaults: {on_change: kep}\n", after=after))) == ["unknown_word"]


@pytest.mark.parametrize(
    ("example", "code"),
    [
        ("{do: [submit]}", "example_expects_nothing"),
        ("{step: review}", "missing_key"),
        ("{do: submit, step: review}", "wrong_type"),
        ("{do: [submt], step: review}", "unknown_action"),
        ("{do: [reviw.approve], step: review}", "unknown_step"),
        ("{do: [draft.approve], step: review}", "unknown_action"),
        ("{do: [review.migrate], step: review}", "not_built_yet"),
        ("{do: [wait: soon], step: review}", "wrong_type"),
        ("{do: [now: soon], step: review}", "wrong_type"),
        ("{do: [submit: {bye: x}], step: review}", "unknown_key"),
        ("{do: [submit], step: nowhere}", "unknown_step"),
        ("{do: [submit], end: review}", "unknown_end"),
        ("{do: [submit], step: review, round: 0}", "wrong_type"),
        ("{do: [submit], step: review, given: {x: 1}}", "unknown_field"),
    ],
)
def test_a_mistake_in_an_example_is_told(simple: Simple, found: Found, example: str, code: str) -> None:
    assert codes(found(simple(after=f"examples:\n  - {example}\n"))) == [code]


def test_working_days_need_a_calendar(simple: Simple, found: Found) -> None:
    assert [(f.code, f.column, f.length) for f in found(simple(step="    due: 2wd\n"))] == [("calendar_needed", 10, 3)]
    assert found(simple(head="calendar: office\n", step="    due: 2wd\n")) == []
    assert found(simple(step="    due: 2wd\n    calendar: office\n")) == []


def test_working_days_of_the_policy_need_a_calendar_too(simple: Simple, found: Found) -> None:
    assert codes(found(simple(head="policy: {x: 2wh}\n", step="    due: policy.x\n"))) == ["calendar_needed"]


def test_a_policy_value_that_is_not_there_is_told_at_its_place_in_the_expression(simple: Simple, found: Found) -> None:
    (finding,) = found(simple(head="policy: {limit: 5}\n", data="  a: money\n", step="    when: a > policy.limt\n"))
    assert (finding.code, finding.column, finding.length, finding.suggestion) == ("unknown_policy_value", 15, 11, "Did you mean `limit`?")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("{nowhere}", "unknown_field"),
        ("{a", "bad_template"),
        ("plain", "bad_template"),
        ("{a.b}", "bad_template"),
        ("{rows}", "bad_template"),
    ],
)
def test_the_template_of_the_key_names_simple_fields(simple: Simple, found: Found, key: str, code: str) -> None:
    data = "  a: text\n  rows: {type: list, of: text}\n"
    assert codes(found(simple(head=f'key: "{key}"\n', data=data))) == [code]
    assert found(simple(head='key: "X-{a}"\n', data=data)) == []


def test_short_names_do_not_go_round_in_a_circle(simple: Simple, found: Found) -> None:
    text = simple(head="names: {x: y, y: z and 'x', z: y}\n")
    assert [(f.code, f.path) for f in found(text)] == [("loop", "names.y"), ("loop", "names.z")]


@pytest.mark.parametrize(
    ("step", "code", "column", "suggestion"),
    [
        ("    when: amont > 5\n", "unknown_name", 11, "Did you mean `amount`?"),
        ("    when: amount > 'x'\n", "wrong_type", 11, None),
        ("    when: amount\n", "wrong_type", 11, "Compare it with something, or ask `has(…)`."),
        ("    when: kind == c\n", "unknown_option", 19, "Options: a, b."),
        ("    when: passed(drft)\n", "unknown_step", 18, "Did you mean `draft`?"),
        ("    when: hass(amount)\n", "unknown_function", 11, "Did you mean `has`?"),
        ("    due: amount\n", "wrong_type", 10, "Write a duration such as 2wd, or an instant such as due + 1wd 08:30."),
        ("    effects: [{notify: amount}]\n", "wrong_type", 24, "Write initiator, role(x) or post@UNIT."),
        ("    effects: [{set: {amount: kind}}]\n", "wrong_type", 30, None),
        ("    when: now > due\n", "out_of_place", 17, None),
    ],
)
def test_names_and_types_of_expressions_are_checked(
    simple: Simple, found: Found, step: str, code: str, column: int, suggestion: str | None
) -> None:
    data = "  amount: {type: money}\n  kind: {type: choice, options: [a, b]}\n"
    problems = [f for f in found(simple(step, data=data)) if f.code == code]
    assert [f.column for f in problems] == [column]
    assert suggestion is None or problems[0].suggestion == suggestion


def test_nothing_is_assumed_of_a_field_that_has_a_mistake_itself(simple: Simple, found: Found) -> None:
    assert codes(found(simple("    when: amount > 5\n", data="  amount: {type: mony}\n"))) == ["unknown_word"]


def test_a_default_looks_back_from_the_steps_below_what_it_names() -> None:
    text = (
        "signoff: 1\nworkflow: w\ndefaults: {empty: hold, self: forbid, duplicate: none, not_same_as: [draft, first]}\n"
        "steps:\n  draft: {by: initiator}\n  first: {approvers: role(a)}\n  second: {approvers: role(b)}\n"
    )
    steps = load(text).workflow.steps
    assert [steps[id].not_same_as for id in ("draft", "first", "second")] == [(), ("draft",), ("draft", "first")]
    assert codes(list(check(text.replace("[draft, first]", "[second]")))) == ["not_earlier"]


DEADLINES = (
    ("reply: {due: now + 3d}", "out_of_place", "deadlines.reply.due"),
    ("reply: {from: today, due: 3d}", "out_of_place", "deadlines.reply.from"),
    ("a: {due: 3d, from: deadline.b}\n  b: {due: 3d, from: a.due}", "loop", "deadlines.a"),
    ("review: {due: 3d}", "name_taken", "deadlines.review"),
    ("reply: {due: 3d, for_each: review in places}", "name_taken", "deadlines.reply.for_each"),
    ("reply: {due: 3d, escalate: [{at: due, act: forget}]}", "unknown_word", "deadlines.reply.escalate.0.act"),
    ("reply: {due: 3d, escalate: desk}", "unknown_ladder", "deadlines.reply.escalate"),
    ("reply: {due: 3d, escalate: [{at: due, extend: replay, to: 5d}]}", "unknown_clock", "deadlines.reply.escalate.0.extend"),
    ("reply: {due: 3wd}", "calendar_needed", "deadlines.reply.due"),
    ("reply: {due: 3d, met: passed(revue)}", "unknown_step", "deadlines.reply.met"),
    ("reply: {met: now > 5}", "missing_key", "deadlines.reply"),
    ("reply: {due: 20 d}", "bad_expression", "deadlines.reply.due"),
    ("reply: {from: started +, due: 20d}", "bad_expression", "deadlines.reply.from"),
    ("reply: {due: 20d, max: 1 m}", "bad_expression", "deadlines.reply.max"),
)


@pytest.mark.parametrize(("written", "code", "path"), DEADLINES)
def test_a_mistake_in_a_deadline_is_told_at_its_place(simple: Simple, found: Found, written: str, code: str, path: str) -> None:
    text = simple(head=f"deadlines:\n  {written}\n", data="  places: {type: list, of: text}\n")
    assert (code, path) in [(finding.code, finding.path) for finding in found(text)]


def test_a_clock_of_many_is_extended_by_its_own_rungs_only(simple: Simple, found: Found) -> None:
    each = "deadlines:\n  visit: {for_each: p in places, due: 3d, escalate: [{at: due, extend: visit, to: due + 1d}]}\n"
    assert codes(found(simple(head=each, data="  places: {type: list, of: text}\n"))) == []
    acted = simple("    effects: [{extend: visit, to: due + 1d}]\n", head=each, data="  places: {type: list, of: text}\n")
    assert codes(found(acted)) == ["out_of_place"]


@pytest.mark.parametrize(
    "steps",
    [
        "draft: {by: initiator, effects: [{set: {x: 'y'}, edits: substantive}]}",
        "draft: {by: initiator, actions: {submit: {to: next, effects: [{notify: initiator, edits: formal}]}}}",
    ],
)
def test_only_what_an_action_sets_says_how_it_counts(found: Found, steps: str) -> None:
    head = "signoff: 1\nworkflow: w\ndata: {x: text}\ndefaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}\n"
    (told,) = found(f"{head}steps:\n  {steps}\n  review: {{approvers: role(legal)}}\n")
    assert (told.code, told.suggestion) == ("out_of_place", "Move it there, or take it out.")


@pytest.mark.parametrize(
    ("branch", "told"),
    [
        ("{workflow: inner, for_each: x in xs, take: [amount]}", "of several children nothing is taken: ask them"),
        (
            "{steps: {check: {by: initiator}}, take: [amount]}",
            "`take` is for a branch that runs another workflow: the steps of this one are read directly",
        ),
    ],
)
def test_where_nothing_can_be_taken_of_a_branch_it_is_said(simple: Simple, found: Found, branch: str, told: str) -> None:
    text = simple(
        after=f"  done: {{end: approved}}\n  split: {{parallel: {{one: {branch}}}, then: done}}\n",
        data="  amount: money\n  xs: {type: list, of: text}\n",
    )
    (one,) = [finding for finding in found(text) if finding.code == "out_of_place"]
    assert one.message == told and one.suggestion == "Write `one.max(it.FIELD)` or the like where you need it."


def test_what_a_branch_fills_when_it_ends_is_not_proved_to_be_as_it_was(simple: Simple, found: Found) -> None:
    head = "branches:\n  one: {workflow: inner, take: [ok]}\n"
    after = (
        "  look: {then: [{when: ok, to: done}, {to: next}]}\n  wait: {by: initiator}\n"
        "  look_again: {then: [{when: ok, to: other}, {to: done}]}\n  done: {end: approved}\n  other: {end: rejected}\n"
    )
    text = simple(step="    effects: [{start: one}]\n", after=after, data="  ok: bool\n", head=head)
    assert [one.code for one in found(text)] == []
    assert [one.code for one in found(text.replace(", take: [ok]", ""))] == ["never_entered"]
