"""The list of interim replies (阶段性答复)."""

from .lists import CASE_NO, NO, TITLE, numbered
from .measures import counted
from .rates import UNIT, report
from .rows import Ledger
from .tables import Column, Report, Row, Table, both


def interim_list(ledger: Ledger) -> Report:
    """阶段性答复清单: who was told meanwhile, why, and what has become of the reply; none of it counts as the reply."""
    columns = (
        NO,
        CASE_NO,
        TITLE,
        UNIT,
        Column("doc_no", both("文号", "Document no."), wide=14),
        Column("issued", both("发出日期", "Issued"), "date"),
        Column("reason", both("原因", "Reason"), wide=24),
        Column("due", both("正式答复期限", "Reply due"), "date"),
        Column("replied", both("正式答复日期", "Replied"), "date"),
    )
    found = sorted(counted(ledger.interims), key=lambda one: (one.case.key, one.unit, str(one.issued_at or "")))
    rows = [
        Row(
            (
                one.case.case_no,
                one.case.title,
                ledger.unit(one.unit).title,
                one.doc_no,
                one.issued_at,
                one.reason,
                one.reply_due,
                one.replied_at,
            ),
            (one.case.key,),
        )
        for one in found
    ]
    title = both("阶段性答复清单", "Interim replies")
    told = both("阶段性答复不计作答复。", "An interim reply does not count as the reply.")
    return report("interim_list", title, [Table("interims", title, columns, numbered(rows))], ledger, told)
