"""Reports on a screen and as data: tables, JSON, JSON lines and CSV."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .messages import label, language, say
from .output import Answer
from .screen import BOLD, DIM, Screen
from .tables import Cell, Column, table

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.letters import Letter
    from signoff.adapters.proposals.reports.tables import Column as ReportColumn
    from signoff.adapters.proposals.reports.tables import Report, Row, Table, Value


def answer(made: "Report") -> Answer:
    """A report."""
    body = {
        "report": made.id,
        "title": label(made.title),
        "as_of": made.as_of,
        "timezone": made.timezone,
        "filter": label(made.filter),
        "source": made.source,
        "notes": [label(note) for note in made.notes],
        "tables": [
            {"id": one.id, "title": label(one.title), "columns": [column_json(column) for column in one.columns]} for one in made.tables
        ],
    }
    items = [row_json(one, row) for one in made.tables for row in one.rows]
    return Answer("proposals-report", body, lambda screen: text(made, screen), items, "row")


def column_json(column: "ReportColumn") -> dict[str, object]:
    """A column as JSON."""
    return {"id": column.id, "title": label(column.title), "kind": column.kind, "counts": label(column.counts or {})}


def row_json(one: "Table", row: "Row") -> dict[str, object]:
    """A row as JSON: a rate is three fields, its part, its whole and its percentage."""
    from signoff.adapters.proposals.reports.tables import Rate

    made: dict[str, object] = {"table": one.id, "sum": row.total}
    for column, value in zip(one.columns, row.cells, strict=True):
        if isinstance(value, Rate):
            made |= {f"{column.id}_part": value.part, f"{column.id}_whole": value.whole, f"{column.id}_percent": value.percent}
        elif column.kind == "rate":
            made |= {f"{column.id}_part": None, f"{column.id}_whole": None, f"{column.id}_percent": None}
        else:
            made[column.id] = label(value) if isinstance(value, dict) else value
    return {**made, "keys": list(row.cases)}


def text(made: "Report", screen: Screen) -> Iterator[str]:
    """A report for people: each table under its title, then the notes."""
    from signoff.adapters.proposals.reports.captions import noted, under_title

    yield screen.paint(label(made.title), BOLD)
    yield screen.paint(under_title(made, language()), DIM)
    for one in made.tables:
        yield ""
        if len(made.tables) > 1:
            yield screen.paint(label(one.title), BOLD)
        yield from lines(one, screen, ZoneInfo(made.timezone))
    yield ""
    yield from (screen.paint(note, DIM) for note in noted(made, language()))


def lines(one: "Table", screen: Screen, zone: ZoneInfo) -> list[str]:
    """A table; `—` where there is no row."""
    from signoff.adapters.proposals.reports.tables import EMPTY

    if not one.rows:
        return [EMPTY]
    columns = [
        Column(column.heading(language()), "cut" if column.kind == "text" else "keep", right=column.kind in ("number", "rate"))
        for column in one.columns
    ]
    rows = [
        [Cell(shown(value, column, zone), (BOLD,) if row.total else ()) for column, value in zip(one.columns, row.cells, strict=True)]
        for row in one.rows
    ]
    return table(columns, rows, screen)


def shown(value: "Value", column: "ReportColumn", zone: ZoneInfo) -> str:
    """A cell as text; days are those of the report's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{local:%Y-%m-%d %H:%M}" if column.clock else f"{local:%Y-%m-%d}"
    if isinstance(value, date | Decimal | int):
        return str(value)
    return label(value) if isinstance(value, dict) else str(value)


def catalogue() -> Answer:
    """The reports there are."""
    from datetime import UTC

    from signoff.adapters.proposals.reports.catalogue import REPORTS
    from signoff.adapters.proposals.reports.rows import Ledger

    empty = Ledger(as_of=datetime.now(UTC))
    titles = {id: label(make(empty).title) for id, make in REPORTS.items()}
    titles |= {id: say(f"report.{id}") for id in ("unit_ranking", "annual_report", "notice_commend", "notice_criticise")}

    def listed(screen: Screen) -> list[str]:
        return table(
            [Column(say("col.report"), "keep"), Column(say("col.title"), "wrap")],
            [[Cell(id, (BOLD,)), title] for id, title in titles.items()],
            screen,
        )

    return Answer("proposals-reports", {}, listed, [{"report": id, "title": title} for id, title in titles.items()], "report")


def letter_answer(made: "Letter") -> Answer:
    """A letter: its paragraphs."""
    paragraphs = [block.text for block in made.blocks]

    def text(screen: Screen) -> Iterator[str]:
        yield from (screen.paint(line, BOLD) for line in made.title.split("\n"))
        yield ""
        if made.to:
            yield f"{made.to}："
        yield from paragraphs
        yield ""
        yield from (f"{annex.heading}：{label(annex.table.title)}" for annex in made.annexes)
        yield f"{made.by}  {made.on}"

    annexes = [
        {"number": annex.number, "title": label(annex.table.title), "rows": [row_json(annex.table, row) for row in annex.table.rows]}
        for annex in made.annexes
    ]
    body = {
        "title": made.title.replace("\n", ""),
        "to": made.to,
        "paragraphs": paragraphs,
        "annexes": annexes,
        "by": made.by,
        "on": made.on,
        "notes": list(made.notes),
    }
    return Answer("proposals-letter", body, text)
