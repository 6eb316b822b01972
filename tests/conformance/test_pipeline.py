"""Statements that are sent without waiting for an answer: whatever cuts them off, the connection is as it was before, or gone."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import URL

from signoff.adapters.sql.pipeline import Line, Values, pipelined

from .doing import PATIENCE

LENGTH = "SELECT length($1::text)"
LONG = b"x" * 30_000_000
"""More than there is room for on the way."""


@pytest.fixture
def raw(postgresql: URL) -> Iterator[Any]:
    """A connection of psycopg."""
    with connected(postgresql) as found:
        yield found


def connected(url: URL) -> Any:
    """One to this database."""
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


class CutOff(Sequence[tuple[str, Values]]):
    """Statements of which somebody is told, and cut off behind the last one while they are sent."""

    def __init__(self, *statements: tuple[str, Values]) -> None:
        self._statements, self._before = statements, 0

    def __len__(self) -> int:
        return len(self._statements)

    def __getitem__(self, place: Any) -> Any:
        return self._statements[place]

    def __iter__(self) -> Iterator[tuple[str, Values]]:
        yield from self._statements
        self._before += 1
        if self._before > 1:
            raise KeyboardInterrupt


def sent(raw: Any, statements: Sequence[tuple[str, Values]]) -> list[Any]:
    """What is answered to these."""
    with pipelined(psycopg, raw, {}, statements) as answers:
        return list(answers)


def test_what_is_cut_off_while_it_is_sent_comes_to_an_end(raw: Any, postgresql: URL) -> None:
    with ThreadPoolExecutor(1) as pool, connected(postgresql) as other:
        sending = pool.submit(sent, raw, CutOff((LENGTH, [LONG]), (LENGTH, [LONG])))
        try:
            error = sending.exception(PATIENCE)
        finally:
            other.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])  # else it would be waited for, for ever
    assert isinstance(error, KeyboardInterrupt)


def test_a_connection_serves_on_after_that(raw: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        sent(raw, CutOff((LENGTH, [b"abc"])))
    assert raw.execute("SELECT 1").fetchone() == (1,)
    assert sent(raw, [(LENGTH, [b"abc"])]) == [[b"3"]]


def test_one_that_is_cut_off_twice_is_closed_and_not_left_halfway(raw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time while the answers are waited for."""

    def cut(_: object) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Line, "_of_one", cut)
    with pytest.raises(KeyboardInterrupt):
        sent(raw, [(LENGTH, [b"abc"])])
    assert raw.closed


def test_one_that_fails_is_told_as_such_and_all_others_are_answered(raw: Any) -> None:
    statements: list[tuple[str, Values]] = [("SELECT 6 / $1::int", [value]) for value in (b"1", b"0", b"2", b"three", b"3")]
    statements[2:2] = [("SELECT no_such_column WHERE $1", [b"t"])]
    assert sent(raw, statements) == [[b"6"], None, None, [b"3"], None, [b"2"]]
    assert raw.execute("SELECT 1").fetchone() == (1,)


def test_what_a_server_refuses_as_it_commits_has_failed(raw: Any) -> None:
    """A constraint that is deferred is looked at behind the answer."""
    raw.execute("CREATE TEMPORARY TABLE once(value text UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    insert = "INSERT INTO once VALUES($1) RETURNING value"
    assert sent(raw, [(insert, [value]) for value in (b"a", b"b", b"a", b"c")]) == [[b"a"], [b"b"], None, [b"c"]]


def test_a_connection_that_is_lost_is_an_error(raw: Any) -> None:
    with pytest.raises(psycopg.OperationalError):
        sent(raw, [("SELECT pg_terminate_backend(pg_backend_pid()), $1", [b"it"]), (LENGTH, [b"abc"])])
    assert raw.closed
