"""The register of numbers: what it says, setting a counter, declaring a number void by hand, and what `verify` finds in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from signoff import NotFound, Refused
from signoff.adapters.memory import MemoryStore
from signoff.adapters.memory.tables import Tables

from .house import House, workflow

STEPS = "draft: {by: initiator, actions: {submit: {to: next, effects: [{allocate: no, from: orders}]}}}\nlate: {by: initiator}"


@pytest.fixture
def house() -> House:
    return House(workflow(STEPS, 'series: {orders: {title: 订单号, format: "{year}-{seq:03}"}}', "no: text"))


def taken(house: House, *keys: str) -> list[object]:
    """The numbers of new cases."""
    found = []
    for key in keys:
        house.start(key=key)
        found.append(house.act("ini", "submit").data["no"])
    return found


def test_a_series_that_nobody_has_used_yet_is_listed(house: House) -> None:
    (view,) = house.engine.series()
    assert (view.series, view.title, view.period, view.next, view.given) == ("orders", {"zh": "订单号"}, None, 1, 0)


def test_an_unknown_series_is_told_with_those_that_there_are(house: House) -> None:
    with pytest.raises(NotFound) as told:
        house.engine.series("ordres")
    assert told.value.code == "unknown_series" and told.value.hint == "There are: orders."


def test_the_register_says_who_has_which_number_since_when(house: House) -> None:
    taken(house, "a", "b")
    first, second = house.engine.numbers("orders", period="2026")
    assert (first.number, first.key, first.workflow, first.field, first.allocated_by) == ("2026-001", "a", "w", "no", "ini")
    assert second.allocated_at == house.clock.now()
    assert house.engine.numbers("orders", period="2025") == ()


def test_an_administrator_lets_a_counter_go_on_elsewhere_and_nothing_is_missing(house: House) -> None:
    taken(house, "a")
    view = house.engine.set_series("orders", period="2026", next=120, by="adm", reason="2 to 119 were given on paper")
    assert (view.next, view.last, view.missing) == (120, 1, ())
    assert [(c.was, c.next, c.by, c.reason) for c in view.changes] == [(2, 120, "adm", "2 to 119 were given on paper")]
    assert taken(house, "b", "c") == ["2026-120", "2026-121"]
    assert house.engine.series("orders")[0].missing == ()
    assert house.sound()


def test_a_counter_set_too_far_goes_back_as_long_as_no_number_was_given(house: House) -> None:
    taken(house, "a")
    house.engine.set_series("orders", period="2026", next=1200, by="adm", reason="a slip")
    view = house.engine.set_series("orders", period="2026", next=2, by="adm", reason="back again")
    assert [(c.no, c.was, c.next) for c in view.changes] == [(1, 2, 1200), (2, 1200, 2)]
    assert taken(house, "b") == ["2026-002"]
    assert house.sound()


def test_a_counter_is_set_before_its_first_number(house: House) -> None:
    house.engine.set_series("orders", period="2026", next=50, by="adm", reason="moved from the old system")
    assert taken(house, "a") == ["2026-050"]
    assert house.sound()


@pytest.mark.parametrize("next", [0, 1, 2, -3, 10**16])
def test_a_counter_does_not_go_back_to_numbers_that_were_given(house: House, next: int) -> None:
    taken(house, "a", "b")
    with pytest.raises(Refused) as refused:
        house.engine.set_series("orders", period="2026", next=next, by="adm", reason="x")
    assert refused.value.code == "number_taken"
    assert house.engine.series("orders")[0].changes == ()


@pytest.mark.parametrize("period", ["", "26", "2026/reply", "2026-07"])
def test_a_period_that_the_series_does_not_count_per_is_refused(house: House, period: str) -> None:
    with pytest.raises(Refused) as refused:
        house.engine.set_series("orders", period=period, next=5, by="adm", reason="x")
    assert refused.value.code == "period_invalid"


@pytest.mark.parametrize(
    ("by", "reason", "code"), [("ini", "x", "not_admin"), ("adm", " ", "comment_required"), ("nobody", "x", "unknown_person")]
)
def test_only_an_administrator_sets_a_counter_and_says_why(house: House, by: str, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        house.engine.set_series("orders", period="2026", next=5, by=by, reason=reason)
    assert refused.value.code == code


def test_setting_a_counter_to_where_it_stands_changes_nothing(house: House) -> None:
    taken(house, "a")
    assert house.engine.set_series("orders", period="2026", next=2, by="adm", reason="x").changes == ()


def test_an_administrator_declares_a_number_void_also_of_a_case_that_has_ended(house: House) -> None:
    taken(house, "a")
    house.act("ini", "submit")
    assert house.case.status == "approved"
    after = house.engine.void_number("a", number="2026-001", by="adm", reason="printed wrongly")
    assert "no" not in after.data and after.status == "approved"
    (line,) = house.engine.numbers("orders")
    assert (line.voided_by, line.reason, line.voided_at) == ("adm", "printed wrongly", house.clock.now())
    assert taken(house, "b") == ["2026-002"]
    assert house.sound()


@pytest.mark.parametrize(
    ("by", "number", "reason", "code"),
    [("ini", "2026-001", "x", "not_admin"), ("adm", "2026-002", "x", "number_unknown"), ("adm", "2026-001", "", "comment_required")],
)
def test_a_number_is_declared_void_by_an_administrator_of_the_case_that_has_it(
    house: House, by: str, number: str, reason: str, code: str
) -> None:
    taken(house, "a")
    with pytest.raises(Refused) as refused:
        house.engine.void_number("a", number=number, by=by, reason=reason)
    assert refused.value.code == code


def test_a_number_is_void_once(house: House) -> None:
    taken(house, "a")
    house.engine.void_number("a", number="2026-001", by="adm", reason="x")
    with pytest.raises(Refused) as refused:
        house.engine.void_number("a", number="2026-001", by="adm", reason="x")
    assert refused.value.code == "number_unknown"


def _drop(tables: Tables, key: tuple[str, str, str, int]) -> None:
    del tables.numbers[key]


def _forge(tables: Tables, key: tuple[str, str, str, int]) -> None:
    tables.numbers[(*key[:3], 9)] = replace(tables.numbers[key], value=9, number="2026-009")


def _revive(tables: Tables, key: tuple[str, str, str, int]) -> None:
    tables.numbers[key] = replace(tables.numbers[key], voided_at=None, voided_by=None, reason=None)


def _lend(tables: Tables, key: tuple[str, str, str, int]) -> None:
    other = next(row for place, row in tables.numbers.items() if place != key)
    tables.numbers[key] = replace(tables.numbers[key], root=other.root, case=other.case)


def _wind(tables: Tables, key: tuple[str, str, str, int]) -> None:
    tables.counters[key[:3]] = replace(tables.counters[key[:3]], next=40)


def _lower(tables: Tables, key: tuple[str, str, str, int]) -> None:
    tables.counters[key[:3]] = replace(tables.counters[key[:3]], first=0)


def _forget(tables: Tables, key: tuple[str, str, str, int]) -> None:
    del tables.counters[key[:3]]


def _last(tables: Tables, key: tuple[str, str, str, int]) -> None:
    tables.counters[key[:3]] = replace(tables.counters[key[:3]], last=1)


def _excuse(tables: Tables, key: tuple[str, str, str, int]) -> None:
    place = (*key[:3], 1)
    tables.changes[place] = replace(tables.changes[place], reason="because")


def _unset(tables: Tables, key: tuple[str, str, str, int]) -> None:
    del tables.changes[(*key[:3], 1)]


@pytest.mark.parametrize("tamper", [_drop, _forge, _revive, _lend, _wind, _lower, _forget, _last, _excuse, _unset])
def test_verify_finds_every_row_that_was_tampered_with(house: House, tamper: Callable[[Tables, tuple[str, str, str, int]], None]) -> None:
    taken(house, "a", "b")
    house.engine.set_series("orders", period="2026", next=5, by="adm", reason="x")
    taken(house, "c")
    house.engine.void_number("a", number="2026-001", by="adm", reason="x")
    assert house.sound()
    store = house.engine.store
    assert isinstance(store, MemoryStore)
    tamper(store._tables, (house.engine.tenant, "orders", "2026", 1))
    assert {problem.code for problem in house.engine.verify().problems} == {"number"}


def test_a_number_that_is_gone_from_the_register_is_missing_in_the_list(house: House) -> None:
    taken(house, "a", "b")
    store = house.engine.store
    assert isinstance(store, MemoryStore)
    _drop(store._tables, (house.engine.tenant, "orders", "2026", 1))
    assert house.engine.series("orders")[0].missing == (1,)
