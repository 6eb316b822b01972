"""S10 沟通联系: no reply before the proposer has been talked to; nobody asks that of co-units."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, U2, U3, U5, Office

STATED = stated("""
                taishan           coast             hills
    wanted      pre, mid          pre, mid          pre
    first blue  2026-04-01 08:30  2026-04-01 08:30  2026-04-01 08:30
""")
"""In hills one contact before the handling is enough. The first one is due within fifteen working days everywhere."""


def opined(office: Office) -> None:
    """K under way, and every opinion is in on 1 April."""
    office.assigned()
    office.under_way(U1, U2, U3, U5)
    for unit in (U2, U3, U5):
        office.opine(unit, at="2026-03-31 09:00")


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, whose proposer nobody has talked to."""
    return offices.after(opined)


def test_s10_the_contacts_that_the_city_wants_before_a_reply(k: Office, city: str) -> None:
    wanted = STATED[city]["wanted"].split(", ")
    for place, phase in enumerate(wanted):
        assert k.refused(U1, "start_reply", "a1") == [f"contact_missing:[{', '.join(wanted[place:])}]"]
        k.contact(phase, "symposium", at=f"2026-04-0{place + 1} 10:00")
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"
    assert [row["phase"] for row in k.rows(U1, "contacts")] == wanted


def test_s10_the_first_contact_is_owed_by_the_lead_unit_alone(k: Office, city: str) -> None:
    k.to(STATED[city]["first blue"])
    assert [order.key.split("/")[1] for order in k.orders()] == [U1]
    k.contact("pre", "phone")
    assert k.clocks(U1)["first_contact"] == "met"
    assert k.step(f"{U1}/supervision") == "feedback_filed"
