"""Scorecards and marks as files: what is wrong is said in the language spoken, and what units were scored by is kept with the ledger."""

import json
import re
from pathlib import Path

import pytest

from .running import Run
from .test_reports import office as office  # the fixture

CARD = """scorecard: simple
version: "2026"
title: {zh: 简易测评, en: Simple}
group: city_direct_units
indicators:
  reply: {measure: on_time, weight: 60, minus: {each: overdue_replies, points: 5}}
  satisfaction: {measure: satisfaction, weight: 40}
bonus: {most: 5, lines: {commendation: {each: commendations, points: 2}}}
deductions: {most: 10, lines: {yellow: {title: 黄牌, each: yellow_cards, points: 1}}}
grades: [{from: 90, title: 优秀}, {from: 0, title: 其他}]
"""
MARKS = """scorecard: simple
version: "2026"
units:
  交通局:
    review: {reply: {score: 50, reason: 一件因上级延期}}
"""
SCORE = ("proposals", "scorecard", "--year", "2020")


def wrong(office: Run, name: str, text: str, *options: str) -> str:
    """What is said in Chinese of a file that is not as it should be."""
    Path(name).write_text(text, "utf-8")
    told = office("--lang", "zh", *SCORE, *options)
    assert told.exit_code == 3, told.stderr
    return told.stderr


@pytest.mark.parametrize(
    ("old", "new", "told", "hint"),
    [
        (
            "measure: on_time, weight",
            "measure: on_tim, weight",
            "indicators.reply.measure：没有“on_tim”",
            "是否想写 `on_time`？可写：`on_time`",
        ),
        ("weight: 60", "weight: much", "indicators.reply.weight 须为不小于 0 的数，不能是“much”", "请写数字，如 2.5。"),
        ("weight: 60", "weight: 50", "各项分值合计 90，应为 100", "请调整分值。"),
        ("weight: 60", "wieght: 60", "indicators.reply 中没有“wieght”这个键", "是否想写 `weight`？"),
        ("group: city_direct_units\n", "", "缺少“group”", "请补上 `group:`。"),
        ("version:", "versoin:", "没有“versoin”这个键", "是否想写 `version`？"),
        ("minus: {each: overdue_replies, points: 5}", "minus: 5", "indicators.reply.minus 须由键和值组成", "逐行写“键: 值”"),
        ("[{from: 90, title: 优秀}, {from: 0, title: 其他}]", "90", "等次须写成列表", "请逐项写“- {from: 90, title: 优秀}”。"),
        ("from: 90", "from: 0", "等次须从高到低，最后一等从 0 起", "请先写最高等次"),
        ("{most: 5, lines:", "{most: 5, line:", "bonus 缺少“lines”", "请补上 `lines:`。"),
    ],
)
def test_what_is_wrong_in_a_scorecard_is_said_in_chinese(office: Run, old: str, new: str, told: str, hint: str) -> None:
    assert old in CARD
    said = wrong(office, "card.yaml", CARD.replace(old, new), "--scorecard", "card.yaml")
    assert told in said and hint in said, said
    assert not re.search(r"[a-z]+ (must|needs|is|are|the|there) ", said), said


@pytest.mark.parametrize(
    ("old", "new", "told", "hint"),
    [
        ("scorecard: simple", "scorecard: towns", "这份评分对应的测评办法是“towns”，不是“simple”", "或改用对应的测评办法"),
        ('version: "2026"', 'version: "2025"', "这份评分对应测评办法的“2025”版，现为“2026”版", "请改用该版测评办法"),
        ("交通局:", "交通运输局:", "marks.yaml:4:3", "是否想写 `transport`？"),
        ("交通局:", "法院:", "没有单位“法院”", "请写承办单位的名称或编号。"),
        ("score: 50", "score: 61", "得分 61，而该项满分为 60", "请写 0 至 60 之间的数。"),
        (", reason: 一件因上级延期", "", "缺少“reason”", "请补上 `reason:`。"),
        ("    review: {", "    commendations: 1\n    review: {", "表扬须写成列表", "请逐项写“- {by:"),
        ("  交通局:", "  transport: {}\n  交通局:", "单位“交通局”评了两次", "写在一处"),
    ],
)
def test_what_is_wrong_in_marks_is_said_in_chinese(office: Run, old: str, new: str, told: str, hint: str) -> None:
    Path("card.yaml").write_text(CARD, "utf-8")
    assert old in MARKS
    said = wrong(office, "marks.yaml", MARKS.replace(old, new), "--scorecard", "card.yaml", "--marks", "marks.yaml")
    assert told in said and hint in said, said


def test_a_unit_marked_in_two_files_is_refused(office: Run) -> None:
    Path("card.yaml").write_text(CARD, "utf-8")
    Path("a.yaml").write_text(MARKS, "utf-8")
    said = wrong(office, "b.yaml", MARKS, "--scorecard", "card.yaml", "--marks", "a.yaml", "--marks", "b.yaml")
    assert "b.yaml 中的交通局已在另一文件中评分" in said


def test_a_file_that_is_no_text_is_told(office: Run) -> None:
    Path("card.yaml").write_bytes(CARD.encode("gb18030"))
    told = office("--lang", "zh", *SCORE, "--scorecard", "card.yaml")
    assert told.exit_code == 3 and "card.yaml 不是 UTF-8 编码的文本" in told.stderr


def test_a_snapshot_keeps_the_scorecard_in_force_and_its_marks(office: Run) -> None:
    Path("card.yaml").write_text(CARD, "utf-8")
    Path("marks.yaml").write_text(MARKS, "utf-8")
    files = ("--scorecard", "card.yaml", "--marks", "marks.yaml")
    assert office("proposals", "snapshot", "2020.jsonl", *files).exit_code == 0
    live = office(*SCORE, *files, "-o", "csv").stdout
    Path("card.yaml").write_text(CARD.replace("points: 5", "points: 50").replace("2026", "2027"), "utf-8")
    Path("marks.yaml").unlink()
    assert office(*SCORE, "--snapshot", "2020.jsonl", "-o", "csv").stdout == live
    told = office("--lang", "zh", *SCORE, "--snapshot", "2020.jsonl").stdout
    assert "简易测评 2026" in told and "一件因上级延期" in told
    other = office("--lang", "zh", *SCORE, "--snapshot", "2020.jsonl", "--scorecard", "card.yaml")
    assert other.exit_code == 3 and "现为“2027”版" in other.stderr


def test_a_snapshot_is_not_written_with_a_scorecard_that_cannot_be_read(office: Run) -> None:
    Path("card.yaml").write_text(CARD.replace("weight: 60", "weight: 50"), "utf-8")
    assert office("proposals", "snapshot", "2020.jsonl", "--scorecard", "card.yaml").exit_code == 3
    assert not Path("2020.jsonl").exists()


def test_no_points_taken_off_is_nought_and_not_less_than_that(office: Run) -> None:
    Path("card.yaml").write_text(CARD, "utf-8")
    items = json.loads(office(*SCORE, "--scorecard", "card.yaml", "--lang", "zh", "-o", "json").stdout)["items"]
    assert {item["computed"] for item in items if item.get("line") == "黄牌"} == {"0.00"}


def test_a_scorecard_for_a_group_without_units_says_why_it_scores_nobody(office: Run) -> None:
    assert "没有属于“镇（街）”组（parent: towns）且有办理事项的单位，未计分。" in office("--lang", "zh", *SCORE).stdout
    letter = ("proposals", "report", "notice_commend", "--year", "2020", "--by", "市政府办公室", "--above", "101")
    told = office("--lang", "zh", *letter)
    assert told.exit_code == 1 and "没有单位符合通报条件" in told.stderr


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("ledger", "--to", "nowhere/a.xlsx"), "没有文件夹 nowhere"),
        (("snapshot", "nowhere/a.jsonl"), "没有文件夹 nowhere"),
        (("report", "summary", "--snapshot", "nowhere.jsonl"), "nowhere.jsonl"),
        (("report", "summary", "--as-of", "上周"), "“上周”不是 2026-03-02T09:00 这样的时刻，也不是日期。"),
    ],
)
def test_a_file_that_cannot_be_had_is_told_in_chinese(office: Run, call: tuple[str, ...], told: str) -> None:
    done = office("--lang", "zh", "proposals", *call)
    assert done.exit_code in (1, 2) and told in done.stderr and "no such file" not in done.stderr and "exist" not in done.stderr


def test_a_file_in_which_nothing_is_written_says_where_to_begin(office: Run) -> None:
    assert "请从“scorecard:”写起。" in wrong(office, "card.yaml", "", "--scorecard", "card.yaml")
    assert "文件须由键和值组成" in wrong(office, "marks.yaml", "[]", "--marks", "marks.yaml")
