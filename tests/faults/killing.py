"""Timers and effects while workers are killed and the server crashes: what is to be done, who does it, and what it has come to."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

from signoff import EffectCall, Engine, SignoffError
from signoff.adapters.plugins import Plugin
from signoff.engine import events as e
from signoff.engine.clock import Clock
from signoff.engine.effect_facts import Called
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from .office import PEOPLE
from .processes import FORKED, PATIENCE, ended
from .times import FastClock

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
WATCHED = """
signoff: 1
workflow: watched
defaults: {empty: hold}
steps:
  watch:
    by: person(he)
    due: 1h
    escalate: [{at: due, remind: holder}]
    effects: [{call: keep, with: [case: 'k']}]
"""
"""One timer, and one call as the case begins; the rung brings a notice about."""

RATE = 60.0
"""A minute a second: a lease of two minutes is over after two seconds."""


class Server(Protocol):
    """A database server of one's own."""

    url: str

    def restart(self) -> None:
        """Let it crash, and come back."""


@dataclass
class Killed:
    """What happened: all counts; `early` are timers that fired before they were due."""

    timers: int = 0
    effects: int = 0
    kills: int = 0
    restarts: int = 0
    seconds: float = 0.0
    fired: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    to_call: set[str] = field(default_factory=set)
    to_tell: set[str] = field(default_factory=set)
    early: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    problems: tuple[object, ...] = ()

    def sound(self) -> bool:
        """Whether every promise was kept."""
        return (
            len(self.fired) == self.timers
            and set(self.fired.values()) == {1}
            and set(self.called) == self.to_call
            and set(self.told) == self.to_tell
            and (len(self.to_call), len(self.to_tell)) == (self.effects, self.timers)
            and not (self.early or self.left or self.problems)
        )

    def lines(self) -> Iterator[str]:
        """What was measured, a line each."""
        again = sum(self.called.values()) + sum(self.told.values()) - len(self.called) - len(self.told)
        once = sum(count == 1 for count in self.fired.values())
        yield f"timers fired exactly once: {once:,} of {self.timers:,}; early: {len(self.early)}"
        yield f"effects delivered: {len(self.called):,} of {self.effects:,}, notices of rungs: {len(self.told):,} of {self.timers:,}"
        yield f"deliveries repeated under the same key: {again:,}"
        yield f"workers killed: {self.kills}, crashes of the server: {self.restarts}, in {self.seconds:.0f} s"
        yield f"left behind: {len(self.left)}; problems found by verify: {len(self.problems)}"


def office(url: str, folder: Path, clock: Clock, node: str | None = None) -> Engine:
    """An engine of which every call and every notice becomes a line of a file."""

    def keep(call: EffectCall) -> None:
        written(folder / "called", call.key)

    plugins = [Plugin("signoff.effects", "keep", "1", keep)]
    return Engine(
        url, workflows=[WATCHED], directory=PEOPLE, clock=clock, plugins=plugins, notifiers={"post": Post(folder)}, notify="post", node=node
    )


class Post:
    """A channel of which every notice becomes a line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, notice: Notice) -> None:
        """It has arrived."""
        written(self._folder / "told", notice.key)


def written(path: Path, line: str) -> None:
    """One write of one line, which no other process tears."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def begun(url: str, folder: Path, cases: int, seconds: float) -> None:
    """So many cases, whose timers come due over so many seconds of the machine's clock, beginning at once."""
    clock = ManualClock(MORNING - timedelta(hours=1))
    step = timedelta(seconds=seconds * RATE / cases)
    with office(url, folder, clock) as engine:
        for number in range(cases):
            engine.start("watched", by="ann", key=f"w-{number}")
            clock.advance(step)


STOP = "stop"
"""The file whose being there tells workers to stop: nobody who is killed can hold it."""


def worker(url: str, folder: Path, clock: FastClock, name: str, sweepers: int) -> None:
    """A node that ticks until it is told to stop, whatever the database does meanwhile; so many of its threads fire timers."""
    with office(url, folder, clock, name) as engine:
        while not (folder / STOP).exists():
            try:
                ticked = engine.tick(sweepers)
                busy = ticked.fired or ticked.delivery.taken
            except SignoffError:
                busy = False  # the database is away: what was not done is done later
            if not busy:
                time.sleep(0.05)


def killed(server: Server, folder: Path, *, cases: int, workers: int, every: float, kills: int, restarts: int, seed: int = 1) -> Killed:
    """Let workers do it all, while one of them is killed every so many seconds and the server crashes in between."""
    chance = random.Random(seed)
    begun(server.url, folder, cases, every * kills)
    found = Killed(timers=cases, effects=cases)
    clock, began = FastClock(MORNING, RATE), time.monotonic()
    crashes = {round((number + 1) * kills / (restarts + 1)) for number in range(restarts)}
    with working(server.url, folder, clock, workers) as nodes:
        for number in range(kills):
            time.sleep(every * (0.5 + chance.random()))  # they work
            nodes.kill(chance)
            if number in crashes:
                server.restart()
                found.restarts += 1
        found.kills = kills
        _settled(server.url, folder, clock)
    found.seconds = time.monotonic() - began
    counted(server.url, folder, found)
    return found


class Nodes:
    """Workers, each of which has a successor once it was killed. Every other one sweeps in two threads."""

    def __init__(self, url: str, folder: Path, clock: FastClock, count: int) -> None:
        self._given, self._number = (url, folder, clock), 0
        self.running: list[BaseProcess] = [self._started() for _ in range(count)]

    def _started(self) -> BaseProcess:
        self._number += 1
        sweepers = 1 + self._number % 2
        process = FORKED.Process(target=worker, args=(*self._given, f"node-{self._number}", sweepers), daemon=True)
        process.start()
        return process

    def kill(self, chance: random.Random) -> None:
        """One of them dies by SIGKILL, another one begins."""
        number = chance.randrange(len(self.running))
        process = self.running[number]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL, f"it had ended by itself: {process.exitcode}"
        process.close()
        self.running[number] = self._started()


@contextmanager
def working(url: str, folder: Path, clock: FastClock, count: int) -> Iterator[Nodes]:
    """Workers for as long as the block lasts."""
    nodes = Nodes(url, folder, clock, count)
    try:
        yield nodes
    finally:
        (folder / STOP).touch()
        for process in nodes.running:
            ended(process)


def _settled(url: str, folder: Path, clock: FastClock) -> None:
    """Wait until nothing is due and nothing waits to be delivered."""
    until = time.monotonic() + PATIENCE
    with office(url, folder, clock, "observer") as engine:
        while (engine.store.next_due("default") is not None or waiting(url)) and time.monotonic() < until:
            time.sleep(0.2)


def waiting(url: str) -> list[str]:
    """The rows of the outbox that are not done."""
    database = create_engine(url)
    with database.connect() as connection:
        found = list(connection.execute(text("SELECT kind || ' ' || state FROM signoff_outbox WHERE state <> 'done'")).scalars())
    database.dispose()
    return found


def counted(url: str, folder: Path, found: Killed) -> None:
    """What history, files and tables say."""
    found.called, found.told = lines(folder / "called"), lines(folder / "told")
    with office(url, folder, ManualClock(MORNING)) as engine:
        for case in engine.cases(limit=100_000):
            for event in engine.history(case.id):
                match event.fact:
                    case e.TimerFired(key=key, due=due):
                        found.fired[f"{case.id} {key}"] += 1
                        if event.at < due:
                            found.early.append(f"{case.key} {key}")
                    case Called(key=key):
                        found.to_call.add(key)
                    case e.Noticed(key=key):
                        found.to_tell.add(key)
        found.left = waiting(url) + [row.key for row in engine.dead_letters()]
        found.problems = engine.verify().problems


def lines(path: Path) -> Counter[str]:
    """Each line of a file, and how often it stands there."""
    return Counter(path.read_text("utf-8").splitlines()) if path.exists() else Counter()
