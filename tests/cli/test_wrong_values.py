"""Values that an option cannot use, and options that do not go together: told in the language spoken, and never passed over."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from signoff.cli.messages import speaking
from signoff.cli.tongue import in_tongue

from .running import Run, environment

WRONG = [
    (("stuck", "--watch", "--every", "nan"), "--every"),
    (("stuck", "--watch", "--every", "inf"), "--every"),
    (("stuck", "--watch", "--every", "0"), "--every"),
    (("stuck", "--watch", "--every", "-1"), "--every"),
    (("stuck", "--watch", "--every", "1e9"), "--every"),
    (("stuck", "--watch", "--every", "soon"), "--every"),
    (("stuck", "--limit", "0"), "--limit"),
    (("stuck", "--limit", "99999999999999999999"), "--limit"),
    (("stuck", "--limit", "many"), "--limit"),
    (("stuck", "--page", "0"), "--page"),
    (("stuck", "--older-than", "soon"), "--older-than"),
    (("stuck", "--older-than", "1.5d"), "--older-than"),
    (("stuck", "--older-than", "-5d"), "--older-than"),
    (("stuck", "--older-than", "99999999999999999999d"), "--older-than"),
    (("stuck", "--severity", "grave"), "--severity"),
    (("stuck", "--by", "unit"), "--by"),
    (("stuck", "--foo"), "--foo"),
    (("stuck", "--older-than"), "--older-than"),
    (("stuck", "x"), "x"),
    (("stuck", "-o", "xml"), "--output"),
    (("stuck", "--after", "x"), "stuck"),
    (("why",), "CASE"),
    (("why", "1", "--at", "noon"), "noon"),
    (("why", "1", "--at", "9999-12-31T23:59:59"), "9999-12-31T23:59:59"),
    (("why", "1", "--at", "0001-01-01"), "0001-01-01"),
    (("report", "bottlenecks", "--since", "x"), "x"),
    (("report", "bottlenecks", "--until", "9999-12-31"), "9999-12-31"),
    (("report", "bottlenecks", "--since", "2026-02-01", "--until", "2026-01-01"), ""),
    (("report", "bottlenecks", "--rows", "x"), "--rows"),
    (("doctor", "--severity", "x"), "--severity"),
    (("cases", "--limit", "0"), "--limit"),
    (("inbox", "chen", "--limit", "0"), "--limit"),
]
APART = [
    ("--by", "cause", "--limit", "3"),
    ("--by", "cause", "--mend"),
    ("--by", "cause", "--watch"),
    ("--by", "cause", "--page", "3"),
    ("--by", "cause", "--after", "x"),
    ("--watch", "--limit", "3"),
    ("--watch", "--mend"),
    ("--watch", "--exit-code"),
    ("--watch", "-o", "json"),
    ("--watch", "-o", "csv"),
    ("--page", "3", "--limit", "1"),
    ("--every", "3"),
]
QUOTED = r"`[^`]*`|'[^']*'|“[^”]*”|[\w.:=<>~-]*\d[\w.:=<>~-]*|\b(?:x|nan|inf)\b"
SAID = re.compile(QUOTED + r"|--?[a-z-]+|\[\w+\]|signoff [a-z -]+|[A-Z]{2,}")
"""What may stand there in Latin letters: what was given, options, codes, commands."""


@pytest.fixture
def one(house: Run) -> Run:
    """An office with one case."""
    made = house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    assert made.exit_code == 0
    return house


@pytest.mark.parametrize(("arguments", "about"), WRONG, ids=str)
def test_a_wrong_value_is_a_wrong_call(one: Run, arguments: tuple[str, ...], about: str) -> None:
    result = one(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert about in result.stderr and "bug" not in result.stderr


@pytest.mark.parametrize(("arguments", "about"), WRONG, ids=str)
def test_in_chinese_no_english_is_left_in_it(one: Run, arguments: tuple[str, ...], about: str) -> None:
    told = one(*arguments, "--lang", "zh").stderr
    assert about in told
    assert re.findall("[A-Za-z]{2,}", SAID.sub("", told)) == []


@pytest.mark.parametrize("arguments", APART, ids=" ".join)
def test_options_that_would_be_passed_over_are_refused(one: Run, arguments: tuple[str, ...]) -> None:
    result = one("stuck", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "do not go together" in result.stderr or "goes with --watch" in result.stderr


@pytest.mark.parametrize(
    "told",
    [
        "there is no reason `overdu`",
        "'x' is not one of 'error', 'warning'.",
        "0 is not in the range 1<=x<=9.",
        "'x' is not a valid integer.",
    ],
)
def test_what_click_and_the_engine_say_of_a_value_is_said_in_chinese(told: str) -> None:
    with speaking("zh"):
        assert in_tongue(told)


def test_one_day_is_no_days(one: Run) -> None:
    assert "nothing is stuck; 1 open case looked at" in one("stuck").stderr


def test_severity_means_this_or_graver_and_says_so(house: Run) -> None:
    assert "only of this severity or graver" in house("stuck", "--help").stdout
    assert "只看此级别及更重的" in house("stuck", "--help", "--lang", "zh").stdout


@pytest.mark.parametrize("command", ["why", "show"])
def test_what_is_one_whole_has_no_csv(one: Run, command: str) -> None:
    result = one(command, "1", "-o", "csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "write -o json" in result.stderr


@pytest.fixture
def late(one: Run) -> Run:
    """The same, in which the case waits for a head who has left."""
    one("act", "1", "submit", "--as", "chen")
    people = Path("people.yaml")
    text = people.read_text("utf-8")
    people.write_text(text.replace("posts: [head@sales], manager: zhou}", "posts: [head@sales], active: false}"), "utf-8")
    return one


def test_in_csv_a_sentence_is_as_people_are_told(late: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(late("stuck", "-o", "csv", "--lang", "zh").stdout))
    assert row["cause"] == "席位在 lin 林二 手中，此人已不在岗"
    (told,) = json.loads(late("stuck", "-o", "json", "--lang", "zh").stdout)["items"]
    assert told["cause"] == "lin holds the seat and is no longer active"
    (group,) = csv.DictReader(io.StringIO(late("stuck", "--by", "step", "-o", "csv").stdout))
    assert group["codes"] == "holder_inactive=1"


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_an_answer_that_has_nowhere_to_go_is_no_success(late: Run, form: str) -> None:
    line = f"{sys.executable} -m signoff stuck -o {form} >&-"
    done = subprocess.run(["sh", "-c", line], env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "standard output is closed" in done.stderr and "Traceback" not in done.stderr


def test_a_reader_who_has_seen_enough_is_no_error(late: Run) -> None:
    line = f"{sys.executable} -m signoff stuck -o json | head -1; exit 0"
    done = subprocess.run(["sh", "-c", line], env=environment(), capture_output=True, text=True, check=False)
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr and "closed" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (("why", "1", "--at", "9999-12-31"), "is too far away to be counted with", "超出可计算的范围"),
        (("stuck", "--older-than", "99999999999999d"), "is too long to be counted: give at most 10000d", "太长，无法计算：最多 10000d"),
        (("stuck", "--older-than", "1001m"), "give at most 1000m", "最多 1000m"),
    ],
)
def test_what_is_well_written_and_too_much_is_called_so(one: Run, arguments: tuple[str, ...], en: str, zh: str) -> None:
    assert en in one(*arguments).stderr
    assert zh in one(*arguments, "--lang", "zh").stderr


def test_a_long_value_is_not_said_back_whole(one: Run) -> None:
    for arguments in (("why", "1", "--at", "x" * 9999), ("stuck", "--older-than", "x" * 9999)):
        assert len(one(*arguments).stderr) < 500
