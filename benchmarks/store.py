"""What the store costs above careful SQL by hand: ratios of load and save to the same work on the bare driver, in one run.

The work by hand does what an application would do with the same tables: one locked read, plain parametrised statements, prepared
where the driver prepares, a held connection, the same rows, the same instants and JSON as text. The two run in turn, move by move.
Run: python -m benchmarks.store [--moves 2000] [--postgresql URL]
"""

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import URL, create_engine, text
from sqlalchemy.engine import make_url

from signoff.adapters.sql import SqlStore, upgrade
from signoff.engine.case import Case, Decision, Memory, Task, TaskState, Timer
from signoff.engine.events import Decided, Entered, Event, Fact, Left, SeatOpened
from signoff.engine.history import GENESIS, seal
from signoff.engine.ports import Answered, Change, Outgoing, Request, Save, Stored, Wanted

from .by_hand import ByHand

DEFAULT_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WARMING = 200
"""Moves that are not counted: caches fill, statements are prepared."""


def new_id() -> str:
    """An id."""
    return str(UUID(int=secrets.randbits(128)))


def a_task(step: str, now: datetime) -> Task:
    """A seat of three candidates and a token."""
    return Task(new_id(), step, 1, step, TaskState.OPEN, now, candidates=("a", "b", "c"), tokens=(f"role:{step}@unit",), due_at=now)


def a_case() -> Case:
    """A case of a common size: ten fields, five steps behind it, one open task, two timers."""
    id = new_id()
    memory = {f"s{n}": Memory(1, NOON, NOON, NOON, "approve", ("a", "b")) for n in range(5)}
    data = {f"field_{n}": f"value {n} of some length, 中文" for n in range(10)}
    same = {"workflow": "reply", "definition": "d" * 64, "key": id[:13], "initiator": "a1", "started": NOON, "entered": NOON}
    case = Case(id=id, root=id, tenant="default", step="s5", data=data, memory=memory, walk=tuple(memory), **same)  # type: ignore[arg-type]
    return replace(case, tasks=(a_task("s5", NOON),), timers=timers("s5", NOON), content="c" * 64, round=1)


def timers(step: str, now: datetime) -> tuple[Timer, ...]:
    """A ladder of two rungs."""
    return tuple(Timer(f"{step}:{now.timestamp()}:{n}", "due", 1, n, now + timedelta(days=n + 1)) for n in range(2))


def links(case: Case, seq: int, head: str, now: datetime, facts: list[Fact]) -> Any:
    """Sealed events."""
    events = [
        Event(seq=seq + n, root=case.id, case=case.id, at=now, actor="a", fact=fact, step=case.step, definition=case.definition)
        for n, fact in enumerate(facts, 1)
    ]
    return seal(events, head, iter([secrets.token_hex(16) for _ in events]))


def beginning(case: Case) -> Save:
    """The start of a case."""
    sealed = links(case, 0, GENESIS, NOON, [Entered(step=case.step, round=1)])
    return Save((Change(case.id, "default", {}, {case.id: case}, sealed, tasks={case.id: case.tasks}),), NOON)


def approval(stored: Stored, now: datetime) -> Save:
    """The commonest move: a decision closes a task, the step is left, the next one opens a task and arms its timers."""
    before = stored.cases[stored.root]
    task, step = before.tasks[0], "s6" if before.step == "s5" else "s5"
    decision = Decision("approve", "a", "a", now, 1, "c" * 64, comment="同意", arm="approve")
    done = replace(task, state=TaskState.CLOSED, closed_at=now, outcome="approve", decision=decision, holder="a")
    opened = a_task(step, now)
    after = replace(before, step=step, entered=now, tasks=(opened,), timers=timers(step, now), seq=stored.seq + 4)
    facts = [
        Decided(task=task.id, decision=decision),
        Left(step=before.step, outcome="approve", arm="approve", to=step),
        Entered(step=step, round=1, timers=after.timers),
        SeatOpened(task=opened.id, seat=opened.seat, candidates=opened.candidates, tokens=opened.tokens),
    ]
    sealed = links(before, stored.seq, stored.head, now, facts)
    notice = Outgoing(new_id(), new_id(), "notify", before.id, before.id, now, {"to": ["a", "b", "c"], "text": {"zh": "请办理"}})
    change = Change(before.id, "default", stored.cases, {before.id: after}, sealed, stored.version, {before.id: (done, opened)}, (notice,))
    return Save((change,), now, Request("default", new_id(), Answered("f" * 64, before.id, before.id, stored.seq + 4), now))


def through_store(store: SqlStore) -> Callable[[str], float]:
    """Load and save through the store; the time the decision took is not counted."""

    def move(root: str) -> float:
        begun = time.perf_counter()
        with store.begin() as work:
            loaded = work.load(Wanted("default", root, request_id=new_id()))
            thinking = time.perf_counter()
            save = approval(loaded.aggregates[0], loaded.now)
            thought = time.perf_counter() - thinking
            work.save(save)
        return time.perf_counter() - begun - thought

    return move


def through_driver(hand: ByHand) -> Callable[[str], float]:
    """The same by hand."""

    def move(root: str) -> float:
        begun = time.perf_counter()
        with hand.transaction():
            stored, now = hand.load(root, new_id())
            thinking = time.perf_counter()
            save = approval(stored, now)
            thought = time.perf_counter() - thinking
            hand.save(save)
        return time.perf_counter() - begun - thought

    return move


def compare(store: SqlStore, hand: ByHand, moves: int) -> tuple[list[float], list[float]]:
    """The seconds that moves took through the store and by hand, in turn move by move, over cases of the same age."""
    roots = []
    for _ in range(2):
        case = a_case()
        with store.begin() as work:
            work.save(beginning(case))
        roots.append(case.id)
    ways = [through_store(store), through_driver(hand)]
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(moves + WARMING):
        for way, root, times in zip(ways, roots, taken, strict=True):
            found = way(root)
            times += [found] if number >= WARMING else []
    return taken


def quantile(times: list[float], part: int) -> float:
    """The time that so many tenths of the moves did not exceed."""
    return statistics.quantiles(times, n=10)[part - 1]


@contextmanager
def a_database(server: URL, kind: str = "store") -> Iterator[URL]:
    """A database of this run's own."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"signoff_benchmark_{kind}_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def report(name: str, url: str | URL, moves: int) -> None:
    """Measure one database and print the ratios: of the medians, and of the quickest tenths, which other work disturbs least."""
    upgrade(url)
    store = SqlStore(url)
    hand = ByHand.on(store.engine)
    ours, theirs = compare(store, hand, moves)
    hand.close()
    store.close()
    middle, quick = ((quantile(ours, part), quantile(theirs, part)) for part in (5, 1))
    sys.stdout.write(
        f"{name:<11} store {middle[0] * 1e6:6.0f} µs, by hand {middle[1] * 1e6:6.0f} µs: "
        f"ratio {middle[0] / middle[1]:.2f} (quickest tenth {quick[0] / quick[1]:.2f})\n"
    )


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=2000)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report("SQLite", f"sqlite:///{folder}/benchmark.db", given.moves)
    with a_database(make_url(given.postgresql)) as url:
        report("PostgreSQL", url, given.moves)


if __name__ == "__main__":
    main()
