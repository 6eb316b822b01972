"""Which finished cases a campaign is about: kinds, units and classes by ids, names and labels; what there is none of is refused."""

from typing import TYPE_CHECKING

from .report_filters import chosen, units_of

if TYPE_CHECKING:
    from signoff.adapters.proposals.campaigns import Cohort

    from .app import App


def cohort_of(app: "App", workflow: str, year: str, given: tuple[str, ...], kind: str | None, unit: str | None) -> "Cohort":
    """The cohort of the options, its classes (`given`) in the words of the scheme of the workflow that is to be started.

    Raises Problem (exit code 4) for a value that there is none of, with those there are; NotFound where there is no such workflow.
    """
    from signoff.adapters.proposals.campaigns import Cohort, finished
    from signoff.adapters.proposals.reading.schemes import scheme_of
    from signoff.adapters.proposals.reports.choices import classes, years
    from signoff.adapters.proposals.reports.schemes import NATIONAL
    from signoff.adapters.proposals.reports.words import WORDS

    data = [case.data for case in finished(app.engine)]
    scheme = scheme_of(app.engine.workflow(workflow)) or NATIONAL
    known = classes(scheme, (str(one.get("result_class") or "") for one in data))
    units = {one.id: one.title for one in units_of(app)}
    return Cohort(
        year=int(chosen(years(int(str(one["year"])) for one in data if one.get("year")), "--year", year)),
        classes=tuple(chosen(known, "--class", one) for one in given),
        kind=chosen(WORDS["kind"], "--kind", kind) if kind is not None else None,
        unit=chosen(units, "--unit", unit) if unit is not None and units else unit,
    )
