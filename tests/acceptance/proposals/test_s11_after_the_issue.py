"""S11 印发之后: what an issued reply opens, until when, and who gets a copy."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, U2, U3, U5, Office

DESKS = stated("""
                            taishan           coast             hills
    drafting                2026-05-14 16:00  2026-05-14 16:00  2026-04-16 16:00
    unit_check              2026-05-15 10:00  2026-05-15 10:00  2026-04-17 10:00
    unit_sign               2026-05-18 09:00  2026-05-18 09:00  2026-04-20 09:00
    section_revision        2026-05-19 15:00  2026-05-19 15:00  2026-04-21 15:00
    deputy_director_review  2026-05-20 10:00  2026-05-20 10:00  2026-04-22 10:00
    director_check          2026-05-21 16:00  2026-05-21 16:00  2026-04-23 16:00
    city_leader_approval    2026-05-25 11:00  2026-05-25 11:00  2026-04-27 11:00
    pre_print_check         2026-05-25 16:00  2026-05-25 16:00  2026-04-27 16:00
    numbering_sealing       2026-05-26 10:00  2026-05-26 10:00  2026-04-28 10:00
""")
"""When each desk acts. In hills the reply is due on 11 May, so all is four weeks earlier there."""
STATED = stated("""
                   taishan           coast             hills
    countersigned  by nobody         b5 c5 e5          by nobody
    upload         2026-05-29 17:30  2026-05-29 17:30  2026-05-06 17:30
    publish        2026-06-24 17:30  2026-06-24 17:30  2026-05-14 17:30
    form           2026-06-16 17:30  2026-06-16 17:30  2026-05-14 17:30
""")
"""19 to 21 June and 1 to 5 May are holidays, Saturday, 9 May is a working day."""


def drafting(office: Office) -> None:
    """K, signed by D1 with D2 and D3, whose lead unit drafts its reply; fourteen numbers of the year are gone."""
    office.assigned(co_signers=["D2", "D3"])
    office.under_way(U1, U2, U3, U5)
    for unit in (U2, U3, U5):
        office.opine(unit)
    office.contact("pre")
    office.contact("mid", "symposium")
    office.act(U1, "start_reply", "a1")
    office.engine.set_series("reply_no", next=15, by="zhou", reason="登记簿已用至14号", period="2026")


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on 12 March."""
    return offices.after(drafting)


def test_s11_what_the_issue_opens_and_until_when(k: Office, city: str) -> None:
    says = STATED[city]
    before = k.mark
    reply = k.approve(at=DESKS[city])
    assert (reply.step, reply.data["doc_no"], reply.data["printed_class"]) == ("issued", "台府办函〔2026〕15号", "A")
    signed = [line.actor for line in k.engine.sheet(reply.id) if line.step == "co_sign"]
    assert (" ".join(signed) or "by nobody") == says["countersigned"]
    assert [person for person, _ in k.told("copy_to", since=before)] == ["lin", "chen", "li", "zhou", "b3", "c3", "e3"]
    assert k.due(f"{U1}/upload") == says["upload"]
    assert k.due(f"{U1}/publish") == says["publish"]
    assert [k.due(f"{U1}/{person}") for person in ("D1", "D2", "D3")] == [says["form"]] * 3
    assert k.sound()
