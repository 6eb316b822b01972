"""How a finding is shown, and that every code is in the table."""

import re
from pathlib import Path

from signoff import workflows
from signoff.workflows import Finding, render
from signoff.workflows.finding_codes import CODES
from signoff.workflows.findings import width


def test_the_caret_stands_right_under_chinese_text() -> None:
    text = "案由: {type: text, 必填: true}\n"
    finding = Finding("unknown_key", "unknown key `必填`", "data.案由", "f.yaml", 1, 18, 2, "Did you mean `required`?")
    head, line, caret, hint = render(finding, text).splitlines()
    assert head == "error data.案由: unknown key `必填` (f.yaml:1:18) [unknown_key]"
    assert width(caret[: caret.index("^")]) == width(line[: line.index("必填")])
    assert caret.strip() == "^^^^"
    assert hint == "  Did you mean `required`?"


def test_without_a_text_there_is_no_excerpt() -> None:
    assert render(Finding("empty", "the file is empty", file="f", line=1, column=1)) == "error the file is empty (f:1:1) [empty]"


def test_color_is_only_used_when_asked_for() -> None:
    finding = Finding("empty", "the file is empty", line=1, column=1)
    assert "\x1b" not in render(finding, "x")
    assert render(finding, "x", paint=lambda words, tone: f"<{tone}>{words}").count("<31>") == 2


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "a" * 500 + "HERE" + "b" * 500
    _, line, caret = render(Finding("syntax", "x", line=1, column=501, length=4), text).splitlines()
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"
    assert len(line) < 130


def test_control_characters_of_a_file_never_reach_the_terminal() -> None:
    shown = render(Finding("control_character", "x", line=1, column=1), "\x1b[2Jabc")
    assert "\x1b" not in shown


def test_characters_that_turn_the_order_are_not_told() -> None:
    finding = Finding("unknown_key", "unknown key `step\u202es`", line=1, column=1, length=6, path="step\u202es")
    told = render(finding, "step\u202es: 1\n")
    assert "\u202e" not in told
    assert told.splitlines()[1:] == ["  step s: 1", "  ^^^^^^"]


def test_a_place_outside_the_text_does_no_harm() -> None:
    for line, column in ((0, 0), (99, 1), (1, 99)):
        assert render(Finding("x", "y", line=line, column=column, length=50), "ab\ncd").startswith("error y")


def test_every_code_used_in_the_source_is_in_the_table() -> None:
    folder = Path(workflows.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")) if path.name != "finding_codes.py")
    used = set(re.findall(r'(?:report|found|Finding)\(\s*\n?\s*"([a-z_0-9]+)"', source))
    used |= set(re.findall(r'\.at\(\s*\n?\s*[^,\n]+,\s*"([a-z_0-9]+)"', source))
    assert used - set(CODES) == set()
    assert len(used) > 40
