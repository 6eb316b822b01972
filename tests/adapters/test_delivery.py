"""The deliverer: each row gets its chance, failures come again later, the last one is an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signoff.adapters.delivery import Backoff, Deliverer, DeliveryReport, Handlers, Occasion
from signoff.adapters.directory import StaticDirectory
from signoff.engine.errors import DeliveryFailed, DirectoryUnavailable, Misconfigured, Undeliverable
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.ports import Delivery, Notice, Notifier
from signoff.testing import ManualClock

from .conftest import NOW

PEOPLE = StaticDirectory(PeopleFile(people={id: Person(id, active=id != "gone") for id in ("li", "he", "wu", "gone")}))


class Rows:
    """An outbox of a few rows: what the port promises, and nothing more."""

    def __init__(self, *rows: Delivery) -> None:
        self.rows = {row.id: row for row in rows}
        self.due: dict[str, datetime | None] = {row.id: row.at for row in rows}
        self.errors: dict[str, str] = {}
        self.marked: dict[str, datetime] = {}
        self.broken: set[str] = set()

    def lease(self, node: str, now: datetime, limit: int, seconds: int, serves: Sequence[str] | None = None) -> Sequence[Delivery]:
        taken = [id for id, due in self.due.items() if due is not None and due <= now][:limit]
        for id in taken:
            self.rows[id] = replace(self.rows[id], tries=self.rows[id].tries + 1)
            self.due[id] = now + timedelta(seconds=seconds)
        return [self.rows[id] for id in taken]

    def delivered(self, id: str, now: datetime) -> None:
        if id in self.broken:
            raise ConnectionError("the database is away")
        self.due[id], self.marked[id] = None, now

    def failed(self, id: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        self.errors[id], self.due[id], self.marked[id] = error, retry_at, now

    def revive(self, tenant: str, ids: Sequence[str], now: datetime) -> int:
        for id in ids:
            self.rows[id], self.due[id] = replace(self.rows[id], tries=0), now
        return len(ids)

    def dead(self, tenant: str, case: str | None = None) -> Sequence[Delivery]:
        return [self.rows[id] for id, due in self.due.items() if due is None and id in self.errors]


class Sent:
    """A notifier that keeps what it is given, and raises what it is told to, once each."""

    def __init__(self, *raises: Exception | None) -> None:
        self.notices: list[Notice] = []
        self.raises = list(raises)

    def send(self, notice: Notice) -> None:
        self.notices.append(notice)
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error

    @property
    def told(self) -> list[list[str]]:
        return [[person.id for person in notice.to] for notice in self.notices]


def row(id: str = "1", kind: str = "notice", **payload: object) -> Delivery:
    full: Mapping[str, object] = {"kind": "remind", "to": ["li"], "text": {"en": "Please"}, "case": {"key": "c"}, **payload}
    return Delivery(id, f"key-{id}", kind, "case", "root", full if kind == "notice" else payload, 0, NOW)


def event(id: str = "1", name: str = "case.approved", workflow: str = "reply") -> Delivery:
    return row(id, "event", name=name, workflow=workflow)


def deliverer(outbox: Rows, clock: ManualClock, notifiers: Mapping[str, Notifier] | None = None, **more: object) -> Deliverer:
    return Deliverer(outbox, notifiers or {}, PEOPLE, clock=clock, node="n1", **more)  # type: ignore[arg-type]  # as each test needs


def test_a_notice_goes_out_by_the_default_channel(clock: ManualClock) -> None:
    outbox, log = Rows(row(at="2026-06-01T07:30:00+00:00")), Sent()
    assert deliverer(outbox, clock, {"log": log}).run_once(NOW) == DeliveryReport(delivered=1)
    at = datetime.fromisoformat("2026-06-01T07:30:00+00:00")
    assert log.notices == [Notice("key-1", "remind", (Person("li"),), {"en": "Please"}, {"key": "c"}, at)]
    assert outbox.due == {"1": None} and outbox.errors == {}


def test_or_by_those_it_names(clock: ManualClock) -> None:
    log, smtp = Sent(), Sent()
    report = deliverer(Rows(row(via=["smtp"])), clock, {"log": log, "smtp": smtp}, default="log").run_once(NOW)
    assert report.delivered == 1 and log.notices == [] and smtp.told == [["li"]]


def test_several_default_channels_are_all_used(clock: ManualClock) -> None:
    log, smtp = Sent(), Sent()
    deliverer(Rows(row()), clock, {"log": log, "smtp": smtp}, default=("log", "smtp")).run_once(NOW)
    assert log.told == smtp.told == [["li"]]


def test_what_is_not_due_is_left_alone(clock: ManualClock) -> None:
    assert deliverer(Rows(row()), clock).run_once(NOW - timedelta(seconds=1)) == DeliveryReport()


def test_without_an_instant_it_runs_on_its_clock(clock: ManualClock) -> None:
    assert deliverer(Rows(row()), clock, {"log": Sent()}).run_once() == DeliveryReport(delivered=1)


def test_a_failing_row_never_stops_the_rest(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    outbox, log = Rows(row("1"), row("2"), row("3"), row("4")), Sent(None, ZeroDivisionError("bug"), Undeliverable("410 Gone"))
    assert deliverer(outbox, clock, {"log": log}).run_once(NOW) == DeliveryReport(delivered=2, failed=1, dead=1)
    assert outbox.errors == {"2": "log: ZeroDivisionError: bug", "3": "log: 410 Gone"}
    assert outbox.due["2"] is not None and outbox.due["3"] is None
    assert "given up after 1 tries: log: 410 Gone" in caplog.text


def test_a_row_that_cannot_be_marked_never_stops_the_rest(clock: ManualClock) -> None:
    outbox = Rows(row("1"), row("2"))
    outbox.broken = {"1"}
    assert deliverer(outbox, clock, {"log": Sent()}).run_once(NOW).delivered == 1
    assert outbox.due["1"] == NOW + timedelta(seconds=120)


def test_it_waits_longer_each_time_and_gives_up_after_the_last_try(clock: ManualClock) -> None:
    outbox, log = Rows(row()), Sent(*[DeliveryFailed("busy")] * 20)
    made, now, waits = deliverer(outbox, clock, {"log": log}, backoff=Backoff(jitter=0)), NOW, []
    while (due := outbox.due["1"]) is not None:
        waits.append((due - now).total_seconds())
        now = due
        made.run_once(now)
    assert waits == [0, 30, 60, 120, 240, 480, 960, 1920]
    assert len(log.notices) == 8 and outbox.dead("default")[0].id == "1"
    assert {notice.key for notice in log.notices} == {"key-1"}


def test_a_receiver_may_ask_for_more_time_but_not_for_ever(clock: ManualClock) -> None:
    outbox = Rows(row("1"), row("2"))
    log = Sent(DeliveryFailed("429", data={"retry_after": 600}), DeliveryFailed("429", data={"retry_after": 10**9}))
    deliverer(outbox, clock, {"log": log}).run_once(NOW)
    assert outbox.due == {"1": NOW + timedelta(seconds=600), "2": NOW + timedelta(hours=6)}


def test_a_channel_that_is_done_is_not_used_again(clock: ManualClock) -> None:
    outbox, log, smtp = Rows(row(via=["log", "smtp"])), Sent(), Sent(DeliveryFailed("away"))
    made = deliverer(outbox, clock, {"log": log, "smtp": smtp})
    assert made.run_once(NOW).failed == 1
    assert made.run_once(NOW + timedelta(minutes=1)).delivered == 1
    assert len(log.notices) == 1 and len(smtp.notices) == 2


def test_only_the_persons_not_reached_are_tried_again(clock: ManualClock) -> None:
    outbox, log = Rows(row(to=["li", "he", "wu"])), Sent(DeliveryFailed("450", data={"persons": ["he"], "never": ["wu"]}))
    made = deliverer(outbox, clock, {"log": log})
    made.run_once(NOW)
    assert made.run_once(NOW + timedelta(minutes=1)).dead == 1
    assert log.told == [["li", "he", "wu"], ["he"]]
    assert outbox.errors["1"] == "log: refused for good for wu"
    outbox.revive("default", ["1"], NOW)
    assert made.run_once(NOW).delivered == 1
    assert log.told[-1] == ["wu"]


def test_a_dead_channel_does_not_keep_another_from_being_tried_again(clock: ManualClock) -> None:
    outbox, hook, smtp = Rows(row(via=["hook", "smtp"])), Sent(Undeliverable("410")), Sent(DeliveryFailed("away"))
    made = deliverer(outbox, clock, {"hook": hook, "smtp": smtp})
    assert made.run_once(NOW).failed == 1 and outbox.errors["1"] == "away; hook: 410"
    assert made.run_once(NOW + timedelta(minutes=1)).dead == 1
    assert (len(hook.notices), len(smtp.notices)) == (1, 2)


def test_the_inactive_and_the_unknown_are_not_told(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    outbox, log = Rows(row("1", to=["gone", "li", "li", "nemo"]), row("2", to=["gone"]), row("3", to=[])), Sent()
    assert deliverer(outbox, clock, {"log": log}).run_once(NOW) == DeliveryReport(delivered=2, dead=1)
    assert log.told == [["li"]]
    assert "not told: gone (inactive), nemo (unknown)" in caplog.text
    assert outbox.errors["2"] == "nobody is there to be told: gone (inactive)"


@pytest.mark.parametrize("bad", [{"kind": 3}, {"to": "li"}, {"text": "x"}, {"case": []}, {"via": "smtp"}, {"via": [1]}, {"at": "soon"}])
def test_a_row_that_is_no_notice_is_an_incident_at_once(clock: ManualClock, bad: dict[str, object]) -> None:
    good = row()
    outbox = Rows(replace(good, payload={**good.payload, **bad}))
    assert deliverer(outbox, clock, {"log": Sent()}).run_once(NOW).dead == 1
    assert "not a notice" in outbox.errors["1"]


def test_a_channel_or_kind_nobody_knows_here_is_tried_again(clock: ManualClock) -> None:
    outbox = Rows(row("1", via=["pigeon"]), row("2", kind="call"))
    assert deliverer(outbox, clock, {"log": Sent()}).run_once(NOW).failed == 2
    assert outbox.errors["1"] == "there is no channel `pigeon` here; there are log"
    assert outbox.errors["2"] == "nobody here delivers rows of the kind `call`: a newer node may"


def test_other_kinds_have_couriers_of_their_own(clock: ManualClock) -> None:
    calls: list[Delivery] = []
    assert deliverer(Rows(row(kind="call")), clock, couriers={"call": calls.append}).run_once(NOW).delivered == 1
    assert calls[0].key == "key-1"


class Away:
    """A directory that cannot be asked."""

    def person(self, id: str) -> Person | None:
        raise DirectoryUnavailable("the directory is away")

    find = unit = tokens_of = person


def test_a_directory_that_is_away_is_asked_again(clock: ManualClock) -> None:
    outbox = Rows(row())
    made = Deliverer(outbox, {}, Away(), clock=clock, node="n1")  # type: ignore[arg-type]  # it only has to fail
    assert made.run_once(NOW).failed == 1
    assert outbox.errors["1"] == "DirectoryUnavailable: the directory is away"


def test_no_more_rows_than_allowed_are_taken(clock: ManualClock) -> None:
    outbox, log = Rows(*(row(str(n)) for n in range(40))), Sent()
    assert deliverer(outbox, clock, {"log": log}).run_once(NOW, 25).taken == 25
    assert deliverer(outbox, clock, {"log": log}).run_once(NOW, 100).delivered == 15


def test_rows_whose_lease_has_run_out_are_left_to_others(clock: ManualClock) -> None:
    class Slow(Sent):
        def send(self, notice: Notice) -> None:
            super().send(notice)
            clock.advance(timedelta(seconds=70))

    outbox, slow = Rows(*(row(str(n)) for n in range(4))), Slow()
    assert deliverer(outbox, clock, {"log": slow}).run_once(NOW) == DeliveryReport(delivered=2, left=2)
    assert outbox.marked == {"0": NOW + timedelta(seconds=70), "1": NOW + timedelta(seconds=140)}
    assert outbox.due["2"] == NOW + timedelta(seconds=120)


def test_marks_are_on_the_stores_clock(clock: ManualClock) -> None:
    outbox, store_now = Rows(row()), NOW + timedelta(days=1)
    deliverer(outbox, clock, {"log": Sent()}).run_once(store_now)
    assert outbox.marked["1"] == store_now


def test_rows_not_begun_when_the_node_stops_are_put_back(clock: ManualClock) -> None:
    outbox, log = Rows(row("1"), row("2")), Sent()
    report = deliverer(outbox, clock, {"log": log}).run_once(NOW, stopping=lambda: bool(log.notices))
    assert report == DeliveryReport(delivered=1, left=1)
    assert outbox.due["2"] == NOW


def test_handlers_are_called_after_commit_for_their_workflow(clock: ManualClock) -> None:
    handlers, seen = Handlers(), []

    def every(occasion: Occasion) -> None:
        seen.append(("every", occasion.workflow))

    def mine(occasion: Occasion) -> None:
        seen.append(("mine", occasion.key))

    handlers.on("case.approved", every)
    handlers.on("case.approved", every)
    handlers.on("case.approved", mine, workflow="reply")
    outbox = Rows(event("1"), event("2", workflow="purchase"), event("3", name="case.rejected"))
    assert deliverer(outbox, clock, handlers=handlers).run_once(NOW).delivered == 3
    assert seen == [("every", "reply"), ("mine", "key-1"), ("every", "purchase")]
    handlers.off(every)
    assert handlers.wanted("case.approved", "purchase") == ()


def test_a_handler_that_has_succeeded_is_not_called_again(clock: ManualClock) -> None:
    handlers, seen = Handlers(), []

    def good(occasion: Occasion) -> None:
        seen.append("good")

    def bad(occasion: Occasion) -> None:
        seen.append("bad")
        if seen.count("bad") == 1:
            raise ValueError("not yet")

    handlers.on("case.approved", bad)
    handlers.on("case.approved", good)
    outbox = Rows(event())
    made = deliverer(outbox, clock, handlers=handlers)
    assert made.run_once(NOW).failed == 1 and outbox.errors["1"] == "case.approved: ValueError: not yet"
    assert made.run_once(NOW + timedelta(minutes=1)).delivered == 1
    assert seen == ["bad", "good", "bad"]


def test_a_handler_may_give_up(clock: ManualClock) -> None:
    def never(occasion: Occasion) -> None:
        raise Undeliverable("no such order")

    handlers = Handlers()
    handlers.on("case.approved", never)
    assert deliverer(Rows(event()), clock, handlers=handlers).run_once(NOW).dead == 1


def test_a_process_without_handlers_leaves_events_to_the_hosts(clock: ManualClock) -> None:
    outbox = Rows(event(), row("2", kind="event"))
    assert deliverer(outbox, clock).run_once(NOW) == DeliveryReport(failed=1, dead=1)
    assert "nobody listens for `case.approved` in this process" in outbox.errors["1"]


async def asynchronous(occasion: Occasion) -> None:
    """Nothing would await it."""


def test_a_handler_is_a_plain_function_for_an_event_there_is() -> None:
    handlers = Handlers({"case.approved", "case.rejected"})
    with pytest.raises(Misconfigured, match="not a plain function"):
        handlers.on("case.approved", asynchronous)
    with pytest.raises(Misconfigured, match=r"no event `case\.aproved`") as refused:
        handlers.on("case.aproved", print)
    assert refused.value.hint == "The events are case.approved, case.rejected."


def test_jitter_spreads_and_is_the_same_every_time() -> None:
    backoff = Backoff()
    waits = {backoff.after(1, f"key-{n}") for n in range(100)}
    assert len(waits) == 100 and all(w is not None and timedelta(seconds=24) <= w <= timedelta(seconds=30) for w in waits)
    assert backoff.after(1, "key") == Backoff().after(1, "key")


def test_the_wait_has_a_cap() -> None:
    assert Backoff(tries=99, jitter=0).after(98, "key") == timedelta(hours=6)
    assert Backoff().after(8, "key") is None


@pytest.mark.parametrize("bad", [{"tries": 0}, {"first": timedelta(0)}, {"cap": timedelta(seconds=1)}, {"jitter": 1.0}])
def test_a_backoff_that_makes_no_sense_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="never ends or never begins"):
        Backoff(**bad)  # type: ignore[arg-type]  # the values are of each kind
