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
from .office import ACTS, TEXT, an_engine
from .store import DEFAULT_POSTGRESQL, a_database, quantile

WARMING = 40
"""Cases that are not counted: caches fill, statements are prepared."""


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


def in_turn(engine: Engine, floor: Floor, cases: int) -> tuple[Taken, Taken, list[float]]:
    """What actions took through the engine and by hand, in turn; and the memory of this process in between."""
    ours, theirs, memory = Taken(), Taken(), []
    for number in range(-WARMING, cases):
        if number == 0:
            ours, theirs = Taken(), Taken()
        if number >= 0 and number % max(cases // 5, 1) == 0:
            memory.append(resident())
        mine = engine.start("five", by="ann", key=f"case {number}", data={"text": TEXT}).id
        hand = floor.start(f"case {number}", TEXT, datetime.now(UTC))
        for step, (who, action) in zip(STEPS, ACTS, strict=True):
            ours.timed(engine.act, mine, action, by=who)
            theirs.timed(floor.act, hand, who, step, action)
    return ours, theirs, [*memory, resident()]


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


def report(name: str, url: str | URL, folder: str, cases: int) -> None:
    """Measure one database and print."""
    engine = an_engine(url, folder)
    floor = Floor.on(url)
    floor.create()
    ours, theirs, memory = in_turn(engine, floor, cases)
    mine, hand = statistics.median(ours.wall), statistics.median(theirs.wall)
    quick = quantile(ours.wall, 1) / quantile(theirs.wall, 1)
    times = f"engine {mine * 1e6:6.0f} µs, by hand {hand * 1e6:6.0f} µs"
    say(f"{name:<11} an action: {times}: ratio {mine / hand:.2f} (quickest tenths {quick:.2f})")
    cpu, bare = statistics.mean(ours.cpu), statistics.mean(theirs.cpu)
    say(f"{'':<11} of that our own CPU {cpu * 1e6:.0f} µs (by hand {bare * 1e6:.0f} µs)")
    say(f"{'':<11} memory of this process as {cases} cases go by: {', '.join(f'{found:.1f}' for found in memory)} MiB")
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
