"""A handler hears of what any process has done, and only a process that has the handler takes what is meant for it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from signoff import EffectCall, Engine, Misconfigured
from signoff.adapters.delivery import Occasion
from signoff.adapters.memory import MemoryStore
from signoff.adapters.plugins import Plugin
from signoff.engine.heart import UNHEARD
from signoff.engine.listening import AGE, Listening
from signoff.engine.ports import Subscription
from signoff.testing import ManualClock

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)

NOTE = """
signoff: 1
workflow: note
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  check: {approvers: person(ann)}
  booked: {end: approved, effects: [call: book]}
"""


class Office:
    """Processes on one store: each an engine of its own, as a host, a worker, a command line."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.store = MemoryStore(clock=self.clock.now)
        self.number = count(1)
        self.booked: list[str] = []

    def process(self, *, hosts_handlers: bool = True, books: bool = True) -> Engine:
        """Another process."""
        plugins = [Plugin("signoff.effects", "book", "1", self.book if books else lambda call: 1 / 0)]
        made = Engine(
            self.store,
            workflows=[NOTE],
            plugins=plugins,
            clock=self.clock,
            node=f"n{next(self.number)}",
            hosts_handlers=hosts_handlers,
        )
        if not books:
            made.deliverer._couriers["call"]._effects.clear()  # type: ignore[attr-defined]  # an older build, which lacks the plug-in
        return made

    def book(self, call: EffectCall) -> None:
        self.booked.append(str(call.case["key"]))

    def approved(self, engine: Engine, key: str) -> None:
        """A case that is approved by way of this process."""
        engine.start("note", by="bob", key=key)
        engine.act(key, "approve", by="ann")


@pytest.fixture
def office() -> Office:
    return Office()


def hearing(engine: Engine, subscriber: str | None = None) -> list[str]:
    """What a handler of this process hears of from now on."""
    heard: list[str] = []

    @engine.on("case.approved", subscriber=subscriber)
    def hear(occasion: Occasion) -> None:
        heard.append(str(occasion.payload["case"]["key"]))  # type: ignore[index]  # a notice of a case

    return heard


def test_a_handler_hears_of_what_another_process_has_done(office: Office) -> None:
    host = office.process()
    heard = hearing(host)
    host.tick()
    other = office.process()
    office.approved(other, "1")
    assert other.tick().delivery.delivered == 1, "the effect; nobody listens there"
    assert heard == []
    host.tick()
    host.tick()
    assert heard == ["1"]


def test_of_processes_with_the_same_handler_one_is_told(office: Office) -> None:
    one, two = office.process(), office.process()
    heard = [hearing(one), hearing(two)]
    one.tick()
    two.tick()
    office.approved(one, "1")
    two.tick()
    one.tick()
    assert heard == [[], ["1"]]


def test_listeners_of_different_names_are_all_told(office: Office) -> None:
    one, two = office.process(), office.process()
    heard = [hearing(one, "audit"), hearing(two, "index")]
    one.tick()
    two.tick()
    office.approved(office.process(), "1")
    one.tick()
    two.tick()
    assert heard == [["1"], ["1"]]


def test_what_happens_while_the_host_is_away_is_kept_for_it(office: Office) -> None:
    host = office.process()
    hearing(host)
    host.tick()
    office.clock.advance("3d")
    office.approved(office.process(), "1")
    again = office.process()
    heard = hearing(again)
    again.tick()
    assert heard == ["1"]


def test_nothing_is_kept_for_a_listener_who_has_not_been_seen_for_a_week(office: Office) -> None:
    host = office.process()
    hearing(host)
    host.tick()
    office.clock.set(NOW + UNHEARD + timedelta(hours=1))
    worker = office.process(hosts_handlers=False)
    worker.tick()
    office.approved(worker, "1")
    assert [row.kind for row in office.store.lease("n", office.clock.now(), 10, 60)] == ["call"]


def test_a_listener_who_is_gone_for_good_can_be_taken_out(office: Office) -> None:
    host = office.process()
    hearing(host, "gone")
    host.tick()
    office.approved(host, "1")
    other = office.process()
    assert other.unsubscribe("gone") and not other.unsubscribe("gone")
    assert [row.kind for row in office.store.lease("n", office.clock.now(), 10, 60)] == ["call"]


def test_a_process_without_the_handler_or_the_plugin_uses_up_no_try(office: Office) -> None:
    host = office.process()
    heard = hearing(host)
    host.tick()
    office.approved(host, "1")
    worker = office.process(hosts_handlers=False, books=False)
    for _ in range(20):
        assert worker.tick().delivery.taken == 0
        office.clock.advance("1h")
    assert host.tick().delivery.delivered == 2
    assert (heard, office.booked) == (["1"], ["1"])


def test_a_name_for_a_subscriber_is_short_and_not_empty(office: Office) -> None:
    for name in ("", "  ", "x" * 81):
        with pytest.raises(Misconfigured, match="no name for a subscriber"):
            office.process().on("case.approved", subscriber=name)(print)


def test_what_is_known_of_listeners_is_at_most_so_old() -> None:
    store, seconds = MemoryStore(), [0.0]
    listening = Listening(seconds=lambda: seconds[0])
    listening.refreshed(store)
    store.subscribe([Subscription("audit", "case.approved", "note")], "n", NOW)
    seconds[0] = AGE - 1
    listening.refreshed(store)
    assert listening.names("case.approved", "note") == ()
    seconds[0] = AGE
    listening.refreshed(store)
    assert listening.names("case.approved", "note") == ("audit",)
    assert listening.names("case.approved", "other") == listening.names("case.rejected", "note") == ()
