"""What archiving many small finished cases costs, and whether somebody who acts meanwhile notices.

One case is played by the engine to its end; the others are copies of it with ids, keys and hash chains of their own, loaded in bulk.
Another process acts all the while, each move in its own transaction: its moves are timed alone first, then beside the archiving.
Run: python -m benchmarks.archive [--roots 20000] [--batch 100] [--postgresql URL] [--only sqlite|postgresql]
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import SqlStore, upgrade
from signoff.engine.archiving import ArchiveReport
from signoff.engine.history import GENESIS, opened, seal
from signoff.engine.ids import id_source
from signoff.engine.ports import Change, Link, Save
from signoff.engine.saving import salts
from signoff.engine.verify import rebuilt
from signoff.testing import ManualClock

from .growth import PEOPLE, WORKFLOW, Pair
from .store import DEFAULT_POSTGRESQL, a_database

LONG_AGO = datetime(2020, 3, 2, 9, tzinfo=UTC)
TOGETHER = 200
"""Cases loaded in one transaction."""
ALONE = 5.0
"""Seconds for which the other process acts by itself."""


def played(engine: Engine) -> tuple[str, list[Link]]:
    """A finished case of the engine: its id and its history."""
    case = engine.start("loop", by="ann", key="first", data={"text": "a text of a common length"})
    engine.act("first", "submit", by="ann")
    engine.act("first", "approve", by="bob", comment="Agreed.")
    for row in engine.store.lease("bench", LONG_AGO, 100, 60):
        engine.store.delivered(row.id, LONG_AGO)
    return case.id, list(engine.store.history("default", case.id))


def copies(root: str, links: Sequence[Link], count: int) -> Iterator[Change]:
    """So many copies, each with an id, a key and a chain of its own."""
    new_id = id_source(LONG_AGO)
    for number in range(count):
        id, key = new_id(), f'"old-{number}"'
        texts = ((link.header.replace(root, id), link.payload.replace(root, id).replace('"first"', key)) for link in links)
        events = [opened(*pair) for pair in texts]
        cases, tasks = rebuilt(events)
        yield Change(
            id,
            "default",
            {},
            cases,
            seal(events, GENESIS, salts(len(events))),
            tasks={of: tuple(all.values()) for of, all in tasks.items()},
        )


def loaded(store: SqlStore, folder: str, count: int) -> int:
    """Fill a database with finished cases; how many events each has."""
    engine = Engine(store, workflows=WORKFLOW, directory=f"{folder}/people.yaml", clock=ManualClock(LONG_AGO), notifiers={})
    root, links = played(engine)
    changes = copies(root, links, count - 1)
    while some := [change for _, change in zip(range(TOGETHER), changes, strict=False)]:
        with store.begin() as unit:
            unit.save(Save(tuple(some), LONG_AGO))
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return len(links)


def act(url: str, folder: str, told: Connection) -> None:
    """Hand drafts in and send them back until somebody says stop, or mark; the seconds of every move since the last mark."""
    pair = Pair(url, folder)
    case, taken = pair.start(), list[float]()
    told.send("ready")
    while True:
        taken.append(pair.move(case))
        if told.poll():
            word = told.recv()
            told.send(taken)
            taken = []
            if word == "stop":
                break
    pair.store.close()


@contextmanager
def somebody(url: str, folder: str) -> Iterator[Connection]:
    """Another process that acts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=act, args=(url, folder, theirs))
    process.start()
    assert ours.recv() == "ready"
    try:
        yield ours
    finally:
        process.join(60)


def marked(other: Connection, word: str) -> list[float]:
    """The seconds of every move since the last mark."""
    other.send(word)
    found: list[float] = other.recv()
    return found


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(name: str, url: str | URL, folder: str, roots: int, batch: int) -> None:
    """Measure one database."""
    upgrade(url)
    store = SqlStore(url)
    events = loaded(store, folder, roots)
    engine = Engine(store, workflows=WORKFLOW, directory=f"{folder}/people.yaml", authorize=lambda *_: True, notifiers={})
    memory: list[float] = []

    def watch(so_far: ArchiveReport) -> None:
        if so_far.roots >= roots // 10:
            memory.append(peak())

    shown = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    file = Path(folder) / f"{name}.jsonl"
    with somebody(shown, folder) as other:
        time.sleep(ALONE)
        alone = marked(other, "mark")
        begun = time.perf_counter()
        done = engine.archive(older_than="2y", to=file, by="ann", batch=batch, watch=watch)
        taken = time.perf_counter() - begun
        beside = marked(other, "stop")
    assert done.roots == roots
    tell(name, f"{roots:,} roots of {events} events archived: {roots / taken:,.0f} roots/s")
    tell(
        name, f"peak memory at a tenth {memory[0]:.0f} MB, at the end {memory[-1]:.0f} MB; {file.stat().st_size / roots:,.0f} bytes a root"
    )
    for what, moves in (("alone", alone), ("meanwhile", beside)):
        median, most = statistics.median(moves), max(moves)
        tell(name, f"a move of another process, {what}: median {median * 1e3:.1f} ms, longest of {len(moves):,} {most * 1e3:.0f} ms")
    begun = time.perf_counter()
    assert engine.verify_archive(file)
    tell(name, f"the file verified beside the stubs: {roots / (time.perf_counter() - begun):,.0f} roots/s")
    store.close()


def tell(name: str, what: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{name:<11} {what}\n")
    sys.stdout.flush()


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roots", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "people.yaml").write_text(PEOPLE, "utf-8")
        if given.only != "postgresql":
            report("SQLite", f"sqlite:///{folder}/old.db", folder, given.roots, given.batch)
        if given.only != "sqlite":
            with a_database(make_url(given.postgresql), "archive") as url:
                report("PostgreSQL", url, folder, given.roots, given.batch)


if __name__ == "__main__":
    main()
