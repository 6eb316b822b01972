"""Single values of a calendar file: days, hours, weekdays, words. Each reports what is wrong with it, and where."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TypeAlias

from signoff.engine.calendars import Interval, MonthDay, Season, check_hours

from .suggest import did_you_mean

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top of the file: ("years", "2026", "off", 3)."""
Mistake: TypeAlias = tuple[Path, str, str, str | None]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_DAY = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})\Z")
INTERVAL = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?\Z")
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
OTHER = "other"


@dataclass(slots=True)
class Report:
    """Collects mistakes as (path, code, message, suggestion); nothing here raises for a user's mistake."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, path: Path, code: str, message: str, suggestion: str | None = None) -> None:
        """One more mistake."""
        self.mistakes.append((path, code, message, suggestion))

    def known_keys(self, data: Mapping[str, object], keys: Sequence[str], path: Path) -> None:
        """Every key must be one of these."""
        for key in data:
            if key not in keys:
                self.add((*path, str(key)), "unknown_key", f"unknown key `{key}`", did_you_mean(str(key), keys, "Possible"))


def text_of(data: Mapping[str, object], key: str, report: Report, path: Path = ()) -> str | None:
    """The text of a key; None if it is not written, or not a text."""
    if key not in data:
        return None
    value = data[key]
    if isinstance(value, str) and value:
        return value
    report.add((*path, key), "missing_value" if not value else "wrong_type", f"`{key}` must be a text", f"Write `{key}: …`.")
    return None


def word_of(data: Mapping[str, object], key: str, words: Sequence[str], report: Report, path: Path = ()) -> str | None:
    """One of a few words."""
    value = text_of(data, key, report, path)
    if value is None or value in words:
        return value
    report.add((*path, key), "unknown_word", f"`{key}` cannot be `{value}`", did_you_mean(value, words, "Possible"))
    return None


def label_of(data: Mapping[str, object], report: Report) -> dict[str, str] | None:
    """The title: a text, or texts by language."""
    value = data.get("title")
    if not isinstance(value, Mapping):
        words = text_of(data, "title", report)
        return None if words is None else {"zh" if CHINESE.search(words) else "en": words}
    for language in value:
        if not LANGUAGE.match(str(language)):
            report.add(("title", str(language)), "wrong_type", f"`{language}` is not a language", "Use a language tag: zh, en.")
    found = {str(language): text_of(value, language, report, ("title",)) for language in value}
    return {language: words for language, words in found.items() if words is not None}


def weekdays_of(written: object, report: Report) -> frozenset[int]:
    """The days of the weekend, Monday = 0."""
    found = set()
    for number, name in enumerate(_items(written, ("weekend",), report, "Write [saturday, sunday].")):
        if name in WEEKDAYS:
            found.add(WEEKDAYS.index(str(name)))
        else:
            report.add(
                ("weekend", number), "unknown_word", f"`{name}` is not a day of the week", did_you_mean(str(name), WEEKDAYS, "Possible")
            )
    if len(found) == 7:
        report.add(("weekend",), "bad_calendar", "the weekend takes the whole week", "Leave at least one day for work.")
    return frozenset(found)


def days_of(written: object, year: int, path: Path, report: Report) -> frozenset[date]:
    """Days and runs of days (`01-01`, `02-15..02-23`) within one year; the year may be written before them."""
    found: set[date] = set()
    for number, item in enumerate(_items(written, path, report, "Write [01-01, 02-15..02-23].")):
        span = _span(item, year, (*path, number), report)
        if span is None:
            continue
        first, last = span
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        if last < first:
            report.add(
                (*path, number),
                "bad_calendar",
                f"`{item}` ends before it begins",
                "Write the earlier day first; a run stays within its year.",
            )
        elif days & found:
            report.add((*path, number), "written_twice", f"{min(days & found):%m-%d} is in the list twice", "Keep one of them.")
        found |= days
    return frozenset(found)


def _span(item: object, year: int, path: Path, report: Report) -> tuple[date, date] | None:
    parts = item.split("..") if isinstance(item, str) else []
    ends = [_day(part.strip(), year, path, report) for part in parts] if 1 <= len(parts) <= 2 else []
    if not ends:
        report.add(path, "wrong_type", f"`{item}` is not a day", "Write 01-01, or 02-15..02-23 for a run of days.")
    if not ends or ends[0] is None or ends[-1] is None:
        return None
    return ends[0], ends[-1]


def _day(text: str, year: int, path: Path, report: Report) -> date | None:
    match = MONTH_DAY.match(text)
    if match is None:
        report.add(path, "wrong_type", f"`{text}` is not a day", "Write month and day as 01-01, a run as 02-15..02-23.")
        return None
    if match.group(1) and int(match.group(1)) != year:
        report.add(path, "bad_calendar", f"`{text}` does not lie in {year}", f"Write it under {match.group(1)}.")
        return None
    try:
        return date(year, int(match.group(2)), int(match.group(3)))
    except ValueError:
        report.add(path, "bad_calendar", f"there is no day `{text}` in {year}", "Check month and day.")
        return None


def hours_of(written: object, path: Path, report: Report) -> tuple[Interval, ...]:
    """Opening hours `08:30-12:00`, in order, breaks left out; 24:00 is the end of the day."""
    found: list[Interval] = []
    for number, item in enumerate(_items(written, path, report, "Write [08:30-12:00, 14:30-17:30].")):
        interval = _interval(item)
        if interval is None:
            report.add((*path, number), "wrong_type", f"`{item}` are not hours", "Write 08:30-12:00, from 00:00 to 24:00.")
            continue
        try:
            check_hours((*found[-1:], interval))
        except ValueError as error:
            report.add((*path, number), "bad_calendar", str(error), None)
        found.append(interval)
    return tuple(found)


def _interval(item: object) -> Interval | None:
    match = INTERVAL.match(item) if isinstance(item, str) else None
    if match is None:
        return None
    start_hour, start_minute, hour, minute = map(int, match.groups())
    try:
        return time(start_hour, start_minute), time(0) if (hour, minute) == (24, 0) else time(hour, minute)
    except ValueError:
        return None


def seasons_of(written: Mapping[str, object], report: Report) -> tuple[tuple[Season, ...], tuple[Interval, ...]]:
    """Hours by season (`05-01..09-30: […]`; may run over the new year), and those of `other`, the rest of the year."""
    seasons: list[Season] = []
    for key, value in written.items():
        path: Path = ("hours", str(key))
        if key == OTHER:
            continue
        span = _span(key, 2000, path, report)
        if span is not None:
            seasons.append(Season(_month_day(span[0]), _month_day(span[1]), hours_of(value, path, report)))
    _cover_the_year(seasons, OTHER in written, report)
    return tuple(seasons), hours_of(written[OTHER], ("hours", OTHER), report) if OTHER in written else ()


def _cover_the_year(seasons: Sequence[Season], rest: bool, report: Report) -> None:
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(366)]
    count = {day: sum(season.holds(day) for season in seasons) for day in days}
    twice = next((day for day in days if count[day] > 1), None)
    if twice is not None:
        report.add(("hours",), "bad_calendar", f"{twice:%m-%d} lies in two seasons", "Let each season begin after the one before it ends.")
    bare = next((day for day in days if not count[day]), None)
    if bare is not None and not rest:
        report.add(("hours",), "bad_calendar", f"{bare:%m-%d} lies in no season", f"Add a season, or `{OTHER}:` for the rest of the year.")


def _month_day(day: date) -> MonthDay:
    return day.month, day.day


def _items(written: object, path: Path, report: Report, example: str) -> Iterable[object]:
    """The items of a list; a single text may stand without brackets."""
    if isinstance(written, str) and written:
        return (written,)
    if isinstance(written, list | tuple):
        return written
    report.add(path, "missing_value" if not written else "wrong_type", f"`{path[-1]}` must be a list", example)
    return ()
