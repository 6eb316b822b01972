"""S33: a unit's score, worked out from the rows of its ledger to the second decimal."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from signoff.adapters.proposals.reading.schemes import scheme_of
from signoff.adapters.proposals.reports.catalogue import made as report
from signoff.adapters.proposals.reports.rows import CaseRow, Forms, Ledger, LedgerRow, LookBack, Order, Share, UnitRow
from signoff.adapters.proposals.reports.scorecard import Scorecard, read_scorecard
from signoff.adapters.proposals.reports.scoring import UnitScore, scores
from signoff.adapters.proposals.reports.snapshot import load as load_snapshot
from signoff.adapters.proposals.reports.snapshot import save
from signoff.adapters.proposals.reports.tables import spoken
from signoff.workflows import catalogue_path, load
from signoff.workflows.nodes import plain
from signoff.workflows.reader import read

from .beginnings import Offices
from .cities import stated
from .office import Office
from .test_reports_of_cases import ledger

ZONE = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 6, 10, 17, 30, tzinfo=ZONE)
U1 = "transport"
STATED = stated("""
            taishan     coast       hills
    blue    蓝色督办单  蓝色提醒单  蓝牌
    yellow  黄牌        橙色警示单  黄牌
    red     红牌        红色督办单  红牌
""")
"""What the cards are called."""
POINTS = stated("""
            taishan  coast  hills
    yellow  1        1      2
    red     3        3      5
    total   71       71     70
    no co   70       70     69
""")
"""What a card costs, by the policy of the city; the other points are those of the scorecard, which is the same everywhere."""


def card() -> Scorecard:
    """The scorecard for departments."""
    name = "city-direct-units.yaml"
    root = read((files("signoff.adapters.proposals.reports") / "scorecards" / name).read_text("utf-8"), name).root
    assert root is not None
    made, mistakes = read_scorecard(plain(root))
    assert not mistakes
    return made


def case(place: int) -> CaseRow:
    """One of ten cases; the first is led by a leader."""
    return CaseRow(
        key=f"npc_suggestion-2026-{place}",
        kind="npc_suggestion",
        year=2026,
        case_no=str(place),
        title="（虚构）",
        standing="closed",
        leader_led=place == 0,
        leading_leader="a5" if place == 0 else "",
    )


def reply(place: int) -> LedgerRow:
    """Ten replies: nine on time; nine with a meeting before; eight forms (6, 1, 1); four of class A; nine published; six passed at once."""
    form = Forms(1, 1) if place < 6 else Forms(1, 0, 1) if place == 6 else Forms(1, 0, 0, 1) if place == 7 else Forms()
    return LedgerRow(
        case=case(place),
        unit=U1,
        statutory_due=DUE,
        effective_due=DUE,
        issued_at=DUE + timedelta(days=2 if place == 9 else -2),
        met=place != 8,
        first=form,
        final=form,
        current_class="A" if place < 4 else "B",
        published_at=DUE if place < 9 else None,
        not_public=place == 9,
        first_pass=place < 6,
    )


def year(city: str, opinions: int = 5) -> Ledger:
    """The year of the scenario in the words of a city; without co-opinions for `opinions=0`."""
    scheme = scheme_of(load(catalogue_path("proposal-record"), policy=city).workflow)
    assert scheme is not None
    rows = tuple(reply(place) for place in range(10))
    signed = [Share(case=row.case, unit=U1, role="lead", sign_in_due=DUE, signed_in_at=DUE) for row in rows]
    others = [replace(case(place), key=f"npc_suggestion-2026-co-{place}") for place in range(opinions)]
    co = [
        Share(case=one, unit=U1, role="co", opinion_due=DUE, opinion_at=DUE + timedelta(seconds=place == 0))
        for place, one in enumerate(others)
    ]
    yellow = Order(
        case=rows[9].case, unit=U1, key="1", cause={"zh": "答复"}, level="yellow", issued_at=DUE, state="resolved", yellows=1, score=-1
    )
    looks = tuple(LookBack(case=row.case, unit=U1, due=DUE, reported_at=DUE) for row in rows[4:6])
    return Ledger(
        as_of=datetime(2026, 12, 31, 17, 30, tzinfo=ZONE),
        cases=tuple(row.case for row in rows),
        rows=rows,
        shares=(*signed, *co),
        orders=(yellow,),
        look_backs=looks,
        units=(UnitRow(id=U1, title={"zh": "交通局"}, group="city_direct_units"),),
        scheme=scheme,
    )


def scored(found: Ledger) -> UnitScore:
    """The score of the unit."""
    (made,) = scores(found, card())
    return made


def test_s33_every_line_is_as_worked_out_by_hand(city: str) -> None:
    made = scored(year(city))
    assert {line.id: str(line.final) for line in made.lines} == {
        "sign_in": "5.00",
        "reply": "20.50",
        "co_opinion": "8.00",
        "contact": "5.00",
        "satisfaction": "15.50",
        "resolution": "4.00",
        "publication": "5.00",
        "first_pass": "3.00",
        "look_back": "5.00",
    }
    assert [str(line.rate) for line in made.lines][:3] == ["10/10 100.00%", "9/10 90.00%", "4/5 80.00%"]


def test_s33_the_total_is_71_and_the_grade_a_pass(city: str) -> None:
    made, says = scored(year(city)), POINTS[city]
    assert [str(n) for n in (made.base, made.bonus_points, made.deduction_points)] == ["71.00", "1", says["yellow"]]
    assert (str(made.total), made.grade["zh"]) == (f"{says['total']}.00", "合格")


def test_s33_a_card_costs_what_the_policy_of_the_city_says(city: str, tmp_path: Path) -> None:
    found = replace(year(city), shares=())
    found = replace(found, orders=(replace(found.orders[0], level="red", reds=1),))
    says = {level: POINTS[city][level] for level in ("yellow", "red")}
    assert {extra.id: str(extra.points) for extra in scored(found).deductions} == says
    save(found, tmp_path / "year.jsonl")
    assert {extra.id: str(extra.points) for extra in scored(load_snapshot(tmp_path / "year.jsonl")).deductions} == says


def test_s33_points_that_the_scorecard_states_hold_in_every_city(city: str) -> None:
    own = replace(card(), deductions=tuple(replace(line, points=Decimal(4)) for line in card().deductions))
    (made,) = scores(year(city), own)
    assert made.deduction_points == 4


def test_s33_the_weight_of_what_does_not_apply_is_shared_out(city: str) -> None:
    made = scored(year(city, opinions=0))
    assert [made.subtotal, made.weight, made.base] == [63, 90, 70]
    assert str(made.total) == f"{POINTS[city]['no co']}.00" and next(line for line in made.lines if line.id == "co_opinion").final is None


def test_s33_cards_are_called_as_the_city_calls_them(city: str) -> None:
    found, says = year(city), STATED[city]
    assert [spoken(extra.title, "zh") for extra in scored(found).deductions] == [says["yellow"], says["red"]]
    by_level, orders = report("supervision_ledger", found).tables
    assert [spoken(row.cells[0], "zh") for row in by_level.rows[:-1]] == [says["blue"], says["yellow"], says["red"]]  # type: ignore[arg-type]
    assert [spoken(row.cells[5], "zh") for row in orders.rows] == [says["yellow"]]  # type: ignore[arg-type]


def test_s33_a_snapshot_keeps_what_the_cards_are_called(city: str, tmp_path: Path) -> None:
    save(replace(year(city), shares=()), tmp_path / "year.jsonl")
    kept = load_snapshot(tmp_path / "year.jsonl").scheme
    assert {level: spoken(label, "zh") for level, label in kept.cards.items()} == STATED[city]


@pytest.mark.parametrize(("table", "points"), [("{by: duty, long: 2, short: 1}", 2), ("{by: duty, long: 4, short: 2}", 4)])
def test_a_card_costs_what_a_table_of_the_policy_says_of_its_order(offices: Offices, table: str, points: int, tmp_path: Path) -> None:
    k = offices.after(Office.handled, overlay=(("yellow_score", table),))
    k.to("2026-06-11 08:30")
    found = ledger(k)
    (order,) = [one for one in found.orders if one.level == "yellow"]
    assert (order.yellows, order.score, order.costs) == (1, -points, {"yellow": str(points)})
    save(found, tmp_path / "a.jsonl")
    for one in (found, load_snapshot(tmp_path / "a.jsonl")):
        (made,) = scores(one, card())
        assert sum(line.points for line in made.deductions) == -sum(order.score for order in found.orders)
