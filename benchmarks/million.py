"""A million cases in PostgreSQL, a tenth of them open: what the first page of what is stuck costs, every page after it, and one `why`.

The engine itself makes a few hundred cases that differ (who began them, how far they came, how long ago, claimed or not, at rest, ended),
by ordinary commands on a clock that is set by hand. They are then multiplied in the database: every copy has an id and a key of its own,
in its rows and in the folded state, and is otherwise the same. Open ones have their whole history (its hashes are those of the original),
ended ones have case, tasks and keys. Then some people leave.

Each figure is the median of so many, beside what an application would ask for the same rows with a query of its own and read from them.
Run: python -m benchmarks.million [--cases 1000000] [--open 100000] [--rounds 20] [--postgresql URL]
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from sqlalchemy import URL, create_engine, inspect, text
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import upgrade
from signoff.testing import ManualClock

from .actions import say
from .floor import Floor
from .office import NEW
from .store import DEFAULT_POSTGRESQL, a_database

PAGE = 20
"""Cases on a page."""
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
INITIATORS = tuple(f"clerk{number}" for number in range(8))
STEPS = ("draft", "section", "legal", "finance", "head")
PEERS = ("1", "2", "3")
"""So many people have each role."""
LEFT = ("legal1", "legal2", "legal3", "finance1")
"""Who is no longer there when it is measured: all of one pool, and one who has claimed."""

WORKFLOW = """
signoff: 1
workflow: million
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
data: {text: {type: text, required: true}, amount: {type: integer, default: 1}}
steps:
  draft: {by: initiator, due: 5d}
  section: {approvers: role(section), due: 3d, escalate: [{at: due, remind: holder}]}
  legal: {approvers: role(legal), due: 3d, when: amount > 1, escalate: [{at: due, remind: holder}]}
  finance: {approvers: role(finance), due: 3d, not_same_as: [section], escalate: [{at: due, remind: holder}]}
  head: {approvers: role(head), due: 3d, escalate: [{at: due, remind: holder}]}
withdraw: {by: initiator, until: end}
"""

BARE = """SELECT c.id, c.key, c.step, c.look_at, c.state,
(SELECT json_agg(json_build_array(t.id, t.holder, t.due_at)) FROM signoff_task t
 WHERE t.tenant = c.tenant AND t.root_id = c.root_id AND t.case_id = c.id AND t.state = 'open'),
(SELECT json_agg(e.payload) FROM signoff_event e
 WHERE e.tenant = c.tenant AND e.root_id = c.root_id AND e.case_id = c.id AND e.kind = 'seat_opened')
FROM signoff_case c WHERE c.tenant = 'default' AND c.look_at IS NOT NULL AND c.look_at <= ? AND c.status IN ('open', 'suspended')
ORDER BY c.look_at, c.id LIMIT ?"""
BARE_ONE = """SELECT c.state, (SELECT json_agg(json_build_array(e.header, e.payload) ORDER BY e.seq) FROM signoff_event e
 WHERE e.tenant = c.tenant AND e.root_id = c.root_id) FROM signoff_case c WHERE c.tenant = 'default' AND c.id = ? AND c.root_id = ?"""


def people(left: tuple[str, ...] = ()) -> str:
    """The people file, without those who have left."""
    rows = [f"  {one}: {{unit: office}}" for one in INITIATORS]
    rows += [
        f"  {role}{number}: {{unit: office, roles: [{role}]{', active: false' if role + number in left else ''}}}"
        for role in STEPS[1:]
        for number in PEERS
    ]
    return "units: {office: {title: Office}}\npeople:\n" + "\n".join([*rows, "  root: {unit: office, roles: [admin]}"]) + "\n"


def shapes() -> Iterator[tuple[str, int, int, str]]:
    """Who begins a case, how far it comes, how many days ago that was, and what becomes of it there."""
    for one in product(INITIATORS, range(len(STEPS)), (0, 1, 9, 40), ("left", "claimed", "suspended")):
        if (one[3] != "claimed" or one[1]) and (one[3] != "suspended" or one[2] == 40):
            yield one
    yield from product(INITIATORS, (1, len(STEPS)), (90, 200), ("ended",))


def made(engine: Engine, clock: ManualClock, number: int, shape: tuple[str, int, int, str]) -> str:
    """One of these cases, by the ordinary commands; its id."""
    initiator, far, days, what = shape
    clock.set(NOW - timedelta(days=days, hours=1))
    case = engine.start(
        "million", by=initiator, key=f"shape {number}", data={"text": "a text of a common length", "amount": 1 + number % 5}
    ).id
    here = engine.case(case)
    while here.status == "open" and STEPS.index(here.step) < far:
        first = here.step == "draft"
        here = engine.act(case, "submit" if first else "approve", by=initiator if first else f"{here.step}{PEERS[number % 3]}")
    if what == "claimed" and here.tasks:
        engine.claim(case, by=f"{here.step}{PEERS[number % 3]}")
    if what == "suspended":
        engine.trusting("root").suspend(case, by="root", reason="rests")
    if what == "ended" and here.status == "open":
        engine.withdraw(case, by=initiator, comment="done")
    return case


OWN = {
    "signoff_case": {
        "state": f"replace(replace(state, root_id, {NEW}), '\"key\":\"' || key || '\"', '\"key\":\"' || key || ' ' || n || '\"')"
    },
    "signoff_key": {},
    "signoff_task": {"id": "id"},
    "signoff_task_candidate": {},
    "signoff_timer": {"key": "key"},
    "signoff_event": {"header": f"replace(header, root_id, {NEW})"},
}
"""What copies have of their own beside their ids and keys."""


def multiply(url: URL, root: str, copies: int, *, history: bool) -> None:
    """Copy every row of a case so many times."""
    database = create_engine(url)
    with database.begin() as connection:
        for table, own in OWN.items():
            if table == "signoff_event" and not history:
                continue
            mine = "tenant = 'default' AND " + ("id = :root" if table == "signoff_case" else "root_id = :root")
            columns = [column["name"] for column in inspect(connection).get_columns(table)]
            values = {"id": NEW, "root_id": NEW, "case_id": NEW, "key": "key || ' ' || n", **own}
            rows = f"SELECT {', '.join(values.get(name, name) for name in columns)} FROM {table}, generate_series(1, :copies) n"
            connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) {rows} WHERE {mine}"), {"copies": copies, "root": root})
    database.dispose()


def load(url: URL, folder: str, cases: int, opened: int) -> float:
    """Fill the database; the seconds that it took."""
    begun = time.perf_counter()
    clock = ManualClock(NOW)
    with open(f"{folder}/people.yaml", "w", encoding="utf-8") as file:
        file.write(people())
    with Engine(url.render_as_string(hide_password=False), workflows=WORKFLOW, directory=f"{folder}/people.yaml", clock=clock) as engine:
        ids = [(made(engine, clock, number, shape), shape[3] != "ended") for number, shape in enumerate(shapes())]
        clock.set(NOW)
        while engine.fire_timers().fired:
            pass
    several = {kind: sum(alive is kind for _, alive in ids) for kind in (True, False)}
    for id, alive in ids:
        multiply(url, id, (opened if alive else cases - opened) // several[alive] - 1, history=alive)
    database = create_engine(url, isolation_level="AUTOCOMMIT")
    with database.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.dispose()
    say(f"{len(ids)} different cases were made by the engine, of which {several[True]} are open, and multiplied")
    return time.perf_counter() - begun


def median(rounds: int, work: Callable[[], object]) -> float:
    """The median seconds of so many, after one that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def measure(url: URL, folder: str, rounds: int) -> None:
    """Everything, on a database that is filled."""
    with open(f"{folder}/people.yaml", "w", encoding="utf-8") as file:
        file.write(people(LEFT))
    bare = Floor.on(url)
    with Engine(
        url.render_as_string(hide_password=False), workflows=WORKFLOW, directory=f"{folder}/people.yaml", clock=ManualClock(NOW)
    ) as engine:
        page = median(rounds, lambda: engine.stuck(page=PAGE))
        rows = median(rounds, lambda: [decoded(row) for row in bare.rows(BARE, NOW.isoformat(timespec="microseconds"), PAGE)])
        say(f"the first {PAGE} that are stuck: {page * 1e3:.1f} ms; their rows, read by hand: {rows * 1e3:.1f} ms; {page / rows:.1f} ×")
        found = engine.stuck(page=PAGE).findings[0].case
        one = median(rounds, lambda: engine.why(found))
        alone = median(rounds, lambda: [[json.loads(state), events] for state, events in bare.rows(BARE_ONE, found, found)])
        say(f"why: {one * 1e3:.1f} ms; the case and its history, read by hand: {alone * 1e3:.1f} ms; {one / alone:.1f} ×")
        counted = median(rounds, lambda: engine.stuck(page=PAGE, count=True))
        say(f"the first page with the number of open cases ({engine.stuck(page=PAGE, count=True).open:,}): {counted * 1e3:.1f} ms")
        through(engine)
    bare.close()


def decoded(row: tuple[object, ...]) -> object:
    """A row as an application has to read it to show it."""
    return json.loads(str(row[4])), [json.loads(payload) for payload in row[6] or ()]  # type: ignore[attr-defined]


def through(engine: Engine) -> None:
    """All pages, one after the other: how many, how long, and what memory that takes."""
    begun, pages, cases, after, memory = time.perf_counter(), 0, 0, None, list[int]()
    while True:
        report = engine.stuck(page=100, after=after)
        pages, cases, after = pages + 1, cases + report.cases, report.next
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        if after is None:
            break
    seconds = time.perf_counter() - begun
    early = memory[len(memory) // 10]
    say(
        f"all {cases:,} that are stuck, in {pages:,} pages: {seconds:.0f} s, {seconds / pages * 1e3:.0f} ms a page of 100; memory at most "
        f"{early // 1024} MB after a tenth of them, {memory[-1] // 1024} MB in the end"
    )


def main() -> None:
    """Fill a database of this run's own, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, a_database(make_url(given.postgresql), "million") as url:
        upgrade(url)
        say(f"{given.cases:,} cases, {given.open:,} of them open, in {load(url, folder, given.cases, given.open):.0f} s")
        measure(url, folder, given.rounds)


if __name__ == "__main__":
    main()
