"""A letter of the reports (通报) goes through the approval of official documents like any other, and is numbered when it is issued."""

from collections.abc import Iterator

from signoff.engine.desk import Desk
from signoff.engine.views import CaseView

from .reports.letters import Attached, Letter
from .reports.tables import spoken

APPROVAL = "document-approval"
KINDS = {"annual_report": "report"}
"""Reports whose letter goes to the upper level; the others are circulars (通报), which the principal signs."""


def send_for_approval(desk: Desk, id: str, letter: Letter, *, key: str, by: str, unit: str) -> CaseView:
    """A case of `document-approval` with the letter as its text, on the desk of who sends it: there it is completed and handed in.

    A key that is taken is refused, so the same circular is not sent twice. Raises Refused, NotFound where that workflow is not in use.
    """
    kind = KINDS.get(id, "circular")
    data = {
        "title": letter.title.replace("\n", ""),
        "unit": unit,
        "document_kind": kind,
        "important": kind == "circular",
        "addressed_to": letter.to,
        "text": "\n".join(lines(letter)),
    }
    return desk.start(APPROVAL, by=by, key=key, data=data)


def lines(letter: Letter) -> Iterator[str]:
    """The letter as plain text: what is signed, its annexes with it."""
    yield from (block.text for block in letter.blocks)
    yield from (f"{letter.by}　{letter.on:%Y年}{letter.on.month}月{letter.on.day}日",)
    for annex in letter.annexes:
        yield from annexed(annex)


def annexed(annex: Attached) -> Iterator[str]:
    """A table as lines, its cells apart by bars."""
    table = annex.table
    yield f"附件{annex.number or ''}　{spoken(table.title, 'zh')}"
    yield "｜".join(column.heading("zh") for column in table.columns)
    for row in table.rows:
        yield "｜".join("" if cell is None else spoken(cell, "zh") if isinstance(cell, dict) else str(cell) for cell in row.cells)
