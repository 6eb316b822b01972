"""Fault points: named places where a test may let a process die, wait, or hear of an error although all went well.

Nothing is planted unless a test plants it; a point that is passed then costs a call and a comparison.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

POINTS: Mapping[str, str] = {
    "begin.before": "a transaction of our own is about to begin",
    "begin.after": "it has begun; nothing is locked on a server yet, on SQLite the writer's lock is held",
    "statement.before": "a statement is about to go to the database, in a host's transaction too",
    "statement.after": "the database has carried it out",
    "save.before": "a move is decided, and nothing of it is written yet",
    "save.after": "all of it is written: what remains is the commit, ours or the host's",
    "commit.before": "a transaction of our own is about to be committed, or the one statement to be run that stands for it",
    "commit.after": "the database has committed it, and nobody has been told yet",
    "rollback.before": "a transaction of our own is about to be taken back",
    "rollback.after": "it has been taken back",
    "deliver.before": "a row of the outbox is leased, and about to be brought where it belongs",
    "deliver.after": "it has arrived, and its row does not say so yet",
    "mark.after": "its row says how that went",
    "migration.before": "the tables are about to be brought to this release's revision",
    "migration.after": "they have been, and the transaction is about to be committed",
}
"""Every point, in the order in which a command, a delivery and an upgrade pass them."""

Hook: TypeAlias = Callable[[str], None]
"""Called with the name of the point that is reached: in the thread that reaches it. What it raises is raised there."""

_planted: Hook | None = None


def reached(point: str) -> None:
    """Here is this point."""
    if _planted is not None:
        _planted(point)


@contextmanager
def planted(hook: Hook) -> Iterator[None]:
    """Call this at every point that any thread of the process reaches, as long as the block lasts. One at a time."""
    global _planted
    if _planted is not None:
        raise RuntimeError("something is planted at the fault points already")
    _planted = hook
    try:
        yield
    finally:
        _planted = None
