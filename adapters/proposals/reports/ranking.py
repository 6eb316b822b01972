"""单位排名: the scores as a report; a sheet of ranks, one of lines, and what lies behind them."""

from collections.abc import Sequence

from .lists import TITLE
from .rates import UNIT, left_out, report
from .rows import Ledger
from .scorecard import Indicator, Scorecard, titled
from .scoring import UnitScore
from .tables import Column, Label, Report, Row, Table, both, rounded
from .words import WORDS

ID = "unit_ranking"


def unit_ranking(ledger: Ledger, groups: Sequence[tuple[Scorecard, Sequence[UnitScore]]]) -> Report:
    """The ranking of each group on sheets of its own."""
    tables = [
        table
        for card, scores in groups
        for table in (ranks(ledger, card, scores), lines(ledger, card, scores), traces(ledger, card, scores))
    ]
    used = "；".join(titled(card, "zh") for card, _ in groups)
    told = [
        both(f"测评办法：{used}。", f"Scorecards: {'; '.join(titled(card, 'en') for card, _ in groups)}."),
        both(
            "每项得分先四舍五入到两位小数再相加；无应计事项的指标不适用，其分值按比例分摊给其余指标。总分相同的并列，后一名次顺延。",
            "Each line is rounded to two decimals before it is added. The weight of an indicator with nothing to count is shared out.",
        ),
    ]
    told += left_out((one.measure for card, scores in groups if scores for one in card.indicators), ledger)
    told += [without(card) for card, scores in groups if not scores]
    return report(ID, both("承办单位测评排名", "Ranking of the units"), tables, ledger, *told)


def without(card: Scorecard) -> Label:
    """Why a scorecard scores nobody."""
    return both(
        f"没有属于“{name(card, 'zh')}”组（parent: {card.group}）且有办理事项的单位，未计分。",
        f"No unit of the group {name(card, 'en')} (parent: {card.group}) has anything to be scored by.",
    )


def _weighted(title: Label, one: Indicator) -> Label:
    return both(f"{title.get('zh', one.id)}（{one.weight:f}）", f"{title.get('en', one.id)} ({one.weight:f})")


def ranks(ledger: Ledger, card: Scorecard, scores: Sequence[UnitScore]) -> Table:
    """A line for each unit, best first."""
    columns = (
        Column("rank", both("名次", "Rank"), "number", wide=4),
        UNIT,
        *(Column(one.id, _weighted(ledger.scheme.said(one.title), one), "number") for one in card.indicators),
        Column("subtotal", both("小计", "Subtotal"), "number"),
        Column("weight", both("适用分值", "Points that apply"), "number"),
        Column("base", both("折合百分", "Out of 100"), "number"),
        Column("bonus", both("加分", "Bonus"), "number"),
        Column("deductions", both("扣分", "Deductions"), "number"),
        Column("total", both("总分", "Total"), "number"),
        Column("grade", both("等次", "Grade"), wide=6),
        Column("note", both("备注", "Note"), wide=8),
    )
    if card.outer_weight is not None:
        columns = (
            *columns,
            Column("outer", both(f"计入上级考核（{card.outer_weight:f}）", f"Counted outside ({card.outer_weight:f})"), "number"),
        )
    rows = [rank_row(ledger, card, one) for one in scores]
    return Table(f"{card.id}.ranks", both(f"{name(card, 'zh')}排名", f"{name(card, 'en')}: ranking"), columns, tuple(rows))


def rank_row(ledger: Ledger, card: Scorecard, one: UnitScore) -> Row:
    """One unit."""
    finals = [None if line.final is None else rounded(line.final) for line in one.lines]
    sums = [rounded(n) for n in (one.subtotal, one.weight, one.base, one.bonus_points, one.deduction_points, one.total)]
    note = both("一票否决", "Veto") if one.vetoed else None
    cells = (one.rank, ledger.unit(one.unit).title, *finals, *sums, one.grade, note)
    if card.outer_weight is not None:
        cells = (*cells, rounded(one.normalised * card.outer_weight / 100))
    return Row(cells, tuple(dict.fromkeys(key for line in one.lines for key in (*line.hits, *line.misses))))


def lines(ledger: Ledger, card: Scorecard, scores: Sequence[UnitScore]) -> Table:
    """A line for each indicator, bonus and deduction of each unit: rate, score worked out, own score, review, what counts."""
    columns = (
        UNIT,
        Column("line", both("指标", "Line"), wide=14),
        Column("weight", both("分值", "Weight"), "number"),
        Column("rate", both("完成情况", "Rate"), "rate"),
        Column("minus", both("扣分事项", "Points off for"), "number"),
        Column("computed", both("系统计分", "Worked out"), "number"),
        Column("own", both("自评", "Own score"), "number"),
        Column("review", both("考评", "Review"), "number"),
        Column("final", both("得分", "Score"), "number"),
        Column("reason", both("考评理由", "Reason"), wide=20),
    )
    rows = []
    for one in scores:
        title = ledger.unit(one.unit).title
        for line in one.lines:
            scores_of = (line.computed, line.own, line.review, line.final)
            points = [None if score is None else rounded(score) for score in scores_of]
            cells = (title, line.title, rounded(line.weight), line.rate, len(line.minus) or None, *points, line.reason)
            rows.append(Row(cells, tuple(dict.fromkeys((*line.hits, *line.misses)))))
        for sign, extras in ((1, one.bonus), (-1, one.deductions)):
            for extra in extras:
                given = rounded(sign * extra.points) + 0  # which makes a −0.00 a 0.00
                figures = (None, None, len(extra.evidence), given, None, None, given)
                rows.append(Row((title, extra.title, *figures, ""), extra.evidence))
    return Table(f"{card.id}.lines", both(f"{name(card, 'zh')}得分明细", f"{name(card, 'en')}: lines"), columns, tuple(rows))


def traces(ledger: Ledger, card: Scorecard, scores: Sequence[UnitScore]) -> Table:
    """A line for each case that cost points, or brought some: by which every score can be followed into the ledger."""
    titles = {case.key: case.title for case in ledger.cases}
    columns = (
        UNIT,
        Column("line", both("指标", "Line"), wide=14),
        Column("why", both("情形", "Why"), wide=10),
        Column("case", both("件", "Case"), wide=18),
        TITLE,
    )
    rows = []
    for one in scores:
        unit = ledger.unit(one.unit).title
        found = [(line.title, both("未达标", "Missed"), key) for line in one.lines for key in line.misses]
        found += [(line.title, both("扣分", "Points off"), key) for line in one.lines for key in line.minus]
        found += [(extra.title, both("加分", "Bonus"), key) for extra in one.bonus for key in extra.evidence]
        found += [(extra.title, both("扣分", "Deduction"), key) for extra in one.deductions for key in extra.evidence]
        found += [(both("等次", "Grade"), both("一票否决", "Veto"), key) for key in one.vetoed]
        rows += [Row((unit, title, why, key, titles.get(key, "")), (key,)) for title, why, key in found]
    return Table(f"{card.id}.traces", both(f"{name(card, 'zh')}计分依据", f"{name(card, 'en')}: evidence"), columns, tuple(rows))


def name(card: Scorecard, language: str) -> str:
    """What the group is called."""
    words = WORDS["group"].get(card.group, {"zh": card.group, "en": card.group})
    return words[language]
