"""What `doctor` finds: each finding made by the fault itself, and nothing found where all is well."""

import asyncio
import sqlite3
import sys
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from signoff import AsyncEngine, EffectCall
from signoff.adapters.apscheduler import Duty, Ticker
from signoff.adapters.clock import SystemClock
from signoff.adapters.dispatch.celery import CeleryDispatcher
from signoff.adapters.plugins import Plugin
from signoff.adapters.process import Process
from signoff.adapters.sql import SqlStore, prepare
from signoff.adapters.sql.migrate import LOCATION
from signoff.adapters.sql.schema_check import HEAD
from signoff.compose import Engine
from signoff.engine.calendars import Calendar, Year
from signoff.engine.doctor import HEALTH, Checkup
from signoff.engine.errors import DirectoryUnavailable
from signoff.engine.heart import Heart
from signoff.engine.people_data import PeopleFile, Person, Unit
from signoff.testing import ManualClock

from .databases import own_postgresql

pytestmark = pytest.mark.usefixtures("waits_for_the_disk")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = PeopleFile({"house": Unit("house")}, {"ann": Person("ann", unit="house"), "bob": Person("bob", roles=("reader",))})
DAYS = {"house": Calendar("house", years={2026: Year()})}
WORKFLOW = """
signoff: 1
workflow: paper
calendar: house
timezone: Asia/Shanghai
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  check:
    approvers: person(ann) | clerk@house | role(reader)
    due: 1h
    escalate: [{at: due, remind: holder}]
  booked: {end: approved, effects: [call: book]}
"""


def book(call: EffectCall) -> None:
    """An effect that succeeds."""


class Office:
    """A SQLite file with a paper that waits for ann, and processes that work on it."""

    def __init__(self, path: Path) -> None:
        self.path, self.url, self.clock = path, f"sqlite:///{path}", ManualClock(NOON)
        self.open: list[Engine] = []

    def process(self, *, database: Any = None, plugins: tuple[Plugin, ...] | None = None, **setting: Any) -> Engine:
        """Another process; every word may be given otherwise."""
        own = (Plugin("signoff.effects", "book", "1", book),) if plugins is None else plugins
        given = {"workflows": [WORKFLOW], "directory": PEOPLE, "calendars": DAYS, "clock": self.clock, "node": "n1", **setting}
        made = Engine(database or self.url, plugins=own, **given)
        self.open.append(made)
        return made

    def rows(self, sql: str) -> None:
        """A hand in the tables, which asks no foreign key."""
        connection = sqlite3.connect(self.path)
        with connection:
            connection.execute(sql)
        connection.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "signoff.db")
    made.process().start("paper", by="ann", key="1")
    yield made
    for engine in made.open:
        engine.close()


@pytest.fixture
def engine(office: Office) -> Engine:
    """A process that has just ticked."""
    made = office.process()
    made.tick()
    return made


def codes(found: Checkup) -> list[str]:
    """What was found; each can be said, as plain values too."""
    for finding in found.findings:
        assert "{" not in finding.sentence + finding.advice and finding.to_plain()["code"] == finding.code
    assert found.healthy == bool(found) == all(finding.severity == "info" for finding in found.findings)
    return [finding.code for finding in found.findings]


def params(found: Checkup, code: str) -> Mapping[str, str | int]:
    """The facts of the one finding of this code."""
    (finding,) = (finding for finding in found.findings if finding.code == code)
    return finding.params


def test_nothing_is_found_where_all_is_well(engine: Engine) -> None:
    found = engine.doctor()
    assert codes(found) == [] and found
    assert found.database is not None and found.database.revision == HEAD and found.database.settings["journal_mode"] == "wal"
    assert [node.name for node in found.nodes] == ["n1"] and found.definitions == 1
    assert found.backlog is not None and (found.backlog.armed, found.backlog.due) == (1, 0)
    assert [(one.id, one.official) for one in found.calendars] == [("house", 2026)]
    assert "tzdata" in found.zones


# ---------------------------------------------------------------- the database


def test_a_database_that_cannot_be_reached(office: Office) -> None:
    found = office.process(database="postgresql+psycopg://nobody@127.0.0.1:1/none").doctor()
    assert codes(found) == ["database_unreachable"] and found.database is None


def test_a_database_that_cannot_be_reached_where_it_is_awaited() -> None:
    async def ask() -> Checkup:
        async with AsyncEngine("postgresql+psycopg://nobody@127.0.0.1:1/none", workflows=[]) as engine:
            return await engine.doctor()

    assert codes(asyncio.run(ask())) == ["database_unreachable"]


def test_a_database_that_is_awaited(office: Office) -> None:
    async def ask() -> Checkup:
        plugin = Plugin("signoff.effects", "book", "1", book)
        url = office.url.replace("sqlite:", "sqlite+aiosqlite:")
        given: dict[str, Any] = {
            "workflows": [WORKFLOW],
            "plugins": [plugin],
            "directory": PEOPLE,
            "calendars": DAYS,
            "clock": office.clock,
        }
        async with AsyncEngine(url, **given) as engine:
            await engine.tick()
            return await engine.doctor()

    found = asyncio.run(ask())
    assert codes(found) == [] and found.database is not None and "aiosqlite" in found.database.driver


def test_a_database_without_tables(office: Office, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE letter (id INTEGER)")
    other.close()
    assert codes(office.process(database=f"sqlite:///{tmp_path}/other.db").doctor())[0] == "schema_missing"


def test_tables_that_are_too_old(office: Office, tmp_path: Path) -> None:
    database = prepare(create_engine(f"sqlite:///{tmp_path}/old.db"))
    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "signoff_0003")
    found = office.process(database=database).doctor()
    assert codes(found) == ["schema_outdated"]
    assert str(params(found, "schema_outdated")["pending"]).startswith("signoff_0004, signoff_0005")
    database.dispose()


def test_tables_that_are_newer_are_no_fault(office: Office, engine: Engine) -> None:
    office.rows("UPDATE signoff_schema SET revision = 'signoff_9999'")
    found = engine.doctor()
    assert codes(found) == ["schema_newer"] and found


def test_a_server_that_is_too_old(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signoff.adapters.sql.health.KINDS", Mover(least=(99,)))
    assert codes(engine.doctor()) == ["database_too_old"]


class Mover(dict[str, Any]):
    """The kinds of databases, wanted newer than any is."""

    def __init__(self, least: tuple[int, ...]) -> None:
        from dataclasses import replace

        from signoff.adapters.sql.health import KINDS

        super().__init__({kind: replace(asked, least=least) for kind, asked in KINDS.items()})


def test_a_file_in_the_old_journal_mode(office: Office, tmp_path: Path) -> None:
    database = create_engine(f"sqlite:///{tmp_path}/hosts.db")
    assert codes(office.process(database=database).doctor()) == ["journal_mode"]
    database.dispose()


def test_a_server_that_does_not_wait_for_its_disk() -> None:
    with own_postgresql() as url:
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {server.url.database} SET synchronous_commit = off"))
        server.dispose()
        with Engine(url, workflows=[]) as engine:
            found = engine.doctor()
    assert codes(found) == ["commits_may_be_lost"]
    assert params(found, "commits_may_be_lost") == {"settings": "synchronous_commit=off"}
    assert found.database is not None and found.database.driver.startswith("psycopg 3")


def test_cases_in_memory_are_no_fault() -> None:
    for database in ("memory://", "sqlite://"):
        with Engine(database, workflows=[]) as engine:
            found = engine.doctor()
            assert codes(found) == ["nothing_lasts"] and found


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("DELETE FROM signoff_case", "signoff_task"),
        ("DELETE FROM signoff_case", "signoff_timer"),
        ("DELETE FROM signoff_case", "signoff_key"),
        ("DELETE FROM signoff_task", "signoff_task_candidate"),
    ],
)
def test_rows_of_cases_that_are_not_there(office: Office, engine: Engine, sql: str, table: str) -> None:
    office.rows(sql)
    found = engine.doctor()
    assert table in [finding.params.get("table") for finding in found.findings] and "orphan_rows" in codes(found)


# ---------------------------------------------------------------- the processes


def test_nobody_ticks(office: Office) -> None:
    found = office.process().doctor()
    assert codes(found) == ["no_node"] and params(found, "no_node") == {"timers": 1, "rows": 0, "beat": "-"}


def test_a_node_that_has_died(office: Office, engine: Engine) -> None:
    dead = office.process(node="dead")
    dead.heart.every = 10
    dead.tick()
    office.clock.advance(timedelta(minutes=2))
    engine.tick()
    found = engine.doctor()
    assert codes(found) == ["node_silent"] and params(found, "node_silent")["node"] == "dead"


def test_one_that_stopped_in_order_is_not_missed(office: Office, engine: Engine) -> None:
    with Ticker([Duty("fire", engine.fire_timers, 3600)], clock=office.clock, heart=office.process(node="n2").heart):
        pass
    assert codes(engine.doctor()) == []


def test_a_duty_that_fails(office: Office, engine: Engine) -> None:
    other = office.process(node="n2")
    other.heart.did("deliver", {"ok": False, "result": "ConnectionError: no"})
    found = engine.doctor()
    assert codes(found) == ["duty_failing"]
    assert params(found, "duty_failing") == {"node": "n2", "duty": "deliver", "error": "ConnectionError: no"}


def test_a_node_whose_clock_is_wrong(office: Office) -> None:
    wrong = ManualClock(datetime.now(UTC) + timedelta(hours=1))
    with office.process(clock=None) as engine:
        Heart(engine.store, "late", Process(tuple, {}).about, wrong).did("tick", {"ok": True})
        found = engine.doctor()
    assert "node_clock" in codes(found)
    told = params(found, "node_clock")
    assert (told["node"], told["direction"]) == ("late", "ahead") and 3590 < int(told["seconds"]) < 3610


def test_a_machine_whose_clock_is_wrong(office: Office) -> None:
    store = SqlStore(office.url, clock=lambda: SystemClock().now() + timedelta(minutes=10))
    with office.process(database=store, clock=None) as engine:
        found = engine.doctor()
    assert "own_clock" in codes(found) and params(found, "own_clock")["direction"] == "behind"
    store.close()


def test_releases_that_differ_are_no_fault(engine: Engine) -> None:
    old = Process(tuple, {})
    old._version = "0.0.1"
    engine.store.beat("old", {}, old.about(NOON, None), NOON)
    found = engine.doctor()
    assert "releases_differ" in codes(found) and found.findings[-1].params["releases"].startswith("0.0.1, ")  # type: ignore[union-attr]  # a text


def test_timers_and_effects_that_nobody_sees_to(office: Office, engine: Engine) -> None:
    office.clock.advance("2h")
    engine.fire_timers()
    other = office.process()
    other.start("paper", by="ann", key="2")
    office.clock.advance("2h")
    engine.heart.did("fire", {"ok": True})
    found = engine.doctor()
    assert codes(found) == ["timers_late", "effects_late"]
    assert params(found, "timers_late") == {"count": 1, "since": "2026-03-02T15:00:00.000000Z"}
    assert params(found, "effects_late")["count"] == 1


def test_effects_that_a_dispatcher_was_given_and_no_worker_takes(office: Office) -> None:
    nowhere = CeleryDispatcher("redis://127.0.0.1:1/0")
    engine = office.process(dispatcher=nowhere)
    engine.tick()
    engine.act("1", "approve", by="ann")
    for _ in range(3):
        office.clock.advance("6m")
        assert engine.tick().delivery.submitted == 1
    found = engine.doctor()
    assert "effects_late" in codes(found)
    assert params(found, "effects_late") == {"count": 1, "since": "2026-03-02T12:00:00.000000Z"}


def test_an_effect_that_no_living_process_can_deliver(office: Office) -> None:
    host = office.process(node="host")
    host.on("case.approved", subscriber="archive")(lambda occasion: None)
    host.tick()
    host.act("1", "approve", by="ann")
    host.heart.leave()
    worker = office.process(node="worker", hosts_handlers=False)
    worker.tick()
    found = worker.doctor()
    assert codes(found) == ["effects_unserved"]
    assert params(found, "effects_unserved")["needs"] == "event:archive"
    host.tick()
    assert codes(worker.doctor()) == []


def test_one_that_works_only_when_there_is_work_is_not_given_up_for_an_hour_of_silence(office: Office) -> None:
    worker = office.process(node="celery")
    worker.heart.did("deliver", {"ok": True})
    office.clock.advance(timedelta(minutes=50))
    ticker = office.process(plugins=(), node="ticker", workflows=[])
    ticker.tick()
    worker.act("1", "approve", by="ann")
    assert codes(ticker.doctor()) == [], "the effect waits for the worker"


def test_an_effect_that_was_given_up(office: Office, engine: Engine) -> None:
    broken = office.process(plugins=(Plugin("signoff.effects", "book", "1", lambda call: 1 / 0),))
    broken.act("1", "approve", by="ann")
    for _ in range(8):
        broken.deliver()
        office.clock.advance("12h")
    engine.tick()
    assert "dead_letters" in codes(engine.doctor())


# ---------------------------------------------------------------- definitions, and what they need


def test_a_definition_that_is_gone(office: Office, engine: Engine) -> None:
    office.rows("DELETE FROM signoff_definition")
    found = office.process(workflows=[]).doctor()
    assert codes(found) == ["definition_missing"] and params(found, "definition_missing")["cases"] == 1


def test_a_definition_that_this_release_cannot_read(office: Office, engine: Engine) -> None:
    office.rows("UPDATE signoff_definition SET content = '{\"later\": 1}'")
    assert codes(office.process(workflows=[]).doctor()) == ["definition_unreadable"]


def test_a_plugin_that_is_not_here_or_nowhere(office: Office, engine: Engine) -> None:
    here = office.process(workflows=[], plugins=(), node="n2")
    found = here.doctor()
    assert codes(found) == ["plugin_missing"]
    assert params(found, "plugin_missing") == {"cases": 1, "workflow": "paper", "plugin": "signoff.effects:book@1", "found": "none"}
    engine.heart.leave()
    here.tick()
    newer = office.process(workflows=[], plugins=(Plugin("signoff.effects", "book", "2", book),), node="n3")
    found = newer.doctor()
    assert codes(found) == ["plugin_missing", "plugin_nowhere"] and params(found, "plugin_missing")["found"] == "version 2"


def test_a_calendar_that_is_not_given(office: Office, engine: Engine) -> None:
    found = office.process(workflows=[], calendars={}).doctor()
    assert codes(found) == ["calendar_missing"] and params(found, "calendar_missing")["calendar"] == "house"


def test_a_calendar_that_ends(office: Office, engine: Engine) -> None:
    office.clock.set(datetime(2026, 12, 15, tzinfo=UTC))
    engine.tick()
    found = engine.doctor()
    assert codes(found) == ["calendar_ends"] and params(found, "calendar_ends") == {"calendar": "house", "year": 2026}


def test_a_time_zone_without_data(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = zoneinfo.TZPATH
    for name in {"tzdata", *(name for name in sys.modules if name.startswith("tzdata."))}:
        monkeypatch.setitem(sys.modules, name, None)
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert codes(engine.doctor()) == ["timezone_missing"]
    finally:
        zoneinfo.reset_tzpath(to=before)
        zoneinfo.ZoneInfo.clear_cache()


def test_people_and_units_that_the_directory_does_not_know(office: Office, engine: Engine) -> None:
    found = office.process(directory=PeopleFile({}, {"ann": Person("ann", active=False)})).doctor()
    assert codes(found) == ["person_unknown", "unit_unknown"]
    assert params(found, "person_unknown")["person"] == "ann" and params(found, "unit_unknown")["unit"] == "house"


IN_A_CASE = """
signoff: 1
workflow: parts
data: {units: {type: list, of: unit}, own: {type: unit}}
names: {other: own}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  check: {approvers: clerk@other}
  ask:
    parallel:
      part:
        for_each: u in units
        data: {heir: {type: unit}}
        steps:
          read: {by: clerk@u}
          write: {by: clerk@heir}
"""


def test_names_that_stand_for_a_unit_only_in_a_case_are_no_units_that_are_missing(office: Office) -> None:
    assert "unit_unknown" not in codes(office.process(workflows=[IN_A_CASE]).doctor())


def test_a_directory_that_does_not_answer(office: Office, engine: Engine) -> None:
    class Down:
        def __getattr__(self, name: str) -> Any:
            def down(*_: object) -> None:
                raise DirectoryUnavailable("LDAP is away")

            return down

    found = office.process(directory=Down()).doctor()
    assert codes(found) == ["directory_unavailable"] and params(found, "directory_unavailable") == {"error": "LDAP is away"}


def test_a_directory_that_throws_whatever_it_throws(office: Office, engine: Engine) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            def broken(*_: object) -> None:
                raise OSError("no route to host")

            return broken

    found = office.process(directory=Broken()).doctor()
    assert codes(found) == ["directory_unavailable"] and "no route to host" in str(params(found, "directory_unavailable")["error"])


def test_every_code_is_met_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [code for code in HEALTH if f'"{code}"' not in text] == []
