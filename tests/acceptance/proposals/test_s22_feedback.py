"""S22 to S24 征询意见: a form for each signer, whose word decides, who may not fill one in, and the close."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import OFFICERS, U1, U3, Office, local

SCAN = {"name": "征询意见表.pdf", "media_type": "application/pdf", "size": 2048, "sha256": "1" * 64, "where": "archive:2"}

STATED = stated("""
                     taishan           coast             hills
    replied          2026-05-26 10:00  2026-05-26 10:00  2026-04-28 10:00
    form             2026-06-16 17:30  2026-06-16 17:30  2026-05-14 17:30
    visited          2026-06-01 10:00  2026-06-01 10:00  2026-05-06 10:00
    D1 answers       2026-06-02 10:00  2026-06-02 10:00  2026-05-07 10:00
    D2 answers       2026-06-03 10:00  2026-06-03 10:00  2026-05-08 10:00
    visited late     2026-06-04 10:00  2026-06-04 10:00  2026-05-09 10:00
    whose word       lead_proposer     any               lead_proposer
    the unit         handled           rehandling        handled
    satisfaction     satisfied         dissatisfied      satisfied
    the case         closed            issued            closed
    the unit is due  never             2026-09-16 17:30  never
    not yet          2026-06-17 08:29  2026-06-17 08:29  2026-05-15 08:29
    liaison is told  2026-06-17 08:30  2026-06-17 08:30  2026-05-15 08:30
    late form        2026-06-20 09:00  2026-06-20 09:00  2026-05-20 09:00
""")
"""D1 is satisfied, D2 is not, D3 does not answer: where every word counts, that of D2 has it handled again, within three months."""


def issued(office: Office, at: str, *co_signers: str) -> None:
    """K, signed by D1 and others, replied to at that instant."""
    office.assigned(units=(U1,), co_signers=list(co_signers))
    office.under_way(U1)
    office.contact("pre")
    office.contact("mid")
    office.replied(at)


@pytest.fixture
def signed(offices: Offices, city: str) -> Office:
    """K, signed by three."""
    return offices.after(issued, STATED[city]["replied"], "D2", "D3")


@pytest.fixture
def alone(offices: Offices, city: str) -> Office:
    """K, signed by D1 alone."""
    return offices.after(issued, STATED[city]["replied"])


def test_s22_every_signer_has_a_copy_and_a_form(signed: Office, city: str) -> None:
    assert signed.case(f"{U1}/replying").data["signers"] == ("D1", "D2", "D3")
    assert {signed.due(f"{U1}/{signer}") for signer in ("D1", "D2", "D3")} == {STATED[city]["form"]}


def test_s22_the_word_that_counts_decides_and_the_others_are_told_of(signed: Office, city: str) -> None:
    k, says = signed, STATED[city]
    k.contact("post")
    k.feedback("D1", "satisfied", at=says["D1 answers"])
    k.feedback("D2", "dissatisfied", at=says["D2 answers"])
    assert k.step(U1) == "awaiting_feedback"
    k.to(says["form"])
    assert [k.step(f"{U1}/{signer}") for signer in ("D1", "D2", "D3")] == ["returned", "returned", "no_feedback"]
    assert (k.step(U1), k.case(U1).data["satisfaction"], k.step()) == (says["the unit"], says["satisfaction"], says["the case"])
    assert (k.due(U1) or "never") == says["the unit is due"]
    assert k.case(f"{U1}/D2").data["value"] == "dissatisfied"
    before = k.mark
    k.to(says["not yet"])
    assert k.told(since=before) == []
    k.to(says["liaison is told"])
    assert {"lin", "qiu"} <= {person for person, _ in k.told(since=before)}
    returned = [k.step(f"{U1}/{signer}") == "returned" for signer in ("D1", "D2", "D3")]
    assert (sum(returned), len(returned)) == (2, 3)


def test_s22_a_late_form_may_still_come_in(signed: Office, city: str) -> None:
    k = signed
    k.contact("post")
    for signer in ("D1", "D2"):
        k.feedback(signer, "satisfied")
    k.to(STATED[city]["late form"])
    assert k.step() == "closed"
    k.feedback("D3", "basically_satisfied", by="lin", channel="paper", scan=SCAN)
    assert k.step(f"{U1}/D3") == "returned" and k.sound()


def test_s23_a_unit_does_not_evaluate_itself(alone: Office) -> None:
    k = alone
    given = {"value": "satisfied", "channel": "online"}
    assert k.refused(f"{U1}/D1", "give_feedback", "a1", data=given) == ["evaluator_in_handling_unit"]
    assert k.refused(f"{U1}/D1", "give_feedback", "lin", data={**given, "channel": "paper"}) == ["scan_required"]
    k.feedback("D1", "satisfied", by="lin", channel="paper", scan=SCAN)
    form = k.case(f"{U1}/D1")
    assert (form.step, form.data["channel"], form.data["value"]) == ("returned", "paper", "satisfied")


def test_s23_nor_does_a_unit_below_it(offices: Offices, city: str) -> None:
    k = offices.after(issued, STATED[city]["replied"], OFFICERS[U3])
    given = {"value": "satisfied", "channel": "online"}
    assert k.refused(f"{U1}/{OFFICERS[U3]}", "give_feedback", OFFICERS[U3], data=given) == ["evaluator_in_handling_unit"]
    k.feedback(OFFICERS[U3], "satisfied", by="lin", channel="paper", scan=SCAN)


def test_s24_satisfied_and_visited_it_is_closed(alone: Office, city: str) -> None:
    k, says = alone, STATED[city]
    k.act(f"{U1}/upload", "confirm_upload", "a1", data={"upload_receipt_no": "JM-2026-1"})
    k.act(f"{U1}/publish", "publish", "a1", data={"decision": "full"})
    for order in k.orders():
        k.engine.act(order.id, "approve", by="li")
    k.contact("post", at=says["visited"])
    k.feedback("D1", "satisfied", at=says["D1 answers"])
    assert (k.step(), local(k.case().ended_at)) == ("closed", says["D1 answers"])
    assert k.engine.store.projection(k.engine.tenant, k.case().id).timers == ()
    assert k.tasks() == [] and k.sound()


def test_s24_it_stays_open_until_the_proposer_was_visited(alone: Office, city: str) -> None:
    k, says = alone, STATED[city]
    k.feedback("D1", "satisfied", at=says["D1 answers"])
    assert k.step(U1) == "awaiting_feedback"
    assert [task.holder for task in k.case(f"{U1}/post_contact").tasks] == ["a1"]
    k.contact("post", at=says["visited late"])
    assert (k.step(), local(k.case().ended_at)) == ("closed", says["visited late"])
