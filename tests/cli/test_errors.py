"""Exit codes, and how what went wrong is told."""

import json

import click
import pytest

from signoff.cli import errors
from signoff.cli.errors import Problem, exit_code, lines_of
from signoff.cli.messages import speaking
from signoff.cli.screen import ReaderGone, Screen
from signoff.engine.errors import (
    Corrupt,
    DirectoryUnavailable,
    Finding,
    InvalidWorkflow,
    Misconfigured,
    NotFound,
    Reason,
    Refused,
    SignoffError,
    Stale,
    StoreUnavailable,
)

from .running import Run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SignoffError("x"), 1),
        (DirectoryUnavailable("x"), 1),
        (Corrupt("x"), 1),
        (OSError("x"), 1),
        (RuntimeError("x"), 1),
        (click.UsageError("x"), 2),
        (click.BadParameter("x"), 2),
        (Misconfigured("x"), 2),
        (InvalidWorkflow([Finding("a", "b")]), 3),
        (NotFound("x"), 4),
        (Refused([Reason("a", "b")]), 5),
        (Stale("x"), 5),
        (StoreUnavailable("x"), 6),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (BrokenPipeError(), 141),
        (ReaderGone(), 141),
        (Problem("no_people", 7), 7),
    ],
)
def test_every_family_has_its_exit_code(error: BaseException, code: int) -> None:
    assert exit_code(error) == code


def test_a_refusal_tells_each_reason_with_its_hint_and_who_could() -> None:
    error = Refused([Reason("not_yours", "it is not yours", "Ask her."), Reason("late", "it is late")], who_could=["a", "b"])
    assert lines_of(error, Screen()) == [
        "refused: it is not yours [not_yours]",
        "  hint: Ask her.",
        "refused: it is late [late]",
        "  who could: a, b",
    ]


def test_in_chinese_the_code_speaks_and_what_has_no_sentence_stays() -> None:
    with speaking("zh"):
        told = lines_of(Refused([Reason("comment_required", "a comment is required"), Reason("own", "逐条答复")]), Screen())
    assert told == [
        "被拒绝：必须写意见 [comment_required]",
        "  建议：请写 --comment 意见。",
        "被拒绝：逐条答复 [own]",
    ]


def test_details_of_a_code_are_put_into_the_sentence() -> None:
    with speaking("zh"):
        assert lines_of(Refused([Reason("not_editable:text", "x")]), Screen())[0] == "被拒绝：`text` 在本环节不可修改 [not_editable:text]"


def test_long_hints_are_wrapped_on_a_terminal() -> None:
    error = NotFound("no", code="other", hint="one two three four five six seven eight nine")
    assert lines_of(error, Screen(columns=40))[1:] == ["  hint: one two three four five six", "    seven eight nine"]


def test_a_bug_is_called_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("signoff.cli.settings.load_settings", broken)
    result = run("config")
    assert result.exit_code == 1
    assert "error: unexpected: RuntimeError: boom [unexpected]" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("config", SIGNOFF_DEBUG="1").stderr


def test_an_interruption_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("signoff.cli.settings.load_settings", interrupted)
    result = run("config")
    assert result.exit_code == 130
    assert result.stderr.strip() == "interrupted"


def test_a_wrong_call_that_asked_for_json_is_answered_in_json(run: Run) -> None:
    result = run("show", "-o", "json")
    assert result.exit_code == 2
    assert json.loads(result.stderr)["code"] == "usage"


def test_the_codes_are_those_of_the_manual() -> None:
    named = {
        name: getattr(errors, name) for name in ("OK", "FAILED", "USAGE", "INVALID", "NOT_FOUND", "REFUSED", "NO_DATABASE", "PROBLEMS")
    }
    assert list(named.values()) == list(range(8))
    assert errors.INTERRUPTED == 130


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("not_now", {}),
        ("not_admin", {}),
        ("not_same_as", {}),
        ("beyond_max", {"max": "2026-07-01"}),
        ("not_later", {"due": "2026-07-01"}),
        ("unknown_clock", {"clocks": ["reply"]}),
        ("nothing_to_retry", {}),
        ("proxy_exists", {}),
        ("unknown_scope", {}),
        ("asked_already", {}),
    ],
)
def test_what_is_refused_in_chinese_says_what_to_do_in_chinese(code: str, data: dict[str, object]) -> None:
    with speaking("zh"):
        told = "".join(lines_of(Refused([Reason(code, "it cannot be", "Do this.", data)]), Screen()))
    assert "建议：" in told
    assert not any(english in told for english in ("Do this", "it cannot be"))
