"""S03, S08, S13, S25, S27, S29 in the reports: figures come out of cases that were handled, by their history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from signoff.adapters.proposals.reading import read_ledger
from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.adapters.proposals.reports.tables import Rate
from signoff.engine.definition import Workflow
from signoff.engine.model import definition_from
from signoff.workflows.calendar_registry import Calendars

from .beginnings import MORNING, Offices
from .cities import stated
from .office import HEADS, OFFICERS, PRINCIPALS, U1, U2, U3, U5, ZONE, K, Office, local

STATED = stated("""
                        taishan              coast                hills
    not due yet         2026-03-13 17:00     2026-03-17 17:00     2026-03-13 17:00
    signed in on time   2026-03-13 17:30     2026-03-17 17:30     2026-03-13 17:30
    signed in late      2026-03-13 17:30:01  2026-03-17 17:30:01  2026-03-13 17:30:01
    not signed in       2026-03-16 08:30     2026-03-18 08:30     2026-03-16 08:30
    U2 files            2026-04-08 10:00     2026-05-07 10:00     2026-04-08 10:00
    U3 files            2026-04-10 17:20     2026-05-11 17:20     2026-04-10 17:20
    U5 files            2026-04-15 09:00     2026-05-14 09:00     2026-04-15 09:00
    U5's card           yellow 1 -1          yellow 1 -1          red 0 -5
    replied             2026-05-26 10:00     2026-05-26 10:00     2026-04-28 10:00
    visited             2026-06-01 10:00     2026-06-01 10:00     2026-05-06 10:00
    dissatisfied        2026-06-05 10:00     2026-06-05 10:00     2026-05-07 10:00
    the day after       2026-06-06 09:00     2026-06-06 09:00     2026-05-08 09:00
    replied again       2026-07-01 09:00     2026-07-01 09:00     2026-05-20 09:00
    visited again       2026-07-02 10:00     2026-07-02 10:00     2026-05-21 10:00
    satisfied           2026-07-08 10:00     2026-07-08 10:00     2026-05-25 10:00
    time is asked for   2026-06-01 10:00     2026-06-01 10:00     2026-04-28 10:00
    reply due           2026-06-10 17:30     2026-06-10 17:30     2026-05-11 17:30
    extended to         2026-08-10 17:30     2026-08-10 17:30     2026-06-10 17:30
    at the latest       2026-09-10 17:30     2026-09-10 17:30     2026-06-10 17:30
    replied in the end  2026-08-07 10:00     2026-08-07 10:00     2026-06-08 10:00
""")
"""The days are those of the scenarios themselves, beside which they are explained."""


@pytest.fixture
def k() -> Iterator[Office]:
    """The office in memory, K assigned to three units."""
    office = Office(now="2026-03-10 09:00")
    yield office.assigned(units=(U1, U2, U3))
    office.engine.close()


def ledger(office: Office, as_of: str | None = None) -> Ledger:
    """The ledger as of now, or of an instant of the past."""

    def definition(hash: str) -> Workflow | None:
        stored = office.engine.store.definition(hash)
        return definition_from(stored.content) if stored is not None else None

    at = datetime.fromisoformat(as_of).replace(tzinfo=ZONE) if as_of is not None else office.engine.now()
    return read_ledger(office.engine, office.engine.directory, Calendars()["cn-gov"], definition, at)


def total(found: Ledger, report: str) -> tuple[Any, ...]:
    """The figures of the total line."""
    return made(report, found).tables[0].rows[-1].cells[1:]


def test_s03_one_of_three_signed_in_on_time(offices: Offices, city: str) -> None:
    says = STATED[city]
    k = offices(now=MORNING).assigned(units=(U1, U2, U3))
    k.sign_in(U1, at=says["signed in on time"])
    k.sign_in(U2, at=says["signed in late"])
    k.to(says["not signed in"])
    assert total(ledger(k), "sign_in_rate") == (Rate(1, 3),)
    (order,) = ledger(k).orders
    assert (order.unit, order.level, order.state) == (U3, "blue", "open")
    assert total(ledger(k, says["not due yet"]), "sign_in_rate") == (Rate(0, 0),)


def test_s08_two_of_three_opinions_came_on_time_and_one_unit_was_carded(offices: Offices, city: str) -> None:
    says = STATED[city]
    k = offices(now=MORNING).assigned(units=(U1, U2, U3, U5))
    k.under_way(U1, U2, U3, U5)
    k.contact("pre")
    k.opine(U2, at=says["U2 files"])
    k.opine(U3, at=says["U3 files"])
    k.opine(U5, at=says["U5 files"])
    found = ledger(k)
    assert total(found, "co_opinion_rate") == (Rate(2, 3),)
    cards = {order.unit: f"{order.level} {order.yellows} {order.score}" for order in found.orders if order.unit != U1}
    assert cards == {U2: "blue 0 0", U3: "blue 0 0", U5: says["U5's card"]}
    (row,) = found.rows
    assert (row.opinions_wanted, row.opinions_in, row.co_units) == (3, 3, (U2, U3, U5))


def test_s25_dissatisfied_at_first_and_satisfied_in_the_end(offices: Offices, city: str) -> None:
    says = STATED[city]
    k = offices.after(Office.handled)
    k.replied(says["replied"])
    k.contact("post", at=says["visited"])
    k.feedback("D1", "dissatisfied", at=says["dissatisfied"])
    k.to(says["replied again"])
    k.act(U1, "start_reply", "a1")
    k.approve(f"{U1}/replying.2")
    k.contact("post", at=says["visited again"])
    k.to(says["satisfied"])
    k.act(f"{U1}/form/D1", "give_feedback", "D1", data={"value": "satisfied", "channel": "online"})
    found = ledger(k)
    first, final, *_ = total(found, "satisfaction_rate")
    assert (first, final) == (Rate(0, 1), Rate(1, 1))
    assert total(found, "on_time_rate")[0] == Rate(1, 1)
    (row,) = found.rows
    assert (row.first_value, row.final_value, row.case.standing) == ("dissatisfied", "satisfied", "closed")
    assert total(ledger(k, says["the day after"]), "satisfaction_rate")[:2] == (Rate(0, 1), Rate(0, 1))


def test_s29_an_extension_counts_for_one_rate_and_not_for_the_other(offices: Offices, city: str) -> None:
    says = STATED[city]
    k = offices.after(Office.handled)
    k.to(says["time is asked for"])
    k.act(U1, "request_extension", "a1", data={"new_due": says["extended to"].partition(" ")[0], "delay_reason": "征地尚未完成"})
    k.act(f"{U1}/extension", "grant", "jiang")
    k.replied(says["replied in the end"])
    (row,) = ledger(k).rows
    assert (local(row.statutory_due), local(row.extended_to)) == (says["reply due"], says["extended to"])
    assert local(row.max_due) == says["at the latest"]
    assert total(ledger(k), "on_time_rate") == (Rate(1, 1), Rate(0, 1))


def test_s27_class_b_that_was_turned_a_and_promises_that_were_kept(offices: Offices, city: str) -> None:
    k = offices.after(Office.handled)
    k.replied(STATED[city]["replied"], result_class="B")
    k.contact("post")
    k.feedback("D1", "satisfied")
    back = f"{U1}/looking_back"
    promises = [
        {"what": "增设泊位", "quantity": 6000, "status": "done", "done_on": "2026-08-31"},
        {"what": "再增泊位", "quantity": 2000, "due": "2026-11-30", "status": "done", "done_on": "2026-11-10"},
    ]
    assert total(ledger(k), "b_conversion") == (Rate(0, 1),)
    k.act(back, "file_second_plan", "a1", data={"second_plan": "二次办理计划", "commitments": promises})
    k.act(back, "approve", "li")
    k.to("2026-11-10 10:00")
    k.act(back, "self_check", "a1", data={"self_check_report": "自查报告"})
    k.act(back, "approve", "a5", data={"report": "回头看情况报告"})
    k.act(back, "propose_a", "chen")
    k.to("2026-11-18 10:00")
    k.approve(f"{back}/re_reply")
    k.to("2026-11-25 10:00")
    k.act(back, "evaluate", "D1", data={"satisfaction": "satisfied"})
    found = ledger(k)
    (row,) = found.rows
    assert (row.first_class, row.current_class) == ("B", "A")
    assert row.converted_at is not None and row.converted_at.astimezone(ZONE).date().isoformat() == "2026-11-18"
    assert total(found, "b_conversion") == (Rate(1, 1),) and total(found, "fulfilment_rate") == (Rate(2, 2),)
    assert [look.reported_at is not None for look in found.look_backs] == [True]


def test_what_was_withdrawn_is_in_no_figure(k: Office) -> None:
    k.engine.withdraw(K, by="lin", data={"withdrawal_letter": "书面撤回函"})
    found = ledger(k)
    assert total(found, "summary") == (0, 0, 0)
    assert "已撤回1件" in made("summary", found).notes[-1]["zh"]
    assert [one.case.standing for one in found.rows] == ["withdrawn"]
    assert found.duties == ()


def test_an_opinion_for_the_upper_level_is_owed_issued_and_uploaded_like_a_reply() -> None:
    k, case = Office(now="2026-03-10 10:00"), "npc_suggestion-2026-6022"
    data = {"kind": "npc_suggestion", "year": 2026, "case_no": "6022", "title": "关于加强绿道管理的建议（虚构）", "lead_proposer": "代表团"}
    k.engine.start("co-opinion-handling", by="li", data=data)
    units = [{"unit": U5, "role": "lead"}, {"unit": U1, "role": "co"}]
    k.act("", "propose_assignment", "li", case=case, data={"units": units, "follow_up_officer": "chen"})
    k.act("", "assign", "chen", case=case)
    for unit in (U5, U1):
        k.act(unit, "sign_in", HEADS[unit], case=case)
        k.act(unit, "decompose", HEADS[unit], case=case, data={"section": "业务股", "case_officer": OFFICERS[unit]})
    assert total(ledger(k), "completion_rate") == (Rate(0, 1),)
    k.act(U1, "submit_opinion", OFFICERS[U1], case=case, data={"opinion": "交通局意见"})
    k.act(U1, "approve", PRINCIPALS[U1], case=case)
    row = {"date": k.today, "phase": "mid", "mode": "phone", "counterpart": "upstream_unit", "persons": "上级主办单位"}
    k.act(U5, "log_contact", OFFICERS[U5], case=case, data={"contacts": [row]})
    k.act(U5, "start_reply", OFFICERS[U5], case=case)
    text = {"text": "会办意见稿", "contact_person": "戊一", "phone": "0750-5550001"}
    k.act(f"{U5}/replying", "submit", OFFICERS[U5], case=case, data=text)
    for by in (HEADS[U5], PRINCIPALS[U5], "li", "he", "zhou", "zheng"):
        k.act(f"{U5}/replying", "approve", by, case=case, comment="同意")
    for action in ("pass", "issue"):
        k.act(f"{U5}/replying", action, "li", case=case)
    k.act("", "send", "chen", case=case, data={"upload_receipt_no": "JM-2026-22"})
    found = ledger(k)
    (one,) = found.rows
    assert (one.unit, one.co_units, one.opinions_in, one.doc_no) == (U5, (U1,), 1, "台府办会〔2026〕1号")
    assert total(found, "summary") == (0, 1, 1) and total(found, "co_opinion_rate") == (Rate(1, 1),)
    assert total(found, "on_time_rate") == (Rate(1, 1), Rate(1, 1)) and total(found, "upload_rate") == (Rate(1, 1),)
    assert total(found, "contact_rate") == total(found, "publication_rate") == (Rate(0, 0),)
    k.engine.close()


def test_a_unit_that_handles_a_case_again_owes_one_reply_counted_by_its_first() -> None:
    k = Office(now="2026-03-10 09:00").handled().replied()
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-06-02 10:00")
    k.to("2026-07-01 10:00")
    before = ledger(k)
    k.act("", "reopen", "chen", comment="信访反映未落实", data={"reopened_unit": U1})
    child = next(one for one in k.case().children if one.open and one.branch == "unit_assignment").key.partition("6115/")[2]
    (row,) = ledger(k).rows
    assert (row.issued_at, row.effective_due) == (before.rows[0].issued_at, before.rows[0].effective_due)
    assert row.step["zh"] == "任务分解" and row.holders == ("a3",)
    k.act(child, "decompose", "a3", data={"section": "规划股", "case_officer": "a1"})
    k.act(child, "start_reply", "a1")
    k.approve(f"{child}/replying")
    (form,) = [one for one in k.case(child).children if one.open and one.branch.endswith("/form")]
    k.act(child, "log_contact", "a1", data={"contacts": [{"date": k.today, "phase": "post", "mode": "visit"}]})
    k.engine.act(form.id, "give_feedback", by="D1", data={"value": "dissatisfied", "channel": "online"})
    (row,) = ledger(k).rows
    assert (row.first_value, row.final_value, row.section) == ("satisfied", "dissatisfied", "规划股")
    assert row.doc_no != before.rows[0].doc_no and row.issued_at == before.rows[0].issued_at
    assert total(ledger(k), "on_time_rate") == (Rate(1, 1), Rate(1, 1))
    assert total(ledger(k), "completion_rate") == (Rate(1, 1),)
    assert total(ledger(k), "satisfaction_rate")[:2] == (Rate(1, 1), Rate(0, 1))
    k.engine.close()
