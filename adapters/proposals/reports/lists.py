"""Reports that list: what is late, what is due soon, supervision, leaders, contacts, publication."""

from collections import Counter
from collections.abc import Sequence

from .measures import counted, issued
from .rates import TOTAL, UNIT, report
from .rows import Duty, Ledger, LedgerRow, Order
from .tables import CASES, Column, Label, Report, Row, Table, both, total_of
from .words import LEVELS, word

SOON = 10
"""Working days ahead that the list of what is due soon looks."""

NO = Column("no", both("序号", "No."), "number", wide=4)
CASE_NO = Column("case_no", both("编号", "Case no."), wide=10)
TITLE = Column("title", both("标题", "Title"), wide=20)


def numbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with a running number in front."""
    return tuple(Row((place, *row.cells), row.cases, row.total) for place, row in enumerate(rows, 1))


def overdue_list(ledger: Ledger) -> Report:
    """逾期清单: the worst first."""
    late = [duty for duty in counted(ledger.duties) if duty.overdue_workdays > 0]
    late.sort(key=lambda duty: (-duty.overdue_workdays, duty.due, duty.case.key))
    over = Column("overdue", both("逾期工作日", "Working days over"), "number", wide=8)
    return _duties("overdue_list", both("逾期清单", "Overdue"), ledger, late, over)


def due_soon_list(ledger: Ledger) -> Report:
    """临期清单: what is due within ten working days, the nearest first."""
    near = [duty for duty in counted(ledger.duties) if duty.due >= ledger.as_of and duty.remaining_workdays <= SOON]
    near.sort(key=lambda duty: (duty.due, duty.case.key))
    left = Column("left", both("剩余工作日", "Working days left"), "number", wide=8)
    return _duties("due_soon_list", both(f"临期清单（今后{SOON}个工作日）", f"Due within {SOON} working days"), ledger, near, left)


def _duties(id: str, title: Label, ledger: Ledger, duties: Sequence[Duty], days: Column) -> Report:
    columns = (
        NO,
        CASE_NO,
        TITLE,
        UNIT,
        Column("what", both("事项", "Duty"), wide=14),
        Column("step", both("当前环节", "Step"), wide=14),
        Column("person", both("责任人", "Person"), wide=10),
        Column("due", both("期限", "Due"), "date", clock=True),
        days,
        Column("level", both("督办级别", "Supervision"), wide=10),
        Column("reminded", both("最近催办", "Last reminder"), "date"),
        Column("reason", both("原因", "Reason"), wide=20),
    )
    rows = [
        Row(
            (
                duty.case.case_no,
                duty.case.title,
                ledger.unit(duty.unit).title,
                duty.what,
                duty.step or None,
                ledger.name(duty.person),
                duty.due,
                duty.overdue_workdays if days.id == "overdue" else duty.remaining_workdays,
                word("card", duty.level) if duty.level else "",
                duty.reminded_at,
                duty.reason,
            ),
            (duty.case.key,),
        )
        for duty in duties
    ]
    told = both(f"共{len(rows)}项。", f"{len(rows)} in all.")
    return report(id, title, [Table(id, title, columns, numbered(rows))], ledger, told)


def supervision_ledger(ledger: Ledger) -> Report:
    """督办台账: orders by level, then one by one."""
    orders = sorted(counted(ledger.orders), key=lambda order: (order.issued_at, order.key))
    columns = (
        Column("level", both("级别", "Level"), wide=12),
        Column("issued", both("发出", "Issued"), "number"),
        Column("rectified", both("已整改", "Rectified"), "number"),
        Column("resolved", both("已销号", "Resolved"), "number"),
        Column("open", both("未销号", "Open"), "number"),
        Column("cancelled", both("已撤销", "Cancelled"), "number"),
    )
    rows = [_level(level, [order for order in orders if order.level == level]) for level in LEVELS]
    tables = [
        Table("by_level", both("按级别", "By level"), columns, (*rows, total_of(rows, TOTAL, columns))),
        _orders(ledger, orders),
    ]
    told = both("级别以现级别为准；一事一单，升级不另计。", "By present level: an order that is raised stays one order.")
    return report("supervision_ledger", both("督办台账", "Supervision"), tables, ledger, told)


def _level(level: str, orders: Sequence[Order]) -> Row:
    states = Counter(order.state for order in orders)
    rectified = sum(order.rectified_at is not None for order in orders)
    figures = (len(orders), rectified, states["resolved"], states["open"], states["cancelled"])
    return Row((word("card", level), *figures), tuple(order.case.key for order in orders))


def _orders(ledger: Ledger, orders: Sequence[Order]) -> Table:
    columns = (
        NO,
        CASE_NO,
        TITLE,
        UNIT,
        Column("cause", both("督办事由", "Cause"), wide=14),
        Column("level", both("级别", "Level"), wide=10),
        Column("issued", both("发出日期", "Issued"), "date"),
        Column("due", both("整改期限", "Rectify by"), "date"),
        Column("rectified", both("整改日期", "Rectified"), "date"),
        Column("closed", both("销号日期", "Closed"), "date"),
        Column("state", both("状态", "State"), wide=8),
        Column("score", both("扣分", "Score"), "number"),
    )
    rows = [
        Row(
            (
                order.case.case_no,
                order.case.title,
                ledger.unit(order.unit).title,
                order.cause,
                word("card", order.level),
                order.issued_at,
                order.due,
                order.rectified_at,
                order.closed_at,
                word("order", order.state),
                order.score,
            ),
            (order.case.key,),
        )
        for order in orders
    ]
    return Table("orders", both("督办单", "Orders"), columns, numbered(rows))


def leader_led_list(ledger: Ledger) -> Report:
    """领导领办情况: each leader, and the principals who lead none."""
    columns = (
        Column("leader", both("领办领导", "Leader"), wide=12),
        Column("cases", both("领办件数", "Cases led"), "number", CASES),
        Column("studies", both("调研次数", "Studies"), "number"),
        Column("done", both("已答复", "Answered"), "number", CASES),
    )
    led = {row.case.key: row.case for row in counted(ledger.rows) if row.case.leader_led and row.case.leading_leader}
    studies = Counter(study.leader for study in counted(ledger.studies))
    open_ = {row.case.key for row in counted(ledger.rows) if row.issued_at is None}
    rows = []
    for leader in sorted({case.leading_leader for case in led.values()} | set(studies)):
        keys = tuple(key for key, case in led.items() if case.leading_leader == leader)
        rows.append(Row((ledger.name(leader), len(keys), studies[leader], len(set(keys) - open_)), keys))
    none = [unit for unit in ledger.units if unit.principal and unit.principal not in {case.leading_leader for case in led.values()}]
    idle = Table(
        "without",
        both("未领办的主要负责人", "Principals who lead none"),
        (
            UNIT,
            Column("principal", both("主要负责人", "Principal"), wide=12),
            Column("cases", both("领办件数", "Cases led"), "number", CASES),
        ),
        tuple(Row((unit.title, ledger.name(unit.principal), 0)) for unit in none),
    )
    leaders = Table("leaders", both("领导领办", "Led by leaders"), columns, (*rows, total_of(rows, TOTAL, columns)))
    return report("leader_led_list", both("领导领办情况", "Cases led by leaders"), [leaders, idle], ledger)


def contact_log(ledger: Ledger) -> Report:
    """沟通联系台账: every contact, by case and day."""
    columns = (
        NO,
        CASE_NO,
        TITLE,
        UNIT,
        Column("on", both("日期", "Date"), "date"),
        Column("phase", both("阶段", "Phase"), wide=6),
        Column("mode", both("方式", "Mode"), wide=6),
        Column("whom", both("联系对象", "With"), wide=14),
        Column("opinion", both("意见", "Opinion"), wide=30),
    )
    found = sorted(counted(ledger.contacts), key=lambda one: (one.case.key, str(one.on or "")))
    rows = [
        Row(
            (
                one.case.case_no,
                one.case.title,
                ledger.unit(one.unit).title,
                one.on,
                word("phase", one.phase),
                word("mode", one.mode),
                ledger.name(one.whom),
                one.opinion,
            ),
            (one.case.key,),
        )
        for one in found
    ]
    title = both("沟通联系台账", "Contacts")
    return report("contact_log", title, [Table("contacts", title, columns, numbered(rows))], ledger)


def publication_list(ledger: Ledger) -> Report:
    """公开清单: how each led reply was published, or why it was not."""
    columns = (
        NO,
        CASE_NO,
        TITLE,
        UNIT,
        Column("issued", both("答复日期", "Issued"), "date"),
        Column("published", both("公开日期", "Published"), "date"),
        Column("how", both("公开方式", "How"), wide=8),
        Column("reason", both("不公开理由", "Reason"), wide=24),
    )
    replies = sorted(counted(issued(ledger, led=True)), key=lambda row: (row.case.key, row.unit))
    rows = [
        Row(
            (
                row.case.case_no,
                row.case.title,
                ledger.unit(row.unit).title,
                row.issued_at,
                row.published_at,
                word("disclosure", row.disclosure),
                row.disclosure_reason,
            ),
            (row.case.key,),
        )
        for row in replies
    ]
    title = both("答复公开清单", "Publication of replies")
    table = Table("publication", title, columns, numbered(rows))
    return report("publication_list", title, [table], ledger, _published(replies))


def _published(replies: Sequence[LedgerRow]) -> Label:
    """How many are public, may not be, and are still to be."""
    out = sum(row.published_at is not None and not row.not_public for row in replies)  # as the rate has it
    never = sum(row.not_public for row in replies)
    left = len(replies) - out - never
    return both(
        f"只列主办件的答复，共{len(replies)}件次：已公开{out}件次，不公开或依申请公开{never}件次，尚未公开{left}件次。",
        f"Replies to cases that we lead, {len(replies)} in all: {out} published, {never} not to be published, {left} still to be.",
    )
