"""Short ways to say what most tests do first."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from signoff.engine.case import Case
from signoff.engine.ports import Change, Outgoing, Request, Store, Stored, Wanted

from .factory import beginning, saving

T = TypeVar("T")

PATIENCE = 20.0
"""How many seconds anything may take that is waited for."""


def start(store: Store, case: Case, *children: Case, outgoing: tuple[Outgoing, ...] = (), request: Request | None = None) -> Stored:
    """Start a case and give it back as stored."""
    return save(store, beginning(case, *children, outgoing=outgoing), request=request)


def save(store: Store, *changes: Change, request: Request | None = None) -> Stored:
    """Save changes in a transaction; the first aggregate as it is stored then."""
    with store.begin() as work:
        work.save(saving(*changes, request=request))
    return load(store, changes[0].root, changes[0].tenant)


def load(store: Store, case: str, tenant: str = "default") -> Stored:
    """An aggregate, read under the lock."""
    with store.begin() as work:
        return work.load(Wanted(tenant, case)).aggregates[0]


def together(count: int, work: Callable[[int], T]) -> list[T]:
    """Do the same thing in so many threads, starting at the same moment."""
    barrier = threading.Barrier(count)

    def one(number: int) -> T:
        barrier.wait(PATIENCE)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(one, number) for number in range(count)]]
