"""Of any ledger: lines add up to totals, reports agree with each other, and no part is more than its whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.adapters.proposals.reports.catalogue import REPORTS, made
from signoff.adapters.proposals.reports.rows import CaseRow, Forms, Ledger, LedgerRow
from signoff.adapters.proposals.reports.tables import Rate, Report

from .rows_made import at, case, ledger, row, share

UNITS = ("transport", "finance", "urban_management", "doushan")


@st.composite
def rows_of(draw: st.DrawFn, of: CaseRow) -> list[LedgerRow]:
    """One or more replies of a case."""
    made = []
    for unit in draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True)):
        returned = draw(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)))
        out = draw(st.booleans())
        made.append(
            row(
                of,
                unit,
                issued_at=at(draw(st.integers(4, 12)), 10) if out else None,
                current_class=draw(st.sampled_from("ABCD ")).strip() if out else "",
                first=Forms(sum(returned) + draw(st.integers(0, 2)), *returned) if out else Forms(),
                met=draw(st.booleans()),
                not_public=draw(st.booleans()),
                published_at=at(12, 20) if draw(st.booleans()) else None,
            )
        )
    return made


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Any ledger."""
    rows: list[LedgerRow] = []
    for number in range(draw(st.integers(0, 8))):
        of = case(
            str(number),
            key=f"case-{number}",
            kind=draw(st.sampled_from(["npc_suggestion", "cppcc_proposal"])),
            upstream_role=draw(st.sampled_from(["lead", "co"])),
            standing=draw(st.sampled_from(["open", "closed", "withdrawn", "rejected"])),
        )
        rows += draw(rows_of(of))
    shares = tuple(share(one.case, one.unit, sign_in_due=at(3, 13), signed_in_at=at(3, draw(st.integers(11, 15)))) for one in rows)
    return ledger(*rows, shares=shares)


def totals(report: Report, table: str) -> tuple[object, ...]:
    """The cells of the total line."""
    return next(one for one in report.tables if one.id == table).rows[-1].cells[1:]


@settings(max_examples=25)
@given(ledgers())
def test_row_column_and_grand_totals_agree(found: Ledger) -> None:
    for line in made("summary", found).tables[0].rows:
        lead, co, total = line.cells[1:]
        assert isinstance(lead, int) and isinstance(co, int) and lead + co == total
    live = {one.key for one in found.cases if one.standing in ("open", "closed")}
    assert totals(made("summary", found), "summary")[-1] == len(live)


@settings(max_examples=25)
@given(ledgers())
def test_totals_are_the_sums_of_their_lines_and_the_same_by_unit_and_by_kind(found: Ledger) -> None:
    for id in (
        "on_time_rate",
        "completion_rate",
        "satisfaction_rate",
        "contact_rate",
        "resolution_rate",
        "publication_rate",
        "upload_rate",
    ):
        report = made(id, found)
        assert totals(report, "by_unit") == totals(report, "by_kind"), id
        for one in report.tables:
            *lines, last = one.rows
            for place in range(1, len(one.columns)):
                cells = [line.cells[place] for line in lines]
                assert last.cells[place] == sum((cell for cell in cells if isinstance(cell, Rate)), Rate(0, 0))


@settings(max_examples=25)
@given(ledgers())
def test_every_part_is_at_most_its_whole_and_every_percentage_its_own(found: Ledger) -> None:
    for id in REPORTS:
        for one in made(id, found).tables:
            for rate in (cell for line in one.rows for cell in line.cells if isinstance(cell, Rate)):
                assert 0 <= rate.part <= rate.whole and (rate.percent is None) == (rate.whole == 0)


@settings(max_examples=25)
@given(ledgers())
def test_replies_counted_by_class_are_those_issued_with_a_class(found: Ledger) -> None:
    counted = totals(made("class_distribution", found), "classes")
    live = [one for one in found.rows if one.case.standing in ("open", "closed") and one.issued_at and one.current_class]
    assert counted[4] == len(live) == sum(n for n in counted[:4] if isinstance(n, int))
