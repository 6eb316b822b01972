"""A dispatcher is told of what leaves with a move, and again of what got lost; the row of the outbox stays the truth."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from signoff import DeliveryFailed, Misconfigured, Refused, Undeliverable
from signoff.adapters.delivery import DeliveryReport
from signoff.compose import Engine
from signoff.engine.ports import Transaction
from signoff.engine.submitting import BATCH

from .house import House
from .test_calls import Books, house
from .test_digests import DAILY, STEPS, Post, case
from .test_digests import house as digesting

MINUTES = timedelta(minutes=5)


class Couriers:
    """A dispatcher that loses nothing and keeps what it is told; `broken` refuses to work."""

    name = "couriers"
    patience = MINUTES

    def __init__(self, *, broken: bool = False) -> None:
        self.told: list[str] = []
        self.again: list[str] = []
        self.broken = broken

    def check(self, transaction: Transaction) -> None:
        if self.broken:
            raise Misconfigured("the couriers are on strike", hint="Pay them.")

    def submit(self, rows: Sequence[str], transaction: Transaction, *, again: bool = False) -> None:
        transaction.after_commit(lambda: (self.again if again else self.told).extend(rows))


def approved(couriers: Couriers, books: Books) -> House:
    """A case whose approval calls an effect."""
    found = house(books, dispatcher=couriers)
    found.start({"sum": "12.50", "reader": "fay"})
    found.act("bob", "approve")
    return found


def test_the_id_of_what_leaves_is_told_after_the_commit_and_delivers_the_row() -> None:
    couriers, books = Couriers(), Books()
    found = approved(couriers, books)
    (row,) = couriers.told
    assert found.engine.tick().delivery == DeliveryReport() and books.calls == [], "who ticks delivers nothing"
    assert found.engine.deliver_row(row) == DeliveryReport(delivered=1)
    assert [call.tries for call in books.calls] == [1]


def test_an_id_that_comes_twice_delivers_once() -> None:
    couriers, books = Couriers(), Books()
    found = approved(couriers, books)
    for _ in range(3):
        found.engine.deliver_row(couriers.told[0])
    assert len(books.calls) == 1


def test_an_unknown_id_does_nothing_and_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    found = approved(Couriers(), Books())
    with caplog.at_level("INFO", "signoff.delivery"):
        assert found.engine.deliver_row("nobody") == DeliveryReport()
    assert "outbox row nobody is unknown" in caplog.text


def test_what_got_lost_is_submitted_again_after_its_patience_and_no_sooner() -> None:
    couriers, books = Couriers(), Books()
    found = approved(couriers, books)
    found.clock.advance(MINUTES - timedelta(seconds=1))
    assert found.engine.deliver().submitted == 0
    found.clock.advance("1m")
    assert found.engine.tick().delivery == DeliveryReport(submitted=1)
    assert couriers.again == couriers.told
    found.engine.deliver_row(couriers.again[0])
    found.clock.advance("1d")
    assert found.engine.deliver() == DeliveryReport() and len(books.calls) == 1


def test_a_try_that_fails_is_submitted_again_at_its_time_and_the_last_one_is_an_incident() -> None:
    couriers, books = Couriers(), Books(DeliveryFailed("closed"), Undeliverable("gone"))
    found = approved(couriers, books)
    assert found.engine.deliver_row(couriers.told[0]) == DeliveryReport(failed=1)
    assert found.engine.deliver_row(couriers.told[0]) == DeliveryReport(), "not before its time"
    assert found.engine.deliver().submitted == 0
    found.clock.advance("1m")
    assert found.engine.deliver().submitted == 1
    assert found.engine.deliver_row(couriers.told[0]) == DeliveryReport(dead=1)
    assert [letter.error for letter in found.engine.dead_letters()] == ["gone"]
    assert found.engine.deliver_row(couriers.told[0]) == DeliveryReport(), "what is dead stays so"


def test_a_retry_is_submitted_by_whoever_ticks() -> None:
    couriers, books = Couriers(), Books(Undeliverable("gone"))
    found = approved(couriers, books)
    found.engine.deliver_row(couriers.told[0])
    found.engine.trusting("root").retry("k", by="ini", reason="mended")
    assert found.engine.deliver().submitted == 1
    assert found.engine.deliver_row(couriers.told[0]).delivered == 1
    assert [call.key for call in books.calls] == [books.calls[0].key] * 2


def test_what_is_collected_is_submitted_when_it_is_due() -> None:
    couriers, post = Couriers(), Post()
    found = digesting(post, DAILY, STEPS, dispatcher=couriers)
    case(found, "1")
    case(found, "2")
    assert couriers.told == []
    found.clock.advance("1h")
    assert found.engine.tick().delivery.submitted == 2
    for row in couriers.again:
        found.engine.deliver_row(row)
    assert len(post.notices) == 1


def test_what_timers_bring_about_is_submitted_too() -> None:
    couriers = Couriers()
    found = house(Books(), "review: {approvers: role(legal), due: 1h, escalate: [{at: due, call: book}]}", dispatcher=couriers)
    found.start()
    found.clock.advance("2h")
    assert found.engine.tick().fired == 1 and len(couriers.told) == 1


def test_a_refused_move_submits_nothing() -> None:
    couriers = Couriers()
    found = house(Books(), dispatcher=couriers)
    found.start({"sum": "1", "reader": "fay"})
    with pytest.raises(Refused):
        found.act("fay", "approve")
    assert couriers.told == []


def test_a_dispatcher_that_cannot_be_used_refuses_the_move_before_anything_is_written() -> None:
    found = house(Books(), dispatcher=Couriers(broken=True))
    found.start({"sum": "1", "reader": "fay"})
    events = len(list(found.engine.history("k")))
    with pytest.raises(Misconfigured, match="on strike"):
        found.act("bob", "approve")
    assert len(list(found.engine.history("k"))) == events and found.engine.case("k").step == "review"


def test_a_dispatcher_that_comes_later_finds_what_was_left_in_batches() -> None:
    found = house(Books())
    for number in range(BATCH + 1):
        found.engine.start("w", by="ini", key=str(number), data={"sum": "1", "reader": "fay"})
        found.engine.act(str(number), "approve", by="bob")
    couriers = Couriers()
    with Engine(found.engine.store, workflows=[], clock=found.clock, dispatcher=couriers) as later:
        assert later.dispatcher is couriers
        assert later.deliver(limit=BATCH).submitted == BATCH
        assert later.deliver().submitted == 1 and len(set(couriers.again)) == BATCH + 1
