"""S21 公开: not to publish needs a reason, and then nobody is asked to; a summary needs its text."""

import pytest

from .office import U1, Office, Offices


@pytest.fixture
def k(office_under_way: Office) -> Office:
    """K, its reply being drafted."""
    office_under_way.to("2026-05-26 10:00")
    office_under_way.act(U1, "start_reply", "a1")
    return office_under_way


@pytest.fixture
def office_under_way(offices: Offices) -> Office:
    """K with the lead unit alone."""
    return offices(now="2026-03-10 09:00").handled()


DRAFT = {"text": "答复稿", "result_class": "A", "contact_person": "甲一", "phone": "0750-5550000"}


def published(k: Office) -> list[str]:
    """Where the publication of the reply stands, if there is any."""
    return [child.step for child in k.case(U1).children if child.branch == "unit_assignment/publish"]


def test_s21_not_public_without_a_reason_is_refused(k: Office) -> None:
    assert k.refused(f"{U1}/replying", "submit", "a1", data={**DRAFT, "disclosure": "none"}) == ["disclosure_reason_required"]


def test_s21_what_is_secret_is_not_to_be_published_by_anybody(k: Office) -> None:
    k.approve(disclosure="none", disclosure_reason="涉及国家秘密")
    assert (k.step(U1), k.case(U1).data["disclosure"], published(k)) == ("awaiting_feedback", "none", [])


def test_s21_a_summary_is_published_with_its_text(k: Office) -> None:
    k.approve(disclosure="summary")
    assert published(k) == ["publish_reply"] and k.due(f"{U1}/publish") == "2026-06-24 17:30"
    assert k.refused(f"{U1}/publish", "publish", "a1", data={"decision": "summary"}) == ["summary_text_required"]
    k.act(f"{U1}/publish", "publish", "a1", data={"decision": "summary", "summary_text": "摘要"})
    assert published(k) == ["published"]


def test_s21_what_follows_a_reply_has_its_own_limits(k: Office) -> None:
    k.approve()
    dues = {child: k.due(f"{U1}/{child}") for child in ("upload", "publish", "D1")}
    assert dues == {"upload": "2026-05-29 17:30", "publish": "2026-06-24 17:30", "D1": "2026-06-16 17:30"}
    assert k.refused(f"{U1}/upload", "confirm_upload", "a1") == ["upload_receipt_no_required"]
    k.act(f"{U1}/upload", "confirm_upload", "a1", data={"upload_receipt_no": "JM-2026-1"})
    assert k.case(f"{U1}/upload").data["uploaded_at"] is not None
    assert k.refused(f"{U1}/publish", "decide_not_public", "a1", data={"not_public_reason": "含个人信息"}) == ["not_by"]
    k.act(f"{U1}/publish", "decide_not_public", "chen", data={"not_public_reason": "含个人信息"})
    assert published(k) == ["not_published"] and k.sound()
