"""The days of a row held against each other and against today: what cannot be is a mistake, what is only unusual a doubt."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime

from signoff.engine.frozen import dataclass

YEARS = range(1949, 2200)
"""Of cases, and of days in a ledger."""

ORDER = (
    ("assigned_at", "reply_due_at"),
    ("assigned_at", "reply_issued_at"),
    ("received_at", "reply_issued_at"),
    ("received_at", "upstream_due"),
    ("reply_due_at", "extended_to"),
    ("reply_issued_at", "uploaded_at"),
    ("reply_issued_at", "published_at"),
)
"""Of each pair the second day follows from the first: a limit and a reply from the assignment, what is uploaded from the reply."""
PAST = ("received_at", "assigned_at", "reply_issued_at", "uploaded_at", "published_at")
"""Days on which something has been done; limits may lie ahead."""
EMPTY = {"lead_proposer": "proposer_empty", "reply_due_at": "limit_empty"}
"""What a finished row should have where the table has a column for it, and the doubt where it has not."""
OF_THE_YEAR = ("received_at", "assigned_at", "reply_issued_at")
DOUBTS = frozenset({"received_late", "proposer_empty", "year_apart", "limit_empty", "unit_idle"})
"""What real ledgers may have: an upper level's day of assignment lies before our receipt, a proposal of a party has no lead proposer,
a matter of one session drags on for years, a limit was never written down, a new unit has nobody yet. It holds the import back until
somebody accepts it."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about a row: the `name` of the field whose cell is to be looked at, a code, and what the sentence is made of."""

    name: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def oddities(data: Mapping[str, object], today: date, left_empty: Collection[str]) -> Iterator[Oddity]:
    """Everything odd about the data of a row; `today` is the day of the import, `left_empty` are columns in which a finished row has
    nothing (`EMPTY`)."""
    days = {name: day for name in data if (day := _day(data[name])) is not None}
    for first, second in ORDER:
        if first in days and second in days and days[second] < days[first]:
            yield Oddity(second, "day_before", {"found": days[second], "other": first, "day": days[first]})
    for name in PAST:
        if name in days and days[name] > today:
            yield Oddity(name, "day_ahead", {"found": days[name], "today": today})
    if data.get("disclosure") == "none" and "published_at" in days:
        yield Oddity("published_at", "published_none", {"found": days["published_at"], "other": "disclosure"})
    if isinstance(year := data.get("year"), int) and year not in YEARS:
        yield Oddity("year", "year_beyond", {"found": year})
        return
    yield from (Oddity(name, code) for name, code in EMPTY.items() if name in left_empty)
    yield from _doubtful_days({name: day for name, day in days.items() if day <= today}, data.get("year"))


def _doubtful_days(days: Mapping[str, date], year: object) -> Iterator[Oddity]:
    if "received_at" in days and "assigned_at" in days and days["received_at"] > days["assigned_at"]:
        yield Oddity("received_at", "received_late", {"found": days["received_at"], "other": "assigned_at", "day": days["assigned_at"]})
    for name in OF_THE_YEAR:
        if isinstance(year, int) and name in days and abs(days[name].year - year) > 1:
            yield Oddity(name, "year_apart", {"found": days[name], "year": year})


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
