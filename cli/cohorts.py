"""Which finished cases a campaign is about: kinds, units and classes by ids, names and labels; what there is none of is refused."""

from typing import TYPE_CHECKING

from .report_filters import chosen, units_of

if TYPE_CHECKING:
    from signoff.adapters.proposals.campaigns import Cohort

    from .app import App


def cohort_of(app: "App", year: str, classes: tuple[str, ...], kind: str | None, unit: str | None) -> "Cohort":
    """The cohort of the options. Raises Problem (exit code 4) for a value that there is none of, with those there are."""
    from signoff.adapters.proposals.campaigns import Cohort, finished
    from signoff.adapters.proposals.reports.choices import letters, years
    from signoff.adapters.proposals.reports.words import WORDS

    data = [case.data for case in finished(app.engine)]
    units = {one.id: one.title for one in units_of(app)}
    return Cohort(
        year=int(chosen(years(int(str(one["year"])) for one in data if one.get("year")), "--year", year)),
        classes=tuple(chosen(letters(str(one.get("result_class") or "") for one in data), "--class", given) for given in classes),
        kind=chosen(WORDS["kind"], "--kind", kind) if kind is not None else None,
        unit=chosen(units, "--unit", unit) if unit is not None and units else unit,
    )
