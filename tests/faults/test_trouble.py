"""A full disk, a lock that is not given up, a database that is away: a clear error, nothing half done, and the same again works."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, make_url, text

from signoff import Stale, StoreUnavailable
from signoff.adapters.sql import prepare, upgrade
from signoff.engine.faultpoints import planted
from signoff.testing import ManualClock

from .acts import DUE
from .breaking import breaking
from .office import MORNING, office
from .servers import private_server

LONG = "x" * 8_000


def until_it_fails(engine: Any, most: int = 2_000, text: str = LONG) -> tuple[str, StoreUnavailable]:
    """Start cases until that is not possible any more: the request that failed, and what was said."""
    for number in range(most):
        try:
            engine.start("letter", by="ann", key=f"{number}", comment=text, request_id=f"r{number}")
        except StoreUnavailable as error:
            return f"{number}", error
    raise AssertionError("the disk is never full")


def holds(engine: Any, key: str) -> None:
    """The case that could not be started is not there, and whatever is there holds."""
    assert engine.cases(key=key) == ()
    assert engine.verify().problems == ()


def goes_on(engine: Any, key: str) -> None:
    """There is room again: the same request is carried out, once."""
    for _ in range(2):
        engine.start("letter", by="ann", key=key, comment=LONG, request_id=f"r{key}")
    assert len(engine.cases(key=key)) == 1
    assert engine.verify().problems == ()


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/full.db"
    upgrade(url)
    database, pages = create_engine(url), [120]

    @event.listens_for(database, "checkout")
    def limited(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}").fetchall()

    with office(prepare(database)) as engine:
        key, error = until_it_fails(engine)
        assert "full" in error.message and error.hint
        holds(engine, key)
        pages[0] = 100_000
        goes_on(engine, key)
    database.dispose()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes of its own, which only root can make."""
    place = folder / "small"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("A FULL DISK IS NOT TESTED: only root can mount a small one")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], check=True, capture_output=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)


def filled(place: Path) -> Path:
    """Take what room is left; the file that does."""
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(bytes(65_536))
                file.flush()
        except OSError:
            pass
        file.truncate(max(0, file.tell() - 65_536))
    return ballast


def test_a_disk_that_is_full_under_a_file(tmp_path: Path) -> None:
    with small_disk(tmp_path, 4) as place:
        url = f"sqlite:///{place}/full.db"
        upgrade(url)
        with office(url) as engine:
            engine.start("letter", by="ann", key="first")
            ballast = filled(place)
            key, error = until_it_fails(engine)
            assert error.hint
            ballast.unlink()
            holds(engine, key)
            goes_on(engine, key)


def test_a_disk_that_is_full_under_a_server() -> None:
    """The disk of the tables is full; the server's log has another one, or the server would not live."""
    with TemporaryDirectory() as folder, small_disk(Path(folder), 32) as place, private_server("postgresql") as server:
        Path(folder).chmod(0o711)  # pytest's own folders are closed to the account of the server
        where = place / "tables"
        where.mkdir()
        subprocess.run(["chown", f"{server.account}:", str(where)], check=True)
        admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE TABLESPACE small LOCATION '{where}'"))
            connection.execute(text("CREATE DATABASE small TABLESPACE small"))
        admin.dispose()
        url = make_url(server.url).set(database="small").render_as_string(hide_password=False)
        upgrade(url)
        with office(url) as engine:
            engine.start("letter", by="ann", key="first")
            ballast = filled(place)
            key, error = until_it_fails(engine)
            assert "No space left" in error.message or "could not extend" in error.message
            holds(engine, key)
            ballast.unlink()
            goes_on(engine, key)


@pytest.mark.parametrize("length", [1_000, 8_000])
def test_a_disk_that_is_full_under_mariadb(length: int) -> None:
    """The folder of one database is a link to the small disk; the server's logs have another one.

    A text that fits into its page makes the server say that a table is full; one that does not may end the server, which then comes back.
    """
    with TemporaryDirectory() as folder, small_disk(Path(folder), 32) as place, private_server("mariadb") as server:
        Path(folder).chmod(0o711)
        where = place / "tables"
        where.mkdir()
        subprocess.run(["chown", f"{server.account}:", str(where)], check=True)
        (Path(server.data) / "small").symlink_to(where)
        url = make_url(server.url).set(database="small").render_as_string(hide_password=False)
        upgrade(url)
        with office(url) as engine:
            engine.start("letter", by="ann", key="first")
            ballast = filled(place)
            key, error = until_it_fails(engine, text="x" * length)
            assert error.hint and ("is full" in error.message or not server.answers()), error.message
            ballast.unlink()
            server.come_back()
            holds(engine, key)
            goes_on(engine, key)


IMPATIENT: dict[str, Mapping[str, Any]] = {
    "sqlite": {"timeout": 0.02},
    "postgresql": {"options": "-c lock_timeout=50ms"},
    "mariadb": {"init_command": "SET SESSION innodb_lock_wait_timeout = 1"},
}
"""What is told to the driver so that nobody waits long for a lock."""
HOLD: dict[str, str] = {"sqlite": "UPDATE signoff_schema SET one = one"}
"""What takes the lock that a command waits for; elsewhere the row of the case."""


@contextmanager
def held(url: str, case: str) -> Iterator[Connection]:
    """Somebody has the case, and does not let it go."""
    database = prepare(create_engine(url))
    with database.connect() as connection, connection.begin():
        held_by = HOLD.get(database.dialect.name, "SELECT id FROM signoff_case WHERE id = :case FOR UPDATE")
        connection.execute(text(held_by), {"case": case} if ":case" in held_by else {})
        yield connection
    database.dispose()


def test_a_lock_that_is_not_given_up_is_a_clear_error_and_nothing_is_done(database: str) -> None:
    own = create_engine(database, connect_args=dict(IMPATIENT[make_url(database).get_backend_name()]))
    with office(own) as engine:
        case = engine.start("twice", by="ann").id
        with held(database, case), pytest.raises(Stale) as caught:
            engine.act(case, "approve", by="he", request_id="r")
        assert caught.value.code == "conflict" and caught.value.hint
        assert engine.case(case).step == "first"
        assert engine.act(case, "approve", by="he", request_id="r").step == "second"
        assert engine.verify(case).problems == ()
    own.dispose()


def test_a_sweep_stops_where_the_database_is_away_and_the_next_one_finds_it_all(database: str) -> None:
    """It does not knock once for each case: what is away for one is away for all."""
    with office(database, ManualClock(MORNING)) as engine:
        cases = [engine.start("letter", by="ann").id for _ in range(20)]
    with office(database, ManualClock(DUE)) as engine:
        engine.store.next_due(None)
        passed: list[str] = []

        def away(point: str) -> None:
            if passed or point == "save.before":
                passed.append(point)
                breaking(database)(point)

        with planted(away), pytest.raises(StoreUnavailable):
            engine.fire_timers()
        assert len(passed) < len(cases), passed
        assert engine.fire_timers().fired >= len(cases)
        assert {event.kind for case in cases for event in engine.history(case)} >= {"timer_fired"}
        assert engine.verify().problems == ()
