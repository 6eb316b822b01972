"""Whoever observes hears of a move after the commit that holds it: ours, or the host's; of what a host rolls back, never."""

from contextlib import suppress

from sqlalchemy.orm import Session

from signoff import Engine, Refused
from signoff.adapters.sql import SqlStore
from signoff.engine.observing import Ended, Happening
from tests.conformance.conftest import AnyStore

NOTE = "signoff: 1\nworkflow: note\nsteps:\n  write: {by: initiator}\n  filed: {end: approved}\n"


class Heard:
    """What was heard, as verb and outcome."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def awake(self) -> bool:
        return True

    def begins(self, it: Happening) -> Ended | None:
        return None

    def happened(self, it: Happening) -> None:
        self.told.append(f"{it.verb} {it.outcome}")


def observed(store: AnyStore) -> tuple[Engine, Heard]:
    heard, engine = Heard(), Engine(store, workflows=NOTE)
    engine.observe(heard)
    return engine, heard


def test_a_move_of_our_own_is_told_once(store: AnyStore) -> None:
    engine, heard = observed(store)
    engine.start("note", by="chen")
    assert heard.told == ["start done"]


def test_one_in_a_hosts_transaction_is_told_with_its_commit_and_never_after_a_rollback(sql_store: SqlStore) -> None:
    engine, heard = observed(sql_store)
    with Session(sql_store.engine) as session:
        engine.bind(session).start("note", by="chen")
        session.rollback()
        case = engine.bind(session).start("note", by="chen")
        assert heard.told == []
        session.commit()
        assert heard.told == ["start done"]
        with suppress(Refused):
            engine.bind(session).act(case.id, "submit", by="lin")
        assert heard.told == ["start done", "act refused"], "nothing hangs on a commit there"
        session.rollback()
    assert heard.told == ["start done", "act refused"]
