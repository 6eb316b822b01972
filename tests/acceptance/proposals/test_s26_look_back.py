"""S26 and S27 回头看: a promise is followed up after the close, and kept, before class B becomes A."""

from typing import Any

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, Office, local
from .test_reports_of_cases import ledger

SIX = {"what": "增设泊位", "quantity": 6000, "status": "done", "done_on": "2026-08-31"}
TWO = {"what": "再增泊位", "quantity": 2000, "due": "2026-11-30", "status": "planned"}
CHECKED = ("self_check", "a1", {"self_check_report": "自查报告"}), ("approve", "a5", {"report": "回头看情况报告"})
BACK = f"{U1}/looking_back"
STATED = stated("""
                      taishan           coast             hills
    replied           2026-05-26 10:00  2026-05-26 10:00  2026-04-28 10:00
    satisfied         2026-06-12 10:00  2026-06-12 10:00  2026-05-12 10:00
    second plan       2026-06-29 17:30  2026-06-29 17:30  2026-05-26 17:30
    contact           2026-09-14 17:30  2026-09-14 17:30  2026-08-12 17:30
    report            2026-11-20 17:30  2026-11-20 17:30  2026-11-20 17:30
    class C           handled           handled           looking_back
    planned           2026-06-26 10:00  2026-06-26 10:00  2026-05-25 10:00
    not to be done    C                 C                 D
""")
"""12 September is a Saturday. In hills class C is what is planned, and followed up like B; what cannot be done is class D there."""
REASON: dict[str, Any] = {"class_reason": "资金未落实", "reason_category": "funds"}


def satisfied(office: Office, replied: str, at: str, result_class: str = "B") -> None:
    """K has been replied to, and D1 is content with that."""
    office.handled()
    if result_class != "B":
        office.contact("mid", explained=True)
    office.replied(replied, result_class=result_class, **(REASON if result_class != "B" else {}))
    office.contact("post")
    office.feedback("D1", "satisfied", at=at)


@pytest.fixture
def k(offices: Offices, city: str) -> Office:
    """K, class B, D1 satisfied."""
    return offices.after(satisfied, STATED[city]["replied"], STATED[city]["satisfied"])


def test_s26_class_b_is_closed_and_followed_up(k: Office, city: str) -> None:
    says = STATED[city]
    assert (k.step(), k.step(U1), k.case(U1).data["result_class"]) == ("closed_tracking", "looking_back", "B")
    assert (k.step(BACK), k.due(BACK)) == ("second_plan_due", says["second plan"])
    assert k.clock(BACK, "lookback_contact") == says["contact"]
    assert k.clock(BACK, "lookback_report") == says["report"]
    assert [task.holder for task in k.case(BACK).tasks] == ["a1"]
    assert k.case(U1).data["settled"] is True


def test_s26_which_other_class_is_followed_up(offices: Offices, city: str) -> None:
    k = offices.after(satisfied, STATED[city]["replied"], STATED[city]["satisfied"], "C")
    assert k.step(U1) == STATED[city]["class C"]


def test_s26_each_contact_moves_the_next_one(k: Office) -> None:
    row = {"date": "2026-07-30", "half_day": "pm", "mode": "symposium", "participants": "D1", "questions": "进度", "satisfied": True}
    k.to("2026-07-30 16:00")
    k.act(BACK, "log_contact", "a1", data={"lookback_contacts": [row]})
    assert k.clock(BACK, "lookback_contact") == "2026-10-30 17:30"
    assert k.orders(BACK, clock="lookback_contact") == []


def test_s26_a_proposer_who_is_unhappy_with_the_progress_brings_an_order(k: Office) -> None:
    before = len(k.orders())
    row = {"date": "2026-06-20", "participants": "D1", "questions": "进度缓慢", "satisfied": False}
    k.act(BACK, "log_contact", "a1", data={"lookback_contacts": [row]})
    (order,) = k.orders(BACK)
    assert (order.data["level"], order.data["target"], len(k.orders()) - before) == ("blue", "a1", 1)
    assert order.data["ground"] == "progress"


def planned(k: Office, city: str) -> None:
    """The second plan is filed and passed, with one promise kept and one open."""
    k.to(STATED[city]["planned"])
    k.act(BACK, "file_second_plan", "a1", data={"second_plan": "二次办理计划", "commitments": [SIX, TWO]})
    k.act(BACK, "approve", "li")


def test_a_plan_is_changed_with_a_reason_and_passed_again(k: Office, city: str) -> None:
    planned(k, city)
    assert "plan_revision_required" in k.refused(BACK, "revise_plan", "a1")
    k.act(BACK, "revise_plan", "a1", data={"plan_revision": "受疫情影响，顺延两个月", "second_plan": "调整后的计划"})
    assert k.step(BACK) == "plan_review"
    k.act(BACK, "approve", "li")
    assert (k.step(BACK), k.case(BACK).data["second_plan"]) == ("implementing", "调整后的计划")


def checked(k: Office) -> None:
    """The unit has checked and audited itself."""
    for action, by, data in CHECKED:
        k.act(BACK, action, by, data=data)


def test_s27_no_class_a_while_a_promise_is_open(k: Office, city: str) -> None:
    planned(k, city)
    checked(k)
    assert k.refused(BACK, "propose_a", "chen") == ["open_commitments"]


def test_s27_kept_promises_and_a_second_reply_make_it_class_a(k: Office, city: str) -> None:
    planned(k, city)
    k.to("2026-11-10 10:00")
    evidence = {"name": "验收.pdf", "media_type": "application/pdf", "size": 9, "sha256": "2" * 64, "where": "archive:3"}
    done = {**TWO, "status": "done", "done_on": "2026-11-10", "evidence": evidence}
    k.engine.edit(k.case(BACK).id, by="a1", data={"commitments": [SIX, done]})
    checked(k)
    assert k.clocks(BACK)["lookback_report"] == "met"
    k.act(BACK, "propose_a", "chen")
    k.to("2026-11-18 10:00")
    k.approve(f"{BACK}/re_reply")
    assert k.case(f"{BACK}/re_reply").data["document_kind"] == "re_reply"
    assert k.step(BACK) == "evaluation"
    k.to("2026-11-25 10:00")
    k.act(BACK, "evaluate", "D1", data={"satisfaction": "satisfied"})
    unit = k.case(U1)
    assert (k.step(), k.step(U1), k.step(BACK)) == ("closed", "handled", "closed")
    assert (unit.data["class_at_first_reply"], unit.data["result_class"]) == ("B", "A")
    assert str(local(unit.data["converted_at"])).startswith("2026-11-18")
    promises = k.rows(BACK, "commitments")
    assert ([row["status"] for row in promises], len(promises)) == (["done", "done"], 2)
    assert k.sound()


def test_s27_what_cannot_be_done_gets_the_class_for_that_with_the_reason(k: Office, city: str) -> None:
    refused = STATED[city]["not to be done"]
    planned(k, city)
    checked(k)
    assert k.refused(BACK, "reclassify_c", "chen") == ["comment_required"]
    k.act(BACK, "reclassify_c", "chen", comment="资金未落实")
    assert k.case(f"{BACK}/re_reply").data["result_class"] == refused
    told = [{"phase": "mid", "mode": "visit", "explained": True}]
    k.approve(f"{BACK}/re_reply", result_class=refused, contacts=told, **REASON)
    k.to("2026-09-01 10:00")
    assert (k.step(), k.case(U1).data["result_class"], k.case(U1).data.get("converted_at")) == ("closed", refused, None)
    assert k.case(BACK).data["satisfaction"] == "no_feedback"


def test_s27_what_was_explained_while_it_was_followed_up_counts_for_the_second_reply(k: Office, city: str) -> None:
    refused = STATED[city]["not to be done"]
    planned(k, city)
    row = {"date": k.today, "participants": "D1", "answers": "资金未落实", "satisfied": True, "explained": True}
    k.act(BACK, "log_contact", "a1", data={"lookback_contacts": [row]})
    checked(k)
    k.act(BACK, "reclassify_c", "chen", comment="资金未落实")
    assert k.case(f"{BACK}/re_reply").data["explained_before"] is True
    assert k.approve(f"{BACK}/re_reply", result_class=refused, **REASON).step == "issued"


@pytest.mark.parametrize(
    ("carried", "next_plan", "next_report"),
    [
        ("2026-11-12 10:00", "2026-11-26 17:30", "2027-11-20 17:30"),
        ("2026-11-20 18:00", "2026-12-04 17:30", "2027-11-20 17:30"),
        ("2026-11-23 10:00", "2026-12-07 17:30", "2027-11-20 17:30"),
        ("2027-11-22 10:00", "2027-12-06 17:30", "2028-11-20 17:30"),
    ],
)
def test_s27_what_is_under_way_is_carried_over_into_the_next_year(
    k: Office, city: str, carried: str, next_plan: str, next_report: str
) -> None:
    planned(k, city)
    checked(k)
    k.to(carried)
    k.act(BACK, "roll_over", "chen")
    assert (k.step(BACK), k.case(BACK).data["cycle"], k.due(BACK)) == ("second_plan_due", 2, next_plan)
    assert (k.clock(BACK, "lookback_report"), k.clocks(BACK)["lookback_report"]) == (next_report, "running")


def test_s27_the_year_that_was_carried_over_stays_in_the_ledger(k: Office, city: str) -> None:
    planned(k, city)
    k.to("2026-11-12 10:00")
    checked(k)
    k.to("2026-11-23 10:00")
    k.act(BACK, "roll_over", "chen")
    first, second = ledger(k).look_backs
    assert (first.cycle, local(first.due), local(first.reported_at), local(first.ended_at)) == (
        1,
        STATED[city]["report"],
        "2026-11-12 10:00",
        "2026-11-23 10:00",
    )
    assert (second.cycle, local(second.due), second.reported_at, second.ended_at) == (2, "2027-11-20 17:30", None, None)


def test_a_second_plan_that_is_sent_back_late_wins_no_year_for_the_report(k: Office, city: str) -> None:
    k.to(STATED[city]["planned"])
    k.act(BACK, "file_second_plan", "a1", data={"second_plan": "二次办理计划", "commitments": [SIX, TWO]})
    k.to("2026-11-23 10:00")
    k.act(BACK, "return", "li", comment="缺时间表")
    assert k.clock(BACK, "lookback_report") == STATED[city]["report"]
