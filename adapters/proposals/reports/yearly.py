"""年度总结: the yearly report as a letter, every figure in it from the ledger. What only people can say is left to them, and marked."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from .filters import Filter, filtered
from .letters import Block, Heading, Letter, Paragraph, annexed
from .measured import MEASURES
from .measures import counted, dissatisfied, issued, leader_led
from .rates import UNIT, by_unit, left_out, notes, rate_table
from .rows import Ledger
from .tables import EMPTY, both, spoken
from .totals import class_distribution, summary

TO_WRITE = "（此处由起草人填写：{what}。）"
"""What stands where a person has to write."""
TO_ADDRESS = "（主送机关，由起草人填写）"
"""What stands where nobody has said to whom it goes."""
TOLD = ("on_time",)
"""The rates of the text that leave out what had no limit."""
OF_UNITS = ("completion", "on_time", "satisfaction")
"""The rates that are told of each unit."""


def annual_report(ledger: Ledger, year: int, by: str, on: date, to: str = "") -> Letter:
    """The report of a year, signed by the office `by` on a day."""
    part = filtered(ledger, Filter(year=year))
    blocks: list[Block] = [Paragraph(opening(part, year))]
    for head, paragraphs in (
        ("一、基本情况", basics(part)),
        ("二、办理质量", quality(part)),
        ("三、领导领办和沟通联系", contacts(part)),
        ("四、督办和“回头看”", followed(part)),
        ("五、存在的问题和下一步打算", problems(part)),
    ):
        blocks += [Heading(head), *map(Paragraph, paragraphs)]
    tables = [
        summary(part).tables[0],
        class_distribution(part).tables[0],
        rate_table("units", both("各承办单位办理情况", "The units"), UNIT, by_unit(part), OF_UNITS, part.scheme),
    ]
    told = tuple(note["zh"] for note in notes(part, *left_out(TOLD, part)))
    return Letter(f"{year}年建议提案办理工作情况报告", tuple(blocks), by, on, to or TO_ADDRESS, annexed(tables), told)


def opening(part: Ledger, year: int) -> str:
    """The first sentence."""
    cases = counted(part.rows_of_cases)
    bodies = "、".join(dict.fromkeys(row.case.assigning_body for row in cases if row.case.assigning_body))
    return (
        f"{year}年，{f'共办理{bodies}交办的' if bodies else '共办理'}人大建议和政协提案{len(cases)}件。"
        f"现将办理工作情况报告如下（数据截至{day(part)}）。"
    )


def day(part: Ledger) -> str:
    """The day of the figures, in the zone of the ledger."""
    at = part.as_of.astimezone(ZoneInfo(part.timezone))
    return f"{at.year}年{at.month}月{at.day}日"


def basics(part: Ledger) -> list[str]:
    """How many of which kind, and how far they are."""
    told = []
    for kind, title in (("npc_suggestion", "人大建议"), ("cppcc_proposal", "政协提案")):
        mine = [row.case for row in counted(part.rows_of_cases) if row.case.kind == kind]
        lead = sum(case.upstream_role == "lead" for case in mine)
        told.append(f"{title}{len(mine)}件（主办{lead}件、会办{len(mine) - lead}件）")
    done, owed = len(counted(issued(part))), len(counted(part.rows))
    return [
        f"全年办理{'，'.join(told)}。按答复计，应答复{owed}件次，已答复{done}件次，{rate(part, 'completion')}；"
        f"{rate(part, 'on_time')}；{rate(part, 'upload')}。"
    ]


def quality(part: Ledger) -> list[str]:
    """Classes, satisfaction, publication."""
    with_class = [row for row in counted(issued(part)) if row.current_class]
    classes = part.scheme.covering(row.current_class for row in with_class)
    each = "、".join(f"{spoken(part.scheme.heading(id), 'zh')}{sum(row.current_class == id for row in with_class)}件次" for id in classes)
    return [
        f"已定办理结果类别的答复{len(with_class)}件次，其中{each}，{rate(part, 'resolution')}。",
        f"征询意见表{rate(part, 'feedback')}；{rate(part, 'satisfaction')}，{rate(part, 'satisfaction_final')}。",
        f"答复{rate(part, 'publication')}。呈批中{rate(part, 'first_pass')}。",
    ]


def contacts(part: Ledger) -> list[str]:
    """Leaders and proposers."""
    led = leader_led(part)
    studies, log = counted(part.studies), counted(part.contacts)
    return [
        f"领导领办{len(led)}件，开展调研{len(studies)}次。各承办单位与代表、委员沟通联系{len(log)}次，{rate(part, 'contact')}。",
    ]


def followed(part: Ledger) -> list[str]:
    """Supervision, look-backs, commitments."""
    orders = counted(part.orders)
    levels = [f"{spoken(card, 'zh')}{sum(order.level == level for order in orders)}份" for level, card in part.scheme.cards.items()]
    return [
        f"全年发出督办单{len(orders)}份，现为{'、'.join(levels)}，已销号{sum(order.state == 'resolved' for order in orders)}份。",
        f"{rate(part, 'look_back')}；{rate(part, 'fulfilment')}；{rate(part, 'conversion')}。",
    ]


def problems(part: Ledger) -> list[str]:
    """What did not go well, from the ledger; what is to be done is for people to write."""
    late = MEASURES["on_time"].count(part)
    open_ = [row for row in counted(part.rows) if row.issued_at is None]
    broken = MEASURES["fulfilment"].count(part)
    found = [
        (len(late.of) - len(late.hits), "件次答复超过期限"),
        (len(open_), "件次尚未答复"),
        (len(dissatisfied(part)), "份征询意见表为不满意"),
        (len(broken.of) - len(broken.hits), "项承诺事项到期未兑现"),
    ]
    told = "、".join(f"{n}{what}" for n, what in found if n)
    return [f"从台账看，{told}。" if told else "从台账看，没有逾期、不满意和到期未兑现的事项。", TO_WRITE.format(what="原因分析和改进措施")]


def rate(part: Ledger, name: str) -> str:
    """A rate in a sentence: `按时办结率100.00%（130/130）`; a dash where there was nothing to count."""
    one = MEASURES[name].under(part.scheme)
    found = one.count(part).rate
    return f"{one.title['zh']}{EMPTY if found.percent is None else f'{found.percent}%'}（{found.part}/{found.whole}）"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return "、".join(names)
