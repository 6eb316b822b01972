"""阶段性答复: what the proposers are told when it cannot be finished yet. It is on record, and it is not the reply."""

import pytest

from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.tables import Rate

from .beginnings import Offices
from .office import CHAIN, U1, Office, local
from .test_reports_of_cases import ledger, total

INTERIM = f"{U1}/interim"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on 20 May, with three weeks left for the reply."""
    made = offices.after(Office.handled)
    made.to("2026-05-20 10:00")
    return made


def signed_off(k: Office) -> None:
    """The interim reply goes over all desks and out."""
    text = {"text": "阶段性答复稿", "contact_person": "甲一", "phone": "0750-5550000"}
    for _, action, by, comment in CHAIN:
        k.act(f"{INTERIM}/signing_off", action, by, comment=comment, data=text if action == "submit" else None)


def test_it_says_why_and_goes_over_all_desks_under_a_number_of_its_own(k: Office) -> None:
    assert k.refused(U1, "answer_meanwhile", "a1") == ["delay_reason_required"]
    k.act(U1, "answer_meanwhile", "a1", data={"delay_reason": "征地未完成"})
    assert k.case(f"{INTERIM}/signing_off").data["document_kind"] == "interim_reply"
    assert k.refused(U1, "answer_meanwhile", "a1", data={"delay_reason": "再次"}) == ["interim_reply_open"]
    mark = k.mark
    signed_off(k)
    told = k.case(INTERIM)
    assert (told.step, told.data["interim_no"]) == ("told_meanwhile", "台府办函〔2026〕1号")
    assert [person for person, text in k.told(since=mark) if "阶段性答复" in text] == ["D1"]


def test_it_is_not_the_reply(k: Office) -> None:
    k.act(U1, "answer_meanwhile", "a1", data={"delay_reason": "征地未完成"})
    signed_off(k)
    assert (k.step(U1), k.clocks(U1)["reply"], k.clock(U1, "reply")) == ("handling", "running", "2026-06-10 17:30")
    assert not k.case(U1).data.get("first_issued_at") and k.step() == "accepted"
    k.to("2026-06-11 08:30")
    (order,) = k.orders(clock="reply")
    assert order.data["level"] == "yellow"
    k.replied("2026-06-12 10:00")
    assert (k.case(U1).data["doc_no"], k.case(f"{U1}/replying").data["document_kind"]) == ("台府办函〔2026〕2号", "reply")
    assert k.sound()


def test_one_that_is_still_being_written_is_dropped_when_the_reply_is_out(k: Office) -> None:
    k.act(U1, "answer_meanwhile", "a1", data={"delay_reason": "征地未完成"})
    k.replied("2026-05-26 10:00")
    assert not k.case(INTERIM).open and not k.case(f"{INTERIM}/signing_off").open
    assert k.refused(U1, "answer_meanwhile", "a1", data={"delay_reason": "已答复"}) == ["not_now"]
    assert k.sound()


def test_it_is_listed_and_counted_nowhere(k: Office) -> None:
    k.act(U1, "answer_meanwhile", "a1", data={"delay_reason": "征地未完成"})
    k.to("2026-05-21 10:00")
    signed_off(k)
    found = ledger(k)
    (row,) = made("interim_list", found).tables[0].rows
    assert row.cells[4:7] == ("台府办函〔2026〕1号", k.case(INTERIM).data["interim_at"], "征地未完成")
    assert (local(row.cells[7]), row.cells[8]) == ("2026-06-10 17:30", None)
    assert total(found, "completion_rate") == (Rate(0, 1),)
    k.replied("2026-05-26 10:00")
    assert local(made("interim_list", ledger(k)).tables[0].rows[0].cells[8]) == "2026-05-26 10:00"
    assert total(ledger(k), "completion_rate") == (Rate(1, 1),)
