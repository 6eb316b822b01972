"""What is not YAML is told in words of ours, where it begins."""

import pytest

from signoff.workflows.reader import read

MISTAKES = [
    ("a:\n\tb: 1\n", 2, 1, "a tab in the indentation"),
    ("a: 1\n  b: 2\n", 2, 3, "the line is indented deeper than it can be: the line above is complete"),
    ("a:\n    b: 1\n  c: 2\n", 3, 3, "the indentation fits none of the lines above"),
    ("a:\n  - b: 1\n   c: 2\n", 3, 4, "the indentation fits none of the lines above"),
    ("a: 1\n- b\n", 2, 1, "a list item `- ` among keys"),
    ("a:\n  - x\n  b: 1\n", 3, 3, "a key among the items of a list"),
    ("signoff: 1\nworkflow x\ntitle: y\n", 2, 1, "`workflow x` is a key without `:`"),
    ("steps:\n  draft:\n    by initiator # who\n    actions: {submit: next}\n", 3, 5, "`by initiator` is a key without `:`"),
    ("步骤:\n  拟稿\n  审核: {}\n", 2, 3, "`拟稿` is a key without `:`"),
    ("a:\n  b:1\n  c: 2\n", 2, 3, "`b:1` has no blank behind its colon"),
    ("a:\n  : 1\n", 2, 3, "a `:` without a key before it"),
    ("a: b: c\n", 1, 5, "a second `: ` on one line"),
    ("a: 'open\nb: 1\n", 1, 4, "the quote `'` is never closed"),
    ('甲: "未完\nb: 1\n', 1, 4, 'the quote `"` is never closed'),
    ("a: 'x' y\n", 1, 8, "text behind a closing quote"),
    ('a: "\\q"\n', 1, 5, "`\\q` means nothing between double quotes"),
    ("a: [1, 2\nb: 3\n", 1, 4, "the bracket `[` is never closed"),
    ("a: {x: 1\n", 1, 4, "the bracket `{` is never closed"),
    ("a: [1, 2}\n", 1, 9, "`}` closes nothing: the bracket open here is `[`"),
    ("a: {x: 1}}\n", 1, 10, "`}` closes nothing"),
    ("a: ]\n", 1, 4, "`]` closes nothing"),
    ("a: {x: 1 y: 2}\n", 1, 11, "a comma is missing before this"),
    ("a: [1, , 2]\n", 1, 8, "a comma with nothing before it"),
    ("a: @x\n", 1, 4, "a text cannot begin with `@`"),
    ("a: * b\n", 1, 4, "a text cannot begin with `*`"),
    ("a: - b\n", 1, 4, "a list begins behind a key, on the same line"),
    ("a: | x\n  y\n", 1, 6, "text on the line of `|`"),
    ("%YAML 3\n---\na: 1\n", 1, 8, "YAML cannot be read from here on: did not find expected digit or '.' character"),
    ("a: 1\nb: 2\na: 3\n", 3, 1, "`a` is written twice (first on line 1)"),
]
"""A text, and where what is wrong with it."""


@pytest.mark.parametrize(("text", "line", "column", "message"), MISTAKES)
def test_what_is_wrong_is_said_where_it_begins(text: str, line: int, column: int, message: str) -> None:
    (found,) = read(text).findings
    assert (found.line, found.column, found.message) == (line, column, message)
    assert found.suggestion


def test_lines_that_end_as_on_another_system_are_counted_as_they_are_shown() -> None:
    (found,) = read("a: 1\r\nb: 'open\r\n").findings
    assert (found.line, found.column) == (2, 4)
