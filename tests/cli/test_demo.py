"""The demonstration: the figures of the year, the same each time, and a plan whose changes show."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from signoff.adapters.memory import MemoryStore
from signoff.adapters.proposals.reports.catalogue import made as report
from signoff.adapters.proposals.reports.tables import Rate, spoken
from signoff.cli.demo.caseload import KNOWN, SIZES, items
from signoff.cli.demo.plan import ZONE, Absence, Plan, at, plan
from signoff.cli.demo.quiet import Quiet
from signoff.cli.demo.run import Stage, stage
from signoff.cli.demo.shown import ledger
from signoff.compose import Engine
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people

from .running import Run

FILES = Path(str(files("signoff.cli.demo") / "files"))
CALENDAR = Calendars(FILES / "workflows" / "calendars")["city-2020"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def played(changed: Plan) -> Stage:
    """The year of a plan, played in memory."""
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


@pytest.fixture(scope="module")
def year() -> Stage:
    """The year as it is shown, for tests that only look at it."""
    return played(plan())


@pytest.fixture(scope="module")
def year_end() -> Stage:
    """The same year at its end, for tests that only look at it."""
    made = played(plan())
    made.play_on()
    return made


def rows(made: Stage, id: str, table: int = 0) -> dict[str, tuple[object, ...]]:
    """The lines of a report by their first cell."""
    found = report(id, ledger(made)).tables[table].rows
    return {spoken(row.cells[0], "en"): row.cells[1:] for row in found}  # type: ignore[arg-type]


def stuck(made: Stage) -> set[str]:
    """The numbers of the cases that are stuck, themselves or by a branch."""
    return {finding.key.partition("/")[0] for finding in made.engine.stuck().findings}


def test_the_caseload_is_that_of_the_account() -> None:
    found = items()
    assert len({item.number for item in found}) == 130
    counts = {key: sum((item.kind, item.part) == key for item in found) for key in SIZES}
    assert counts == SIZES
    assert list(SIZES.values()) == [5, 43, 3, 79]


def test_what_is_invented_says_so() -> None:
    known = {item.number for item in KNOWN}
    assert known == {"6115", "6022", "6102", "2020177", "2020194"}
    assert all(("（虚构）" in item.title) == (item.number not in known) for item in items())
    assert next(item.title for item in items() if item.number == "6115") == "关于台城至斗山S273路段拓宽的建议"


def test_the_working_days_are_those_of_2020() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    assert [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []
    assert not CALENDAR.provisional(date(2020, 6, 24))


def test_the_year_in_figures(year: Stage) -> None:
    made = year
    assert rows(made, "summary") == {"NPC suggestion": (5, 43, 48), "CPPCC proposal": (3, 79, 82), "Total": (8, 122, 130)}
    assert rows(made, "summary", 1)["Total"] == (130, 130, 119, 11)
    overview = {rate: cells[2] for rate, cells in rows(made, "overview").items()}
    assert overview["Answered"] == Rate(119, 130) and overview["Uploaded"] == overview["On time"] == Rate(119, 119)
    assert overview["First pass"] == Rate(106, 119) and overview["Published"] == overview["Returned (first)"] == Rate(8, 8)
    assert (len(stuck(made)), len(made.returned)) == (11, 13)


def test_what_was_promised_is_looked_back_at(year: Stage) -> None:
    found = ledger(year)
    promised = {row.case.case_no for row in found.rows if row.first_class == "B"}
    assert promised and {look.case.case_no for look in found.look_backs} == promised
    assert all(row.look_back for row in found.rows if row.first_class == "B")


def test_at_the_end_of_the_year_all_are_answered_in_time(year_end: Stage) -> None:
    assert rows(year_end, "summary") == {"NPC suggestion": (5, 43, 48), "CPPCC proposal": (3, 79, 82), "Total": (8, 122, 130)}
    assert rows(year_end, "summary", 1)["Total"] == (130, 130, 130, 0)
    overview = {rate: cells[2] for rate, cells in rows(year_end, "overview").items()}
    assert overview["Answered"] == overview["On time"] == overview["Uploaded"] == Rate(130, 130)
    assert overview["First pass"] == Rate(117, 130) and overview["Published"] == Rate(8, 8)
    assert all(row.issued_at and row.effective_due and row.issued_at <= row.effective_due for row in ledger(year_end).rows)
    assert {case.standing for case in ledger(year_end).cases} == {"closed"} and not stuck(year_end)


def test_what_was_stuck_in_june_was_mended_by_commands_that_the_history_shows(year: Stage, year_end: Stage) -> None:
    assert {one.number for one in year_end.mended} == stuck(year)
    for one in year_end.mended:
        kinds = [event.kind for event in year_end.engine.history(one.key) if event.at >= year_end.plan.mended_at and event.actor == "zhou"]
        assert kinds[0] == ("transferred" if one.reassigned else "urged")


def test_look_backs_report_by_their_day_and_one_class_b_becomes_a(year_end: Stage) -> None:
    found = ledger(year_end)
    assert len(found.look_backs) == 4
    assert all(look.reported_at and look.due and look.reported_at <= look.due for look in found.look_backs)
    assert {look.due.astimezone(ZONE).date() for look in found.look_backs if look.due} == {date(2020, 11, 20)}
    assert rows(year_end, "b_conversion")["Total"] == (Rate(1, 4),)
    assert [(row.case.case_no, row.current_class) for row in found.rows if row.converted_at] == [("2020302", "A")]


def test_a_promise_that_is_not_kept_stays_b() -> None:
    usual = plan()
    made = played(replace(usual, courses=tuple(c for c in usual.courses if c.item.part == "lead"), kept=()))
    made.play_on()
    assert rows(made, "b_conversion")["Total"] == (Rate(0, 4),)


def test_the_known_five_come_through(year: Stage) -> None:
    found = {row.case.case_no: row for row in ledger(year).rows}
    assert all(found[item.number].issued_at is not None and found[item.number].doc_no for item in KNOWN)


def test_without_a_return_one_case_fewer_was_sent_back() -> None:
    usual = plan()
    changed = replace(usual, courses=tuple(replace(c, backs=()) if c.item.number == "6204" else c for c in usual.courses))
    made = played(changed)
    assert rows(made, "overview")["First pass"][2] == Rate(107, 119)
    assert "returned" not in {event.kind for event in made.engine.history("proposal-handling/6204", children=True)}


def test_who_does_not_leave_holds_nothing_up() -> None:
    usual = plan()
    made = played(replace(usual, absences=tuple(absence for absence in usual.absences if absence.person != "luo")))
    assert rows(made, "summary", 1)["Total"] == (130, 130, 126, 4)
    assert len(stuck(made)) == 4
    assert "holder_inactive" not in {finding.code for finding in made.engine.stuck().findings}
    assert made.engine.why("6236/civil").status == "done"


def test_another_absence_holds_other_cases_up() -> None:
    usual = plan()
    made = played(replace(usual, absences=(*usual.absences, Absence("zhou", at(6, 1)))))
    why = made.engine.why("6236/civil")
    assert why.step == "deputy_director"
    assert len(stuck(made)) >= 11
    held = {finding.code for finding in made.engine.stuck(step="director").findings}
    assert held <= {"holder_inactive", "nobody_assigned", "overdue", "ladder_exhausted"}


def test_the_history_of_the_year_holds(year: Stage) -> None:
    assert year.engine.verify()


def test_the_command_makes_databases_and_shows_june_and_the_end_of_the_year(run: Run) -> None:
    result = run("demo", "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    june, end = result.stdout.split("同一年，截至 2020-12-31 17:30 +08:00")
    assert re.search("合计 +130 +130 +119 +11\n", june) and re.search("合计 +130 +130 +130 +0\n", end)
    assert re.search("合计 +8 +122 +130", end) and re.search("按时办结率 .*130/130 100.00%", end) and re.search("合计 +1/4 25.00%", end)
    assert "9 个空缺席位改派给 huang 黄副主任" in june
    assert "$ signoff stuck" in result.stdout
    assert "✗ 办理人已离岗 [holder_inactive]" in result.stdout
    assert "2020364/data_bureau  单位承办  proposal-handling" in result.stdout
    again = run("demo", "--lang", "zh", "--force")
    assert UUID.sub("…", again.stdout) == UUID.sub("…", result.stdout)
    refused = run("demo")
    assert refused.exit_code == 1
    assert "[file_exists]" in refused.stderr
    look_around(run)


def look_around(run: Run) -> None:
    """Afterwards every command finds its way by the settings that were written."""
    config = ("--config", "signoff-demo/signoff.toml")
    assert len(run(*config, "cases", "--step", "registered", "-o", "jsonl").stdout.splitlines()) == 0
    told = run(*config, "proposals", "report", "summary", "--as-of", "2020-06-24T17:30+08:00", "-o", "json")
    assert [item["total"] for item in json.loads(told.stdout)["items"] if item["table"] == "summary"] == [48, 82, 130]
    codes = [json.loads(line)["code"] for line in run(*config, "stuck", "-o", "jsonl").stdout.splitlines()]
    assert codes.count("holder_inactive") == 3
    year_end = ("--config", "signoff-demo/year-end.toml")
    told = run(*year_end, "proposals", "report", "on_time_rate", "-o", "json")
    total = next(item for item in json.loads(told.stdout)["items"] if item["sum"])
    assert (total["on_time_part"], total["on_time_whole"]) == (130, 130)
    ranking = json.loads(run(*year_end, "proposals", "scorecard", "--year", "2020", "-o", "json").stdout)["items"]
    assert {"Education", "Transport"} <= {row["unit"] for row in ranking if row["table"] == "city-direct-units.ranks"}
    assert run(*year_end, "stuck", "-o", "jsonl").stdout == ""
    assert run(*config, "people", "check").exit_code == 7
    assert run(*config, "verify", "proposal-handling/6115").exit_code == 0
