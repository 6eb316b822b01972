"""The four forms of an answer."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from signoff.cli.messages import speaking
from signoff.cli.output import Answer, as_csv, emit
from signoff.cli.screen import Screen
from signoff.cli.times import age, localised, span, stamp
from signoff.engine.case import Status
from signoff.engine.durations import Duration

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 5, 21, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """Something of the engine's."""

    n: int
    at: datetime


def answered(form: str, capsys: pytest.CaptureFixture[str], **body: object) -> str:
    items: list[dict[str, object]] = [{"key": "1", "text": "甲,乙", "at": NOON}, {"key": "2", "text": None, "at": NOON, "tags": ["a", "b"]}]
    emit(Answer("things", body, lambda screen: ["a table"], items, "thing"), form, Screen(zone=SHANGHAI))
    return capsys.readouterr().out


def test_a_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered("table", capsys) == "a table\n"


def test_json_says_its_version_and_kind_first(capsys: pytest.CaptureFixture[str]) -> None:
    made = answered("json", capsys, n=1)
    assert list(json.loads(made)) == ["signoff", "kind", "n", "items"]
    assert json.loads(made)["items"][0]["at"] == "2026-05-21T12:00:00+08:00"
    assert "甲" in made


def test_json_lines_are_one_object_each(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(line) for line in answered("jsonl", capsys).splitlines()]
    assert [(line["signoff"], line["kind"], line["key"]) for line in lines] == [(1, "thing", "1"), (1, "thing", "2")]


def test_csv_has_a_heading_and_quotes_what_needs_it(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(answered("csv", capsys))))
    assert rows[0]["text"] == "甲,乙"
    assert (rows[1]["text"], rows[1]["tags"]) == ("", "a b")


def test_every_value_of_the_engine_has_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    body: dict[str, object] = {
        "money": Decimal("12.50"),
        "day": date(2026, 5, 21),
        "wait": Duration.parse("5wd"),
        "status": Status.OPEN,
        "row": Row(1, NOON),
        "set": frozenset({"b", "a"}),
    }
    emit(Answer("x", body, lambda screen: []), "json", Screen(zone=UTC))
    assert json.loads(capsys.readouterr().out) == {
        "signoff": 1,
        "kind": "x",
        "money": "12.50",
        "day": "2026-05-21",
        "wait": "5wd",
        "status": "open",
        "row": {"n": 1, "at": "2026-05-21T04:00:00+00:00"},
        "set": ["a", "b"],
    }


def test_instants_have_their_offset() -> None:
    assert stamp(NOON, SHANGHAI) == "2026-05-21 12:00 +08:00"
    assert stamp(NOON, ZoneInfo("Asia/Kolkata")) == "2026-05-21 09:30 +05:30"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (5, "5 s ago", "5 秒前"),
        (-90, "in 1 min", "1 分钟后"),
        (7200, "2 h ago", "2 小时前"),
        (259200, "3 d ago", "3 天前"),
        (0, "now", "刚刚"),
    ],
)
def test_ages_are_told_in_the_largest_unit(seconds: int, english: str, chinese: str) -> None:
    then = datetime.fromtimestamp(NOON.timestamp() - seconds, UTC)
    assert age(then, NOON) == english
    with speaking("zh"):
        assert age(then, NOON) == chinese


def test_long_spans_are_months_and_years() -> None:
    assert span(NOON - datetime(2026, 1, 1, tzinfo=UTC)) == "4 mo"
    assert span(NOON - datetime(2020, 1, 1, tzinfo=UTC)) == "6 y"


FORMULAS = [("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("@SUM(1)", "'@SUM(1)"), ("-2", "-2"), ("+86 10", "'+86 10"), ("a=b", "a=b")]


@pytest.mark.parametrize(("text", "shown"), FORMULAS)
def test_a_text_in_csv_is_no_formula(text: str, shown: str) -> None:
    answer = Answer("x", {"a": text, "b": Decimal("-2.5"), "c": [text]}, lambda screen: [])
    assert list(csv.reader(io.StringIO(as_csv(answer, None)))) == [["a", "b", "c"], [shown, "-2.5", shown]]


@pytest.mark.parametrize("typed", ["2026-13-26T03:19:18.934000Z", "2026-02-30T08:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_only_looks_like_an_instant_stays_as_it_was_typed(typed: str) -> None:
    assert localised(f"`{typed}` is not where a page ends", UTC) == f"`{typed}` is not where a page ends"
