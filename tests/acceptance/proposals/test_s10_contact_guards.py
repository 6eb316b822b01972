"""S10 沟通联系: no reply before the proposer has been talked to; nobody asks that of co-units."""

from .office import U1, U2, U3, U5, Offices


def test_s10_a_contact_before_and_one_during_the_handling(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned()
    k.under_way(U1, U2, U3, U5)
    for unit in (U2, U3, U5):
        k.opine(unit, at="2026-04-01 09:00")
    assert k.refused(U1, "start_reply", "a1") == ["contact_missing:[pre, mid]"]
    k.contact("pre", "phone")
    assert k.refused(U1, "start_reply", "a1") == ["contact_missing:[mid]"]
    k.contact("mid", "symposium", at="2026-05-15 10:00")
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"
    assert [row["phase"] for row in k.rows(U1, "contacts")] == ["pre", "mid"]


def test_s10_the_first_contact_is_owed_by_the_lead_unit_alone(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned()
    k.under_way(U1, U2, U3, U5)
    k.to("2026-04-01 08:30")
    assert [order.key.split("/")[1] for order in k.orders()] == [U1]
    k.contact("pre", "phone")
    assert k.clocks(U1)["first_contact"] == "met"
    assert k.step(f"{U1}/supervision") == "feedback_filed"
