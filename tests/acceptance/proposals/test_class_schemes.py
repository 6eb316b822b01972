"""The result classes of three cities, and of one that has words of its own, from the draft to the look-back and into the reports."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.tables import Rate, spoken

from ..databases import own_database, own_sqlite
from .office import U1, Office
from .test_reports_of_cases import ledger

WORDS = {
    "classes": "{已落实: {zh: 已落实, en: Done}, 基本落实: {zh: 基本落实或列入计划, en: Planned}, 未落实: {zh: 未落实, en: Not done}}",
    "resolved_classes": "[已落实]",
    "planned_classes": "[基本落实]",
    "reasoned_classes": "[未落实]",
    "lookback_classes": "[基本落实]",
}
"""A scheme laid over the policy: words in place of letters."""
CITIES: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "taishan": ({"policy": "taishan"}, ("A", "B", "C")),
    "coast": ({"policy": "coast"}, ("A", "B", "C")),
    "hills": ({"policy": "hills"}, ("A", "C", "D")),
    "words": ({"overlay": WORDS}, ("已落实", "基本落实", "未落实")),
}
"""By city: the policy, and which class says that something is solved, is planned, is not to be done."""
PLACES = [("taishan", "memory"), ("taishan", "postgresql"), ("coast", "sqlite"), ("hills", "sqlite"), ("words", "sqlite")]
REFUSED = ["result_class_invalid", "result_class_required"]
REASON: dict[str, Any] = {"class_reason": "资金未落实", "reason_category": "funds"}


@pytest.fixture(params=PLACES, ids="-".join)
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, tuple[str, str, str]]]:
    """K with the lead unit alone, in one of the cities, and the classes of that."""
    name, kind = request.param
    policy, classes = CITIES[name]
    with own_database(kind) if kind == "postgresql" else nullcontext("memory://" if kind == "memory" else own_sqlite(tmp_path)) as url:
        office = Office(url, now="2026-03-10 09:00", **policy)
        yield office.handled(), classes
        assert office.sound()
        office.engine.close()


def followed(k: Office, planned: str) -> str:
    """The reply says that it is planned; the look-back has come to the office, every promise kept."""
    k.replied("2026-04-27 10:00", result_class=planned, **REASON)
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-05-06 10:00")
    back = f"{U1}/looking_back"
    promise = {"what": "增设泊位", "quantity": 6000, "status": "done", "done_on": "2026-05-01"}
    k.act(back, "file_second_plan", "a1", data={"second_plan": "二次办理计划", "commitments": [promise]})
    k.act(back, "approve", "li")
    k.act(back, "self_check", "a1", data={"self_check_report": "自查报告"})
    k.act(back, "approve", "a5", data={"report": "回头看情况报告"})
    return back


def test_what_was_planned_becomes_solved_in_the_words_of_the_city(city: tuple[Office, tuple[str, str, str]]) -> None:
    k, (solved, planned, _) = city
    back = followed(k, planned)
    data = k.case(back).data
    assert (data["class_at_first_reply"], data["result_class"], data.get("proposed_class")) == (planned, planned, None)
    k.act(back, "propose_a", "chen")
    assert k.case(f"{back}/re_reply").data["result_class"] == k.case(back).data["proposed_class"] == solved
    k.approve(f"{back}/re_reply", result_class=solved)
    assert k.case(f"{back}/re_reply").data["printed_class"] == solved
    k.act(back, "evaluate", "D1", data={"satisfaction": "satisfied"})
    unit = k.case(U1).data
    assert (unit["class_at_first_reply"], unit["result_class"], k.step()) == (planned, solved, "closed")
    assert unit["converted_at"] is not None
    figures(k, conversion=Rate(1, 1), resolution=Rate(1, 1), current=solved)


def test_what_cannot_be_done_gets_the_class_that_needs_a_reason(city: tuple[Office, tuple[str, str, str]]) -> None:
    k, (_, planned, refused) = city
    back = followed(k, planned)
    k.act(back, "reclassify_c", "chen", comment="资金未落实")
    assert k.case(f"{back}/re_reply").data["result_class"] == refused
    k.approve(f"{back}/re_reply", result_class=refused, contacts=[{"phase": "mid", "mode": "visit", "explained": True}], **REASON)
    assert [one.mode for one in ledger(k).contacts if one.explained] == ["visit"]
    k.act(back, "evaluate", "D1", data={"satisfaction": "satisfied"})
    unit = k.case(U1).data
    assert (unit["result_class"], unit.get("converted_at"), k.step()) == (refused, None, "closed")
    figures(k, conversion=Rate(0, 1), resolution=Rate(0, 1), current=refused)


def figures(k: Office, *, conversion: Rate, resolution: Rate, current: str) -> None:
    """The reports count by the classes of the city, and name them as it does."""
    found = ledger(k)
    assert made("b_conversion", found).tables[0].rows[-1].cells[1:] == (conversion,)
    rates = {spoken(row.cells[0], "zh"): row.cells[-2] for row in made("overview", found).tables[0].rows if isinstance(row.cells[0], dict)}
    assert rates["办成率"] == resolution
    table = made("class_distribution", found).tables[0]
    assert {column.id: cell for column, cell in zip(table.columns, table.rows[-1].cells, strict=True)}[current] == 1
    assert [column.id for column in table.columns[1:]][: len(found.scheme.classes)] == list(found.scheme.classes)


@pytest.mark.parametrize("name", ["coast", "words"])
def test_a_class_that_the_city_does_not_have_is_refused(name: str) -> None:
    k = Office(now="2026-03-10 09:00", **CITIES[name][0]).handled()
    k.act(U1, "start_reply", "a1")
    draft: dict[str, Any] = {"text": "答复稿", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}
    assert k.refused(f"{U1}/replying", "submit", "a1", data={**draft, "result_class": "D"}) == REFUSED
    k.engine.close()


@pytest.mark.parametrize("name", CITIES)
def test_a_class_that_says_no_needs_its_reason_in_every_city(name: str) -> None:
    policy, (_, _, refused) = CITIES[name]
    k = Office(now="2026-03-10 09:00", **policy).handled()
    k.contact("mid", explained=True)
    k.act(U1, "start_reply", "a1")
    draft = {"text": "答复稿", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000", "result_class": refused}
    assert k.refused(f"{U1}/replying", "submit", "a1", data=draft) == ["class_reason_required", "reason_category_required"]


def test_the_ledger_has_the_scheme_that_its_cases_began_with() -> None:
    k = Office(now="2026-03-10 09:00", overlay=WORDS).handled()
    found = ledger(k)
    assert list(found.scheme.classes) == ["已落实", "基本落实", "未落实"]
    assert (found.scheme.resolved, found.scheme.planned) == (("已落实",), ("基本落实",))
    assert made("b_conversion", found).title == {
        "zh": "基本落实或列入计划转化情况",
        "en": "Class Planned turned Done",
    }
