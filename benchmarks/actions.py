"""What an action costs: the engine on a path of five steps against the same durable work by hand (`floor`), on SQLite and PostgreSQL.

The two take turns, action by action, in one run, so that other work on the machine disturbs both alike; what counts is the ratio
of the medians; that of the quickest tenths is disturbed least by other work. Beside it: our own CPU time per action, what PostgreSQL
was waited for, how long the disk takes to flush, and the memory of this process as the cases go by. `--away` puts PostgreSQL so many
milliseconds away, each way, where it is on this machine otherwise.
Run: python -m benchmarks.actions [--cases 400] [--away 0.25] [--postgresql URL]
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import SqlStore

from .away import away
from .floor import STEPS, Floor
from .office import ACTS, TEXT, an_engine, counted
from .same_rows import SameRows
from .store import DEFAULT_POSTGRESQL, a_database, quantile

WARMING = 40
"""Cases that are not counted: caches fill, statements are prepared; then the database counts its rows."""


@dataclass(slots=True)
class Taken:
    """Seconds of each action, by the clock and of this process's own CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def timed(self, work: Callable[..., object], *given: object, **named: object) -> None:
        """Do this, and write down what it took."""
        cpu, wall = time.process_time(), time.perf_counter()
        work(*given, **named)
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)


@dataclass(slots=True)
class Measured:
    """What the actions of a run took through the engine, by hand, and for the very same rows; and the memory of this process."""

    ours: Taken = field(default_factory=Taken)
    hand: Taken = field(default_factory=Taken)
    same: Taken = field(default_factory=Taken)
    memory: list[float] = field(default_factory=list)


def in_turn(engine: Engine, floor: Floor, cases: int) -> Measured:
    """What actions took, in turn."""
    measured, keys = Measured(), (f"case {number}" for number in count())

    def started() -> str:
        return engine.start("five", by="ann", key=next(keys), data={"text": TEXT}).id

    first = started()
    same = SameRows(engine.store.engine, first)  # type: ignore[attr-defined]
    for who, action in ACTS:
        same.learn(engine.act, first, action, by=who)
    for number in range(-WARMING, cases):
        if number == 0:
            measured = Measured()
            counted(engine.store)  # type: ignore[arg-type]  # it is one of SQL
        if number >= 0 and number % max(cases // 5, 1) == 0:
            measured.memory.append(resident())
        mine, copy = started(), started()
        moves = same.ready(copy)
        hand = floor.start(f"case {number}", TEXT, datetime.now(UTC))
        for step, (who, action), move in zip(STEPS, ACTS, moves, strict=True):
            measured.ours.timed(engine.act, mine, action, by=who)
            measured.hand.timed(floor.act, hand, who, step, action)
            measured.same.timed(same.act, move)
        assert same.written_alike(copy), copy
    same.close()
    measured.memory.append(resident())
    return measured


def resident() -> float:
    """The memory of this process now (MiB)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def round_trips(store: SqlStore, work: Callable[[], object]) -> int:
    """How often PostgreSQL was waited for meanwhile, begin and commit counted, as the client library writes it down.

    The pool hands out the connection that was given back last, so these are the connections that the work will get.
    """
    store.rested()
    with store.engine.connect() as one, store.engine.connect() as other, tempfile.TemporaryFile("w+") as file:
        raw: list[Any] = [connection.connection.dbapi_connection for connection in (one, other)]
        for connection in raw:
            connection.pgconn.trace(file.fileno())
        one.close()
        other.close()
        work()
        for connection in raw:
            connection.pgconn.untrace()
        file.seek(0)
        return sum("ReadyForQuery" in message for message in file)


def flush(folder: str) -> float:
    """The median seconds of writing a page to a file and having the disk keep it."""
    taken = []
    with open(f"{folder}/flush", "wb") as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def median(taken: Taken) -> float:
    """The median by the clock (µs)."""
    return statistics.median(taken.wall) * 1e6


def cpu(taken: Taken) -> float:
    """The mean of this process's own CPU time (µs)."""
    return statistics.mean(taken.cpu) * 1e6


def report(name: str, url: str | URL, folder: str, cases: int) -> None:
    """Measure one database and print."""
    engine = an_engine(url, folder)
    floor = Floor.on(url)
    floor.create()
    found = in_turn(engine, floor, cases)
    say(f"{name:<11} an action: engine {median(found.ours):6.0f} µs, our own CPU {cpu(found.ours):.0f} µs")
    for how, theirs in {"by hand": found.hand, "the very same rows by hand": found.same}.items():
        quick = quantile(found.ours.wall, 1) / quantile(theirs.wall, 1)
        ratio = f"ratio {median(found.ours) / median(theirs):.2f} (quickest tenths {quick:.2f})"
        say(f"{'':<11} {how} {median(theirs):6.0f} µs, CPU {cpu(theirs):.0f} µs: {ratio}")
    say(f"{'':<11} memory of this process as {cases} cases go by: {', '.join(f'{held:.1f}' for held in found.memory)} MiB")
    if isinstance(url, URL):
        key = engine.start("five", by="ann", key=f"traced {next(NUMBERS)}", data={"text": TEXT}).id
        trips = round_trips(engine.store, lambda: engine.act(key, "submit", by="ann"))  # type: ignore[arg-type]
        say(f"{'':<11} round trips of an action, begin and commit counted: {trips}")
    floor.close()
    engine.close()


NUMBERS = count()


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--away", type=float, metavar="MS")
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        say(f"{'disk':<11} a flush of one page takes {flush(folder) * 1e6:.0f} µs")
        report("SQLite", f"sqlite:///{folder}/benchmark.db", folder, given.cases)
        with a_database(make_url(given.postgresql), "actions") as url:
            report("PostgreSQL", url, folder, given.cases)
        if given.away is not None:
            with a_database(make_url(given.postgresql), "away") as url, away(url, given.away / 1000) as further:
                report(f"{given.away:g} ms away", further, folder, given.cases)


if __name__ == "__main__":
    main()
