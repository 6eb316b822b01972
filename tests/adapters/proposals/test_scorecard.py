"""Scorecards: read with every mistake, scored line by line, ranked; every line followed into the ledger."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from signoff.adapters.proposals.reports.marks import read_marks
from signoff.adapters.proposals.reports.ranking import unit_ranking
from signoff.adapters.proposals.reports.rows import Forms, Ledger, Order
from signoff.adapters.proposals.reports.scorecard import Mistake, read_scorecard
from signoff.adapters.proposals.reports.scoring import UnitScore, scores
from signoff.adapters.proposals.reports.tables import Rate, Value

from .cards import card, values
from .rows_made import at, case, ledger, row


def mistakes_of(change: Callable[[Any], object]) -> list[Mistake]:
    """The mistakes of the shipped scorecard after a change."""
    changed = deepcopy(values())
    change(changed)
    return read_scorecard(changed)[1]


def put(path: str, value: object) -> Callable[[Any], object]:
    """Set a value inside."""

    def change(inside: Any) -> None:
        *way, last = path.split(".")
        for name in way:
            inside = inside[name]
        inside[last] = value

    return change


@pytest.mark.parametrize("name", ["city-direct-units", "towns"])
def test_the_scorecards_that_ship_have_no_mistake_and_weigh_100(name: str) -> None:
    found = card(name)
    assert found.weight == 100 and found.id == name
    assert [grade.title["zh"] for grade in found.grades] == ["优秀", "良好", "合格", "不合格"]


@pytest.mark.parametrize(
    ("path", "value", "code", "told", "hint"),
    [
        ("indicators.reply.measur", "x", "unknown_key", "unknown key `measur` in indicators.reply", "Did you mean `measure`?"),
        ("indicators.reply.measure", "on_tim", "unknown_word", "there is no `on_tim`", "Did you mean `on_time`?"),
        ("indicators.reply.weight", "much", "wrong_type", "must be a number from 0 on, not `much`", "Write digits"),
        ("indicators.reply.weight", "-1", "wrong_type", "must be a number from 0 on", "Write digits"),
        ("indicators.reply.weight", "30", "wrong_type", "the weights add up to 105, not to 100", "Change a weight."),
        ("indicators.reply.weight", None, "missing_key", "needs `weight`", "Add `weight:`."),
        ("indicators.reply.minus", "2", "wrong_type", "must be a map", "Write `key: value` lines"),
        ("bonus.lines.leader_led.each", "leaders", "unknown_word", "there is no `leaders`", "leader_led"),
        ("bonus.lines.leader_led.points", None, "missing_key", "needs `points`", "Add `points:`."),
        ("deductions.lines.red.points", "many", "wrong_type", "must be a number from 0 on, not `many`", "Write digits"),
        ("grades", [], "wrong_type", "grades must be a list", "Write `- {from: 90"),
        ("grades", [{"from": "60", "title": "x"}, {"from": "80", "title": "y"}], "wrong_type", "grades must go down", "best grade first"),
        ("veto", "slow", "unknown_word", "there is no `slow`", "beyond_limit"),
        ("scorecard", None, "missing_key", "needs `scorecard`", "Add `scorecard:`."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(path: str, value: object, code: str, told: str, hint: str) -> None:
    (mistake,) = mistakes_of(put(path, value))
    assert mistake.code == code and told in mistake.message and hint in str(mistake.suggestion)
    assert ".".join(map(str, mistake.path)) in path


def test_all_mistakes_are_told_at_once() -> None:
    def change(inside: Any) -> None:
        put("indicators.reply.weight", "x")(inside)
        put("indicators.contact.formula", "linear")(inside)

    assert [mistake.path for mistake in mistakes_of(change)] == [("indicators", "reply", "weight"), ("indicators", "contact", "formula")]


def said(cell: Value) -> str:
    """A label in Chinese."""
    assert isinstance(cell, dict)
    return str(cell["zh"])


def one(found: Ledger) -> UnitScore:
    """The only unit's score."""
    (made,) = scores(found, card())
    return made


def test_a_line_knows_the_cases_that_met_it_and_those_that_did_not() -> None:
    found = one(ledger(row(case("1"), issued_at=at(5, 1)), row(case("2"), issued_at=at(6, 11))))
    reply = next(line for line in found.lines if line.id == "reply")
    assert (reply.rate, reply.final) == (Rate(1, 2), Decimal("10.50"))
    assert reply.hits == ("npc_suggestion-2026-1",) and reply.misses == reply.minus == ("npc_suggestion-2026-2",)


def test_one_percentage_point_below_100_costs_one_point_until_none_is_left() -> None:
    def contact(met: int, of: int) -> Decimal | None:
        rows = [row(case(str(n)), issued_at=at(5, 1), met=n < met) for n in range(of)]
        return next(line.final for line in one(ledger(*rows)).lines if line.id == "contact")

    assert [contact(20, 20), contact(19, 20), contact(1, 2)] == [Decimal(15), Decimal(10), Decimal(0)]


def test_points_taken_off_never_go_below_nothing() -> None:
    found = one(ledger(*(row(case(str(n)), issued_at=at(6, 11)) for n in range(20))))
    assert next(line.final for line in found.lines if line.id == "reply") == 0


def test_bonuses_and_deductions_have_limits_of_their_own_and_together() -> None:
    rows = [row(case(str(n), leader_led=True, leading_leader="a5"), issued_at=at(5, 1)) for n in range(5)]
    orders = tuple(
        Order(case=r.case, unit="transport", key=r.case.key, cause={}, level="red", issued_at=at(6, 3), yellows=1, reds=1) for r in rows
    )
    marks, mistakes = read_marks(
        {"scorecard": "city-direct-units", "units": {"transport": {"commendations": [{"by": "江门市", "on": "2026-11-02"}] * 2}}}, card()
    )
    assert not mistakes
    (made,) = scores(ledger(*rows, orders=orders), card(), marks)
    assert [extra.points for extra in made.bonus] == [3, 4] and made.bonus_points == 5
    assert [extra.points for extra in made.deductions] == [5, 15] and made.deduction_points == 10


def test_a_card_taken_back_costs_nothing() -> None:
    order = Order(case=case(), unit="transport", key="1", cause={}, level="yellow", issued_at=at(6, 3), yellows=1, state="cancelled")
    assert one(ledger(row(issued_at=at(5, 1)), orders=(order,))).deduction_points == 0


def test_equal_totals_share_a_rank_and_the_next_one_is_left_out() -> None:
    rows = [
        row(case("1"), "transport", issued_at=at(5, 1)),
        row(case("2"), "finance", issued_at=at(5, 1)),
        row(case("3"), "urban_management"),
    ]
    made = scores(ledger(*rows), card())
    assert [(score.unit, score.rank) for score in made] == [("transport", 1), ("finance", 1), ("urban_management", 3)]


def test_towns_and_departments_are_ranked_apart() -> None:
    found = ledger(row(case("1"), issued_at=at(5, 1)), row(case("2"), "doushan", issued_at=at(5, 1)))
    assert [score.unit for score in scores(found, card())] == ["transport"]
    assert [score.unit for score in scores(found, card("towns"))] == ["doushan"]


def test_a_reply_beyond_the_last_limit_leads_to_the_last_grade() -> None:
    made = one(ledger(*(row(case(str(n)), issued_at=at(5, 1)) for n in range(99)), row(case("99"), issued_at=at(9, 11))))
    assert made.grade["zh"] == "不合格" and made.vetoed == ("npc_suggestion-2026-99",)


def test_the_review_counts_in_place_of_what_was_worked_out_and_says_why() -> None:
    given = {
        "scorecard": "city-direct-units",
        "units": {"transport": {"self": {"reply": "25"}, "review": {"reply": {"score": "20", "reason": "一件系上级原因"}}}},
    }
    marks, mistakes = read_marks(given, card())
    assert not mistakes
    (made,) = scores(ledger(row(issued_at=at(6, 11))), card(), marks)
    reply = next(line for line in made.lines if line.id == "reply")
    assert [reply.own, reply.computed, reply.review, reply.final] == [25, 0, 20, 20] and reply.reason == "一件系上级原因"


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ({"transport": {"review": {"reply": {"score": "20"}}}}, "needs `reason`"),
        ({"transport": {"self": {"reply": "26"}}}, "a score of 26, where at most 25 can be had"),
        ({"transport": {"self": {"replies": "2"}}}, "unknown key `replies`"),
        ({"transport": {"commendations": "one"}}, "commendations must be a list"),
    ],
)
def test_marks_that_cannot_be_are_told(units: object, told: str) -> None:
    _, mistakes = read_marks({"scorecard": "city-direct-units", "units": units}, card())
    assert [told in mistake.message for mistake in mistakes] == [True]


def test_marks_for_another_scorecard_are_refused() -> None:
    _, mistakes = read_marks({"scorecard": "towns", "units": {}}, card())
    assert "for the scorecard `towns`" in mistakes[0].message


def test_the_ranking_leads_from_every_score_to_its_cases() -> None:
    found = ledger(row(case("1"), issued_at=at(5, 1)), row(case("2"), issued_at=at(6, 11)))
    report = unit_ranking(found, [(card(), scores(found, card()))])
    ranks, lines, traces = report.tables
    assert ranks.rows[0].cells[0] == 1 and set(ranks.rows[0].cases) == {"npc_suggestion-2026-1", "npc_suggestion-2026-2"}
    assert [line.cells[9] for line in lines.rows[:1]] == [""]
    late = {(said(line.cells[2]), line.cells[3]) for line in traces.rows if said(line.cells[1]) == "按时答复"}
    assert late == {("未达标", "npc_suggestion-2026-2"), ("扣分", "npc_suggestion-2026-2")}


def test_what_is_counted_outside_is_the_normalised_total_at_its_weight() -> None:
    weighty = read_scorecard({**values(), "outer_weight": "8"})[0]  # type: ignore[dict-item]
    found = ledger(row(issued_at=at(5, 1), first=Forms(1, 1), first_pass=True, published_at=at(5, 2), current_class="A", met=True))
    (ranks, *_) = unit_ranking(found, [(weighty, scores(found, weighty))]).tables
    assert ranks.rows[0].cells[-1] == Decimal("8.00")


def test_the_ranking_says_how_many_replies_without_a_limit_its_rates_leave_out() -> None:
    found = ledger(row(case("1"), issued_at=at(5, 1)), row(case("2"), issued_at=at(5, 1), statutory_due=None, effective_due=None))
    told = unit_ranking(found, [(card(), scores(found, card()))]).notes
    assert [note["en"] for note in told if "limit" in note["en"]] == ["On time: 1 replies without a limit are not counted."]
