"""The second trigger of a yellow card (§3d): a draft that the government office has sent back to its unit twice."""

import pytest

from .beginnings import Offices
from .office import U1, Office

REPLY = f"{U1}/replying"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, whose reply lies with the section."""
    return offices.after(with_the_section)


def with_the_section(made: Office) -> None:
    """K, replied to by the unit."""
    made.handled()
    made.act(U1, "start_reply", "a1")
    handed_in(made, text="第一稿")


def handed_in(k: Office, **text: str) -> None:
    """The officer hands the draft in, and the unit signs it."""
    draft = {"result_class": "A", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000", **text}
    for action, by in (("submit", "a1"), ("approve", "a3"), ("approve", "a5")):
        k.act(REPLY, action, by, data=draft if action == "submit" else None)


def returns(k: Office) -> int:
    """How often the government office has sent the reply back, on record."""
    return sum(child.branch == "quality_return" for child in k.case(REPLY).children)


def test_the_second_return_brings_one_yellow_card_to_the_unit_and_its_principal(k: Office) -> None:
    k.act(REPLY, "return", "li", to="drafting", comment="未逐条答复")
    assert k.orders() == [] and returns(k) == 1
    handed_in(k, text="第二稿")
    mark = k.mark
    k.act(REPLY, "return", "li", to="unit_sign", comment="口径不一")
    (order,) = k.orders()
    assert (order.data["level"], order.data["target"], order.data["score_delta"]) == ("yellow", "a1", -1)
    assert order.data["ground"] == "quality"
    assert {"a1", "a4", "a5", "chen"} <= {person for person, text in k.told(since=mark) if text.startswith("黄牌：")}
    k.act(REPLY, "approve", "a5")
    k.act(REPLY, "return", "li", to="drafting", comment="仍有错漏")
    assert len(k.orders()) == 1 and returns(k) == 3
    assert k.sound()


def test_the_card_goes_on_like_any_other(k: Office) -> None:
    for text in ("第二稿", "第三稿"):
        k.act(REPLY, "return", "li", to="drafting", comment="未逐条答复")
        handed_in(k, text=text)
    (order,) = k.orders()
    child = order.key.partition("6115/")[2]
    assert k.clock(child, "rectify") == "2026-03-17 17:30"
    k.act(child, "file_feedback", "a1", data={"reason": "已逐条修改"})
    k.act(child, "approve", "chen")
    assert k.step(child) == "resolved"


def test_what_the_unit_sends_back_itself_is_its_own_matter(k: Office) -> None:
    k.act(REPLY, "return", "li", to="drafting", comment="未逐条答复")
    for text in ("第二稿", "第三稿"):
        k.act(REPLY, "submit", "a1", data={"text": text})
        k.act(REPLY, "return", "a3", to="drafting", comment="核稿不合格")
    assert returns(k) == 1 and k.orders() == []


@pytest.mark.parametrize(("times", "cards"), [("0", 0), ("1", 1)])
def test_how_many_returns_is_a_number_of_the_policy(offices: Offices, times: str, cards: int) -> None:
    k = offices.after(Office.handled, overlay=(("quality_returns", times),))
    k.act(U1, "start_reply", "a1")
    for text in ("第一稿", "第二稿"):
        handed_in(k, text=text)
        k.act(REPLY, "return", "li", to="drafting", comment="未逐条答复")
    assert len(k.orders()) == cards
