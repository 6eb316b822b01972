"""Rows of the ledger for tests: a test says only what it is about. All of it is invented."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from signoff.adapters.proposals.reports.rows import CaseRow, Ledger, LedgerRow, Share, UnitRow

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 31, 17, 30, tzinfo=ZONE)
UNITS = (
    UnitRow(id="transport", title={"zh": "交通局", "en": "Transport"}, group="city_direct_units", principal="a5"),
    UnitRow(id="finance", title={"zh": "财政局", "en": "Finance"}, group="city_direct_units", principal="b5"),
    UnitRow(id="urban_management", title={"zh": "城管局", "en": "Urban management"}, group="city_direct_units", principal="e5"),
    UnitRow(id="doushan", title={"zh": "斗山镇", "en": "Doushan"}, group="towns", principal="t5"),
)
NAMES = {"a1": "甲经办", "a5": "甲局长", "b5": "乙局长", "d1": "代表甲", "wu": "吴市长"}


def at(month: int, day: int, hour: int = 17, minute: int = 30, second: int = 0, *, year: int = 2026) -> datetime:
    """An instant on the wall."""
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def case(number: str = "6115", **more: object) -> CaseRow:
    """A suggestion that is led."""
    made = CaseRow(
        key=f"npc_suggestion-2026-{number}",
        kind="npc_suggestion",
        year=2026,
        case_no=number,
        title="关于道路拓宽的建议（虚构）",
        assigned_at=at(3, 10, 10, 0),
        lead_proposer="d1",
        assigning_body="江门市",
        level="prefecture",
        standing="closed",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def row(of: CaseRow | None = None, unit: str = "transport", **more: object) -> LedgerRow:
    """A reply that is due on 10 June and not issued yet."""
    made = LedgerRow(case=of or case(), unit=unit, officer="a1", statutory_due=at(6, 10), effective_due=at(6, 10), max_due=at(9, 10))
    return replace(made, **more)  # type: ignore[arg-type]


def share(of: CaseRow | None = None, unit: str = "transport", role: str = "lead", **more: object) -> Share:
    """A unit's share that is done."""
    made = Share(case=of or case(), unit=unit, role=role, open=False)
    return replace(made, **more)  # type: ignore[arg-type]


def ledger(*rows: LedgerRow, **more: object) -> Ledger:
    """A ledger of these rows and their cases."""
    cases = tuple({one.case.key: one.case for one in rows}.values())
    made = Ledger(as_of=NOW, cases=cases, rows=rows, units=UNITS, names=NAMES)
    return replace(made, **more)  # type: ignore[arg-type]
