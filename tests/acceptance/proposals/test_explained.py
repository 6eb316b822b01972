"""解释沟通: what is not done for now is explained to the proposer before the reply goes out, in a city that asks for it."""

from collections.abc import Mapping
from typing import Any

import pytest

from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.tables import spoken
from signoff.engine.errors import Refused

from .beginnings import Offices
from .cities import CITIES, stated
from .office import CHAIN, U1, Office
from .test_reports_of_cases import ledger

REPLY = f"{U1}/replying"
DRAFT = {"text": "答复稿", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}
MISSING = ["explanation_missing"]

STATED = stated("""
               taishan  coast  hills
    reasoned   D        C      D
    explained  yes      no     yes
""")
"""A class that needs a reason, and whether it is explained first. The invented city on the coast does not ask for it."""


def drafted(made: Office) -> None:
    """K, the officer has begun to write the reply, and nothing has been explained."""
    made.handled()
    made.act(U1, "start_reply", "a1")


@pytest.fixture(params=CITIES)
def city(request: pytest.FixtureRequest) -> str:
    """Each of the three."""
    return str(request.param)


@pytest.fixture
def k(offices: Offices) -> Office:
    """That."""
    return offices.after(drafted)


def no(city: str) -> dict[str, Any]:
    """A draft that says no, and why."""
    return {**DRAFT, "result_class": STATED[city]["reasoned"], "class_reason": "资金未落实", "reason_category": "funds"}


def asks(city: str) -> bool:
    """Whether the city wants an explanation."""
    return STATED[city]["explained"] == "yes"


def test_a_contact_is_no_explanation(k: Office, city: str) -> None:
    assert len(k.rows(REPLY, "contacts")) == 2
    if not asks(city):
        assert k.act(REPLY, "submit", "a1", data=no(city)).step == "unit_check"
        return
    with pytest.raises(Refused) as refused:
        k.act(REPLY, "submit", "a1", data=no(city))
    (reason,) = refused.value.reasons
    assert [reason.code] == MISSING
    says: Any = reason.data["say"]
    assert "补记" in says["zh"] and "adds a contact" in says["en"], "what to do"


def test_what_is_solved_needs_none(k: Office) -> None:
    assert k.act(REPLY, "submit", "a1", data={**DRAFT, "result_class": "A"}).step == "unit_check"


def test_one_that_was_logged_before_the_draft_counts(offices: Offices, city: str) -> None:
    k = offices.after(Office.handled)
    k.contact("mid", "visit", explained=True)
    k.act(U1, "start_reply", "a1")
    assert k.approve(**no(city)).step == "issued"
    assert explained(k) == ["", "", "是"]
    assert k.sound()


def test_one_that_is_added_to_the_draft_counts_and_is_listed(k: Office, city: str) -> None:
    rows = [*k.rows(REPLY, "contacts"), {"phase": "mid", "mode": "visit", "explained": True}]
    assert k.approve(**no(city), contacts=rows).step == "issued"
    assert sorted(explained(k)) == ["", "", "是"]
    (row,) = ledger(k).rows
    assert (row.contacts_before, row.contacts_during) == (1, 2)


def test_a_contact_that_is_marked_in_the_draft_is_listed_once(k: Office, city: str) -> None:
    first, second = k.rows(REPLY, "contacts")
    assert k.approve(**no(city), contacts=[first, {**second, "explained": True}]).step == "issued"
    assert explained(k) == ["", "是"]


def test_an_interim_reply_explains_too_and_is_no_substitute(offices: Offices, city: str) -> None:
    k = offices.after(Office.handled)
    k.act(U1, "answer_meanwhile", "a1", data={"delay_reason": "征地未完成"})
    for _, action, by, comment in CHAIN:
        data = {"text": "阶段性答复稿", "contact_person": "甲一", "phone": "0750-5550000"} if action == "submit" else None
        k.act(f"{U1}/interim/signing_off", action, by, comment=comment, data=data)
    k.act(U1, "start_reply", "a1")
    if asks(city):
        assert k.refused(REPLY, "submit", "a1", data=no(city)) == MISSING
    else:
        assert k.act(REPLY, "submit", "a1", data=no(city)).step == "unit_check"


def test_a_class_that_the_section_changes_is_explained_before_it_goes_on(k: Office, city: str) -> None:
    for action, by in (("submit", "a1"), ("approve", "a3"), ("approve", "a5")):
        k.act(REPLY, action, by, data={**DRAFT, "result_class": "A"} if action == "submit" else None)
    changed: dict[str, Any] = {"data": {"result_class": STATED[city]["reasoned"]}, "edits": "substantive"}
    if not asks(city):
        k.act(REPLY, "approve", "li", **changed)
        return
    assert k.refused(REPLY, "approve", "li", **changed) == MISSING
    k.act(REPLY, "return", "li", to="drafting", comment="宜先向提出人说明理由")
    rows = [*k.rows(REPLY, "contacts"), {"phase": "mid", "mode": "visit", "explained": True}]
    assert k.act(REPLY, "submit", "a1", data={**no(city), "text": "第二稿", "contacts": rows}).step == "unit_check"


def explained(k: Office) -> list[str]:
    """The marks in the list of contacts."""
    cells = [row.cells[9] for row in made("contact_log", ledger(k)).tables[0].rows]
    return [spoken(cell, "zh") if isinstance(cell, Mapping) else str(cell) for cell in cells]
