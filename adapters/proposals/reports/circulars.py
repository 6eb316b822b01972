"""通报: commendation and criticism as letters, from the scores of a scorecard. They go through the approval of documents like any other."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from signoff.engine.errors import SignoffError

from .letters import Block, Heading, Letter, Paragraph, annexed
from .ranking import name, ranks
from .rows import Ledger
from .scorecard import Scorecard
from .scoring import UnitScore
from .tables import Column, Row, Table, both, spoken
from .yearly import day, listed


class NobodyNamed(SignoffError):
    """A circular that would name no unit is not written."""

    code = "nobody_named"


def commended(scores: Sequence[UnitScore], above: Decimal) -> list[UnitScore]:
    """The units with at least so many points, without those of the last grade by a veto."""
    return [one for one in scores if one.total >= above and not one.vetoed]


def criticised(card: Scorecard, scores: Sequence[UnitScore]) -> list[UnitScore]:
    """The units of the last grade."""
    return [one for one in scores if one.grade == card.grades[-1].title]


def notice_commend(
    ledger: Ledger, groups: Sequence[tuple[Scorecard, Sequence[UnitScore]]], year: int, above: Decimal, by: str, on: date
) -> Letter:
    """通报表扬: whoever has at least so many points. Raises NobodyNamed."""
    found = named([(card, commended(scores, above)) for card, scores in groups])
    blocks: list[Block] = [
        Paragraph(
            f"{year}年，各承办单位认真办理人大代表建议和政协提案。根据测评结果（数据截至{day(ledger)}），"
            f"现对总分在{above:f}分以上的单位予以通报表扬。"
        )
    ]
    blocks += listing(ledger, found)
    blocks.append(Paragraph("希望受表扬的单位再接再厉，继续提高办理质量；其他单位要对照先进，查找不足，改进工作。"))
    title = f"关于{year}年建议提案办理工作情况的通报"
    return Letter(title, tuple(blocks), by, on, "各承办单位", annexed([short(ledger, card, scores) for card, scores in groups if scores]))


def notice_criticise(ledger: Ledger, groups: Sequence[tuple[Scorecard, Sequence[UnitScore]]], year: int, by: str, on: date) -> Letter:
    """通报批评: whoever is in the last grade, and for what. Raises NobodyNamed."""
    found = named([(card, criticised(card, scores)) for card, scores in groups])
    blocks: list[Block] = [
        Paragraph(
            f"根据{year}年建议提案办理工作测评结果（数据截至{day(ledger)}），现对测评等次为“{last_grade(groups)}”的单位予以通报批评。"
        )
    ]
    blocks += listing(ledger, found)
    for _, scores in found:
        blocks += [Paragraph(f"{spoken(ledger.unit(one.unit).title, 'zh')}：{reasons(one)}") for one in scores]
    blocks.append(Paragraph("被通报的单位要分析原因，限期整改，并将整改情况书面报告。"))
    title = f"关于{year}年建议提案办理工作中\n存在问题的通报"
    return Letter(title, tuple(blocks), by, on, "各承办单位", annexed([short(ledger, card, scores) for card, scores in groups if scores]))


def named(found: Sequence[tuple[Scorecard, Sequence[UnitScore]]]) -> Sequence[tuple[Scorecard, Sequence[UnitScore]]]:
    """The same, where a circular about them would name any unit; raises NobodyNamed."""
    if not any(scores for _, scores in found):
        hint = "Look at the ranking: signoff proposals scorecard. Only units whose group (`parent`) a scorecard names are scored."
        raise NobodyNamed("no unit would be named in the circular", hint=hint)
    return found


def listing(ledger: Ledger, found: Sequence[tuple[Scorecard, Sequence[UnitScore]]]) -> list[Block]:
    """The units of each group that has any, under a heading."""
    blocks: list[Block] = []
    for place, (card, scores) in enumerate((card, scores) for card, scores in found if scores):
        blocks.append(Heading(f"{'一二三四五六'[place]}、{group(card)}"))
        units = [f"{spoken(ledger.unit(one.unit).title, 'zh')}（{one.total:f}分）" for one in scores]
        blocks.append(Paragraph(f"{listed(units)}。"))
    return blocks


def group(card: Scorecard) -> str:
    """What a group of units is called."""
    return name(card, "zh")


def last_grade(groups: Sequence[tuple[Scorecard, Sequence[UnitScore]]]) -> str:
    """What the last grade is called."""
    return listed(list(dict.fromkeys(spoken(card.grades[-1].title, "zh") for card, _ in groups)))


def reasons(one: UnitScore) -> str:
    """For what a unit is criticised: the lines in which it lost most, and a veto."""
    lost = sorted(((line.weight - line.final, line) for line in one.lines if line.final is not None), key=lambda pair: -pair[0])
    told = [f"{spoken(line.title, 'zh')}得{line.final:f}分（满分{line.weight:f}分）" for gap, line in lost[:3] if gap > 0]
    told += [f"有{len(one.vetoed)}件次答复超过最长期限"] if one.vetoed else []
    return f"{'；'.join(told) or f'总分{one.total:f}分'}。"


def short(ledger: Ledger, card: Scorecard, scores: Sequence[UnitScore]) -> Table:
    """The ranking as narrow as a page: rank, unit, total, grade."""
    whole = ranks(ledger, card, scores)
    places = {column.id: place for place, column in enumerate(whole.columns)}
    names = ("rank", "unit", "base", "bonus", "deductions", "total", "grade")
    columns: tuple[Column, ...] = tuple(whole.columns[places[name]] for name in names)
    rows = tuple(Row(tuple(row.cells[places[name]] for name in names), row.cases) for row in whole.rows)
    return Table(whole.id, both(f"{group(card)}测评结果", "Results"), columns, rows)
