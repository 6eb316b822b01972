"""Columns of a terminal: measured, padded, cut and wrapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.cli.width import cut, flat, pad, printable, width, wrap


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("答复", 4), ("e\u0301", 1), ("《答》", 6), ("a\u200bb", 2), ("ｆ", 2), ("", 0)])
def test_wide_characters_take_two_columns_and_invisible_ones_none(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_cell_is_padded_by_columns() -> None:
    assert pad("答复", 6) == "答复  "
    assert pad("答复", 6, right=True) == "  答复"
    assert pad("答复稿", 4) == "答复稿"


@pytest.mark.parametrize(("room", "seen"), [(8, "关于台城"), (7, "关于台…"), (6, "关于…"), (1, "…"), (0, "")])
def test_a_text_is_cut_by_columns(room: int, seen: str) -> None:
    assert cut("关于台城", room) == seen


def test_chinese_is_wrapped_between_characters_and_english_at_blanks() -> None:
    assert wrap("答复稿已提交审核", 6) == ["答复稿", "已提交", "审核"]
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("a verylongwordindeed", 8) == ["a", "verylong", "wordinde", "ed"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert wrap("已提交，待审核", 6) == ["已提", "交，待", "审核"]
    assert wrap("标题《绿道》", 6) == ["标题", "《绿", "道》"]


def test_following_lines_may_be_indented() -> None:
    assert wrap("one two three", 8, "  ") == ["one two", "  three"]


def test_what_people_wrote_cannot_steer_a_terminal() -> None:
    assert printable("a\x1b[31mb\x07") == "a\ufffd[31mb\ufffd"
    assert printable("x\u202ey") == "x\ufffdy"
    assert flat("one\n two\tthree") == "one two three"


@given(st.text(), st.integers(2, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, columns: int) -> None:
    lines = wrap(printable(text), columns)
    assert "".join("".join(line.split()) for line in lines) == "".join(printable(text).split())
    assert all(width(line) <= columns for line in lines)


@given(st.text(), st.integers(0, 30))
def test_a_cut_text_always_fits(text: str, columns: int) -> None:
    assert width(cut(flat(text), columns)) <= columns
