"""Every report against figures that were worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from signoff.adapters.proposals.reports.catalogue import REPORTS, made
from signoff.adapters.proposals.reports.filters import Filter
from signoff.adapters.proposals.reports.rows import Commitment, Contact, Duty, Forms, Ledger, LookBack, Order, StepPass, Study
from signoff.adapters.proposals.reports.tables import Rate, Report, Table, Value, spoken
from signoff.adapters.proposals.reports.yearly import annual_report

from .rows_made import NOW, at, case, ledger, row, share


def table(report: Report, id: str) -> Table:
    """The table of this id."""
    return next(one for one in report.tables if one.id == id)


def cells(found: Table) -> list[list[Value]]:
    """The cells, labels in English."""
    return [[spoken(cell, "en") if isinstance(cell, dict) else cell for cell in one.cells] for one in found.rows]


def of(id: str, group: str, found: Ledger, wanted: Filter | None = None) -> list[list[Value]]:
    """The cells of one table of a report."""
    return cells(table(made(id, found, wanted), group))


PROPOSAL = case("2026177", kind="cppcc_proposal", key="cppcc_proposal-2026-2026177", upstream_role="co")


def test_the_summary_counts_cases_and_the_replies_beside_them() -> None:
    split = case("6022", mode="split")
    found = ledger(row(split), row(split, "finance"), row(PROPOSAL, issued_at=at(6, 1)))
    assert of("summary", "summary", found) == [["NPC suggestion", 1, 0, 1], ["CPPCC proposal", 0, 1, 1], ["Total", 1, 1, 2]]
    assert of("summary", "replies", found) == [["NPC suggestion", 1, 2, 0, 2], ["CPPCC proposal", 1, 1, 1, 0], ["Total", 2, 3, 1, 2]]


def test_a_reply_within_an_extension_is_on_time_and_not_within_the_original_limit() -> None:
    found = ledger(row(effective_due=at(8, 10), issued_at=at(8, 7)))
    assert of("on_time_rate", "by_unit", found)[0] == ["Transport", Rate(1, 1), Rate(0, 1)]


def test_a_reply_is_on_time_until_the_very_second() -> None:
    found = ledger(row(case("1"), issued_at=at(6, 10, 17, 30, 0)), row(case("2"), issued_at=at(6, 10, 17, 30, 1)))
    assert of("on_time_rate", "by_unit", found)[-1][1] == Rate(1, 2)


def test_a_reply_without_a_limit_is_in_no_rate_of_time_and_the_report_says_so() -> None:
    found = ledger(row(case("1"), issued_at=at(5, 1)), row(case("2"), issued_at=at(5, 1), statutory_due=None, effective_due=None))
    told = made("on_time_rate", found)
    assert {str(total) for total in told.tables[0].rows[-1].cells[1:]} == {"1/1 100.00%"}
    assert [note["zh"] for note in told.notes if "无期限" in note["zh"]] == [
        "按时办结率：另有1件次无期限，未计。",
        "原期限内办结率：另有1件次无期限，未计。",
    ]
    assert any(note["en"] == "On time: 1 replies without a limit are not counted." for note in made("overview", found).notes)
    assert "按时办结率：另有1件次无期限，未计。" in annual_report(found, 2026, "市政府办公室", date(2026, 12, 31)).notes
    assert not any("无期限" in note["zh"] for note in made("completion_rate", found).notes + made("on_time_rate", ledger(row())).notes)


def test_what_may_not_be_public_is_counted_so_by_the_list_and_by_the_rate() -> None:
    found = ledger(
        row(case("1"), issued_at=at(5, 1), published_at=at(5, 20), disclosure="full"),
        row(case("2"), issued_at=at(5, 1), published_at=at(5, 20), disclosure="none", not_public=True),
        row(case("3"), issued_at=at(5, 1)),
    )
    assert str(made("publication_rate", found).tables[0].rows[-1].cells[1]) == "1/2 50.00%"
    assert "已公开1件次，不公开或依申请公开1件次，尚未公开1件次" in made("publication_list", found).notes[0]["zh"]


def test_a_reply_not_yet_due_is_in_no_rate_until_it_is_issued() -> None:
    found = ledger(row(case("1")), row(case("2"), issued_at=at(5, 1)), as_of=at(5, 15))
    assert of("on_time_rate", "by_unit", found)[-1] == ["Total", Rate(1, 1), Rate(1, 1)]
    assert of("completion_rate", "by_unit", found)[-1] == ["Total", Rate(1, 2)]


def test_both_rounds_of_satisfaction_stand_side_by_side() -> None:
    found = ledger(row(issued_at=at(5, 26), first=Forms(1, 0, 0, 1), final=Forms(1, 1)))
    assert of("satisfaction_rate", "by_unit", found)[0] == [
        "Transport", Rate(0, 1), Rate(1, 1), Rate(0, 1), Rate(1, 1), Rate(1, 1), Rate(1, 1),
    ]  # fmt: skip


def test_without_forms_satisfaction_is_a_dash() -> None:
    (line, *_) = of("satisfaction_rate", "by_unit", ledger(row(issued_at=at(5, 26), first=Forms(3))))
    assert str(line[1]) == "0/0 —" and line[5] == Rate(0, 3)


def test_only_led_replies_ask_for_a_face_to_face_contact() -> None:
    found = ledger(row(case("1"), issued_at=at(5, 1), met=True), row(case("2"), issued_at=at(5, 2)), row(PROPOSAL, issued_at=at(5, 3)))
    assert of("contact_rate", "by_unit", found)[-1] == ["Total", Rate(1, 2)]


def test_what_may_not_be_public_is_in_no_denominator() -> None:
    found = ledger(
        row(case("1"), issued_at=at(5, 1), published_at=at(5, 20), disclosure="full"),
        row(case("2"), issued_at=at(5, 2), not_public=True, disclosure="none", disclosure_reason="涉及国家秘密"),
        row(case("3"), issued_at=at(5, 3)),
    )
    assert of("publication_rate", "by_unit", found)[-1] == ["Total", Rate(1, 2)]
    listed = of("publication_list", "publication", found)
    assert "已公开1件次，不公开或依申请公开1件次，尚未公开1件次" in spoken(made("publication_list", found).notes[0], "zh")
    assert [(line[0], line[6], line[7]) for line in listed] == [(1, "Full text", ""), (2, "Not public", "涉及国家秘密"), (3, "", "")]


def test_classes_are_counted_over_replies_and_each_share_is_rounded_on_its_own() -> None:
    letters = "A" * 22 + "B" * 68 + "C" * 2
    found = ledger(*(row(case(str(n)), issued_at=at(5, 1), current_class=letter) for n, letter in enumerate(letters)))
    line = of("class_distribution", "classes", found)[-1]
    assert line[1:6] == [22, 68, 2, 0, 92]
    assert [str(rate.percent) for rate in line[6:] if isinstance(rate, Rate)] == ["23.91", "73.91", "2.17", "0.00"]


def test_class_b_turned_a_is_told_by_year() -> None:
    found = ledger(*(row(case(str(n)), issued_at=at(5, 1), first_class="B", current_class="A" if n < 16 else "B") for n in range(23)))
    assert of("b_conversion", "by_year", found) == [["2026", Rate(16, 23)], ["Total", Rate(16, 23)]]
    assert Rate(16, 23).percent == Decimal("69.57")


def test_solved_is_class_a_of_what_has_a_class() -> None:
    found = ledger(*(row(case(str(n)), issued_at=at(5, 1), current_class=letter) for n, letter in enumerate(("A", "B", "C", ""))))
    assert of("resolution_rate", "by_unit", found)[-1] == ["Total", Rate(1, 3), Rate(2, 3)]


def test_a_commitment_kept_after_its_day_is_not_kept() -> None:
    def promise(**more: object) -> Commitment:
        return Commitment(case=case(), unit="transport", what="泊位", **more)  # type: ignore[arg-type]

    kept = (
        promise(due=date(2026, 11, 30), done=date(2026, 11, 10), status="done"),
        promise(due=date(2026, 11, 9), done=date(2026, 11, 10), status="done"),
        promise(due=date(2027, 3, 1)),
        promise(due=date(2026, 6, 1)),
    )
    assert of("fulfilment_rate", "by_unit", ledger(row(), commitments=kept))[-1] == ["Total", Rate(1, 3)]


def test_a_second_late_in_signing_in_is_late() -> None:
    shares = (
        share(unit="transport", sign_in_due=at(3, 13), signed_in_at=at(3, 13)),
        share(unit="finance", role="co", sign_in_due=at(3, 13), signed_in_at=at(3, 13, 17, 30, 1)),
        share(unit="urban_management", role="co", sign_in_due=at(3, 13)),
    )
    found = ledger(row(), shares=shares, as_of=at(3, 16, 8, 30))
    assert of("sign_in_rate", "by_unit", found)[-1] == ["Total", Rate(1, 3)]


def test_a_missing_opinion_counts_once_it_is_due() -> None:
    def opinion(unit: str, **more: Any) -> Ledger:
        return ledger(row(), shares=(share(unit=unit, role="co", opinion_due=at(4, 10), **more),), as_of=at(4, 15))

    assert of("co_opinion_rate", "by_unit", opinion("finance", opinion_at=at(4, 8)))[-1][1] == Rate(1, 1)
    assert of("co_opinion_rate", "by_unit", opinion("finance"))[-1][1] == Rate(0, 1)


def test_the_worst_is_first_among_what_is_late() -> None:
    def late(number: str, days: int) -> Duty:
        return Duty(
            case=case(number), unit="transport", what={"en": "Reply"}, due=at(6, 10), person="a1", overdue_workdays=days, level="yellow"
        )

    found = ledger(row(case("1")), row(case("2")), duties=(late("1", 2), late("2", 5), late("3", 0)))
    lines = of("overdue_list", "overdue_list", found)
    assert [(line[0], line[1], line[6], line[8], line[9]) for line in lines] == [
        (1, "2", "甲经办", 5, "Yellow card"),
        (2, "1", "甲经办", 2, "Yellow card"),
    ]


def test_what_is_due_soon_is_due_within_ten_working_days() -> None:
    def soon(number: str, left: int) -> Duty:
        return Duty(case=case(number), unit="transport", what={"en": "Reply"}, due=at(12, 31, 17, 30), remaining_workdays=left)

    found = ledger(row(), duties=(soon("1", 11), soon("2", 10)), as_of=at(12, 1))
    assert [line[1] for line in of("due_soon_list", "due_soon_list", found)] == ["2"]


def test_co_handling_weighs_half() -> None:
    shares = (share(case("1", points=3)), share(case("2"), role="co"), share(case("3"), role="co", open=True, officer="a1"))
    found = ledger(row(case("1", points=3)), shares=shares)
    assert of("unit_load", "load", found)[0] == ["Transport", 1, 2, 3, Decimal("2"), 2, 3, 1, Decimal("3.00")]


def test_time_at_a_step_is_told_in_working_hours() -> None:
    def stay(hours: int, outcome: str = "approved") -> StepPass:
        return StepPass(
            case=case(), unit="transport", step="director_check", title={"en": "Director"}, seconds=hours * 3600, outcome=outcome
        )

    passes = (*(stay(n) for n in range(1, 10)), stay(11, "returned"), stay(99, ""))
    found = ledger(row(issued_at=at(5, 1), first_pass=False), steps=passes)
    assert of("step_duration", "steps", found) == [["Director", 10, Decimal("5.60"), Decimal("9.00"), 1]]
    assert of("step_duration", "units", found)[0] == ["Transport", 1, Rate(0, 1)]


def test_an_order_that_was_raised_is_one_order() -> None:
    def order(key: str, level: str, **more: object) -> Order:
        return Order(case=case(), unit="transport", key=key, cause={"en": "Reply"}, level=level, issued_at=at(6, 3), **more)  # type: ignore[arg-type]

    orders = (
        order("1", "red", yellows=1, reds=1, score=-4),
        order("2", "blue", state="resolved", rectified_at=at(6, 5), closed_at=at(6, 6)),
        order("3", "yellow", state="cancelled"),
    )
    lines = of("supervision_ledger", "by_level", ledger(row(), orders=orders))
    assert lines == [
        ["Blue order", 1, 1, 1, 0, 0],
        ["Yellow card", 1, 0, 0, 0, 1],
        ["Red card", 1, 0, 0, 1, 0],
        ["Total", 3, 1, 1, 1, 1],
    ]


def test_principals_who_lead_nothing_are_named() -> None:
    led = case(leader_led=True, leading_leader="a5")
    found = ledger(row(led, issued_at=at(5, 1)), studies=(Study(case=led, leader="a5", on=date(2026, 4, 2)),))
    assert of("leader_led_list", "leaders", found)[0] == ["甲局长", 1, 1, 1]
    assert [line[0] for line in of("leader_led_list", "without", found)] == ["Finance", "Urban management", "Doushan"]


def test_contacts_are_listed_by_case_and_day() -> None:
    def contact(day: int, mode: str, explained: bool = False) -> Contact:
        on = date(2026, 4, day)
        return Contact(case=case(), unit="transport", phase="mid", mode=mode, on=on, whom="d1", opinion="同意", explained=explained)

    lines = of("contact_log", "contacts", ledger(row(), contacts=(contact(9, "visit", explained=True), contact(2, "phone"))))
    assert [line[9] for line in lines] == ["", "Yes"]
    assert [(line[4], line[6], line[7]) for line in lines] == [(date(2026, 4, 2), "Phone", "代表甲"), (date(2026, 4, 9), "Visit", "代表甲")]


def test_the_ledger_has_a_line_for_each_lead_unit() -> None:
    split = case("6022", mode="split")
    found = ledger(row(split, issued_at=at(6, 1), doc_no="台府办函〔2026〕15号", effective_due=at(8, 10)), row(split, "finance"))
    report = made("ledger", found)
    lines = cells(table(report, "npc_suggestion"))
    ids = [column.id for column in table(report, "npc_suggestion").columns]
    first = dict(zip(ids, lines[0], strict=True))
    assert [line[0] for line in lines] == [1, 2]
    assert first["unit"] == "Transport" and first["extended"] == at(8, 10) and first["on_time"] == "Yes"
    assert dict(zip(ids, lines[1], strict=True))["on_time"] == ""


@pytest.mark.parametrize("standing", ["withdrawn", "rejected"])
def test_what_was_withdrawn_or_not_accepted_is_in_no_figure_and_in_the_footnote(standing: str) -> None:
    out = case("2", standing=standing)
    rows = (
        row(case("1"), issued_at=at(5, 1), current_class="A", first=Forms(1, 1)),
        row(out, issued_at=at(5, 1), current_class="A", first=Forms(1, 1)),
    )
    looks = tuple(LookBack(case=one.case, unit="transport", due=at(11, 20), reported_at=at(11, 1)) for one in rows)
    found = ledger(*rows, look_backs=looks)
    for id in ("completion_rate", "on_time_rate", "satisfaction_rate", "resolution_rate", "upload_rate"):
        total = of(id, "by_unit", found)[-1][1]
        assert isinstance(total, Rate) and total.whole == 1, id
    told = {"withdrawn": "1 cases withdrawn, 0 not accepted", "rejected": "0 cases withdrawn, 1 not accepted"}[standing]
    assert told in made("summary", found).notes[-1]["en"]


@pytest.mark.parametrize("id", REPORTS)
def test_every_report_of_an_empty_ledger_is_there_and_knows_no_rate(id: str) -> None:
    report = made(id, ledger())
    assert report.as_of == NOW and report.tables
    rates = [cell for one in report.tables for line in one.rows for cell in line.cells if isinstance(cell, Rate)]
    assert all(rate.percent is None for rate in rates)


FILTERS = {
    "year": Filter(year=2025),
    "session": Filter(session="十五届一次"),
    "kind": Filter(kind="cppcc_proposal"),
    "level": Filter(level="county"),
    "upstream_role": Filter(upstream_role="co"),
    "unit": Filter(unit="finance"),
    "section": Filter(section="规划股"),
    "result_class": Filter(result_class="B"),
    "key_case": Filter(key_case=True),
    "leader_led": Filter(leader_led=True),
}


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_leaves_only_what_fits(name: str) -> None:
    values = {
        "year": 2025,
        "session": "十五届一次",
        "kind": "cppcc_proposal",
        "level": "county",
        "upstream_role": "co",
        "key_case": True,
        "leader_led": True,
    }
    fits = case("2", **({name: values[name]} if name in values else {}))
    part = {"unit": "finance", "section": "规划股", "result_class": "B"}
    more = {"current_class" if name == "result_class" else name: part[name]} if name in part else {}
    found = ledger(row(case("1"), issued_at=at(5, 1)), row(fits, issued_at=at(5, 1), **more))
    report = made("completion_rate", found, FILTERS[name])
    assert table(report, "by_unit").rows[-1].cells[1] == Rate(1, 1)
    assert table(report, "by_unit").rows[-1].cases == (fits.key,)
    assert report.filter["zh"] and report.filter["en"]


def test_a_case_not_yet_assigned_is_in_the_ledger_and_in_no_rate() -> None:
    waiting = case("6001", standing="open", step={"zh": "登记", "en": "Registered"}, assigned_at=None)
    refused = case("6002", standing="rejected")
    answered = row(issued_at=at(6, 1))
    found = ledger(answered, cases=(answered.case, waiting, refused))
    columns = [column.id for column in made("ledger", found).tables[0].columns]
    lines = [dict(zip(columns, cells, strict=True)) for cells in of("ledger", "npc_suggestion", found)]
    assert [(line["no"], line["case_no"], line["unit"], line["standing"], line["step"]) for line in lines] == [
        (1, "6001", "", "Not yet assigned", "Registered"),
        (2, "6002", "", "Not accepted", None),
        (3, "6115", "Transport", "Closed", None),
    ]
    assert "1 of them not yet assigned" in [spoken(note, "en") for note in made("ledger", found).notes][1]
    assert "另有1件尚未交办" in [spoken(note, "zh") for note in made("ledger", found).notes][1]
    assert of("completion_rate", "by_unit", found)[-1] == ["Total", Rate(1, 1)]


def test_where_every_case_is_assigned_no_note_speaks_of_it() -> None:
    assert not any("未交办" in spoken(note, "zh") for note in made("ledger", ledger(row())).notes)


def test_what_a_unit_leads_for_us_and_what_others_lead_are_told_apart() -> None:
    ours, theirs, shared = case("1"), case("2", upstream_role="co"), case("3")
    found = ledger(
        row(ours), row(theirs), row(shared, "finance"),
        shares=(share(ours), share(theirs), share(shared, "finance"), share(shared, role="co")),
    )  # fmt: skip
    transport = of("unit_load", "load", found)[0]
    assert transport[:5] == ["Transport", 1, 2, 3, Decimal(2)]
    assert of("unit_load", "load", found)[-1][:5] == ["Total", 2, 2, 4, Decimal(3)]
