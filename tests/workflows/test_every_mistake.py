"""One file with every kind of mistake: all are told in one run, each at its place."""

from pathlib import Path

import pytest

from signoff.workflows import InvalidWorkflow, check, load, render

FILE = Path(__file__).parent / "bad" / "every-mistake.yaml"
EXPECTED = [line.split() for line in (Path(__file__).parent / "bad" / "every-mistake.expected").read_text(encoding="utf-8").splitlines()]


def test_every_mistake_is_told_in_one_run_at_its_place() -> None:
    found = [[f.code, f"{f.line}:{f.column}"] for f in check(FILE)]
    assert found == EXPECTED


def test_the_error_carries_all_of_them() -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        load(FILE)
    assert len(refused.value.findings) == len(EXPECTED)


def test_every_caret_points_at_what_the_sentence_is_about() -> None:
    text = FILE.read_text(encoding="utf-8")
    for finding in check(FILE):
        quoted = (
            finding.message.split("`")[1] if finding.code in ("unknown_key", "unknown_word", "unknown_field", "unknown_action") else None
        )
        line = text.splitlines()[finding.line - 1][finding.column - 1 :]
        if quoted is not None and finding.code == "unknown_key":
            assert line.startswith(quoted), finding
        assert render(finding, text).count("\n") >= 2
