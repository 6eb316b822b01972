"""Effects of plug-ins under two nodes, and under one that is killed while it calls: at least once, under one key, and nothing lost."""

import os
import signal
from collections import Counter
from datetime import timedelta
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from signoff import EffectCall
from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.testing import ManualClock

from .office import MORNING, PEOPLE
from .processes import FORKED, alone, come, met, together

ARCHIVE = """
signoff: 1
workflow: archive
defaults: {empty: hold}
steps:
  keep: {by: person(he), effects: [{call: keep, with: [case: 'k']}]}
"""
CASES = 60


def node(url: str, kept: Path, clock: ManualClock, halt: tuple[Event, Event] | None = None) -> Engine:
    """A process that delivers: each call becomes a line of a file. With `halt` it stops in its third call, behind the line."""
    lines: list[str] = []

    def keep(call: EffectCall) -> None:
        lines.append(call.key)
        with kept.open("a", encoding="utf-8") as file:
            file.write(f"{call.key}\n")
        if halt is not None and len(lines) == 3:
            halt[0].set()
            come(halt[1])

    return Engine(url, workflows=[ARCHIVE], directory=PEOPLE, clock=clock, plugins=[Plugin("signoff.effects", "keep", "1", keep)])


def asked(url: str, kept: Path) -> set[str]:
    """So many cases that call; the keys of their calls."""
    with node(url, kept, ManualClock(MORNING)) as engine:
        cases = [engine.start("archive", by="ann", key=str(number)).id for number in range(CASES)]
        return {event.fact.key for case in cases for event in engine.history(case) if event.kind == "called"}  # type: ignore[attr-defined]


def calls(kept: Path) -> Counter[str]:
    """How often each key was called."""
    return Counter(kept.read_text("utf-8").splitlines())


def delivering(barrier: Barrier, url: str, kept: Path) -> int:
    """A node that delivers all it gets."""
    with node(url, kept, ManualClock(MORNING)) as engine:
        met(barrier)
        return engine.deliver().delivered


def halted(url: str, kept: Path, reached: Event, never: Event) -> None:
    """A node that does not come to the end of a call."""
    with node(url, kept, ManualClock(MORNING), (reached, never)) as engine:
        engine.deliver()


def test_two_nodes_call_each_effect_once(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keys = asked(url, kept)
    delivered = together((delivering, (url, kept)), (delivering, (url, kept)))
    assert sum(delivered) == CASES and calls(kept) == Counter(keys)


def test_what_a_killed_node_was_about_to_do_is_done_by_another_under_the_same_key(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keys = asked(url, kept)
    reached, never = FORKED.Event(), FORKED.Event()
    with alone(halted, url, kept, reached, never) as worker:
        come(reached)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(5)
    with node(url, kept, ManualClock(MORNING + timedelta(seconds=60))) as engine:
        engine.deliver()
    assert set(calls(kept)) < keys, "the dead node's lease still holds"
    with node(url, kept, ManualClock(MORNING + timedelta(minutes=5))) as engine:
        engine.deliver()
        assert engine.dead_letters() == ()
    assert set(calls(kept)) == keys
    assert [count for count in calls(kept).values() if count > 1] == [2], "what was called and not marked comes again"
