"""Random commands of several processes on the same cases: what each asks, and what it wrote down of the answers."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from typing import Any, TextIO

from signoff import EffectCall, Engine, SignoffError
from signoff.adapters.plugins import Plugin
from signoff.engine import commands as c
from signoff.engine.views import CaseView
from signoff.testing import ManualClock

from .killing import Post, written
from .processes import FORKED, ended
from .race_commands import PEOPLE, READ, command, token_of, wish
from .times import FastClock

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
RATE = 600.0
"""Ten minutes a second: a rung an hour after is due six seconds after."""


def office(url: str, folder: Path, clock: Any = None) -> Engine:
    """An engine of one racing process."""

    def keep(call: EffectCall) -> None:
        written(folder / "called", call.key)

    plugins = [Plugin("signoff.effects", "keep", "1", keep)]
    clock = clock or ManualClock(MORNING)
    return Engine(url, workflows=[READ], directory=PEOPLE, clock=clock, plugins=plugins, notifiers={"post": Post(folder)}, notify="post")


@dataclass(frozen=True)
class Race:
    """What is raced: on which database, by how many processes, on how many cases, for how many seconds; `folder` takes the records."""

    url: str
    folder: Path
    processes: int
    cases: int
    seconds: float
    seed: int = 1


def run(race: Race) -> None:
    """Let them race until the time is over."""
    with office(race.url, race.folder) as engine:
        for number in range(race.cases):
            engine.start("raced", by="ann", key=key_of(number, 0))
    clock = FastClock(MORNING, RATE)
    posts = [FORKED.Queue() for _ in range(race.processes)]
    running = [FORKED.Process(target=_racing, args=(race, clock, number, posts), daemon=True) for number in range(race.processes)]
    for process in running:
        process.start()
    for process in running:
        process.join(race.seconds + 120)
    codes = [process.exitcode for process in running]
    for process in running:
        ended(process)
    assert codes == [0] * race.processes, f"a process came to no good end: {codes}"


def key_of(slot: int, life: int) -> str:
    """The key of a case: of one place after the other, whenever the one before has ended."""
    return f"r{slot}-{life}"


def _racing(race: Race, clock: FastClock, number: int, posts: "Sequence[Queue[c.Command]]") -> None:
    with office(race.url, race.folder, clock) as engine, (race.folder / f"record-{number}").open("w", encoding="utf-8") as record:
        racer = Racer(engine, random.Random(race.seed * 1000 + number), number, race.cases, record)
        until = time.monotonic() + race.seconds
        beside = posts[(number + 1) % race.processes]
        while time.monotonic() < until:
            racer.turn(posts[number], beside)
        for post in posts:
            post.cancel_join_thread()


class Racer:
    """One process: asks for something at random, sometimes together with its neighbour, and writes down what came of it."""

    def __init__(self, engine: Engine, chance: random.Random, number: int, cases: int, record: TextIO) -> None:
        self._engine, self._chance, self._number, self._cases, self._record = engine, chance, number, cases, record
        self._lives = [0] * cases
        self._said = 0

    def turn(self, mine: "Queue[c.Command]", beside: "Queue[c.Command]") -> None:
        """One command: what the neighbour asks for at this moment, too, or a new one."""
        try:
            self.ask(mine.get_nowait())
            return
        except Empty:
            pass
        if self._chance.random() < 0.06:
            self._tick()
            return
        asked = self._command()
        if self._chance.random() < 0.1:
            beside.put(asked)
        self.ask(asked)

    def ask(self, asked: c.Command) -> None:
        """Ask, and write down when, what, and what was said."""
        began, answer, words = time.time(), "ok", None
        try:
            self._engine._run(asked)
        except SignoffError as error:
            answer, words = error.code, error.message
        told = {"by": self._number, "verb": c.verb(type(asked)), "request": asked.request_id, "answer": answer, "words": words}
        case = getattr(asked, "case", getattr(asked, "key", None))
        self._write({**told, "case": case, "actor": asked.by, "token": token_of(asked), "began": began, "ended": time.time()})

    def _tick(self) -> None:
        try:
            ticked = self._engine.tick()
            self._write({"verb": "tick", "answer": "ok", "fired": ticked.fired, "failed": dict(ticked.failed)})
        except SignoffError as error:
            self._write({"verb": "tick", "answer": error.code, "fired": 0, "failed": {}})

    def _write(self, line: dict[str, object]) -> None:
        self._record.write(f"{json.dumps(line)}\n")

    def _command(self) -> c.Command:
        """Something to ask for: of one of a few busy cases, or of any."""
        slot = self._chance.randrange(min(8, self._cases) if self._chance.random() < 0.5 else self._cases)
        view = self._engine.case(f"raced/{key_of(slot, self._lives[slot])}")
        self._said += 1
        id = f"{self._number}-{self._said}"
        if view.status in ("approved", "rejected", "withdrawn", "terminated"):
            self._lives[slot] += 1
            key = key_of(slot, self._lives[slot])
            # all who see that it is over begin the next one, under one request
            return c.Start(workflow="raced", by="ann", key=key, comment=f"#{key}#", request_id=f"start {key}")
        return command(wish(self._somewhere(view), f"#{id}#", id, self._chance))

    def _somewhere(self, view: CaseView) -> CaseView:
        """The case itself, or one of its branches."""
        children = [child.id for child in view.children if child.status == "open"]
        return self._engine.case(self._chance.choice(children)) if children and self._chance.random() < 0.8 else view


def records(race: Race) -> Iterator[dict[str, Any]]:
    """Everything that all processes wrote down."""
    for number in range(race.processes):
        for line in (race.folder / f"record-{number}").read_text("utf-8").splitlines():
            yield json.loads(line)
