"""Stories in lanes: branches beside the case that opened them, straight under Chinese, in 80 columns, with and without colours."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signoff.cli.compose import Known
from signoff.cli.lanes import Lanes
from signoff.cli.messages import speaking
from signoff.cli.naming import Names
from signoff.cli.narrate import QUIET
from signoff.cli.screen import Screen, bare, safe
from signoff.cli.side_by_side import axis, side_by_side
from signoff.cli.timeline import FOLLOWING, SIGNS, Family, timeline
from signoff.cli.width import width
from signoff.compose import Engine
from signoff.engine.events import FACTS

from .running import Run

WORKFLOW = """signoff: 1
workflow: handling
title: {zh: 建议办理, en: Handling}
data:
  units: {type: list, of: unit}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
steps:
  draft: {title: {zh: 登记, en: Register}, by: initiator}
  co: {title: {zh: 分送会办, en: Co-handling}, parallel: [opinion], join: all}
branches:
  opinion:
    for_each: u in units
    title: {zh: 会办意见, en: Opinion}
    steps:
      write: {title: {zh: 拟会办意见, en: Write}, by: initiator, due: 2d}
      sign: {title: {zh: 单位签发, en: Sign}, by: initiator}
return: none
"""
PEOPLE = """signoff: 1
units: {交通局: {}, 教育局: {}, a: {}}
people:
  chen: {name: 陈一, unit: a}
"""
ZONE = UTC


@pytest.fixture
def house(run: Run) -> Run:
    """Case `1` with a branch that has ended and one that has not."""
    Path("workflows").mkdir()
    Path("workflows/handling.yaml").write_text(WORKFLOW, "utf-8")
    Path("people.yaml").write_text(PEOPLE, "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    Path("data.json").write_text(json.dumps({"units": ["交通局", "教育局"]}), "utf-8")
    run("start", "handling", "--as", "chen", "--key", "1", "--data-file", "data.json")
    for key in ("1", "1/交通局", "1/交通局"):
        done = run("act", key, "submit", "--as", "chen")
        assert done.exit_code == 0, done.output
    return run


@pytest.fixture
def engine(house: Run) -> Engine:
    """The same as an engine."""
    return Engine("sqlite:///x.db", workflows="workflows", directory="people.yaml")


def told(engine: Engine, screen: Screen) -> list[str]:
    view = engine.case("1")
    with speaking("zh"):
        return timeline(engine.history("1", children=True), screen, Names(Known(engine)), family=Family.of(view), quiet=QUIET)


def test_children_branch_off_and_come_back(house: Run) -> None:
    lines = house("history", "1").stdout.splitlines()
    gutters = [line[17:24].rstrip() for line in lines[1:]]
    assert any(gutter.startswith("├─● [") for gutter in gutters)
    assert any(gutter.startswith("├─┼─●") for gutter in gutters)
    assert "│ ✓ │ e" in gutters, "the branch has ended"
    assert gutters[-1].startswith("○─╯ │"), "and the case around it goes on, beside the other one"
    assert "[交通局]" in "".join(lines) and "[教育局]" in "".join(lines)


def test_a_lane_that_is_free_is_taken_again_and_too_many_share_the_last() -> None:
    lanes = Lanes({"r": None, "a": "r", "b": "r", "c": "r", "d": "c"}, most=2)
    assert lanes.enter("r") is None and lanes.row("●", 0) == "● "
    assert lanes.row("●", 1, lanes.enter("a")) == "├─● "
    assert lanes.enter("b") == 0
    assert lanes.place("b") == 2, "the shared one"
    assert lanes.row("●", 2, 0) == "├─┼─● "
    assert lanes.row() == "│ │ ┊ "
    assert lanes.leave("a") == 1
    assert lanes.enter("c") == 0 and lanes.place("c") == 1
    assert lanes.leave("b") == 2 and lanes.row() == "│ │ "
    assert lanes.enter("a") == 0, "one that is woken branches off once more"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_story_fits_the_terminal_and_stands_straight(engine: Engine, columns: int) -> None:
    lines = told(engine, Screen(columns, False, ZONE))
    assert max(map(width, lines)) <= columns
    assert all(re.match(r"(\d{4}-\d\d-\d\d \d\d:\d\d| {11}\d\d:\d\d| {16}) \S", line) for line in lines[1:])


def test_colour_says_nothing_that_the_text_does_not(engine: Engine) -> None:
    plain, coloured = told(engine, Screen(80, False, ZONE)), told(engine, Screen(80, True, ZONE))
    assert [bare(line) for line in coloured] == plain
    assert any("\x1b[" in safe(line) for line in coloured)


@pytest.mark.parametrize("command", ["history 1", "show 1", "why 1", "cases"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_coloured_or_cut_where_nobody_looks(house: Run, command: str, lang: str) -> None:
    told = house(*command.split(), "--lang", lang).stdout
    assert told and "\x1b" not in told and "…" not in told


def test_show_draws_the_branches_over_one_axis(house: Run) -> None:
    lines = house("show", "1", "--lang", "zh").stdout.splitlines()
    at = lines.index("并列进度")
    root, done, open_ = (line.split() for line in lines[at + 2 : at + 5])
    assert (root[0], root[-1]) == ("1", "分送会办")
    assert (done[0], done[-1]) == ("交通局", "通过") and done[1].endswith("✓")
    assert open_[0] == "教育局" and open_[1].endswith("▶") and "拟会办意见，剩" in lines[at + 4]


def test_what_is_late_is_broken_and_says_so(engine: Engine) -> None:
    view, events = engine.case("1"), engine.history("1", children=True)
    late = datetime(2099, 1, 1, tzinfo=UTC)
    with speaking("en"):
        lines = list(side_by_side(view, events, Screen(80, True, ZONE, late), Names(Known(engine))))
        plain = list(side_by_side(view, events, Screen(80, False, ZONE, late), Names(Known(engine))))
    assert [bare(line) for line in lines] == plain
    assert "╍" in plain[-1] and plain[-1].endswith("over") and "╍" not in plain[-2]
    assert max(map(width, plain)) <= 80


def test_every_sign_is_that_of_a_kind_of_event() -> None:
    assert {*SIGNS, *FOLLOWING} <= set(FACTS)


def test_the_axis_says_days_or_the_time_of_one_day() -> None:
    assert axis("2026-05-18 09:00 +08:00", "2026-05-20 10:30 +08:00", 30) == "2026-05-18          2026-05-20"
    assert axis("2026-05-18 09:00 +08:00", "2026-05-18 10:30 +08:00", 12) == "09:00  10:30"


def test_programs_get_the_case_alone_unless_they_ask(house: Run) -> None:
    def cases(*more: str) -> int:
        return len({event["case"] for event in json.loads(house("history", "1", "-o", "json", *more).stdout)["items"]})

    assert (cases(), cases("--children"), cases("--alone")) == (1, 3, 1)
    assert house("history", "1", "--alone").stdout.splitlines()[0].startswith("TIME  ")


def test_the_history_of_a_case_with_its_children(engine: Engine) -> None:
    whole = engine.history("1", children=True)
    assert [event.seq for event in whole] == sorted(event.seq for event in whole)
    alone = [event for id in {event.case for event in whole} for event in engine.history(id)]
    assert sorted(alone, key=lambda event: event.seq) == list(whole)
    assert {event.case for event in engine.history("1/教育局", children=True)} == {engine.case("1/教育局").id}
