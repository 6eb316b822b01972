"""What pages cost among few open cases and among very many: an inbox, and the first page of what is stuck.

Each as the store reads it, and as the engine answers it (an inbox says of every task what may be done with it, a page of what is stuck
says why; once more with all that it was found by, as plain values), against the bare query that an application would write for the same
rows. All take turns in one run, among few open cases and among many; what counts are the ratios, and that they stay as they are. The
cases around are copies of a real one.
Run: python -m benchmarks.pages [--rounds 40] [--few 1000] [--many 100000] [--postgresql URL]
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.engine.ports import CaseFilter

from .actions import say
from .floor import Floor
from .growth import in_turn, two_databases
from .office import an_engine, at_section, crowd
from .store import DEFAULT_POSTGRESQL

MINE = 20
"""Tasks in the inbox that is read."""
STUCK = 20
"""Cases on the page of those that are stuck."""
POOL = "role:section"

BARE_INBOX = """SELECT t.id, t.step, t.round, t.holder, t.opened_at, t.due_at, t.urged,
c.id, c.key, c.workflow, c.status, c.initiator, c.started, c.state FROM signoff_task_candidate p
JOIN signoff_task t ON t.tenant = p.tenant AND t.root_id = p.root_id AND t.id = p.task_id
JOIN signoff_case c ON c.tenant = t.tenant AND c.id = t.case_id AND c.root_id = t.root_id
WHERE p.tenant = 'default' AND p.live = 1 AND p.value = ? AND t.state = 'open' ORDER BY t.due_at LIMIT 1000"""
"""What an inbox shows: of the task and of the case columns, and the JSON in which the fields of the case stand."""
BARE_STUCK = """SELECT c.id, c.key, c.step, c.state,
(SELECT {list}({row}(t.id, t.holder, t.due_at)) FROM signoff_task t
 WHERE t.tenant = c.tenant AND t.root_id = c.root_id AND t.case_id = c.id AND t.state = 'open'),
(SELECT {list}(e.payload) FROM signoff_event e
 WHERE e.tenant = c.tenant AND e.root_id = c.root_id AND e.case_id = c.id AND e.kind = 'seat_opened')
FROM signoff_case c WHERE c.tenant = 'default' AND c.status IN ('open', 'suspended') ORDER BY c.id LIMIT ?"""
"""The rows that a page shows: cases, open seats, and how those opened."""
JSON = {"sqlite": {"list": "json_group_array", "row": "json_array"}, "postgresql": {"list": "json_agg", "row": "json_build_array"}}
"""How each database makes a list."""
BARE_OPEN = "SELECT id, state FROM signoff_case WHERE tenant = 'default' AND status IN ('open', 'suspended') ORDER BY id LIMIT ?"


class Place:
    """A database with so many open cases: an engine on it, and the bare driver."""

    def __init__(self, url: str | URL, folder: str, cases: int) -> None:
        self.engine: Engine = an_engine(url, folder)
        root = at_section(self.engine, "crowd")
        for number in range(MINE - 1):
            at_section(self.engine, f"mine {number}")
        crowd(url, root, cases, history=True)
        self._bare = Floor.on(url)
        self._store: Any = self.engine.store
        self._stuck = BARE_STUCK.format(**JSON[make_url(url).get_backend_name()])

    def ways(self) -> dict[str, Callable[[], object]]:
        """The pages, by name: bare, as the store reads them, as the engine answers."""
        store, opened = self._store, CaseFilter(open=True, limit=2 * STUCK)
        return {
            "inbox, bare": self._inbox_by_hand,
            "inbox, read": partial(store.inbox, "default", [POOL], "sam"),
            "inbox, with what may be done": partial(self.engine.inbox, "sam"),
            "open cases, bare": partial(self._bare.rows, BARE_OPEN, 2 * STUCK),
            "open cases, read": partial(store.cases, "default", opened),
            f"the rows of {STUCK} cases, bare": self._by_hand,
            f"the first {STUCK} that are stuck, with why": partial(self.engine.stuck, page=STUCK),
            "the same as plain values, with evidence": self._all_of_it,
        }

    def _all_of_it(self) -> list[object]:
        """The page with all that a finding tells: evidence and root causes as plain values, repairs as command lines."""
        return [finding.to_plain() for finding in self.engine.stuck(page=STUCK).findings]

    def _inbox_by_hand(self) -> list[object]:
        """The rows of the inbox, with the fields of each case as an application has to read them to show them."""
        return [[columns, json.loads(state)["data"]] for *columns, state in self._bare.rows(BARE_INBOX, POOL)]

    def _by_hand(self) -> list[object]:
        """The rows of the first cases, read in the same way."""
        found = self._bare.rows(self._stuck, STUCK)
        return [[json.loads(state), seats, [json.loads(one) for one in listed(opened)]] for *_, state, seats, opened in found]

    def close(self) -> None:
        """Let the database go."""
        self._bare.close()
        self.engine.close()


def listed(found: Any) -> list[str]:
    """A list as PostgreSQL's driver gives it, or its text."""
    return list(json.loads(found) if isinstance(found, str) else found or ())


def timed(work: Callable[[], object]) -> float:
    """The seconds that this takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(name: str, urls: list[str | URL], folder: str, given: argparse.Namespace) -> None:
    """Measure one kind of database."""
    few, many = (Place(url, folder, cases) for url, cases in zip(urls, (given.few, given.many), strict=True))
    ways = [*few.ways().values(), *many.ways().values()]
    taken = in_turn(given.rounds, [partial(timed, way) for way in ways])
    names, half = list(few.ways()), len(ways) // 2
    bare = 0
    for number, what in enumerate(names):
        bare = number if "bare" in what else bare
        here, there = taken[number], taken[half + number]
        ratios = f"{here / taken[bare]:5.2f} and {there / taken[half + bare]:5.2f} × bare"
        say(
            f"{name:<11} {what:<40} {here * 1e3:7.2f} ms among {given.few}, {there * 1e3:7.2f} ms among {given.many}: "
            f"{there / here:4.2f}; {ratios}"
        )
    few.close()
    many.close()


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report("SQLite", [f"sqlite:///{folder}/{name}.db" for name in ("few", "many")], folder, given)
        with two_databases(make_url(given.postgresql)) as urls:
            report("PostgreSQL", list(urls), folder, given)


if __name__ == "__main__":
    main()
