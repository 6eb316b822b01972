"""S21 公开: not to publish needs a reason, and then nobody is asked to; a summary needs its text."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, Office

STATED = stated("""
             taishan           coast             hills
    replied  2026-05-26 10:00  2026-05-26 10:00  2026-04-28 10:00
    upload   2026-05-29 17:30  2026-05-29 17:30  2026-05-06 17:30
    publish  2026-06-24 17:30  2026-06-24 17:30  2026-05-14 17:30
    form     2026-06-16 17:30  2026-06-16 17:30  2026-05-14 17:30
""")
"""Twenty working days to publish and fifteen for the form; in hills ten and ten."""
DRAFT = {"text": "答复稿", "result_class": "A", "contact_person": "甲一", "phone": "0750-5550000"}


def drafted(office: Office, at: str) -> None:
    """K with the lead unit alone, its reply being drafted at that instant."""
    office.handled()
    office.to(at)
    office.act(U1, "start_reply", "a1")


@pytest.fixture
def k(offices: Offices, city: str) -> Office:
    """K on the day of its reply."""
    return offices.after(drafted, STATED[city]["replied"])


def published(k: Office) -> list[str]:
    """Where the publication of the reply stands, if there is any."""
    return [child.step for child in k.case(U1).children if child.branch == "unit_assignment/publish"]


def test_s21_not_public_without_a_reason_is_refused(k: Office) -> None:
    assert k.refused(f"{U1}/replying", "submit", "a1", data={**DRAFT, "disclosure": "none"}) == ["disclosure_reason_required"]


def test_s21_what_is_secret_is_not_to_be_published_by_anybody(k: Office) -> None:
    k.approve(disclosure="none", disclosure_reason="涉及国家秘密")
    assert (k.step(U1), k.case(U1).data["disclosure"], published(k)) == ("awaiting_feedback", "none", [])


def test_s21_a_summary_is_published_with_its_text(k: Office, city: str) -> None:
    k.approve(disclosure="summary")
    assert published(k) == ["publish_reply"] and k.due(f"{U1}/publish") == STATED[city]["publish"]
    assert k.refused(f"{U1}/publish", "publish", "a1", data={"decision": "summary"}) == ["summary_text_required"]
    k.act(f"{U1}/publish", "publish", "a1", data={"decision": "summary", "summary_text": "摘要"})
    assert published(k) == ["published"]


def test_s21_what_follows_a_reply_has_its_own_limits(k: Office, city: str) -> None:
    k.approve()
    dues = {child: k.due(f"{U1}/{child}") for child in ("upload", "publish", "D1")}
    assert dues == {"upload": STATED[city]["upload"], "publish": STATED[city]["publish"], "D1": STATED[city]["form"]}
    assert k.refused(f"{U1}/upload", "confirm_upload", "a1") == ["upload_receipt_no_required"]
    k.act(f"{U1}/upload", "confirm_upload", "a1", data={"upload_receipt_no": "JM-2026-1"})
    assert k.case(f"{U1}/upload").data["uploaded_at"] is not None
    assert k.refused(f"{U1}/publish", "decide_not_public", "a1", data={"not_public_reason": "含个人信息"}) == ["not_by"]
    k.act(f"{U1}/publish", "decide_not_public", "chen", data={"not_public_reason": "含个人信息"})
    assert published(k) == ["not_published"] and k.sound()
