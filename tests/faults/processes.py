"""Processes that do something at the same time: with no connection and nothing done yet, in step by barriers, every wait with an end."""

import multiprocessing
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from typing import Any

FORKED = multiprocessing.get_context("forkserver")
"""Each is forked from one that has imported what they need and has done nothing else: to import it takes a second."""
FORKED.set_forkserver_preload(["pytest", "tests.faults.acts", "signoff.testing", "psycopg", "pymysql", "alembic.command"])
PATIENCE = 120
"""Seconds after which a wait counts as for ever."""


def together(*works: tuple[Callable[..., Any], tuple[Any, ...]]) -> list[Any]:
    """Run each function in a process of its own, with a barrier for all of them first; what they return, in order."""
    barrier = FORKED.Barrier(len(works))
    running = [started(work, (barrier, *arguments)) for work, arguments in works]
    try:
        return [received(process, end) for process, end in running]
    finally:
        for process, _ in running:
            ended(process)


@contextmanager
def alone(work: Callable[..., Any], *arguments: Any) -> Iterator[ForkServerProcess]:
    """A process that runs a function for as long as the block lasts, unless it is killed before."""
    process, end = started(work, arguments)
    with end:
        try:
            yield process
        finally:
            ended(process)


def started(work: Callable[..., Any], arguments: Sequence[Any]) -> tuple[ForkServerProcess, Connection]:
    """The process, and the end at which its answer comes out."""
    here, there = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=_run, args=(there, work, tuple(arguments)), daemon=True)
    process.start()
    there.close()
    return process, here


def received(process: ForkServerProcess, end: Connection) -> Any:
    """What the process returns; its traceback is the failure of the test."""
    with end:
        assert end.poll(PATIENCE), f"{process.name} does not come to an end"
        good, value = end.recv()
    assert good, value
    return value


def ended(process: BaseProcess) -> None:
    """Let it end, or end it."""
    process.join(5)
    if process.is_alive():
        process.kill()
        process.join(PATIENCE)
    process.close()


def _run(end: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        end.send((True, work(*arguments)))
    except BaseException:
        end.send((False, traceback.format_exc()))


def met(barrier: Barrier) -> None:
    """Wait for the others."""
    barrier.wait(PATIENCE)


def come(event: Event) -> None:
    """Wait for something to happen."""
    assert event.wait(PATIENCE)
