"""办理工作台账: one line for each case and lead unit, with everything that is known of it."""

from .lists import CASE_NO, NO, TITLE, numbered
from .rates import report
from .rows import Ledger, LedgerRow
from .tables import Column, Report, Row, Table, Value, both, spoken
from .words import WORDS, word

COLUMNS = (
    NO,
    Column("kind", both("类别", "Kind"), wide=5),
    CASE_NO,
    TITLE,
    Column("lead_proposer", both("领衔人", "Lead proposer"), wide=4),
    Column("co_signers", both("附议人数", "Co-signers"), "number", wide=6),
    Column("assigning_body", both("交办机关", "Assigned by"), wide=5),
    Column("level", both("级别", "Level"), wide=4),
    Column("assigned", both("交办日期", "Assigned"), "date"),
    Column("role", both("上级分工", "Role upstream"), wide=4),
    Column("unit", both("主办单位", "Lead unit"), wide=8),
    Column("co_units", both("会办单位", "Co-handling units"), wide=9),
    Column("section", both("承办股室", "Section"), wide=6),
    Column("officer", both("经办人", "Officer"), wide=4),
    Column("follow_up", both("跟办人", "Follow-up"), wide=4),
    Column("portfolio_leader", both("分管领导", "Leader in charge"), wide=4),
    Column("leading_leader", both("领办领导", "Leading leader"), wide=4),
    Column("key_case", both("重点", "Key"), wide=4),
    Column("standing", both("当前状态", "State"), wide=4),
    Column("step", both("当前环节", "Step"), wide=6),
    Column("holders", both("处理人", "Holder"), wide=5),
    Column("due", both("答复期限", "Reply due"), "date"),
    Column("extended", both("延期至", "Extended to"), "date"),
    Column("left", both("剩余工作日", "Working days left"), "number", wide=6),
    Column("before", both("办前联系", "Contacts before"), "number", wide=5),
    Column("during", both("办中联系", "During"), "number", wide=5),
    Column("after", both("办后联系", "After"), "number", wide=5),
    Column("wanted", both("应收会办意见", "Opinions wanted"), "number", wide=5),
    Column("in", both("已收会办意见", "Opinions in"), "number", wide=5),
    Column("opinions", both("会办意见齐否", "All opinions in"), wide=5),
    Column("doc_no", both("答复文号", "Document no."), wide=9),
    Column("issued", both("答复日期", "Issued"), "date"),
    Column("on_time", both("是否按时", "On time"), wide=5),
    Column("first_class", both("首次类别", "Class at first"), wide=5),
    Column("current_class", both("现类别", "Class now"), wide=5),
    Column("first_value", both("首次满意度", "Satisfied at first"), wide=4),
    Column("final_value", both("最终满意度", "Satisfied in the end"), wide=4),
    Column("uploaded", both("上传日期", "Uploaded"), "date"),
    Column("published", both("公开日期", "Published"), "date"),
    Column("card", both("督办级别", "Supervision"), wide=5),
    Column("look_back", both("回头看状态", "Look-back"), wide=6),
    Column("note", both("备注", "Note"), wide=8),
)


def ledger(found: Ledger) -> Report:
    """The ledger, a sheet for each kind: a line for each case and lead unit, and one for each case that has no lead unit yet."""
    waiting = unassigned(found)
    rows = sorted((*found.rows, *waiting), key=place)
    tables = [
        Table(kind, title, COLUMNS, numbered([line(found, row) for row in rows if row.case.kind == kind]))
        for kind, title in WORDS["kind"].items()
    ]
    told = both(
        "一行为一件的一个主办单位（件次）；已撤回、不予立案的仍列入台账，不计入各项数字。",
        "A line is one case and one lead unit (a reply). Cases withdrawn or not accepted are listed, and counted nowhere.",
    )
    open_ = sum(row.case.standing == "open" for row in waiting)
    more = both(
        f"另有{open_}件尚未交办（没有主办单位），一件一行，计入件数，不计入件次和比率。",
        f"{open_} of them not yet assigned (without a lead unit): a line each, counted as cases, and in no rate.",
    )
    return report("ledger", both("建议提案办理工作台账", "Ledger"), tables, found, told, *((more,) if open_ else ()))


def unassigned(found: Ledger) -> tuple[LedgerRow, ...]:
    """A line for each case that has none, for nobody leads it: not yet assigned, or ended before it was."""
    known = {row.case.key for row in found.rows}
    without = [case for case in found.cases if case.key not in known]
    return tuple(LedgerRow(case=case, unit="", step=case.step if case.standing == "open" else {}) for case in without)


def place(row: LedgerRow) -> tuple[int, int, str]:
    """Where a line stands: by year and number."""
    return (row.case.year, len(row.case.case_no), row.case.case_no)


def standing(row: LedgerRow) -> Value:
    """How a case stands; one without a lead unit is not yet assigned."""
    unled = not row.unit and row.case.standing == "open"
    return word("standing", "unassigned" if unled else row.case.standing)


def line(found: Ledger, row: LedgerRow) -> Row:
    """One line, without its number."""
    return Row((*_case(found, row), *_handling(found, row), *_outcome(found, row)), (row.case.key,))


def _case(found: Ledger, row: LedgerRow) -> tuple[Value, ...]:
    case = row.case
    return (
        word("kind", case.kind),
        case.case_no,
        case.title,
        found.name(case.lead_proposer),
        case.co_signers,
        case.assigning_body,
        word("level", case.level),
        case.assigned_at,
        word("role", case.upstream_role),
    )


def _handling(found: Ledger, row: LedgerRow) -> tuple[Value, ...]:
    return (
        found.unit(row.unit).title,
        {language: "、".join(spoken(found.unit(id).title, language) for id in row.co_units) for language in ("zh", "en")},
        row.section,
        found.name(row.officer),
        found.name(row.case.follow_up),
        found.name(row.portfolio_leader),
        found.name(row.case.leading_leader),
        word("yes", row.case.key_case) if row.case.key_case else "",
        standing(row),
        row.step or None,
        "、".join(found.name(one) for one in row.holders),
        row.statutory_due,
        row.extended_to,
        row.remaining_workdays if row.issued_at is None else None,
        row.contacts_before,
        row.contacts_during,
        row.contacts_after,
        row.opinions_wanted,
        row.opinions_in,
        word("yes", row.opinions_in == row.opinions_wanted) if row.opinions_wanted else "",
    )


def _outcome(found: Ledger, row: LedgerRow) -> tuple[Value, ...]:
    return (
        row.doc_no,
        row.issued_at,
        word("yes", on_time) if (on_time := punctual(row)) is not None else "",
        found.scheme.cell(row.first_class),
        found.scheme.cell(row.current_class),
        word("satisfaction", row.first_value),
        word("satisfaction", row.final_value),
        row.uploaded_at,
        row.published_at,
        found.scheme.card(row.level),
        row.look_back or None,
        row.note,
    )


def punctual(row: LedgerRow) -> bool | None:
    """Whether the reply came in time; None where it is not out, or has no limit."""
    if row.issued_at is None or row.effective_due is None:
        return None
    return row.issued_at <= row.effective_due
