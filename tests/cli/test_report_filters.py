"""Filters of reports take ids, names and labels; what there is none of is refused, with what there is."""

import json
from pathlib import Path

import pytest

from tests.adapters.proposals.ledger.tables import DONE, text

from .running import Run
from .test_reports import office as office  # the fixture


def whole(office: Run, *options: str) -> list[int]:
    """How many replies each total of a report is about."""
    told = office("proposals", "report", "completion_rate", *options, "-o", "json")
    assert told.exit_code == 0, told.stderr
    return [item["completion_whole"] for item in json.loads(told.stdout)["items"] if item["sum"]]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--unit", "交通局"),
        ("--unit", "Transport"),
        ("--kind", "人大建议"),
        ("--kind", "npc_suggestion"),
        ("--kind", "建议"),
        ("--role", "主办"),
        ("--class", "B类"),
        ("--class", "b"),
        ("--year", "2020年"),
    ],
)
def test_a_value_is_given_by_its_id_its_name_or_its_label(office: Run, option: str, value: str) -> None:
    more = ("--unit", "transport") if option == "--year" else ()
    assert whole(office, option, value, *more) == [1, 1]


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--unit", "nosuch", ("没有", "交通局 (transport)", "财政局 (finance)")),
        ("--unit", "交通运输局", ("是否指交通局 (transport)？",)),
        ("--unit", "交通", ("是否指交通局 (transport)？",)),
        ("--year", "1800", ("有：2020年。",)),
        ("--class", "Z", ("有：A(已解决或基本解决)、B(正在解决或列入计划)、C(因条件限制暂不能解决)、D(留作参考)。",)),
        ("--kind", "信访", ("人大建议 (npc_suggestion)、政协提案 (cppcc_proposal)",)),
        ("--level", "街道", ("地市级 (prefecture)",)),
        ("--section", "法规股", ("台账中一个也没有",)),
        ("--session", "九届", ("台账中一个也没有",)),
    ],
)
def test_what_there_is_none_of_is_refused_with_what_there_is(office: Run, option: str, value: str, told: tuple[str, ...]) -> None:
    for command in (("ledger",), ("report", "summary"), ("scorecard", *(() if option == "--year" else ("--year", "2020")))):
        done = office("--lang", "zh", "proposals", *command, option, value)
        assert done.exit_code == 4 and done.stdout == "" and f"{option} {value}" in done.stderr
        assert all(part in done.stderr for part in told), done.stderr
    assert "no such one in the ledger" in office("proposals", "ledger", option, value).stderr


def test_a_unit_without_a_case_is_a_unit_and_has_none(office: Run) -> None:
    told = office("proposals", "report", "completion_rate", "--unit", "市政府办公室", "--lang", "zh")
    assert told.exit_code == 0 and "承办单位：市政府办公室" in told.stdout and "0/0 —" in told.stdout


def test_a_name_of_two_units_asks_for_the_id(office: Run) -> None:
    people = Path("people.yaml").read_text("utf-8")
    Path("people.yaml").write_text(people.replace("people:\n", "  roads: {title: {zh: 交通局}}\npeople:\n"), "utf-8")
    told = office("--lang", "zh", "proposals", "ledger", "--unit", "交通局")
    assert told.exit_code == 4 and "transport、roads" in told.stderr


def test_a_letter_about_a_year_without_a_case_is_refused(office: Run) -> None:
    for letter in ("annual_report", "notice_commend", "notice_criticise"):
        told = office("--lang", "zh", "proposals", "report", letter, "--year", "2019", "--by", "市政府办公室")
        assert told.exit_code == 4 and "有：2020年" in told.stderr


def test_units_are_scored_by_the_only_year_there_is_unless_told(office: Run) -> None:
    assert "年度：2020" in office("--lang", "zh", "proposals", "scorecard").stdout
    assert "年度：2020" in office("--lang", "zh", "proposals", "scorecard", "--year", "2020").stdout


def test_of_several_years_none_of_which_is_that_of_the_figures_one_is_asked_for(office: Run) -> None:
    text(Path("b.csv"), tuple(DONE), *(tuple({**DONE, "年度": year, "编号": "6990"}.values()) for year in (2018, 2019)))
    assert office("proposals", "import", "b.csv", "--accept", "year_apart").exit_code == 0
    told = office("--lang", "zh", "proposals", "scorecard")
    assert told.exit_code == 2 and "请用 --year 指定年度；台账中有：2020、2019、2018" in told.stderr
    assert "--year 2026：台账中没有" in office("--lang", "zh", "proposals", "scorecard", "--year", "2026").stderr
