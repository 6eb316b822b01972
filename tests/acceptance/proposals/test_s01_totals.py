"""S01: the published totals of a city's year. 130 cases, 48 suggestions (5 led, 43 co-handled) and 82 proposals (3 led, 79 co-handled),

all answered in time and uploaded. The numbers of cases are those of the published account; everything else about them is invented.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.rows import CaseRow, Forms, Ledger, LedgerRow
from signoff.adapters.proposals.reports.tables import Rate, Value, spoken

ZONE = ZoneInfo("Asia/Shanghai")
SIZES = {("npc_suggestion", "lead"): 5, ("npc_suggestion", "co"): 43, ("cppcc_proposal", "lead"): 3, ("cppcc_proposal", "co"): 79}
DUE = datetime(2020, 6, 16, 17, 30, tzinfo=ZONE)


def rows() -> list[LedgerRow]:
    """The year's 130 rows, one for each case."""
    found = []
    for (kind, role), size in SIZES.items():
        for place in range(size):
            number = f"{role}-{place}"
            case = CaseRow(
                key=f"{kind}-2020-{number}",
                kind=kind,
                year=2020,
                case_no=number,
                title="（虚构）",
                assigning_body="江门市",
                upstream_role=role,
                standing="closed",
                assigned_at=datetime(2020, 3, 16, 9, tzinfo=ZONE),
            )
            issued = DUE - timedelta(days=place)
            found.append(
                LedgerRow(
                    case=case, unit="transport", statutory_due=DUE, effective_due=DUE, issued_at=issued, uploaded_at=issued, first=Forms(1)
                )
            )
    return found


@pytest.fixture(scope="module")
def year() -> Ledger:
    """The ledger at the end of the year."""
    found = rows()
    return Ledger(as_of=datetime(2020, 12, 31, 17, 30, tzinfo=ZONE), rows=tuple(found), cases=tuple(row.case for row in found))


def lines(found: Ledger, id: str, table: int = 0) -> dict[str, tuple[Value, ...]]:
    """The lines of a report by their first cell."""
    return {spoken(row.cells[0], "zh"): row.cells[1:] for row in made(id, found).tables[table].rows if not isinstance(row.cells[0], int)}  # type: ignore[arg-type]


def test_the_summary_is_the_published_one(year: Ledger) -> None:
    assert lines(year, "summary") == {"人大建议": (5, 43, 48), "政协提案": (3, 79, 82), "合计": (8, 122, 130)}


def test_all_were_answered_in_time_and_uploaded(year: Ledger) -> None:
    on_time, _ = lines(year, "on_time_rate")["合计"]
    assert isinstance(on_time, Rate) and str(on_time) == "130/130 100.00%"
    assert lines(year, "upload_rate")["合计"] == (Rate(130, 130),)


def test_satisfaction_is_unknown_where_no_form_came_back(year: Ledger) -> None:
    first, *_ = lines(year, "satisfaction_rate")["合计"]
    assert str(first) == "0/0 —"
