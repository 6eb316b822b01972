"""Several threads of one process that work off what a sweep finds: each takes the next piece as it is done with its last one.

While a server writes what one of them has decided, another one decides. No piece goes to two of them, so they do not get into each
other's way. That a timer happens once is not for them to see to: the lock of its root does, as between processes.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import chain, islice
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

NAME = "signoff-sweeper"
"""What the threads are called."""


def work_off(pieces: Iterable[T], work: Callable[[T], None], sweepers: int = 1) -> None:
    """Do this with every piece, in so many threads, of which the caller's is one. For a single piece none is started.

    Where one fails, the others finish what they are at and take nothing more. Then its error is raised, with a note of each other one;
    no thread outlives the call.
    """
    if sweepers == 1:
        for piece in pieces:
            work(piece)
        return
    rest = iter(pieces)
    first = list(islice(rest, 2))
    if len(first) < 2:
        work_off(first, work)
        return
    _together(Dealt(chain(first, rest)), work, sweepers)


class Dealt(Generic[T]):
    """Pieces that are dealt out one by one, until there are no more or somebody stops it."""

    def __init__(self, pieces: Iterator[T]) -> None:
        self._pieces = pieces
        self._lock = Lock()
        self._stopped = False

    def stop(self) -> None:
        """Nobody gets another one."""
        self._stopped = True

    def through(self, work: Callable[[T], None]) -> None:
        """Take one after the other. An error stops it for all."""
        try:
            for piece in self:
                work(piece)
        except BaseException:
            self.stop()
            raise

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._lock:
            if self._stopped:
                raise StopIteration
            return next(self._pieces)


def _together(dealt: Dealt[T], work: Callable[[T], None], sweepers: int) -> None:
    """Whoever observes finds in each thread what stands around the call: the span that is open, say."""
    try:
        with ThreadPoolExecutor(sweepers - 1, NAME) as pool:
            others = [pool.submit(copy_context().run, dealt.through, work) for _ in range(sweepers - 1)]
            mine = _error_of(lambda: dealt.through(work))
    finally:
        dealt.stop()
    errors = [found for found in (mine, *(other.exception() for other in others)) if found is not None]
    if errors:
        for another in errors[1:]:
            errors[0].add_note(f"another sweeper failed, too: {type(another).__name__}: {another}")
        raise errors[0]


def _error_of(work: Callable[[], None]) -> BaseException | None:
    try:
        work()
    except BaseException as error:
        return error
    return None
