"""Reports that list: what is late, what is due soon, supervision, leaders, contacts, interim replies, publication."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from .measures import counted, issued
from .rates import TOTAL, UNIT, report
from .rows import CaseRow, Duty, Ledger, LedgerRow, Order
from .tables import CASES, Column, Label, Report, Row, Table, Value, both, total_of
from .words import LEVELS, word

SOON = 10
"""Working days ahead that the list of what is due soon looks."""

NO = Column("no", both("序号", "No."), "number", wide=4)
CASE_NO = Column("case_no", both("编号", "Case no."), wide=10)
TITLE = Column("title", both("标题", "Title"), wide=20)


class _Listed(Protocol):
    """What a list has a line for: something of a unit in a case."""

    @property
    def case(self) -> CaseRow: ...

    @property
    def unit(self) -> str: ...


T = TypeVar("T", bound=_Listed)
Cell = tuple[Column, Callable[[T], Value]]


def one_by_one(id: str, title: Label, ledger: Ledger, found: Sequence[T], *cells: Cell[T]) -> Table:
    """A line for each: its running number, the case, the unit, and what the list is about."""
    rows = [
        Row((one.case.case_no, one.case.title, ledger.unit(one.unit).title, *(of(one) for _, of in cells)), (one.case.key,))
        for one in found
    ]
    return Table(id, title, (NO, CASE_NO, TITLE, UNIT, *(column for column, _ in cells)), numbered(rows))


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
    table = one_by_one(
        id,
        title,
        ledger,
        duties,
        (Column("what", both("事项", "Duty"), wide=14), lambda duty: duty.what),
        (Column("step", both("当前环节", "Step"), wide=14), lambda duty: duty.step or None),
        (Column("person", both("责任人", "Person"), wide=10), lambda duty: ledger.name(duty.person)),
        (Column("due", both("期限", "Due"), "date", clock=True), lambda duty: duty.due),
        (days, lambda duty: duty.overdue_workdays if days.id == "overdue" else duty.remaining_workdays),
        (Column("level", both("督办级别", "Supervision"), wide=10), lambda duty: ledger.scheme.card(duty.level)),
        (Column("reminded", both("最近催办", "Last reminder"), "date"), lambda duty: duty.reminded_at),
        (Column("reason", both("原因", "Reason"), wide=20), lambda duty: duty.reason),
    )
    return report(id, title, [table], ledger, both(f"共{len(duties)}项。", f"{len(duties)} in all."))


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
    rows = [_level(ledger.scheme.card(level), [order for order in orders if order.level == level]) for level in LEVELS]
    tables = [
        Table("by_level", both("按级别", "By level"), columns, (*rows, total_of(rows, TOTAL, columns))),
        _orders(ledger, orders),
    ]
    told = both("级别以现级别为准；一事一单，升级不另计。", "By present level: an order that is raised stays one order.")
    return report("supervision_ledger", both("督办台账", "Supervision"), tables, ledger, told)


def _level(title: Label | str, orders: Sequence[Order]) -> Row:
    states = Counter(order.state for order in orders)
    rectified = sum(order.rectified_at is not None for order in orders)
    figures = (len(orders), rectified, states["resolved"], states["open"], states["cancelled"])
    return Row((title, *figures), tuple(order.case.key for order in orders))


def _orders(ledger: Ledger, orders: Sequence[Order]) -> Table:
    return one_by_one(
        "orders",
        both("督办单", "Orders"),
        ledger,
        orders,
        (Column("cause", both("督办事由", "Cause"), wide=14), lambda order: order.cause),
        (Column("level", both("级别", "Level"), wide=10), lambda order: ledger.scheme.card(order.level)),
        (Column("issued", both("发出日期", "Issued"), "date"), lambda order: order.issued_at),
        (Column("due", both("整改期限", "Rectify by"), "date"), lambda order: order.due),
        (Column("rectified", both("整改日期", "Rectified"), "date"), lambda order: order.rectified_at),
        (Column("closed", both("销号日期", "Closed"), "date"), lambda order: order.closed_at),
        (Column("state", both("状态", "State"), wide=8), lambda order: word("order", order.state)),
        (Column("score", both("扣分", "Score"), "number"), lambda order: order.score),
    )


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
    title = both("沟通联系台账", "Contacts")
    table = one_by_one(
        "contacts",
        title,
        ledger,
        sorted(counted(ledger.contacts), key=lambda one: (one.case.key, str(one.on or ""))),
        (Column("on", both("日期", "Date"), "date"), lambda one: one.on),
        (Column("phase", both("阶段", "Phase"), wide=6), lambda one: word("phase", one.phase)),
        (Column("mode", both("方式", "Mode"), wide=6), lambda one: word("mode", one.mode)),
        (Column("whom", both("联系对象", "With"), wide=14), lambda one: ledger.name(one.whom)),
        (Column("opinion", both("意见", "Opinion"), wide=30), lambda one: one.opinion),
        (Column("explained", both("已说明理由", "Reasons explained"), wide=9), lambda one: word("yes", one.explained or None)),
    )
    return report("contact_log", title, [table], ledger)


def interim_list(ledger: Ledger) -> Report:
    """阶段性答复清单: who was told meanwhile, why, and what has become of the reply; none of it counts as the reply."""
    title = both("阶段性答复清单", "Interim replies")
    table = one_by_one(
        "interims",
        title,
        ledger,
        sorted(counted(ledger.interims), key=lambda one: (one.case.key, one.unit, str(one.issued_at or ""))),
        (Column("doc_no", both("文号", "Document no."), wide=14), lambda one: one.doc_no),
        (Column("issued", both("发出日期", "Issued"), "date"), lambda one: one.issued_at),
        (Column("reason", both("原因", "Reason"), wide=24), lambda one: one.reason),
        (Column("due", both("正式答复期限", "Reply due"), "date"), lambda one: one.reply_due),
        (Column("replied", both("正式答复日期", "Replied"), "date"), lambda one: one.replied_at),
    )
    told = both("阶段性答复不计作答复。", "An interim reply does not count as the reply.")
    return report("interim_list", title, [table], ledger, told)


def publication_list(ledger: Ledger) -> Report:
    """公开清单: how each led reply was published, or why it was not."""
    title = both("答复公开清单", "Publication of replies")
    replies = sorted(counted(issued(ledger, led=True)), key=lambda row: (row.case.key, row.unit))
    table = one_by_one(
        "publication",
        title,
        ledger,
        replies,
        (Column("issued", both("答复日期", "Issued"), "date"), lambda row: row.issued_at),
        (Column("published", both("公开日期", "Published"), "date"), lambda row: row.published_at),
        (Column("how", both("公开方式", "How"), wide=8), lambda row: word("disclosure", row.disclosure)),
        (Column("reason", both("不公开理由", "Reason"), wide=24), lambda row: row.disclosure_reason),
    )
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
