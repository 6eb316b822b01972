"""S03 签收: on time to the second, late by one, and an order for who has not signed in."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, U2, U3, Office, local

STATED = stated("""
                    taishan              coast                hills
    due             2026-03-13 17:30     2026-03-17 17:30     2026-03-13 17:30
    a second later  2026-03-13 17:30:01  2026-03-17 17:30:01  2026-03-13 17:30:01
    just before     2026-03-16 08:29:59  2026-03-18 08:29:59  2026-03-16 08:29:59
    blue            2026-03-16 08:30     2026-03-18 08:30     2026-03-16 08:30
    rectify         2026-03-19 17:30     2026-03-25 17:30     2026-03-19 17:30
""")
"""13 March is a Friday. In coast the limit is seven calendar days, and a card leaves five working days."""


def signed_in(office: Office, due: str, late: str) -> None:
    """K of three units: one has signed in on time, one a second late, one not at all."""
    office.assigned(units=(U1, U2, U3))
    office.sign_in(U1, at=due)
    office.sign_in(U2, at=late)


@pytest.fixture
def k(offices: Offices, city: str) -> Office:
    """K a second after the limit."""
    return offices.after(signed_in, STATED[city]["due"], STATED[city]["a second later"])


def test_s03_half_past_five_is_on_time_and_a_second_later_is_not(k: Office, city: str) -> None:
    says = STATED[city]
    assert [k.step(unit) for unit in (U1, U2, U3)] == ["decompose", "decompose", "sign_in"]
    assert k.step() == "assigned"
    signed = [k.case(unit).data.get("signed_in_at") for unit in (U1, U2, U3)]
    assert [local(at) for at in signed] == [says["due"], says["a second later"], None]
    assert k.due(U3) == says["due"]


def test_s03_one_blue_order_for_the_unit_that_has_not_signed_in(k: Office, city: str) -> None:
    says = STATED[city]
    k.to(says["just before"])
    assert k.orders() == []
    k.to(says["blue"])
    (order,) = k.orders()
    assert order.key.endswith(f"/{U3}/supervision")
    assert (order.step, order.data["level"], local(order.data["blue_at"])) == ("ordered", "blue", says["blue"])
    assert [task.holder for task in order.tasks] == ["c3"]
    assert k.clock(f"{U3}/supervision", "rectify") == says["rectify"]
    k.sign_in(U3)
    assert (k.step(), k.step(f"{U3}/supervision")) == ("accepted", "feedback_filed")
    assert k.sound()
