"""Rows that are needed for a time only: which go, and which are still needed."""

from datetime import timedelta
from pathlib import Path

import pytest

from signoff.compose import Engine
from signoff.engine.durations import Duration, Unit
from signoff.engine.errors import Misconfigured, Refused
from signoff.engine.ports import Disposable
from signoff.engine.purging import Retention

from .archiving import PAPER, PEOPLE, Office
from .conftest import AnyStore

DAY = timedelta(days=1)


@pytest.fixture
def office(store: AnyStore, tmp_path: Path) -> Office:
    return Office(store, tmp_path)


def purged(office: Office, **kept: Duration | None) -> dict[str, int]:
    """What goes when it is kept for so long."""
    engine = Engine(office.store, workflows=[PAPER], directory=PEOPLE, clock=office.clock, notifiers={}, retention=Retention(**kept))
    return {what.value: count for what, count in engine.purge().rows.items() if count}


def test_an_answered_request_is_answered_again_until_it_is_purged(office: Office) -> None:
    first = office.engine.start("paper", by="ann", key="1", request_id="r1")
    office.clock.advance("29d")
    assert purged(office) == {}
    assert office.engine.start("paper", by="ann", key="1", request_id="r1") == first
    office.clock.advance("2d")
    assert purged(office) == {"requests": 1}
    with pytest.raises(Refused) as caught:
        office.engine.start("paper", by="ann", key="1", request_id="r1")
    assert caught.value.code == "key_taken"


def test_what_has_not_been_delivered_never_goes(office: Office) -> None:
    for key in ("1", "2", "3"):
        office.engine.start("paper", by="ann", key=key)
        office.engine.copy_to(key, by="ann", to=("he",))
    done, dead, _ = office.store.lease("n", office.clock.now(), 10, 60)
    office.store.delivered(done.id, office.clock.now())
    office.store.failed(dead.id, office.clock.now(), "no address", None)
    office.clock.advance("400d")
    assert purged(office) == {"deliveries": 1}
    assert [row.id for row in office.store.dead("default")] == [dead.id]
    assert len(office.store.lease("n", office.clock.now(), 10, 60)) == 1


def test_refused_commands_go_by_the_last_time_and_not_while_their_case_is_open(office: Office) -> None:
    office.over("1")
    office.engine.start("paper", by="ann", key="open")
    for case in ("1", "open", "unknown"):
        with pytest.raises(Exception, match=r".+"):
            office.engine.act(case, "approve", by="li")
    office.clock.advance("60d")
    with pytest.raises(Refused):
        office.engine.act("1", "approve", by="li")
    office.clock.advance("60d")
    assert purged(office) == {"attempts": 1}
    assert len(office.engine.attempts("open")) == len(office.engine.attempts("1")) == 1 and not office.engine.attempts("unknown")


def test_a_batch_is_bounded_and_what_is_kept_for_ever_stays(office: Office) -> None:
    for key in "12345":
        office.engine.start("paper", by="ann", key=key, request_id=key)
    office.clock.advance("400d")
    assert purged(office, requests=None) == {}
    later = office.clock.now()
    assert [office.store.purge(Disposable.REQUESTS, later, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert office.store.purge(Disposable.REQUESTS, later - DAY, 2) == 0


@pytest.mark.parametrize("kept", [Duration(5, Unit.WD), Duration(5, Unit.H), Duration(0, Unit.D)])
def test_what_is_no_time_to_keep_a_row_is_told(kept: Duration) -> None:
    with pytest.raises(Misconfigured):
        Retention(requests=kept)
