"""Reports of counts: the summary, classes, and what lies on each unit. Row, column and grand totals are of the same cases."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from .filters import Filter, filtered
from .measured import MEASURES
from .measures import counted, issued
from .rates import TOTAL, UNIT, by_unit, formulas, report
from .rows import Ledger, LedgerRow
from .tables import CASES, REPLIES, Column, Label, Rate, Report, Row, Table, Value, both, rounded, spoken, total_of
from .words import WORDS


def summary(ledger: Ledger) -> Report:
    """汇总表: kind by role upstream, in cases."""
    columns = (
        Column("kind", both("类别", "Kind"), wide=14),
        *(Column(role, title, "number", CASES) for role, title in WORDS["role"].items()),
        Column("total", TOTAL, "number", CASES),
    )
    cases = counted(ledger.rows_of_cases)
    rows = []
    for kind, title in WORDS["kind"].items():
        mine = [row.case for row in cases if row.case.kind == kind]
        parts = [sum(case.upstream_role == role for case in mine) for role in WORDS["role"]]
        rows.append(Row((title, *parts, sum(parts)), tuple(case.key for case in mine)))
    tables = [Table("summary", both("汇总表", "Summary"), columns, (*rows, total_of(rows, TOTAL, columns))), _replies(ledger)]
    return report("summary", both("建议提案办理汇总表", "Summary of cases"), tables, ledger)


def _replies(ledger: Ledger) -> Table:
    """How many replies the cases ask for, and how many of them are out."""
    columns = (
        Column("kind", both("类别", "Kind"), wide=14),
        Column("cases", both("件数", "Cases"), "number", CASES),
        Column("owed", both("应答复", "Replies owed"), "number", REPLIES),
        Column("issued", both("已答复", "Replies issued"), "number", REPLIES),
        Column("open", both("未答复", "Not yet"), "number", REPLIES),
    )
    rows = []
    for kind, title in WORDS["kind"].items():
        part = filtered(ledger, Filter(kind=kind))
        cases = [row.case.key for row in counted(part.rows_of_cases)]
        owed = counted(part.rows)
        done = counted(issued(part))
        rows.append(Row((title, len(cases), len(owed), len(done), len(owed) - len(done)), tuple(cases)))
    return Table("replies", both("件与件次", "Cases and replies"), columns, (*rows, total_of(rows, TOTAL, columns)))


OVERVIEW = (
    "completion",
    "on_time",
    "statutory_on_time",
    "upload",
    "first_pass",
    "publication",
    "contact",
    "feedback",
    "satisfaction",
    "resolution",
)
"""The rates of the overview, as a yearly account tells them."""


def overview(ledger: Ledger) -> Report:
    """主要指标: the rates that a yearly account tells, for each kind and for all."""
    kinds = [(title, filtered(ledger, Filter(kind=kind))) for kind, title in WORDS["kind"].items()]
    parts = [*kinds, (TOTAL, ledger)]
    columns = (
        Column("rate", both("指标", "Rate"), wide=12),
        *(Column(id, title, "rate") for id, (title, _) in zip((*WORDS["kind"], "total"), parts, strict=True)),
        Column("counts", both("计量", "Counts"), wide=5),
    )
    rows = []
    for name in OVERVIEW:
        one = MEASURES[name].under(ledger.scheme)
        found = [one.count(part) for _, part in parts]
        rows.append(Row((one.title, *(tally.rate for tally in found), one.counts), tuple(dict.fromkeys(found[-1].of))))
    title = both("主要指标", "Main figures")
    return report("overview", title, [Table("overview", title, columns, tuple(rows))], ledger, *formulas(OVERVIEW, ledger))


def class_distribution(ledger: Ledger) -> Report:
    """类别分布: replies by class and unit, as numbers and as shares."""
    classes = ledger.scheme.covering(row.current_class for row in counted(issued(ledger)))
    columns = (
        UNIT,
        *(Column(id, ledger.scheme.heading(id), "number", REPLIES) for id in classes),
        Column("total", TOTAL, "number", REPLIES),
        *(Column(f"{id}_rate", _share(ledger, id), "rate") for id in classes),
    )
    rows = [_classes(title, classes, [row for row in counted(issued(part)) if row.current_class]) for title, part in by_unit(ledger)]
    without = [row for row in counted(issued(ledger)) if not row.current_class]
    table = Table("classes", both("办理结果类别分布", "Result classes"), columns, (*rows, total_of(rows, TOTAL, columns)))
    told = both(
        f"按已定结果类别的答复（件次）统计，以现类别为准；各项占比分别四舍五入，合计可能不等于100%。"
        f"会办意见等不定结果类别的{len(without)}件次不计入。",
        f"Over replies that have a class, by the present one; each share is rounded on its own. {len(without)} issued without a class"
        " (co-handling opinions) are not counted.",
    )
    return report("class_distribution", both("办理结果类别分布", "Result classes"), [table], ledger, told, ledger.scheme.note())


def _share(ledger: Ledger, id: str) -> Label:
    return both(f"{spoken(ledger.scheme.heading(id), 'zh')}占比", f"Share of {spoken(ledger.scheme.cell(id), 'en')}")


def _classes(title: Value, classes: Sequence[str], rows: Sequence[LedgerRow]) -> Row:
    found = Counter(row.current_class for row in rows)
    of = [found[id] for id in classes]
    return Row((title, *of, len(rows), *(Rate(n, len(rows)) for n in of)), tuple(row.case.key for row in rows))


def unit_load(ledger: Ledger) -> Report:
    """单位负荷: what each unit leads and takes part in, and how much of it is open."""
    columns = (
        UNIT,
        Column("lead", both("主办", "Lead"), "number", CASES),
        Column("co", both("会办", "Co-handled"), "number", CASES),
        Column("cases", TOTAL, "number", CASES),
        Column("weighted", both("加权件数", "Weighted"), "number"),
        Column("open", both("在办", "Open now"), "number", CASES),
        Column("points", both("建议点", "Points"), "number"),
        Column("officers", both("经办人", "Officers"), "number"),
        Column("per_officer", both("人均件数", "Per officer"), "number"),
    )
    rows = [_load(title, part) for title, part in by_unit(ledger)]
    total = total_of(rows, TOTAL, columns)
    total = Row((*total.cells[:-1], None), total.cases, True)
    told = both(
        "主办为上级交由本级主办、由本单位主办的件；会办为上级交由本级会办、由本单位牵头的件，以及本单位在本级会办的件。",
        "Lead: we lead the case upstream, the unit leads it here. Co-handled: others lead it upstream, or the unit co-handles it here.",
    )
    figures = both(
        "加权件数＝主办×1＋会办×0.5；人均件数＝合计÷经办人数。", "Weighted = lead × 1 + co-handled × 0.5. Per officer = total ÷ officers."
    )
    table = Table("load", both("单位负荷", "Load"), columns, (*rows, total))
    return report("unit_load", both("承办单位负荷", "Load of the units"), [table], ledger, told, figures)


def _load(title: Value, part: Ledger) -> Row:
    """The line of one unit: what it leads of what we lead upstream, all else that it takes part in, and who does the work."""
    shares, replies = counted(part.shares), counted(part.rows)
    led = {row.case.key: row.case for row in replies} | {share.case.key: share.case for share in shares if share.role == "lead"}
    lead = {key: case for key, case in led.items() if case.upstream_role == "lead"}
    co = sorted(({share.case.key for share in shares} | set(led)) - set(lead))
    officers = {share.officer for share in shares} | {row.officer for row in replies}
    officers.discard("")
    cases = len(lead) + len(co)
    each = rounded(Decimal(cases) / len(officers)) if officers else None
    points = sum(case.points for case in led.values())
    figures = (len(lead), len(co), cases, len(lead) + Decimal(len(co)) / 2, _open(part), points, len(officers), each)
    return Row((title, *figures), (*lead, *co))


def _open(part: Ledger) -> int:
    """The cases in which this unit still has something to do."""
    waiting = {row.case.key for row in counted(part.rows) if row.issued_at is None}
    return len(waiting | {share.case.key for share in counted(part.shares) if share.open and share.role == "co"})
