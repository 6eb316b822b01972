"""How fast due timers are swept: by 1, 2 and 4 processes, and by several threads of one, against the same durable work by hand with a
commit for each.

Every timer reminds the holders of a task of an open case of its own. By hand (`floor`) that is: lock, timer, case row, history row, one
commit. A sweep commits up to a hundred cases at a time; what it takes with a commit for each is measured, too. At the end each timer has
fired once and not twice, or the run fails.
Run: python -m benchmarks.sweeps [--timers 20000] [--by-hand 2000] [--processes 1 2 4] [--threads 2 3] [--postgresql URL]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL, text
from sqlalchemy.engine import make_url

from signoff.adapters.sql import SqlStore
from signoff.cli.operate import keep_what_is_loaded
from signoff.testing import ManualClock

from .actions import resident, say
from .floor import Floor
from .office import an_engine, at_section, counted, crowd
from .same_rows import SameRows
from .store import DEFAULT_POSTGRESQL, a_database

LONG_AGO = datetime.now(UTC) - timedelta(days=30)


def loaded(url: str | URL, folder: str, timers: int) -> None:
    """A database with so many cases, each with a timer that is long due."""
    engine = an_engine(url, folder, ManualClock(LONG_AGO))
    root = at_section(engine, "crowd")
    engine.close()
    crowd(url, root, timers - 1)


def swept(url: str | URL, folder: str, processes: int, threads: int = 1, *, commit_each: bool = False) -> float:
    """The seconds that so many processes take to fire everything, each in so many threads, from when all of them are ready."""
    told = make_url(url).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "benchmarks.sweeps", "--worker", told, folder, str(threads), str(int(commit_each))]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        said, _ = worker.communicate()
        assert worker.returncode == 0
        say(f"{'':<11} a worker: {said.strip()}")
    return time.perf_counter() - begun


def work(url: str, folder: str, threads: int, *, commit_each: bool) -> None:
    """One process that sweeps as `signoff worker` does, in so many threads."""
    engine = an_engine(url, folder)
    engine.cases(limit=1)
    keep_what_is_loaded()
    before = resident()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    cpu = time.process_time()
    fired = engine.fire_timers(threads, commit_each=commit_each).fired
    spent = (time.process_time() - cpu) / max(fired, 1)
    sys.stdout.write(f"{fired} timers, {spent * 1e6:.0f} µs of its own CPU each; memory {before:.0f} MiB, then {resident():.0f} MiB\n")


def fired_once(url: str | URL, timers: int) -> None:
    """Each timer has fired, and none twice."""
    store = SqlStore(url)
    with store.engine.connect() as connection:
        fired = connection.execute(text("SELECT count(*), count(DISTINCT root_id) FROM signoff_event WHERE kind = 'timer_fired'")).one()
        left = connection.execute(text("SELECT count(*) FROM signoff_timer")).scalar()
    store.close()
    assert (*fired, left) == (timers, timers, 0), (*fired, left)


def by_hand(url: str | URL, timers: int) -> float:
    """The seconds that as many timers take as an application would do them for itself, one after the other."""
    floor = Floor.on(url)
    floor.create()
    cases = [floor.start(f"case {number}", "a text", LONG_AGO) for number in range(timers)]
    begun = time.perf_counter()
    for case in cases:
        floor.fire(case)
    taken = time.perf_counter() - begun
    floor.close()
    return taken


def same_rows(url: str | URL, folder: str, timers: int) -> float:
    """The seconds that the very rows which the engine writes of as many timers take by hand, one after the other."""
    clock = ManualClock(LONG_AGO)
    engine = an_engine(url, folder, clock)
    first = at_section(engine, "first")
    same = SameRows(engine.store.engine, first)  # type: ignore[attr-defined]
    clock.advance("10d")
    same.learn(engine.fire_timers)
    moves = [move for number in range(timers) for move in same.ready(at_section(engine, f"case {number}"))]
    counted(engine.store)  # type: ignore[arg-type]  # it is one of SQL
    begun = time.perf_counter()
    for move in moves:
        same.act(move)
    taken = time.perf_counter() - begun
    same.close()
    engine.close()
    return taken


Way = tuple[int, int, bool]
"""So many processes, each in so many threads; whether with a commit for each case."""


def report(name: str, urls: list[str | URL], ways: list[Way], folder: str, given: argparse.Namespace) -> None:
    """Measure one kind of database: by hand first, then each way, each on a new one."""
    hand = given.by_hand / by_hand(urls[0], given.by_hand)
    same = given.by_hand / same_rows(urls[0], folder, given.by_hand)
    say(f"{name:<11} by hand, a commit each, one process: {hand:.0f} a second, the very same rows {same:.0f}")
    for url, (processes, threads, each) in zip(urls[1:], ways, strict=True):
        timers = given.by_hand if each else given.timers
        loaded(url, folder, timers)
        rate = timers / swept(url, folder, processes, threads, commit_each=each)
        fired_once(url, timers)
        how = f"{processes} process{'es' if processes > 1 else ''}" + (f" of {threads} threads" if threads > 1 else "")
        ratios = f"{rate / hand:.2f} × by hand, {rate / same:.2f} × the very same rows"
        say(f"{name:<11} {how}{', a commit each' if each else ''}: {rate:.0f} a second, {ratios}")


def ways_of(url: str | URL, given: argparse.Namespace, threads: list[int]) -> list[Way]:
    """A commit each by one thread and by as many as suit the database; then batches by so many processes, and by so many threads of one."""
    store = SqlStore(url)
    suits = store.sweepers
    store.close()
    each = [(1, number, True) for number in sorted({1, suits})]
    return [*each, *((processes, 1, False) for processes in given.processes), *((1, number, False) for number in threads)]


def main() -> None:
    """Both databases; SQLite has one writer, where a second thread could only wait."""
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]), commit_each=sys.argv[5] == "1")
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=20_000)
    parser.add_argument("--by-hand", type=int, default=2_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--threads", type=int, nargs="*", default=[2, 3])
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ways = ways_of(f"sqlite:///{folder}/0.db", given, [])
        report("SQLite", [f"sqlite:///{folder}/{number}.db" for number in range(len(ways) + 1)], ways, folder, given)
        ways = ways_of(given.postgresql, given, given.threads)
        with ExitStack() as stack:
            server = make_url(given.postgresql)
            urls: list[str | URL] = [stack.enter_context(a_database(server, f"sweep{number}")) for number in range(len(ways) + 1)]
            report("PostgreSQL", urls, ways, folder, given)


if __name__ == "__main__":
    main()
