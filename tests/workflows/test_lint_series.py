"""What is wrong with a number series, or with the effects that take from one: each mistake at its place, with a way out."""

import pytest

from signoff.workflows import Finding, check, load

HEAD = """signoff: 1
workflow: w
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
data:
  kind: {type: choice, options: [a, b], default: a}
  amount: money
  place: integer
  no: text
  other: text
"""
STEPS = """steps:
  draft: {{by: initiator, actions: {{submit: {{to: next, effects: [{effects}]}}}}}}
  late: {{by: initiator{more}}}
"""


def found(series: str, effects: str = "{allocate: no, from: orders}", more: str = "", head: str = HEAD) -> tuple[str, tuple[Finding, ...]]:
    """The text, and what is wrong with it."""
    text = f"{head}series: {series}\n{STEPS.format(effects=effects, more=more)}"
    return text, check(text)


def at(text: str, finding: Finding) -> str:
    """What the caret stands under."""
    line = text.splitlines()[finding.line - 1]
    return line[finding.column - 1 : finding.column - 1 + finding.length]


@pytest.mark.parametrize(
    ("series", "code", "under", "suggestion"),
    [
        ('{orders: {format: "{yaer}-{year}-{seq}"}}', "unknown_field", "{yaer}", "Did you mean `year`?"),
        ('{orders: {format: "CG-{year}"}}', "bad_template", '"CG-{year}"', "Add `{seq}`."),
        ('{orders: {format: "{year}-{seq"}}', "bad_template", '"{year}-{seq"', 'Write it as "CG-{year}-{seq:05}".'),
        ('{orders: {format: "{year}-{seq:x}"}}', "bad_template", '"{year}-{seq:x}"', 'Write it as "CG-{year}-{seq:05}".'),
        ('{orders: {format: "{year}-{seq:033}"}}', "bad_template", "{seq:033}", "Write {seq:04}, for example."),
        ('{orders: {format: "{year}-{amount}-{seq}"}}', "bad_template", "{amount}", "Use another field."),
        ('{orders: {format: "{year}-{kind:03}-{seq}"}}', "bad_template", "{kind:03}", "Write {kind}."),
        ('{orders: {format: "{seq}"}}', "number_repeats", '"{seq}"', "Add `{year}`, or write `per: none` for one counter for ever."),
        (
            '{orders: {format: "{year}{seq}", per: [year, kind]}}',
            "number_repeats",
            '"{year}{seq}"',
            "Add `{kind}`, or write `per: none` for one counter for ever.",
        ),
        (
            '{orders: {format: "{month}{seq}", per: month}}',
            "number_repeats",
            '"{month}{seq}"',
            "Add `{year}`, or write `per: none` for one counter for ever.",
        ),
        ('{orders: {format: "{year}{seq}", per: yeer}}', "unknown_field", "yeer", "Did you mean `year`?"),
        ('{orders: {format: "{year}{amount}{seq}", per: kind}}', "bad_template", "{amount}", "Use another field."),
        ('{orders: {format: "{year}{seq}", per: [year, year]}}', "written_twice", "year", "Keep one of them."),
        ('{orders: {format: "{year}{seq}", per: []}}', "wrong_type", "[", "Write `per: none` for one counter for ever."),
        ('{orders: {format: "{year}{seq}", start: -1}}', "wrong_type", "-1", None),
        ("{orders: {per: none}}", "missing_key", "{", "Add `format:`."),
        ('{orders: {format: "{year}{seq}", formt: x}}', "unknown_key", "formt", "Did you mean `format`?"),
    ],
)
def test_a_mistake_in_a_series_is_told_at_its_place(series: str, code: str, under: str, suggestion: str | None) -> None:
    text, findings = found(series)
    told = next(finding for finding in findings if finding.code == code)
    assert at(text, told) == under
    assert suggestion is None or told.suggestion == suggestion


GOOD = '{orders: {format: "{year}-{seq}"}}'


@pytest.mark.parametrize(
    ("effects", "more", "code", "under"),
    [
        ("{allocate: no, from: ordres}", "", "unknown_series", "ordres"),
        ("{allocate: nr, from: orders}", "", "unknown_field", "nr"),
        ("{allocate: amount, from: orders}", "", "wrong_type", "amount"),
        ("{allocate: no}", "", "missing_key", "no"),
        ("{from: orders}", "", "one_kind", "{"),
        ("{set: {kind: b}, from: orders}", "", "out_of_place", "orders"),
        ("{allocate: no, void: no, from: orders}", "", "one_kind", "no"),
        ("{void: no}", "", "never_numbered", "no"),
        ("{void: nr}", "", "unknown_field", "nr"),
        ("{allocate: no, from: orders}", ", may_edit: [no]", "numbered_field", "no"),
        ("{allocate: no, from: orders}", ", actions: {submit: {to: approved, needs: [no]}}", "numbered_field", "no"),
        ("{allocate: no, from: orders}, {set: {no: 'x'}}", "", "numbered_field", "no"),
        ("{allocate: no, from: orders}", ", due: 1d, escalate: [{at: due, allocate: other, from: orders}]", "unknown_key", "allocate"),
    ],
)
def test_a_mistake_in_an_effect_on_numbers_is_told_at_its_place(effects: str, more: str, code: str, under: str) -> None:
    text, findings = found(GOOD, effects, more)
    assert under in [at(text, finding) for finding in findings if finding.code == code]


@pytest.mark.parametrize("given", ["{type: text, required: true}", "{type: text, default: x}"])
def test_a_field_that_gets_its_number_later_is_neither_required_nor_filled_at_the_start(given: str) -> None:
    _, findings = found(GOOD, head=HEAD.replace("  no: text\n", f"  no: {given}\n"))
    assert [finding.code for finding in findings] == ["numbered_field"]


def test_a_field_named_like_a_word_of_the_series_is_told() -> None:
    _, findings = found(GOOD, head=HEAD.replace("  other: text\n", "  year: text\n"))
    assert [finding.code for finding in findings] == ["name_taken"]


def test_branches_take_from_the_series_of_the_workflow_and_hear_of_wrong_names() -> None:
    text = f"""{HEAD}series: {GOOD}
steps:
  asking:
    parallel:
      law: {{data: {{mine: text}}, steps: {{say: {{by: initiator, effects: [{{allocate: mine, from: ordres}}]}}}}}}
  late: {{by: initiator}}
"""
    (told,) = check(text)
    assert (told.code, at(text, told), told.suggestion) == ("unknown_series", "ordres", "Did you mean `orders`?")


@pytest.mark.parametrize(
    ("series", "per", "start"),
    [
        ('{orders: {format: "{year}-{seq}"}}', ("year",), 1),
        ('{orders: {format: "{seq}", per: none, start: 100}}', (), 100),
        ('{orders: {format: "{year}{month}-{place:03}-{seq:04}", per: [month, place]}}', ("month", "place"), 1),
        ('{orders: {format: "{kind}{seq}", per: kind}}', ("kind",), 1),
    ],
)
def test_a_good_series_is_read_as_it_is_written(series: str, per: tuple[str, ...], start: int) -> None:
    text, findings = found(series)
    assert findings == ()
    made = load(text).workflow.series["orders"]
    assert (made.per, made.start, dict(made.title)) == (per, start, {"en": "orders"})


def test_the_walk_through_a_definition_knows_that_a_number_is_there_from_then_on() -> None:
    """A condition on it is no dead way: neither where it was given, nor where it may be void."""
    text = f"""{HEAD}series: {GOOD}
steps:
  draft: {{by: initiator, actions: {{submit: {{to: next, effects: [{{allocate: no, from: orders}}]}}}}}}
  late:
    by: initiator
    actions:
      drop: {{to: check, effects: [{{void: no}}]}}
      keep: check
  check:
    by: initiator
    actions:
      numbered: {{to: numbered, when: has(no)}}
      bare: {{to: bare, when: not has(no)}}
  numbered: {{end: approved}}
  bare: {{end: rejected}}
"""
    assert check(text) == ()
