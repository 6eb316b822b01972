"""Which finished cases a campaign is about: kinds, units and classes by ids, names and labels; what there is none of is refused."""

from typing import TYPE_CHECKING

from .report_filters import chosen, units_of

if TYPE_CHECKING:
    from signoff.adapters.proposals.campaigns import Cohort
    from signoff.adapters.proposals.reports.rows import Ledger

    from .app import App


def cohort_of(
    app: "App", ledger: "Ledger", workflow: str, year: str, given: tuple[str, ...], kind: str | None, unit: str | None
) -> "Cohort":
    """The cohort of the options in a ledger, its classes (`given`) in the words of the scheme of the workflow that is to be started.

    Raises Problem (exit code 4) for a value that there is none of, with those there are; NotFound where there is no such workflow.
    """
    from signoff.adapters.proposals.campaigns import Cohort
    from signoff.adapters.proposals.reading.schemes import scheme_of
    from signoff.adapters.proposals.reports.choices import classes, years
    from signoff.adapters.proposals.reports.schemes import NATIONAL
    from signoff.adapters.proposals.reports.words import WORDS

    scheme = scheme_of(app.engine.workflow(workflow)) or NATIONAL
    known = classes(scheme, (row.current_class for row in ledger.rows))
    units = {one.id: one.title for one in units_of(app)}
    return Cohort(
        year=int(chosen(years(case.year for case in ledger.cases if case.year), "--year", year)),
        classes=tuple(chosen(known, "--class", one) for one in given),
        kind=chosen(WORDS["kind"], "--kind", kind) if kind is not None else None,
        unit=chosen(units, "--unit", unit) if unit is not None and units else unit,
    )
