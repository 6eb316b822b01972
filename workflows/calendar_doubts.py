"""What is odd about an imported year of a Chinese calendar, and may be right all the same: somebody has to accept it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date

from signoff.engine.frozen import dataclass

from .calendar_import import NewYear

CHINA = "Asia/Shanghai"
MOST_MADE_UP = 10
"""More weekend days than these were never worked in exchange in one year."""
FESTIVALS = {"春节": ((1, 20), (2, 25)), "清明": ((4, 3), (4, 7)), "端午": ((5, 27), (6, 26)), "中秋": ((9, 7), (9, 30))}
"""Festivals of the moon and the sun, and between which days (month, day) the days off for them lie."""
SPRING_DAYS = 3
"""The Spring Festival has at least as many."""
WITH_NATIONAL_DAY = (10, 8)
"""Where the Mid-Autumn Festival falls into the first week of October, this day is off, too."""
DOUBTS = ("festival_missing", "makeup_many", "name_year")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One oddity: its code, and what the sentence is made of."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def doubts_of(years: Iterable[NewYear], zone: str, name: str) -> Iterator[Doubt]:
    """Everything odd about the years of a file called `name`, for a calendar of this zone. Provisional years promise nothing."""
    official = [year for year in years if year.status == "official"]
    for year in official:
        if zone == CHINA:
            yield from (Doubt("festival_missing", {"year": year.number, "festival": one}) for one in _missing(year))
        if len(year.makeup) > MOST_MADE_UP:
            yield Doubt("makeup_many", {"year": year.number, "days": len(year.makeup), "most": MOST_MADE_UP})
    told = [int(part) for part in _numbers(name)]
    if len(official) == 1 and told and official[0].number not in told:
        yield Doubt("name_year", {"year": official[0].number, "file": name})


def _missing(year: NewYear) -> Iterator[str]:
    for festival, (first, last) in FESTIVALS.items():
        off = [day for day in year.off if date(year.number, *first) <= day <= date(year.number, *last)]
        least = SPRING_DAYS if festival == "春节" else 1
        in_october = festival == "中秋" and date(year.number, *WITH_NATIONAL_DAY) in year.off
        if len(off) < least and not in_october:
            yield festival


def _numbers(name: str) -> Iterator[str]:
    """The years that a file name names."""
    digits = "".join(char if char.isascii() and char.isdigit() else " " for char in name)
    return (part for part in digits.split() if len(part) == 4 and part[:2] in ("19", "20", "21"))
