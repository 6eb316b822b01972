"""Processes that die at a fault point without a word, as by SIGKILL: forked from one with everything at hand and no connection."""

import os
import pickle
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from signoff.engine.faultpoints import planted

from .breaking import at
from .processes import FORKED, PATIENCE, ended

DEAD = 66
"""The exit code of who died at the point."""


class Mortal:
    """Does one kind of work as often as it is told to, each time in a process of its own."""

    def __init__(self, asked: "Connection[Any, Any]") -> None:
        self._asked = asked

    def crossings(self, *arguments: Any) -> list[str]:
        """Do it to the end; the points that it passes, in order."""
        code, told = self._told(None, arguments)
        assert code == 0, told
        return list(told)

    def dies(self, number: int, *arguments: Any) -> None:
        """Do it, and die at the crossing with this number, from 0."""
        code, told = self._told(number, arguments)
        assert code == DEAD, f"it did not die at the point: {told}"

    def _told(self, number: int | None, arguments: tuple[Any, ...]) -> tuple[int, Any]:
        self._asked.send((number, arguments))
        assert self._asked.poll(PATIENCE), "it does not come to its end"
        code, told = self._asked.recv()
        return int(code), told


def nothing() -> None:
    """There is nothing to make ready."""


@contextmanager
def mortal(work: Callable[..., object], ready: Callable[[], object] = nothing) -> Iterator[Mortal]:
    """A process that forks others to do this work; `ready` is called in it once, and must leave no connection open."""
    here, there = FORKED.Pipe()
    process = FORKED.Process(target=_forking, args=(there, work, ready), daemon=True)
    process.start()
    there.close()
    with here:
        yield Mortal(here)
        here.send(None)
    ended(process)


def _forking(asked: "Connection[Any, Any]", work: Callable[..., object], ready: Callable[[], object]) -> None:
    ready()
    while (found := asked.recv()) is not None:
        number, arguments = found
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            _work(number, work, arguments, into)
        os.close(into)
        with os.fdopen(out, "rb") as told:
            said = told.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        asked.send((code, pickle.loads(said) if said else None))


def _work(number: int | None, work: Callable[..., object], arguments: tuple[Any, ...], into: int) -> None:
    passed: list[str] = []
    hook = passed.append if number is None else at(number, lambda _: os._exit(DEAD))
    told: object = passed
    code = 0
    try:
        with planted(hook):
            work(*arguments)
    except BaseException:
        told, code = traceback.format_exc(), 1
    with os.fdopen(into, "wb") as out:
        pickle.dump(told, out)
    os._exit(code)
