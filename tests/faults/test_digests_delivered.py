"""Digests under two nodes, and under one that is killed while it sends: one message for each person and time, and nothing lost."""

import json
import os
import signal
from collections import Counter
from datetime import timedelta
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from signoff.compose import Engine
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from .office import MORNING, PEOPLE
from .processes import FORKED, alone, come, met, together

DIGESTED = """
signoff: 1
workflow: digested
defaults: {empty: hold}
data: {reader: {type: person, required: true}}
steps:
  read: {by: reader}
notify:
  - {event: opened, to: holder, digest: daily 08:30}
"""
READERS = ("he", "li", "lu")
EACH = 12
DUE = MORNING + timedelta(minutes=30)


class Post:
    """A channel of which every message becomes a line of a file. With `halt` it stops in its second one, once the line is there."""

    def __init__(self, kept: Path, halt: tuple[Event, Event] | None = None) -> None:
        self.kept, self.halt, self.count = kept, halt, 0

    def send(self, notice: Notice) -> None:
        cases = [item["case"]["key"] for item in notice.items]  # type: ignore[index]
        with self.kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps([notice.to[0].id, notice.key, cases]) + "\n")
        self.count += 1
        if self.halt is not None and self.count == 2:
            self.halt[0].set()
            come(self.halt[1])


def node(url: str, kept: Path, clock: ManualClock, halt: tuple[Event, Event] | None = None) -> Engine:
    """A process that delivers."""
    return Engine(url, workflows=[DIGESTED], directory=PEOPLE, clock=clock, notifiers={"post": Post(kept, halt)}, notify="post")


def opened(url: str, kept: Path) -> None:
    """So many cases for each reader."""
    with node(url, kept, ManualClock(MORNING)) as engine:
        for number in range(EACH):
            for reader in READERS:
                engine.start("digested", by="ann", key=f"{reader}-{number}", data={"reader": reader})


def sent(kept: Path) -> list[tuple[str, str, list[str]]]:
    """Every message: to whom, under which key, about which cases."""
    return [tuple(json.loads(line)) for line in kept.read_text("utf-8").splitlines()]


def delivering(barrier: Barrier, url: str, kept: Path) -> int:
    """A node that delivers all it gets."""
    with node(url, kept, ManualClock(DUE)) as engine:
        met(barrier)
        return engine.deliver().delivered


def halted(url: str, kept: Path, reached: Event, never: Event) -> None:
    """A node that does not come to the end of a message."""
    with node(url, kept, ManualClock(DUE), (reached, never)) as engine:
        engine.deliver()


def everything_was_told(messages: list[tuple[str, str, list[str]]]) -> None:
    """Each case once, to its reader."""
    for reader in READERS:
        told = Counter(case for to, _, cases in messages if to == reader for case in cases)
        assert told == Counter(f"{reader}-{number}" for number in range(EACH))


def test_two_nodes_send_one_digest_to_each_person(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    opened(url, kept)
    together((delivering, (url, kept)), (delivering, (url, kept)))
    with node(url, kept, ManualClock(DUE + timedelta(minutes=5))) as engine:
        engine.deliver()
    assert sorted(to for to, _, _ in sent(kept)) == sorted(READERS)
    everything_was_told(sent(kept))


def test_a_node_that_is_killed_while_it_sends_loses_nothing_and_another_sends_the_same(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    opened(url, kept)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(halted, url, kept, reached, never) as worker:
        come(reached)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
    for minutes in (1, 5, 10):
        with node(url, kept, ManualClock(DUE + timedelta(minutes=minutes))) as engine:
            engine.deliver()
    messages = sent(kept)
    twice = [key for key, count in Counter(key for _, key, _ in messages).items() if count > 1]
    assert len(messages) == len(READERS) + 1 and len(twice) == 1, "what was sent and not marked is sent again, under its key"
    again = [cases for _, key, cases in messages if key == twice[0]]
    assert again[0] == again[1]
    everything_was_told(
        [messages[number] for number, (_, key, _) in enumerate(messages) if key not in [k for _, k, _ in messages[:number]]]
    )
