"""S03 签收: on time to the second, late by one, and an order for who has not signed in."""

from .office import U1, U2, U3, Offices, local


def test_s03_half_past_five_is_on_time_and_a_second_later_is_not(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2, U3))
    k.sign_in(U1, at="2026-03-13 17:30:00")
    k.sign_in(U2, at="2026-03-13 17:30:01")
    assert [k.step(unit) for unit in (U1, U2, U3)] == ["decompose", "decompose", "sign_in"]
    assert k.step() == "assigned"
    signed = [k.case(unit).data.get("signed_in_at") for unit in (U1, U2, U3)]
    assert [local(at) for at in signed] == ["2026-03-13 17:30", "2026-03-13 17:30:01", None]
    due = "2026-03-13 17:30"
    assert [at is not None and str(local(at)) <= due for at in signed] == [True, False, False]


def test_s03_one_blue_order_for_the_unit_that_has_not_signed_in(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2, U3))
    k.sign_in(U1, at="2026-03-13 17:30:00")
    k.sign_in(U2, at="2026-03-13 17:30:01")
    k.to("2026-03-16 08:29:59")
    assert k.orders() == []
    k.to("2026-03-16 08:30")
    (order,) = k.orders()
    assert order.key.endswith(f"/{U3}/supervision")
    assert (order.step, order.data["level"], local(order.data["blue_at"])) == ("ordered", "blue", "2026-03-16 08:30")
    assert [task.holder for task in order.tasks] == ["c3"]
    assert k.clock(f"{U3}/supervision", "rectify") == "2026-03-19 17:30"
    k.sign_in(U3)
    assert (k.step(), k.step(f"{U3}/supervision")) == ("accepted", "feedback_filed")
    assert k.sound()
