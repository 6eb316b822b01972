"""What an action costs as things grow: on a case of a few events and of a thousand, among one open case and a hundred thousand.

Each pair runs in turn, move by move, in one run, so that other work on the machine disturbs both alike; what counts is the ratio.
The cases that stand around are loaded in bulk, and the database counts its rows afterwards, as PostgreSQL's autovacuum does by
itself; those that are acted on are started by the engine.
Run: python -m benchmarks.growth [--moves 300] [--events 1000] [--cases 100000] [--postgresql URL]
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from sqlalchemy import URL, text
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import SqlStore, upgrade
from signoff.engine.case import Case
from signoff.engine.ports import Save

from .store import DEFAULT_POSTGRESQL, NOON, a_case, a_database, beginning

WORKFLOW = """
signoff: 1
workflow: loop
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
data: {text: {type: document, required: true}}
steps:
  draft: {by: initiator, due: 5d}
  check: {approvers: role(legal), due: 3d, escalate: [{at: due, remind: holder}]}
return: {to: any_earlier, comment: optional}
"""
PEOPLE = """
units: {office: {title: Office}}
people:
  ann: {name: Ann, unit: office}
  bob: {name: Bob, unit: office, roles: [legal]}
  eve: {name: Eve, unit: office, roles: [legal]}
"""
TOGETHER = 200
"""Cases saved in one transaction while the crowd is loaded."""


class Pair:
    """An engine on a database, and cases of it that are sent round."""

    def __init__(self, url: str | URL, folder: str) -> None:
        upgrade(url)
        self.store = SqlStore(url)
        self.engine = Engine(self.store, workflows=WORKFLOW, directory=folder + "/people.yaml")
        self.keys = (f"case-{number}" for number in count())
        self.numbers = count()

    def start(self) -> str:
        """A case that has just begun."""
        case = self.engine.start("loop", by="ann", key=next(self.keys), data={"text": "a text of a common length"})
        return case.id

    def move(self, case: str) -> float:
        """The seconds that handing a draft in takes; sending it back again is not counted."""
        begun = time.perf_counter()
        self.engine.act(case, "submit", by="ann")
        taken = time.perf_counter() - begun
        self.engine.act(case, "return", by="bob", to="draft")
        return taken

    def aged(self, events: int) -> str:
        """A case that has been sent round until its history is so long."""
        case = self.start()
        while len(list(self.engine.history(case))) < events:
            for _ in range(20):
                self.move(case)
        return case

    def crowd(self, cases: int) -> None:
        """So many open cases around."""
        for _ in range(0, cases, TOGETHER):
            saves = [beginning(elsewhere(next(self.numbers))).changes[0] for _ in range(TOGETHER)]
            with self.store.begin() as work:
                work.save(Save(tuple(saves), NOON))
        with self.store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def elsewhere(number: int) -> Case:
    """A case that is with others: one of 3,000 people and the two beside him, and one of 500 pools."""
    case, person = a_case(), number % 3000
    people = tuple(f"person-{person + beside}" for beside in range(3))
    pool = f"role:role-{number % 20}@unit-{number // 20 % 25}"
    return replace(case, tasks=tuple(replace(task, candidates=people, tokens=(pool,)) for task in case.tasks))


def in_turn(moves: int, ways: Sequence[Callable[[], float]]) -> list[float]:
    """The median seconds of each way, taken in turn; the first tenth is not counted."""
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(moves + moves // 10):
        for way, times in zip(ways, taken, strict=True):
            found = way()
            times += [found] if number >= moves // 10 else []
    return [statistics.median(times) for times in taken]


def tell(database: str, what: str, few: float, many: float) -> None:
    """One line of the report."""
    sys.stdout.write(f"{database:<11} {what:<44} {few * 1e6:6.0f} µs, {many * 1e6:6.0f} µs: ratio {many / few:.2f}\n")
    sys.stdout.flush()


def by_age(database: str, pair: Pair, moves: int, events: int) -> None:
    """A case whose history is short against one whose history is long."""
    old = pair.aged(events)
    few, many = in_turn(moves, (lambda: pair.move(pair.start()), lambda: pair.move(old)))
    tell(database, f"an action: first events against {events:,}", few, many)


def by_number(database: str, alone: Pair, crowded: Pair, moves: int, cases: int) -> None:
    """One case alone in its database against one among very many."""
    crowded.crowd(cases)
    here, there = alone.start(), crowded.start()
    few, many = in_turn(moves, (lambda: alone.move(here), lambda: crowded.move(there)))
    tell(database, f"an action: 1 open case against {cases:,}", few, many)
    few, many = in_turn(moves, (lambda: looked(alone), lambda: looked(crowded)))
    tell(database, f"an inbox: 1 open case against {cases:,}", few, many)


def looked(pair: Pair) -> float:
    """The seconds that reading an inbox takes."""
    begun = time.perf_counter()
    pair.engine.inbox("ann")
    return time.perf_counter() - begun


def report(database: str, urls: Iterator[str | URL], folder: str, given: argparse.Namespace) -> None:
    """Both questions on one kind of database."""
    alone, crowded = Pair(next(urls), folder), Pair(next(urls), folder)
    by_number(database, alone, crowded, given.moves, given.cases)
    by_age(database, alone, given.moves, given.events)
    alone.store.close()
    crowded.store.close()


@contextmanager
def two_databases(server: URL) -> Iterator[Iterator[URL]]:
    """Two databases of this run's own."""
    with a_database(server, "alone") as one, a_database(server, "crowded") as other:
        yield iter((one, other))


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=300)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/people.yaml", "w", encoding="utf-8") as file:
            file.write(PEOPLE)
        report("SQLite", iter(f"sqlite:///{folder}/{name}.db" for name in ("alone", "crowded")), folder, given)
        with two_databases(make_url(given.postgresql)) as urls:
            report("PostgreSQL", urls, folder, given)


if __name__ == "__main__":
    main()
