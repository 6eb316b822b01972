"""Calendar files as plain values: working days and hours of a house, alone or laid over the calendar they extend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast
from zoneinfo import ZoneInfo

from signoff.engine.calendars import FIRST_YEAR, LAST_YEAR, Calendar, Cutoff, Layer, LayerYear, MonthDay, Status, layered

from .calendar_values import OTHER, Mistake, Path, Report, days_of, hours_of, label_of, seasons_of, text_of, weekdays_of, word_of
from .keys_files import CALENDAR, YEAR
from .suggest import did_you_mean

KEYS = tuple(key.name for key in CALENDAR.keys if key.built)
YEAR_KEYS = tuple(key.name for key in YEAR.keys if key.built)

Find = Callable[[str], Mapping[str, object] | None]
"""Gives the plain values of another calendar file by its name; None if there is none."""


class InvalidCalendar(ValueError):
    """A calendar file with mistakes, all of them in `mistakes`: (path, code, message, suggestion) each."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        path, _, message, suggestion = mistakes[0]
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        super().__init__(f"{'.'.join(map(str, path)) or 'calendar'}: {message}{more}. {suggestion or ''}".rstrip())
        self.mistakes = tuple(mistakes)


def shipped(name: str) -> Traversable | None:
    """The file of a calendar that comes with the package; None if there is none of this name."""
    folder = files(__package__ or "signoff.workflows") / "calendars"
    return next((file for file in folder.iterdir() if file.name == f"{name}.yaml"), None) if folder.is_dir() else None


def shipped_names() -> list[str]:
    """The calendars that come with the package."""
    folder = files(__package__ or "signoff.workflows") / "calendars"
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))


def calendar_from(data: object, find: Find | None = None) -> Calendar:
    """The calendar of a file's plain values (dicts, lists, texts); `find` gives those of the one it extends.

    Raises InvalidCalendar with every mistake found.
    """
    made, mistakes = read_values(data, find)
    if mistakes or made is None:
        raise InvalidCalendar(mistakes)
    return made


def read_values(data: object, find: Find | None = None) -> tuple[Calendar | None, list[Mistake]]:
    """The calendar and every mistake of its file; never raises for bad input. None where there are mistakes."""
    report = Report()
    made = _read(data, find, report, ())
    return (None if report.mistakes else made), report.mistakes


def _read(data: object, find: Find | None, report: Report, below: tuple[str, ...]) -> Calendar | None:
    if not isinstance(data, Mapping):
        report.add((), "wrong_type", "a calendar file is a map", "Begin with `calendar: NAME`.")
        return None
    report.known_keys(data, KEYS, ())
    layer = _layer(data, report)
    base = _base(data, find, report, (*below, layer.id))
    if base is None:
        _alone(data, report)
        layer = replace(layer, years={number: replace(year, status=year.status or "official") for number, year in layer.years.items()})
        base = Calendar(
            layer.id,
            cutoff="business_close" if layer.hours or layer.seasons else "midnight",
            unlisted="provisional" if layer.years else "official",
        )
    for number, year in layer.years.items():
        _weekdays_made_up(number, year, base, layer, report)
    made = None if report.mistakes else layered(base, layer)
    if made is not None and made.cutoff == "business_close" and not (made.hours or made.seasons):
        report.add(("cutoff",), "bad_calendar", "there is no close of business without hours", "Write `hours:`, or `cutoff: midnight`.")
    return made


def _layer(data: Mapping[str, object], report: Report) -> Layer:
    id = text_of(data, "calendar", report) or ""
    if "calendar" not in data:
        report.add((), "missing_key", "the key `calendar` is missing", "Write `calendar: NAME`.")
    years, fixed, unlisted = _years(data.get("years", {}), report)
    written = data.get("hours")
    seasons = seasons_of(written, report) if isinstance(written, Mapping) else None
    return Layer(
        id=id,
        title=label_of(data, report) or {"en": id},
        timezone=_zone(data, report),
        cutoff=cast(Cutoff | None, word_of(data, "cutoff", ("business_close", "midnight"), report)),
        hours=seasons[1] if seasons else hours_of(written, ("hours",), report) if "hours" in data else None,
        seasons=seasons[0] if seasons else None,
        weekend=weekdays_of(data["weekend"], report) if "weekend" in data else None,
        years=years,
        fixed=fixed,
        unlisted=unlisted,
    )


def _zone(data: Mapping[str, object], report: Report) -> str | None:
    name = text_of(data, "timezone", report)
    try:
        if name is not None:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        report.add(("timezone",), "unknown_timezone", f"there is no time zone `{name}`", "Use a name such as Asia/Shanghai.")
        return None
    return name


def _base(data: Mapping[str, object], find: Find | None, report: Report, below: tuple[str, ...]) -> Calendar | None:
    name = text_of(data, "extends", report)
    if name is None:
        return None
    if name in below:
        report.add(("extends",), "loop", f"`{name}` extends, over some steps, itself", "Break the circle.")
        return None
    values = find(name) if find else None
    if values is None:
        report.add(("extends",), "unknown_calendar", f"there is no calendar `{name}`", did_you_mean(name, shipped_names(), "These ship"))
        return None
    inner = Report()
    made = _read(values, find, inner, below)
    if inner.mistakes:
        report.add(
            ("extends",), "bad_calendar", f"the calendar `{name}` has mistakes of its own: {inner.mistakes[0][2]}", "Mend that file first."
        )
    return made


def _alone(data: Mapping[str, object], report: Report) -> None:
    """What a calendar that extends no other must say itself."""
    if "extends" in data:
        return
    if "timezone" not in data:
        report.add((), "missing_key", "the key `timezone` is missing", "Write `timezone: Asia/Shanghai`, or `extends:` another calendar.")


def _years(written: object, report: Report) -> tuple[dict[int, LayerYear], frozenset[MonthDay] | None, Status | None]:
    found: dict[int, LayerYear] = {}
    fixed, unlisted = None, None
    if not isinstance(written, Mapping):
        report.add(
            ("years",),
            "wrong_type" if written else "missing_value",
            "`years` is a map from years to their days",
            "Write {2026: {status: official, off: […]}}.",
        )
        return found, fixed, unlisted
    for key, values in written.items():
        path: Path = ("years", str(key))
        number = int(key) if str(key).isascii() and str(key).isdigit() and len(str(key)) == 4 else 0
        if key == OTHER:
            year = _year(values, 2000, path, report)
            fixed, unlisted = frozenset((day.month, day.day) for day in year.off), year.status
            _only_fixed(values, path, report)
        elif not FIRST_YEAR <= number <= LAST_YEAR:
            report.add(
                path,
                "bad_calendar",
                f"`{key}` is not a year",
                f"Write a year from {FIRST_YEAR} to {LAST_YEAR}, or `{OTHER}` for all that are not listed.",
            )
        else:
            found[number] = _year(values, number, path, report)
    return found, fixed, unlisted


def _year(values: object, number: int, path: Path, report: Report) -> LayerYear:
    if not isinstance(values, Mapping):
        report.add(path, "wrong_type", "a year is a map", "Write {status: official, off: […], makeup: […]}.")
        return LayerYear()
    report.known_keys(values, YEAR_KEYS, path)
    year = LayerYear(
        status=cast(Status | None, word_of(values, "status", ("official", "provisional"), report, path)),
        source=text_of(values, "source", report, path),
        off=days_of(values.get("off"), number, (*path, "off"), report) if "off" in values else frozenset(),
        makeup=days_of(values.get("makeup"), number, (*path, "makeup"), report) if "makeup" in values else frozenset(),
    )
    for day in sorted(year.off & year.makeup):
        report.add((*path, "makeup"), "bad_calendar", f"{day:%m-%d} is off and made up at once", "Take it out of one of the two lists.")
    return year


def _only_fixed(values: object, path: Path, report: Report) -> None:
    if isinstance(values, Mapping) and "makeup" in values:
        report.add((*path, "makeup"), "bad_calendar", "a made-up day belongs to one year", "Write it under its year.")


def _weekdays_made_up(number: int, year: LayerYear, base: Calendar, layer: Layer, report: Report) -> None:
    """A made-up day that is worked anyway is a slip of the pen, most often a wrong date."""
    below = replace(base, weekend=layer.weekend if layer.weekend is not None else base.weekend)
    for day in sorted(year.makeup - year.off):
        if below.is_workday(day) and day not in below.year(number).makeup:
            message = f"{day:%Y-%m-%d} is a {day:%A}, a working day anyway"
            report.add(
                ("years", str(number), "makeup"), "bad_calendar", message, "Check the date; `makeup` is for days off that are worked."
            )
