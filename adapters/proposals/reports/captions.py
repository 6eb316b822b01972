"""What stands around the tables of a report: as of when and about which part below the title, the notes below the tables."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from .tables import Report, Table, spoken


def sheet_title(report: Report, table: Table, language: str) -> str:
    """The title over one table: that of the report, with the table's own where there are several."""
    title, own = spoken(report.title, language), spoken(table.title, language)
    if own in ("", title) or len(report.tables) == 1:
        return title
    return f"{title}（{own}）" if language == "zh" else f"{title}: {own}"


def under_title(report: Report, language: str) -> str:
    """As of when, and about which part of the ledger."""
    parts = [as_of(report, language), spoken(report.filter, language)]
    return "　".join(part for part in parts if part)


def as_of(report: Report, language: str) -> str:
    """As of when, in the zone of the report."""
    at = shown_instant(report.as_of.astimezone(ZoneInfo(report.timezone)))
    return f"截至 {at}" if language == "zh" else f"As of {at}"


def shown_instant(at: datetime) -> str:
    """The day and the time on the wall; the last instant of a day is 24:00.

    >>> shown_instant(datetime(2026, 11, 26, 23, 59, 59, 999999)), shown_instant(datetime(2026, 11, 26, 17, 30))
    ('2026-11-26 24:00', '2026-11-26 17:30')
    """
    return f"{at:%Y-%m-%d} 24:00" if at.time() == time.max else f"{at:%Y-%m-%d %H:%M}"


def noted(report: Report, language: str) -> list[str]:
    """The notes, numbered, and what the figures were made from."""
    found = [spoken(note, language) for note in report.notes]
    if report.source:
        found.append(f"数据来源：快照 {report.source}" if language == "zh" else f"Source: snapshot {report.source}")
    head = "注：" if language == "zh" else "Notes: "
    return [f"{head if place == 0 else ''}{place + 1}. {note}" for place, note in enumerate(found)]
