"""Under Django's `atomic()` the case commits or rolls back with the host's own rows, on SQLite, PostgreSQL and MariaDB."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from django.db.transaction import TransactionManagementError

from signoff import Misconfigured, NotFound, Reason, Refused, Stale, StoreUnavailable
from signoff.adapters.hosts.django import DjangoStore, bind, engine

from .site import Letter

PATIENCE = 20


class Changed(Exception):
    """The host changes its mind."""


def write(key: str, alias: str) -> None:
    """A row of the host's and a case."""
    Letter.objects.using(alias).create(text=key)
    bind(alias).start("letter", by="ann", key=key)


@contextmanager
def taken_back(alias: str) -> Iterator[None]:
    """A block at whose end the host changes its mind."""
    with suppress(Changed), transaction.atomic(using=alias):
        yield
        raise Changed


def there(alias: str) -> tuple[list[str], list[str]]:
    """The host's rows and the cases, as somebody on another connection sees them."""

    def look() -> tuple[list[str], list[str]]:
        try:
            rows = Letter.objects.using(alias).order_by("text").values_list("text", flat=True)
            return list(rows), sorted(str(case.key) for case in engine(alias).cases())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look).result(PATIENCE)


@contextmanager
def elsewhere(alias: str, statement: str) -> Iterator[None]:
    """Somebody else's transaction that has run this statement and is not over yet."""
    other = connections.create_connection(alias)
    try:
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        other.cursor().execute(statement)
        yield
        other.rollback()
    finally:
        other.close()


def test_both_commit_together(alias: str) -> None:
    with transaction.atomic(using=alias):
        write("a", alias)
        bind(alias).act("a", "submit", by="ann")
        assert there(alias) == ([], [])
    assert there(alias) == (["a"], ["a"])
    assert engine(alias).verify().problems == ()


def test_a_rollback_leaves_no_trace(alias: str) -> None:
    with taken_back(alias):
        write("a", alias)
        with pytest.raises(Refused):
            bind(alias).act("a", "submit", by="eve", request_id="r")
        bind(alias).act("a", "submit", by="ann", request_id="s")
    assert there(alias) == ([], [])
    assert engine(alias).attempts("a") == ()
    assert engine(alias).tick().delivery.delivered == 0
    with pytest.raises(NotFound):
        engine(alias).history("a")
    engine(alias).start("letter", by="ann", key="b", request_id="s")


def test_an_inner_block_that_is_rolled_back_leaves_exactly_the_outer_part(alias: str) -> None:
    with transaction.atomic(using=alias):
        write("outer", alias)
        with taken_back(alias):
            write("inner", alias)
            bind(alias).act("outer", "submit", by="ann")
            with transaction.atomic(using=alias):
                write("innermost", alias)
        assert bind(alias).case("outer").step == "draft"
        with transaction.atomic(using=alias):
            write("kept", alias)
    assert there(alias) == (["kept", "outer"], ["kept", "outer"])
    assert engine(alias).case("outer").step == "draft" and engine(alias).verify().problems == ()


def test_a_savepoint_that_is_rolled_back_takes_the_case_back(alias: str) -> None:
    with transaction.atomic(using=alias):
        write("a", alias)
        point = transaction.savepoint(using=alias)
        write("b", alias)
        transaction.savepoint_rollback(point, using=alias)
        write("c", alias)
    assert there(alias) == (["a", "c"], ["a", "c"])


def test_a_block_that_is_set_to_roll_back_does_so(alias: str) -> None:
    with transaction.atomic(using=alias):
        write("a", alias)
        transaction.set_rollback(True, using=alias)
    assert there(alias) == ([], [])


def test_a_refusal_leaves_the_block_healthy(alias: str) -> None:
    engine(alias).start("letter", by="ann", key="a")
    with transaction.atomic(using=alias):
        with pytest.raises(Refused) as caught:
            bind(alias).start("letter", by="ann", key="a", request_id="r")
        assert caught.value.code == "key_taken" and not transaction.get_rollback(using=alias)
        write("b", alias)
    assert there(alias) == (["b"], ["a", "b"])


def test_outside_of_a_block_bind_is_refused(alias: str) -> None:
    with pytest.raises(Misconfigured, match="autocommit") as caught:
        bind(alias)
    assert "transaction.atomic()" in (caught.value.hint or "")
    with transaction.atomic(using=alias):
        desk = bind(alias)
    with pytest.raises(Misconfigured, match="autocommit"):
        desk.start("letter", by="ann", key="a")
    assert there(alias) == ([], [])


def test_inside_of_a_block_a_transaction_of_its_own_is_refused_and_questions_are_not(alias: str) -> None:
    with transaction.atomic(using=alias):
        write("a", alias)
        with pytest.raises(Misconfigured, match="already") as caught:
            engine(alias).start("letter", by="ann", key="b")
        assert "bind()" in (caught.value.hint or "") and not transaction.get_rollback(using=alias)
        assert [case.key for case in engine(alias).cases()] == ["a"]
    assert there(alias) == (["a"], ["a"])


def test_a_host_without_autocommit_ends_its_transactions_itself(alias: str) -> None:
    transaction.set_autocommit(False, using=alias)
    try:
        write("a", alias)
        transaction.rollback(using=alias)
        write("b", alias)
        with pytest.raises(Misconfigured, match="already"):
            engine(alias).start("letter", by="ann", key="c")
        transaction.commit(using=alias)
    finally:
        transaction.rollback(using=alias)
        transaction.set_autocommit(True, using=alias)
    assert there(alias) == (["b"], ["b"])


LOCKED = {"default": "UPDATE signoff_schema SET one = one", "postgresql": "SELECT 1 FROM signoff_case FOR UPDATE"}
LOCKED["mariadb"] = LOCKED["postgresql"]


def impatient(alias: str) -> None:
    """Servers wait long for locks; SQLite does as its timeout says."""
    told = {"postgresql": "SET LOCAL lock_timeout = '100ms'", "mariadb": "SET SESSION innodb_lock_wait_timeout = 1"}
    if alias in told:
        connections[alias].cursor().execute(told[alias])


def test_an_error_of_the_driver_breaks_the_block_as_djangos_own_do(alias: str) -> None:
    engine(alias).start("letter", by="ann", key="a")
    with elsewhere(alias, LOCKED[alias]), transaction.atomic(using=alias):
        impatient(alias)
        with pytest.raises(Stale) as caught:
            bind(alias).act("a", "submit", by="ann")
        assert caught.value.code == "conflict" and transaction.get_rollback(using=alias)
        with pytest.raises(TransactionManagementError):
            bind(alias).cases()
        with pytest.raises(TransactionManagementError):
            Letter.objects.using(alias).count()
    assert engine(alias).case("a").step == "draft" and engine(alias).verify().problems == ()


def test_an_error_of_the_driver_in_an_inner_block_breaks_only_that(alias: str) -> None:
    engine(alias).start("letter", by="ann", key="a")
    with transaction.atomic(using=alias):
        impatient(alias)
        assert Letter.objects.using(alias).count() == 0
        with elsewhere(alias, LOCKED[alias]), pytest.raises(Stale), transaction.atomic(using=alias):
            bind(alias).act("a", "submit", by="ann")
        assert not transaction.get_rollback(using=alias)
        write("b", alias)
    assert there(alias) == (["b"], ["a", "b"])


def test_a_block_on_sqlite_that_has_read_before_is_told_to_run_again_and_writes_nothing(sqlite: str) -> None:
    engine().start("letter", by="ann", key="a")

    def submit() -> None:
        try:
            engine().act("a", "submit", by="ann")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert Letter.objects.count() == 0
        pool.submit(submit).result(PATIENCE)
        with pytest.raises(Stale) as caught:
            bind().act("a", "submit", by="ann")
        assert "run your transaction again" in (caught.value.hint or "") and transaction.get_rollback()
    assert engine().case("a").step == "check"


def test_what_a_hook_of_the_host_writes_goes_with_the_command(alias: str) -> None:
    own = type(engine(alias))(engine(alias).store, workflows=engine(alias).workflows.values())

    @own.before("start")
    def note(verb: str, command: Any, case: Any) -> None:
        with transaction.atomic(using=alias):
            Letter.objects.using(alias).create(text=command.key)
        if command.key == "bad":
            raise Refused([Reason("no", "not this one")])

    own.start("letter", by="ann", key="good")
    with pytest.raises(Refused):
        own.start("letter", by="ann", key="bad")
    assert there(alias) == (["good"], ["good"])


def test_what_is_to_follow_the_commit_waits_for_djangos_outermost_block(alias: str) -> None:
    """As a dispatcher tells its broker of what is to be delivered."""
    done: list[str] = []

    def write_and_tell(key: str) -> None:
        store = DjangoStore(alias).bound(alias)
        with store.begin() as unit:
            unit.transaction.after_commit(lambda: done.append(key))

    with transaction.atomic(using=alias):
        write_and_tell("outer")
        with taken_back(alias):
            write_and_tell("inner")
        assert done == []
    assert done == ["outer"]
    with taken_back(alias):
        write_and_tell("never")
    assert done == ["outer"]


def test_a_commit_that_fails_is_told_as_ours(alias: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> None:
        raise OperationalError("gone") from connections[alias].Database.OperationalError("gone")

    monkeypatch.setattr(connections[alias], "commit", failing)
    with pytest.raises(StoreUnavailable) as caught:
        engine(alias).start("letter", by="ann", key="a")
    assert caught.value.code == "commit_unknown"
    assert there(alias) == ([], [])


def test_threads_have_transactions_of_their_own(alias: str) -> None:
    def start(key: str) -> None:
        ends = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < ends:  # on SQLite somebody else may write just now: run it again
                with suppress(Stale, OperationalError), transaction.atomic(using=alias):
                    write(key, alias)
                    return
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, "abcdefgh", timeout=PATIENCE))
    assert there(alias) == (list("abcdefgh"), list("abcdefgh"))


def test_a_bound_desk_does_not_carry_one_threads_transaction_into_another(alias: str) -> None:
    with transaction.atomic(using=alias):
        desk = bind(alias)

        def elsewhere() -> None:
            try:
                with pytest.raises(Misconfigured, match="autocommit"):
                    desk.start("letter", by="ann", key="a")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere).result(PATIENCE)
    assert there(alias) == ([], [])
