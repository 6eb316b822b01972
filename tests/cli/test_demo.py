"""The demonstration: the figures of the year on the workflows that ship, the same each time, and a plan whose changes show."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.memory import MemoryStore
from signoff.adapters.proposals.reading import read_ledger
from signoff.adapters.proposals.reports.catalogue import made as report
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.adapters.proposals.reports.tables import Rate, spoken
from signoff.cli.compose import Known
from signoff.cli.demo.caseload import KNOWN, SIZES, items
from signoff.cli.demo.folder import CALENDAR, PEOPLE, POLICY, put_files
from signoff.cli.demo.plan import ZONE, Absence, Course, Plan, at, plan
from signoff.cli.demo.run import Stage, set_up
from signoff.cli.demo.shown import ledger
from signoff.compose import Engine
from signoff.engine.calendars import Calendar
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import PROPOSALS, catalogue_path, policy_path

from ..demonstration import Demonstrations
from .running import Run

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOOK = re.compile(r"\d+\.\d s")
USUAL = plan()


@dataclass(frozen=True)
class Day:
    """The year as it stood on a day: the engine on the database that was left, and the ledger."""

    engine: Engine
    ledger: Ledger

    def rows(self, id: str, table: int = 0) -> dict[str, tuple[object, ...]]:
        """The lines of a report by their first cell."""
        return rows(self.ledger, id, table)

    @property
    def stuck(self) -> set[str]:
        """The numbers of the cases that are stuck, themselves or by a branch."""
        return stuck(self.engine)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, demonstrations: Demonstrations) -> Path:
    """The folder in which the demonstration was run, with what it left."""
    folder = tmp_path_factory.mktemp("left")
    demonstrations.put(folder, "zh")
    return folder


@pytest.fixture(scope="module")
def year(left: Path) -> Iterator[Day]:
    """The day in June."""
    yield from day(left, left / "signoff-demo.db", USUAL.looked_at)


@pytest.fixture(scope="module")
def year_end(left: Path) -> Iterator[Day]:
    """The end of the year."""
    yield from day(left, left / "signoff-demo" / "year-end.db", USUAL.ends)


def day(left: Path, database: Path, now: datetime) -> Iterator[Day]:
    """What was left, opened as of an instant."""
    folder = left / "signoff-demo"
    calendar = days(folder)
    with Engine(
        f"sqlite:///{database}",
        workflows=folder / "workflows",
        directory=StaticDirectory(load_people(folder / PEOPLE)),
        clock=ManualClock(now, calendar=calendar, timezone=ZONE.key),
        timezone=ZONE.key,
    ) as engine:
        yield Day(engine, read_ledger(engine, engine.directory, calendar, Known(engine).definition, now))


def days(folder: Path) -> Calendar:
    """The calendar of the demonstration."""
    return Calendars(folder / "workflows" / "calendars")[CALENDAR]


def played(folder: Path, changed: Plan) -> Stage:
    """The year of a plan, played in memory up to June."""
    put_files(folder)
    made = set_up(lambda clock: MemoryStore(clock=clock), folder, changed)
    made.play()
    return made


def only(fits: Callable[[Course], bool]) -> Plan:
    """The plan with these cases alone."""
    return replace(USUAL, courses=tuple(course for course in USUAL.courses if fits(course)))


def of_luo(course: Course) -> bool:
    """Whether a case is of the last batch and of a unit of the deputy director who leaves."""
    return course.batch == 3 and course.item.unit in ("civil", "agriculture", "water", "ecology")


def rows(found: Ledger, id: str, table: int = 0) -> dict[str, tuple[object, ...]]:
    """The lines of a report by their first cell."""
    return {spoken(row.cells[0], "en"): row.cells[1:] for row in report(id, found).tables[table].rows}  # type: ignore[arg-type]


def stuck(engine: Engine) -> set[str]:
    """The numbers of the cases that are stuck, themselves or by a branch."""
    return {finding.key.partition("/")[0].rpartition("-")[2] for finding in engine.stuck().findings}


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


def test_the_working_days_are_those_of_2020(left: Path) -> None:
    calendar = days(left / "signoff-demo")
    year = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    assert [day for day in year if calendar.is_workday(day) != chinese_calendar.is_workday(day)] == []
    assert not calendar.provisional(date(2020, 6, 24))


def test_the_workflows_and_the_policy_are_those_that_ship(left: Path) -> None:
    folder = left / "signoff-demo" / "workflows"
    assert {path.stem for path in folder.glob("*.yaml")} == set(PROPOSALS)
    assert all((folder / f"{name}.yaml").read_bytes() == catalogue_path(name).read_bytes() for name in PROPOSALS)
    assert (folder / "policies" / f"{POLICY}.yaml").read_bytes() == policy_path(POLICY).read_bytes()


def test_the_year_in_figures(year: Day) -> None:
    assert year.rows("summary") == {"NPC suggestion": (5, 43, 48), "CPPCC proposal": (3, 79, 82), "Total": (8, 122, 130)}
    assert year.rows("summary", 1)["Total"] == (130, 130, 121, 9)
    overview = {rate: cells[2] for rate, cells in year.rows("overview").items()}
    assert overview["Answered"] == Rate(121, 130) and overview["On time"] == Rate(121, 121)
    assert overview["First pass"] == Rate(108, 121) and overview["Published"] == Rate(8, 8)
    assert overview["Returned (first)"] == Rate(21, 21)
    unanswered = {row.case.case_no for row in year.ledger.rows if row.issued_at is None}
    assert len(unanswered) == 9 and year.stuck == unanswered


def test_what_was_promised_is_looked_back_at(year: Day) -> None:
    found = year.ledger
    promised = {row.case.case_no for row in found.rows if row.first_class == "B"}
    assert promised == {"6102", "6203", "2020194", "2020302"}
    assert {look.case.case_no for look in found.look_backs} == promised
    assert all(row.look_back for row in found.rows if row.first_class == "B")


def test_at_the_end_of_the_year_all_are_answered_in_time(year_end: Day) -> None:
    assert year_end.rows("summary") == {"NPC suggestion": (5, 43, 48), "CPPCC proposal": (3, 79, 82), "Total": (8, 122, 130)}
    assert year_end.rows("summary", 1)["Total"] == (130, 130, 130, 0)
    overview = {rate: cells[2] for rate, cells in year_end.rows("overview").items()}
    assert overview["Answered"] == overview["On time"] == overview["Uploaded"] == Rate(130, 130)
    assert overview["First pass"] == Rate(117, 130) and overview["Published"] == Rate(8, 8)
    found = year_end.ledger
    assert all(row.issued_at and row.effective_due and row.issued_at <= row.effective_due for row in found.rows)
    assert {case.case_no for case in found.cases if case.standing != "closed"} == {"6102", "6203", "2020194"}, "they are followed up"
    assert not year_end.stuck


def test_a_line_of_the_ledger_has_what_an_office_fills_in(year_end: Day) -> None:
    people, found = {"", None}, year_end.ledger
    for row in found.rows:
        asked = (row.case.lead_proposer, row.case.assigning_body, row.case.level, row.case.assigned_at)
        handled = (row.unit, row.section, row.officer, row.case.follow_up, row.portfolio_leader, row.doc_no, row.uploaded_at)
        assert people.isdisjoint((*asked, *handled)), row.case.case_no
    assert sum(bool(row.co_units) for row in found.rows) > 20 and max(len(row.co_units) for row in found.rows) == 4
    assert {row.opinions_wanted - row.opinions_in for row in found.rows} == {0}
    assert {case.co_signers for case in found.cases} == {0, 1, 2, 3}
    assert not [unit.id for unit in found.units if unit.title.get("zh") in (None, unit.id)]


def test_a_leader_of_the_city_leads_one_case_and_principals_lead_one_of_their_unit_each(year_end: Day) -> None:
    led = {case.case_no: case.leading_leader for case in year_end.ledger.cases if case.leader_led}
    assert led["6201"] == "wu"
    principals = [leader for number, leader in led.items() if number != "6201"]
    assert all(leader.endswith("_principal") for leader in principals)
    assert len(set(principals)) == len(principals) == 17
    assert year_end.engine.case("npc_suggestion-2020-6201/leadership").status == "done"


def test_cases_are_handed_out_in_four_acts_that_name_them_all(year_end: Day) -> None:
    records = year_end.engine.cases(workflow="assign-batch")
    named = [key for record in records for key in record.data["cases"]]  # type: ignore[attr-defined]
    assert len(records) == 4 and len(named) == len(set(named)) == 130
    assert {len({case.assigned_at for case in year_end.ledger.cases})} == {4}


def test_duties_that_are_late_bring_orders_which_are_all_closed_in_the_end(year_end: Day) -> None:
    orders = {(order.case.case_no, order.cause.get("zh"), order.level): order for order in year_end.ledger.orders}
    assert ("6203", "办理计划", "yellow") in orders and ("6226", "签收", "blue") in orders
    assert ("2020360", "质量退回达到次数", "yellow") in orders, "sent back twice"
    assert orders["2020360", "质量退回达到次数", "yellow"].cause["en"] == "Sent back for quality too often"
    assert {order.state for order in orders.values()} == {"resolved"}
    assert not {order.case.case_no for order in orders.values()} & {item.number for item in KNOWN}, "nothing bad is invented about these"


def test_what_was_stuck_in_june_was_mended_by_commands_that_the_history_shows(year: Day, year_end: Day) -> None:
    mended: dict[str, set[str]] = {"transferred": set(), "urged": set()}
    for number in year.stuck:
        key = next(case.key for case in year_end.ledger.cases if case.case_no == number)
        told = year_end.engine.history(key, children=True)
        kinds = [event.kind for event in told if event.at >= USUAL.mended_at and event.actor == "zhou"]
        mended[kinds[0]].add(number)
    assert mended["urged"] == {"6240", "2020370"} and len(mended["transferred"]) == 7


def test_whoever_acts_does_so_in_office_hours(year_end: Day, left: Path) -> None:
    calendar = days(left / "signoff-demo")
    for case in year_end.ledger.cases:
        for event in year_end.engine.history(case.key, children=True):
            if not event.actor.startswith("system:"):
                day = event.at.astimezone(ZONE).date()
                assert calendar.is_workday(day), (case.key, event.kind, event.at)
                assert any(open_ <= event.at <= close for open_, close in calendar.open_on(day)), (case.key, event.kind, event.at)


def test_look_backs_report_by_their_day_and_one_class_b_becomes_a(year_end: Day) -> None:
    found = year_end.ledger
    due = datetime(2020, 11, 20, 17, 30, tzinfo=ZONE)
    for number in ("6102", "6203", "2020194", "2020302"):
        row = next(row for row in found.rows if row.case.case_no == number)
        told = year_end.engine.history(f"{row.case.key}/{row.unit}/looking_back")
        reported = [event.at for event in told if event.kind == "decided" and (event.actor or "").endswith("_principal")]
        assert len(reported) == 1 and reported[0] <= due, number
    assert year_end.rows("b_conversion")["Total"] == (Rate(1, 4),)
    assert [(row.case.case_no, row.current_class) for row in found.rows if row.converted_at] == [("2020302", "A")]
    assert {look.case.case_no: look.cycle for look in found.look_backs} == {"6102": 2, "6203": 2, "2020194": 2, "2020302": 1}


def test_the_known_five_come_through(year: Day) -> None:
    found = {row.case.case_no: row for row in year.ledger.rows}
    assert all(found[item.number].issued_at is not None and found[item.number].doc_no for item in KNOWN)
    assert {number: found[number].first_class for number in ("6115", "6102", "2020194")} == {"6115": "C", "6102": "B", "2020194": "B"}


def test_the_class_that_says_no_is_explained_before_it_is_replied_to(tmp_path: Path) -> None:
    found = ledger(played(tmp_path, only(lambda course: course.item.number == "6115")))
    (reply,) = found.rows
    (told,) = [one for one in found.contacts if one.explained]
    assert told.on is not None and reply.issued_at is not None and told.on < reply.issued_at.date()


def test_the_histories_of_the_year_hold(year: Day, year_end: Day) -> None:
    assert year.engine.verify() and year_end.engine.verify()


def test_a_promise_that_is_not_kept_stays_b(tmp_path: Path) -> None:
    made = played(tmp_path, replace(only(lambda course: course.item.leads), kept=()))
    made.play_on()
    assert rows(ledger(made), "b_conversion")["Total"] == (Rate(0, 4),)


@pytest.mark.parametrize("back", [True, False])
def test_a_return_of_the_plan_is_one_of_the_history(back: bool, tmp_path: Path) -> None:
    usual = only(lambda course: course.item.number == "6204")
    made = played(tmp_path, usual if back else replace(usual, courses=tuple(replace(course, backs=()) for course in usual.courses)))
    assert rows(ledger(made), "overview")["First pass"][2] == (Rate(0, 1) if back else Rate(1, 1))
    told = made.engine.history("npc_suggestion-2020-6204", children=True)
    assert ("returned" in {event.kind for event in told}) == back


def test_who_does_not_leave_holds_nothing_up(tmp_path: Path) -> None:
    stays = replace(only(of_luo), absences=tuple(absence for absence in USUAL.absences if absence.person != "luo"))
    assert not stuck(played(tmp_path, stays).engine)


def test_another_absence_holds_other_cases_up(tmp_path: Path) -> None:
    away = replace(only(of_luo), absences=(Absence("zhou", at(6, 1)),))
    made = played(tmp_path, away)
    found = {finding.step for finding in made.engine.stuck().findings if finding.code == "nobody_assigned"}
    assert found == {"director_check"} and len(stuck(made.engine)) == len(away.courses)


def test_the_command_tells_the_year_and_shows_june_and_its_end(tmp_path: Path, demonstrations: Demonstrations) -> None:
    told = demonstrations.put(tmp_path, "zh")
    june, end = told["stdout"].split("同一年，截至 2020-12-31 17:30 +08:00")
    assert re.search("合计 +130 +130 +121 +9\n", june) and re.search("合计 +130 +130 +130 +0\n", end)
    assert re.search("合计 +8 +122 +130", end) and re.search("按时办结率 .*130/130 100.00%", end) and re.search("合计 +1/4 25.00%", end)
    assert "7 个空缺席位改派给 huang 黄副主任" in june
    assert "$ signoff stuck" in june and "✗ 办理人已离岗 [holder_inactive]" in june
    assert "cppcc_proposal-2020-2020372/data_bureau/replying  答复稿呈批  reply-approval" in june
    months = re.findall(r"^2020-(\d\d)  \S", told["stderr"], re.MULTILINE)
    assert months[:5] == ["03", "04", "05", "06", "07"] and months == sorted(set(months))
    assert "统一交办 46 件" in told["stderr"] and "B类转A类 1 件" in told["stderr"]


def test_with_fewer_cases_it_is_the_same_each_time_and_overwrites_nothing(run: Run) -> None:
    first = run("demo", "--cases", "10")
    assert first.exit_code == 0, first.output
    assert re.search("Total +10 +10 +10 +0\n", first.stdout) and "10 cases in" in first.stderr
    again = run("demo", "--cases", "10", "--force")
    assert UUID.sub("…", again.stdout) == UUID.sub("…", first.stdout)
    assert TOOK.sub("…", again.stderr) == TOOK.sub("…", first.stderr)
    refused = run("demo")
    assert refused.exit_code == 1 and "[file_exists]" in refused.stderr
    assert run("demo", "--cases", "9", "--force").exit_code == 2


def test_afterwards_every_command_finds_its_way_by_the_settings_that_were_written(
    run: Run, tmp_path: Path, demonstrations: Demonstrations
) -> None:
    demonstrations.put(tmp_path, "zh")
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
    assert run(*config, "people", "check").exit_code == 7
    assert run(*config, "verify", "6115").exit_code == 0
    assert run(*config, "why", "2020378/ecology/replying").exit_code == 0, "a child by the number of its case"
