"""A year for a calendar: from a file of ours or of the holiday-cn data set, checked, and written into the calendar's own file."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from signoff.engine.calendars import FIRST_YEAR, LAST_YEAR, Calendar, Status
from signoff.engine.errors import Finding, InvalidWorkflow
from signoff.engine.frozen import dataclass

from .calendar_file import InvalidCalendar, shipped
from .calendar_values import Report, days_of
from .nodes import Map, plain
from .reader import read

STATUTORY = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Days (month, day) that are off in every year; a list without one of them is a list of something else."""
MOST_BYTES = 1 << 20
KEY = re.compile(r"( +)([^\s:#]+)\s*:")
QUOTED = re.compile(r"[:#'\"{}\[\],&*?|<>=!%@`]")


@dataclass(frozen=True, slots=True)
class NewYear:
    """The days of one year, as published (or not yet: `provisional`)."""

    number: int
    off: frozenset[date]
    makeup: frozenset[date]
    status: Status = "official"
    source: str = ""


def read_years(path: Path) -> tuple[NewYear, ...]:
    """The years of a file: JSON of holiday-cn, or YAML with `years:` as in a calendar file.

    Raises InvalidCalendar with every mistake, InvalidWorkflow for YAML that cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InvalidCalendar([((), "bad_calendar", "a file of one year is not larger than a megabyte", "Is this the right file?")])
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidCalendar([((), "bad_calendar", "the file is not UTF-8", "Save it as UTF-8.")]) from error
    if path.suffix == ".json" or text.lstrip().startswith("{"):
        return (_of_json(text),)
    return _of_yaml(text, path)


def _of_json(text: str) -> NewYear:
    """`{"year": 2026, "papers": […], "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}, …]}`."""
    report = Report()
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidCalendar([((), "bad_calendar", f"this is no JSON: {error}", "Fetch the file again.")]) from error
    number = data.get("year") if isinstance(data, Mapping) else None
    days = data.get("days") if isinstance(data, Mapping) else None
    if not isinstance(number, int) or not FIRST_YEAR <= number <= LAST_YEAR or not isinstance(days, list):
        raise InvalidCalendar([((), "bad_calendar", "`year` and `days` are missing", "Give a file of one year, such as 2027.json.")])
    off, makeup = _days(number, days, report)
    papers = data.get("papers")
    source = " ".join(str(paper) for paper in papers) if isinstance(papers, list) else ""
    found = NewYear(number, frozenset(off), frozenset(makeup), "official", source)
    _sound(found, report)
    if report.mistakes:
        raise InvalidCalendar(report.mistakes)
    return found


def _days(number: int, days: Iterable[object], report: Report) -> tuple[set[date], set[date]]:
    seen: set[date] = set()
    off: set[date] = set()
    makeup: set[date] = set()
    for place, entry in enumerate(days):
        path = ("days", place)
        try:
            assert isinstance(entry, Mapping) and isinstance(entry["isOffDay"], bool)
            day, rests = date.fromisoformat(entry["date"]), entry["isOffDay"]
        except (AssertionError, KeyError, TypeError, ValueError):
            report.add(path, "bad_calendar", f"`{entry}` is no day", 'Write {"name": …, "date": "2027-01-01", "isOffDay": true}.')
            continue
        if day in seen:
            report.add(path, "written_twice", f"{day} is in the list twice", "Keep one of them.")
        seen.add(day)
        if day.year != number:
            # A holiday over the new year begins in the old one; a weekend there needs no mention.
            if not (rests and day.weekday() >= 5):
                report.add(path, "bad_calendar", f"{day} is not in {number}", f"Import it with the file of {day.year}.")
        elif rests:
            off.add(day)
        else:
            makeup.add(day)
    return off, makeup


def _sound(year: NewYear, report: Report) -> None:
    """What every such list fulfils; what does not is most often a wrong date."""
    for day in sorted(year.makeup):
        if day.weekday() < 5:
            report.add(("makeup",), "bad_calendar", f"{day} is a {day:%A}, a working day anyway", "Check the date.")
    for month, number in STATUTORY:
        if date(year.number, month, number) not in year.off:
            report.add(
                ("off",), "bad_calendar", f"{year.number}-{month:02}-{number:02} is a statutory holiday and not off", "Check the list."
            )
    worked = sum(day.weekday() < 5 for day in year.off)
    if len(year.makeup) > worked:
        told = f"{len(year.makeup)} days are made up, and only {worked} working days are off"
        report.add(("makeup",), "bad_calendar", told, "Check the dates.")


def _of_yaml(text: str, path: Path) -> tuple[NewYear, ...]:
    document = read(text, str(path))
    if document.findings or not isinstance(document.root, Map):
        raise InvalidWorkflow([*document.findings] or [Finding("bad_calendar", "this is no calendar", file=str(path), line=1, column=1)])
    data = plain(document.root)
    years = data.get("years") if isinstance(data, Mapping) else None
    if not isinstance(years, Mapping) or not years:
        raise InvalidCalendar([((), "bad_calendar", "`years` is missing", "Write years: {2027: {status: official, off: […]}}.")])
    report = Report()
    found = [year for key, values in years.items() if (year := _year(str(key), values, report)) is not None]
    for year in found:
        if year.status == "official":
            _sound(year, report)
    if report.mistakes:
        raise InvalidCalendar(report.mistakes)
    return tuple(found)


def _year(key: str, values: object, report: Report) -> NewYear | None:
    path = ("years", key)
    if not re.fullmatch(r"\d{4}", key) or not FIRST_YEAR <= int(key) <= LAST_YEAR:
        report.add(path, "bad_calendar", f"`{key}` is not a year", "Write a year such as 2027.")
        return None
    if not isinstance(values, Mapping):
        report.add(path, "wrong_type", "a year is a map", "Write {status: official, off: […], makeup: […]}.")
        return None
    report.known_keys(values, ("status", "source", "off", "makeup"), path)
    status = values.get("status", "official")
    if status not in ("official", "provisional"):
        report.add((*path, "status"), "unknown_word", f"`status` cannot be `{status}`", "Possible: official, provisional.")
    off = days_of(values.get("off", []), int(key), (*path, "off"), report)
    makeup = days_of(values["makeup"], int(key), (*path, "makeup"), report) if values.get("makeup") else frozenset[date]()
    for day in sorted(off & makeup):
        report.add((*path, "makeup"), "bad_calendar", f"{day} is off and made up at once", "Take it out of one of the two lists.")
    return NewYear(int(key), off, makeup, "provisional" if status == "provisional" else "official", str(values.get("source", "")))


@dataclass(frozen=True, slots=True)
class Change:
    """What importing a year changes: days that become off, that become working days, and whether anything does."""

    year: int
    was: str
    now: str
    off: tuple[date, ...]
    worked: tuple[date, ...]

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return self.was != self.now or bool(self.off or self.worked)


def change_of(before: Calendar, after: Calendar, number: int) -> Change:
    """How a year differs between two states of a calendar."""
    first = date(number, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(number + 1, 1, 1) - first).days)]
    off = tuple(day for day in days if before.is_workday(day) and not after.is_workday(day))
    worked = tuple(day for day in days if after.is_workday(day) and not before.is_workday(day))
    return Change(number, before.year(number).status, after.year(number).status, off, worked)


def text_of(id: str, folder: Path) -> str | None:
    """The text of a calendar's file: the one in the folder, else the one that ships; None where there is neither."""
    own = folder / f"{id}.yaml"
    if own.is_file():
        return own.read_text("utf-8")
    file = shipped(id)
    return file.read_text("utf-8") if file is not None else None


def with_year(text: str, year: NewYear) -> str:
    """The text of a calendar file with this year in its place, everything else as it is written.

    Raises ValueError where `years` is not written as a block.
    """
    lines = text.rstrip("\n").split("\n")
    head = next((place for place, line in enumerate(lines) if re.match(r"years\s*:", line)), None)
    if head is None:
        return "\n".join([*lines, "", "years:", *_block(year, "  ")]) + "\n"
    if not re.fullmatch(r"years\s*:\s*(#.*)?", lines[head]):
        raise ValueError("`years` is written in one line: write each year below it in lines of its own")
    end = next((at for at in range(head + 1, len(lines)) if re.match(r"[^\s#]", lines[at])), len(lines))
    keys = [(at, match) for at in range(head + 1, end) if (match := KEY.match(lines[at]))]
    indent = min((match.group(1) for _, match in keys), key=len, default="  ")
    years = [(at, match.group(2)) for at, match in keys if match.group(1) == indent]
    mine = next((place for place, (_, key) in enumerate(years) if key == str(year.number)), None)
    if mine is not None:
        start = years[mine][0]
        stop = years[mine + 1][0] if mine + 1 < len(years) else end
        stop = _before_blank(lines, start, stop)
        return "\n".join([*lines[:start], *_block(year, indent), *lines[stop:]]) + "\n"
    behind = next((at for at, key in years if not key.isdigit() or int(key) > year.number), end)
    return "\n".join([*lines[:behind], *_block(year, indent), "", *lines[behind:]]) + "\n"


def _before_blank(lines: list[str], start: int, stop: int) -> int:
    """The end of a block without the empty lines and remarks behind it, which belong to what follows."""
    while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].lstrip().startswith("#")):
        stop -= 1
    return stop


def _block(year: NewYear, indent: str) -> list[str]:
    inner = f"{indent}  "
    made = [f"{indent}{year.number}:", f"{inner}status: {year.status}"]
    if year.source:
        source = f"'{year.source.replace(chr(39), chr(39) * 2)}'" if QUOTED.search(year.source) else year.source
        made.append(f"{inner}source: {source}")
    made.append(f"{inner}off: [{', '.join(spans(year.off))}]")
    return [*made, f"{inner}makeup: [{', '.join(spans(year.makeup))}]"] if year.makeup else made


def spans(days: Iterable[date]) -> list[str]:
    found: list[list[date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1][1] = day
        else:
            found.append([day, day])
    return [f"{first:%m-%d}" if first == last else f"{first:%m-%d}..{last:%m-%d}" for first, last in found]
