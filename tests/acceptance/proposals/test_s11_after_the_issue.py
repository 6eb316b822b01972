"""S11 印发之后: what an issued reply opens, until when, and who gets a copy."""

import pytest

from .office import U1, U2, U3, U5, Office, Offices

AT = {
    "drafting": "2026-05-14 16:00",
    "unit_check": "2026-05-15 10:00",
    "unit_sign": "2026-05-18 09:00",
    "section_revision": "2026-05-19 15:00",
    "deputy_director_review": "2026-05-20 10:00",
    "director_check": "2026-05-21 16:00",
    "city_leader_approval": "2026-05-25 11:00",
    "pre_print_check": "2026-05-25 16:00",
    "numbering_sealing": "2026-05-26 10:00",
}
"""When each desk acts."""


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, signed by D1 with D2 and D3, whose lead unit drafts its reply; fourteen numbers of the year are gone."""
    made = offices(now="2026-03-10 09:00").assigned(co_signers=["D2", "D3"])
    made.under_way(U1, U2, U3, U5)
    for unit in (U2, U3, U5):
        made.opine(unit)
    made.contact("pre")
    made.contact("mid", "symposium")
    made.act(U1, "start_reply", "a1")
    made.engine.set_series("reply_no", next=15, by="zhou", reason="登记簿已用至14号", period="2026")
    return made


def test_s11_what_the_issue_opens_and_until_when(k: Office) -> None:
    before = k.mark
    reply = k.approve(at=AT)
    assert (reply.step, reply.data["doc_no"], reply.data["printed_class"]) == ("issued", "台府办函〔2026〕15号", "A")
    assert [person for person, _ in k.told("copy_to", since=before)] == ["lin", "chen", "li", "zhou", "b3", "c3", "e3"]
    assert k.due(f"{U1}/upload") == "2026-05-29 17:30"
    assert k.due(f"{U1}/publish") == "2026-06-24 17:30"
    assert {person: k.due(f"{U1}/{person}") for person in ("D1", "D2", "D3")} == dict.fromkeys(("D1", "D2", "D3"), "2026-06-16 17:30")
    assert k.sound()
