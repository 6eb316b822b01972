"""What being observed costs an action, in CPU time: with no watch at all, quiet as an engine is by default, with metrics and spans.

The three take turns, case by case, in one run. Spans go to the tracer of the process, which has no SDK here.
Run: python -m benchmarks.watched [--cases 150]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry

from signoff import Engine
from signoff.adapters.observe import Metrics, Traces
from signoff.engine.observing import Happening, Watch

from .office import ACTS, TEXT, an_engine
from .store import quantile

WARMING = 20
"""Cases that are not counted."""


class Blind(Watch):
    """Nothing is told to anybody."""

    @contextmanager
    def during(self, it: Happening) -> Iterator[Happening]:
        """Do it."""
        yield it


def engines(folder: str) -> dict[str, Engine]:
    """The same engine three times, each with a file of its own."""
    made = {name: an_engine(f"sqlite:///{folder}/{name}.db", folder) for name in ("no watch", "quiet", "metrics and spans")}
    object.__setattr__(made["no watch"]._service.setting, "watch", Blind())
    made["metrics and spans"].observe(Metrics(CollectorRegistry()), Traces())
    return made


def measured(made: dict[str, Engine], cases: int) -> dict[str, list[float]]:
    """Seconds of CPU time of each action."""
    taken: dict[str, list[float]] = {name: [] for name in made}
    for number in range(-WARMING, cases):
        for name, engine in made.items():
            case = engine.start("five", by="ann", key=f"case {number}", data={"text": TEXT}).id
            for who, action in ACTS:
                begun = time.process_time()
                engine.act(case, action, by=who)
                taken[name] += [time.process_time() - begun] if number >= 0 else []
    return taken


def main() -> None:
    """Print the medians and the quickest tenths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=150)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = engines(folder)
        for name, times in measured(made, given.cases).items():
            sys.stdout.write(f"{name:<18} {quantile(times, 5) * 1e6:6.0f} µs an action (quickest tenth {quantile(times, 1) * 1e6:.0f})\n")
        for engine in made.values():
            engine.close()


if __name__ == "__main__":
    main()
