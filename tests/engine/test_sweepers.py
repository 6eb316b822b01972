"""Threads that work off the pieces of a sweep."""

import threading
from collections.abc import Iterator
from contextvars import ContextVar
from itertools import count
from threading import Barrier, Lock

import pytest

from signoff.engine.sweepers import NAME, work_off

PATIENCE = 60
"""Seconds after which a wait counts as for ever."""


def ours() -> list[str]:
    """The threads that are left."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(NAME)]


def test_each_piece_is_worked_off_once_and_every_thread_takes_part() -> None:
    done: list[int] = []
    hands, lock, met = set[int](), Lock(), Barrier(3)

    def work(piece: int) -> None:
        if piece < 3:
            met.wait(PATIENCE)  # three are at it at one time
        with lock:
            done.append(piece)
            hands.add(threading.get_ident())

    work_off(range(100), work, 3)
    assert sorted(done) == list(range(100))
    assert len(hands) == 3
    assert ours() == []


def test_for_a_single_piece_no_thread_is_started() -> None:
    hands: list[int] = []
    work_off(["lone"], lambda piece: hands.append(threading.get_ident()), 4)
    work_off([], lambda piece: hands.append(0), 4)
    assert hands == [threading.get_ident()]


@pytest.mark.parametrize("failing", [1, 2])
def test_where_one_fails_the_others_finish_what_they_have_and_take_nothing_more(failing: int) -> None:
    """There is no end of pieces, so this one comes to its end because it is stopped."""
    met, done = Barrier(failing), list[int]()

    def work(piece: int) -> None:
        if piece in range(50, 50 + failing):
            met.wait(PATIENCE)
            raise ValueError(f"piece {piece}")
        assert piece < 1_000_000, "nobody stops"
        done.append(piece)

    with pytest.raises(ValueError, match="piece 5") as raised:
        work_off(count(), work, 3)
    notes = getattr(raised.value, "__notes__", [])
    assert len(notes) == failing - 1
    assert all(note.startswith("another sweeper failed, too: ValueError: piece 5") for note in notes)
    taken = sorted([*done, *range(50, 50 + failing)])
    assert taken == list(range(len(taken))), "what was taken was done"
    assert ours() == []


def test_pieces_that_cannot_be_found_end_it_for_all() -> None:
    def pieces() -> Iterator[int]:
        yield from range(4)
        raise OSError("no more can be read")

    done: list[int] = []
    with pytest.raises(OSError, match="no more"):
        work_off(pieces(), done.append, 3)
    assert sorted(done) == list(range(4))
    assert ours() == []


def test_the_threads_find_what_stands_around_the_call() -> None:
    around: ContextVar[str] = ContextVar("around")
    around.set("a span")
    met, found = Barrier(2), list[str]()

    def work(piece: int) -> None:
        met.wait(PATIENCE)
        found.append(around.get())

    work_off(range(2), work, 2)
    assert found == ["a span"] * 2
