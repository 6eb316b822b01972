"""The demonstration: the figures of the year, the same each time, and a plan whose changes show."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from signoff.adapters.memory import MemoryStore
from signoff.cli.demo.caseload import KNOWN, SIZES, items
from signoff.cli.demo.plan import Absence, Plan, at, plan
from signoff.cli.demo.quiet import Quiet
from signoff.cli.demo.run import Stage, stage
from signoff.cli.demo.shown import Totals, totals
from signoff.compose import Engine
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people

from .running import Run

FILES = Path(str(files("signoff.cli.demo") / "files"))
CALENDAR = Calendars(FILES / "workflows" / "calendars")["city-2020"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Played = Callable[[Plan], Stage]


@pytest.fixture
def played() -> Played:
    """The year of a plan, played in memory."""

    def play(changed: Plan) -> Stage:
        made = stage(
            lambda clock, staff: Engine(
                MemoryStore(clock=clock.now),
                workflows=FILES / "workflows",
                directory=staff,
                clock=clock,
                timezone="Asia/Shanghai",
                notifiers={"log": Quiet()},
            ),
            CALENDAR,
            load_people(FILES / "people.yaml"),
            changed,
        )
        made.play()
        return made

    return play


def figures(made: Stage) -> dict[str, Totals]:
    return {one.kind: one for one in totals(made, made.engine.cases(limit=1000), made.engine.stuck())}


def test_the_caseload_is_that_of_the_account() -> None:
    found = items()
    assert len({item.number for item in found}) == 130
    counts = {key: sum((item.kind, item.part) == key for item in found) for key in SIZES}
    assert counts == {("npc", "lead"): 5, ("npc", "co"): 43, ("cppcc", "lead"): 3, ("cppcc", "co"): 79}


def test_what_is_invented_says_so() -> None:
    known = {item.number for item in KNOWN}
    assert known == {"6115", "6022", "6102", "2020177", "2020194"}
    assert all(("（虚构）" in item.title) == (item.number not in known) for item in items())
    assert next(item.title for item in items() if item.number == "6115") == "关于台城至斗山S273路段拓宽的建议"


def test_the_working_days_are_those_of_2020() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    assert [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []
    assert not CALENDAR.provisional(date(2020, 6, 24))


def test_the_year_in_figures(played: Played) -> None:
    assert figures(played(plan())) == {
        "npc": Totals("npc", 5, 43, 48, 45, 3, 6, 9, 3),
        "cppcc": Totals("cppcc", 3, 79, 82, 74, 8, 7, 17, 8),
        "all": Totals("all", 8, 122, 130, 119, 11, 13, 26, 11),
    }


def test_the_known_five_come_through(played: Played) -> None:
    engine = played(plan()).engine
    assert {item.number: engine.case(f"reply-approval/{item.number}").status for item in KNOWN} == dict.fromkeys(
        (item.number for item in KNOWN), "approved"
    )


def test_without_a_return_one_case_fewer_was_sent_back(played: Played) -> None:
    year = plan()
    changed = replace(year, courses=tuple(replace(c, backs=()) if c.item.number == "6204" else c for c in year.courses))
    made = played(changed)
    assert figures(made)["npc"].returned == figures(played(year))["npc"].returned - 1
    assert "returned" not in {event.kind for event in made.engine.history("reply-approval/6204")}


def test_who_does_not_leave_holds_nothing_up(played: Played) -> None:
    year = plan()
    made = played(replace(year, absences=tuple(absence for absence in year.absences if absence.person != "luo")))
    found = figures(made)["all"]
    assert (found.done, found.open, found.stuck) == (126, 4, 4)
    assert "holder_inactive" not in {finding.code for finding in made.engine.stuck().findings}
    assert made.engine.why("reply-approval/6236").status == "approved"


def test_another_absence_holds_other_cases_up(played: Played) -> None:
    year = plan()
    made = played(replace(year, absences=(*year.absences, Absence("zhou", at(6, 1)))))
    why = made.engine.why("reply-approval/6236")
    assert why.step == "deputy_director"
    assert figures(made)["all"].stuck > figures(played(year))["all"].stuck or figures(made)["all"].done == 119
    held = {finding.code for finding in made.engine.stuck(step="director").findings}
    assert held <= {"holder_inactive", "nobody_assigned", "overdue", "ladder_exhausted"}


def test_the_history_of_the_year_holds(played: Played) -> None:
    assert played(plan()).engine.verify()


def test_the_command_makes_a_database_and_shows_totals_stuck_and_why(run: Run) -> None:
    result = run("demo", "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    assert "合计             8   122   130   119    11      13      26    11" in result.stdout
    assert "$ signoff stuck" in result.stdout
    assert "✗ 办理人已离岗 [holder_inactive]" in result.stdout
    assert "2020364  答复稿呈批  reply-approval" in result.stdout
    again = run("demo", "--lang", "zh", "--force")
    assert UUID.sub("…", again.stdout) == UUID.sub("…", result.stdout)
    refused = run("demo")
    assert refused.exit_code == 1
    assert "[file_exists]" in refused.stderr
    look_around(run)


def look_around(run: Run) -> None:
    """Afterwards every command finds its way by the settings that were written."""
    config = ("--config", "signoff-demo/signoff.toml")
    assert len(run(*config, "cases", "-o", "jsonl").stdout.splitlines()) == 130
    codes = [json.loads(line)["code"] for line in run(*config, "stuck", "-o", "jsonl").stdout.splitlines()]
    assert codes.count("holder_inactive") == 3
    assert run(*config, "people", "check").exit_code == 7
    assert run(*config, "verify", "reply-approval/6115").exit_code == 0
