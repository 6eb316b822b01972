"""Days as people write them in tables, where they can be read in one way only."""

import re
from datetime import date, datetime

from .mistakes import Wrong
from .plausible import YEARS

WRITTEN = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\Z")
SERIALS = range(18_000, 110_000)
"""Numbers that would be days of 1949 to 2201 in a spreadsheet."""


def day_of(value: object) -> date:
    """The day of a cell: a date, or a text with the year first. Raises Wrong."""
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, str):
        found = _read(value)
    elif isinstance(value, int | float) and not isinstance(value, bool) and f"{value:.0f}".isdigit():
        if int(value) in SERIALS:
            raise Wrong("date_as_number", found=f"{value:g}")
        found = _read(f"{value:.0f}")
    else:
        raise Wrong("date", found=str(value))
    if found.year not in YEARS:
        raise Wrong("year_beyond", found=str(value))
    return found


def _read(text: str) -> date:
    bare = CLOCK.sub("", text)
    if bare.isdigit() and len(bare) == 5 and int(bare) in SERIALS:
        raise Wrong("date_as_number", found=text)
    parts = next((match.groups() for pattern in WRITTEN if (match := pattern.fullmatch(bare))), None)
    if parts is None:
        raise Wrong("date", found=text)
    try:
        return date(*map(int, parts))
    except ValueError:
        raise Wrong("no_such_day", found=text) from None
