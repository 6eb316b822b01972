"""S22 to S24 征询意见: a form for each signer, whose word decides, who may not fill one in, and the close."""

from typing import Any

import pytest

from .office import U1, Office, Offices, local

SCAN = {"name": "征询意见表.pdf", "media_type": "application/pdf", "size": 2048, "sha256": "1" * 64, "where": "archive:2"}


def issued(offices: Offices, *co_signers: str, **more: Any) -> Office:
    """K, signed by D1 and others, replied to on 26 May."""
    k = offices(now="2026-03-10 09:00", **more)
    k.register(units=(U1,), co_signers=list(co_signers))
    k.to("2026-03-10 10:00")
    k.act("", "assign", "chen")
    k.under_way(U1)
    k.contact("pre")
    k.contact("mid")
    return k.replied()


@pytest.fixture
def signed(offices: Offices) -> Office:
    """K, signed by three."""
    return issued(offices, "D2", "D3")


def test_s22_every_signer_has_a_copy_and_a_form(signed: Office) -> None:
    assert signed.case(f"{U1}/replying").data["signers"] == ("D1", "D2", "D3")
    assert {signed.due(f"{U1}/{signer}") for signer in ("D1", "D2", "D3")} == {"2026-06-16 17:30"}


def test_s22_the_lead_proposer_decides_and_the_others_are_told_of(signed: Office) -> None:
    k = signed
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    k.feedback("D2", "dissatisfied", at="2026-06-03 10:00")
    assert k.step(U1) == "awaiting_feedback"
    k.to("2026-06-16 17:30")
    assert [k.step(f"{U1}/{signer}") for signer in ("D1", "D2", "D3")] == ["returned", "returned", "no_feedback"]
    assert (k.step(U1), k.case(U1).data["satisfaction"], k.step()) == ("handled", "satisfied", "closed")
    assert k.case(f"{U1}/D2").data["value"] == "dissatisfied"
    before = k.mark
    k.to("2026-06-17 08:29")
    assert k.told(since=before) == []
    k.to("2026-06-17 08:30")
    assert {"lin", "qiu"} <= {person for person, _ in k.told(since=before)}
    returned = [k.step(f"{U1}/{signer}") == "returned" for signer in ("D1", "D2", "D3")]
    assert (sum(returned), len(returned)) == (2, 3)


def test_s22_a_late_form_may_still_come_in(signed: Office) -> None:
    k = signed
    k.contact("post")
    for signer in ("D1", "D2"):
        k.feedback(signer, "satisfied")
    k.to("2026-06-20 09:00")
    assert k.step() == "closed"
    k.feedback("D3", "basically_satisfied", by="lin", channel="paper", scan=SCAN)
    assert k.step(f"{U1}/D3") == "returned" and k.sound()


def test_s22_where_any_signer_decides_it_is_handled_again(offices: Offices) -> None:
    k = issued(offices, "D2", "D3", policy={"decide_by": "any"})
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    k.feedback("D2", "dissatisfied")
    k.to("2026-06-16 17:30")
    assert (k.step(U1), k.step()) == ("rehandling", "issued")


def test_s23_a_unit_does_not_evaluate_itself(offices: Offices) -> None:
    k = issued(offices)
    given = {"value": "satisfied", "channel": "online"}
    assert k.refused(f"{U1}/D1", "give_feedback", "a1", data=given) == ["evaluator_in_handling_unit"]
    assert k.refused(f"{U1}/D1", "give_feedback", "lin", data={**given, "channel": "paper"}) == ["scan_required"]
    k.feedback("D1", "satisfied", by="lin", channel="paper", scan=SCAN)
    form = k.case(f"{U1}/D1")
    assert (form.step, form.data["channel"], form.data["value"]) == ("returned", "paper", "satisfied")


def test_s24_satisfied_and_visited_it_is_closed(offices: Offices) -> None:
    k = issued(offices)
    k.act(f"{U1}/upload", "confirm_upload", "a1", data={"upload_receipt_no": "JM-2026-1"})
    k.act(f"{U1}/publish", "publish", "a1", data={"decision": "full"})
    for order in k.orders():
        k.engine.act(order.id, "approve", by="li")
    k.contact("post", at="2026-06-01 10:00")
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    assert (k.step(), local(k.case().ended_at)) == ("closed", "2026-06-02 10:00")
    assert k.engine.store.projection(k.engine.tenant, k.case().id).timers == ()
    assert k.tasks() == [] and k.sound()


def test_s24_it_stays_open_until_the_proposer_was_visited(offices: Offices) -> None:
    k = issued(offices)
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    assert k.step(U1) == "awaiting_feedback"
    assert [task.holder for task in k.case(f"{U1}/post_contact").tasks] == ["a1"]
    k.contact("post", at="2026-06-04 10:00")
    assert (k.step(), local(k.case().ended_at)) == ("closed", "2026-06-04 10:00")
