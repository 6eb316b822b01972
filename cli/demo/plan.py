"""What happens in the demonstration, as data: when each reply is drafted, how long every desk takes, what comes back, who is away.

A test may alter one return or one absence (`dataclasses.replace`), and totals, `stuck` and `why` follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .caseload import Item, items, roll

ZONE = ZoneInfo("Asia/Shanghai")
USUAL = {"section_revision": (3, 11), "deputy_director": (1, 5), "director": (1, 5), "city_leader": (2, 11)}
"""From how many to how many working hours a desk usually takes; each has 12, 6, 6 and 12."""


@dataclass(frozen=True, slots=True)
class Back:
    """The desk `at` sends the case back, once: to which step, with what words, and how it goes on afterwards."""

    at: str
    comment: str
    to: str = "draft"
    resume: str = "rewalk"


@dataclass(frozen=True, slots=True)
class Course:
    """How one case goes: when drafting begins, the working hours that the draft and each desk take, and what is sent back.

    `asleep` is the desk that never gets round to it.
    """

    item: Item
    begins: datetime
    drafting: int
    pace: Mapping[str, int]
    backs: tuple[Back, ...] = ()
    asleep: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """From an instant on a person does nothing: until they are back at their desk, or for good (None), and the people file says so."""

    person: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole year: how every case goes, who is away, when we look at it, and how it ends.

    At `mended_at` seats that nobody fills go to `substitute`, and whoever sleeps over a case is reminded. At `reported_at` the look-backs
    report; those of the cases `kept` say that the promise was kept.
    """

    courses: tuple[Course, ...]
    absences: tuple[Absence, ...]
    looked_at: datetime
    explained: str
    mended_at: datetime
    reported_at: datetime
    ends: datetime
    kept: tuple[str, ...]
    substitute: str = "huang"
    section: tuple[str, ...] = ("li", "chen")

    def course(self, number: str) -> Course:
        """How the case of this number goes."""
        return next(course for course in self.courses if course.item.number == number)


BACKS: Mapping[str, tuple[Back, ...]] = {
    "6204": (Back("deputy_director", "未逐条答复"),),
    "6211": (Back("director", "标点和数字有误", "section_revision", "straight_back"),),
    "6217": (Back("city_leader", "请补充资金安排"),),
    "6223": (Back("deputy_director", "办理结果类别与内容不符"), Back("director", "措辞不当", "section_revision", "straight_back")),
    "6230": (Back("section_revision", "缺少与代表沟通的情况"),),
    "6238": (Back("director", "请财政部门先会签"),),
    "2020308": (Back("deputy_director", "未回应提案第二点"),),
    "2020315": (Back("section_revision", "格式不符"),),
    "2020322": (Back("city_leader", "时间表须明确", "section_revision", "straight_back"),),
    "2020336": (Back("deputy_director", "与主办单位意见不一致"),),
    "2020349": (Back("director", "引用文件已废止"),),
    "2020357": (Back("section_revision", "联系电话有误"),),
    "2020368": (Back("deputy_director", "请写明责任单位"), Back("deputy_director", "仍未写明完成时限")),
}
"""What is sent back, by case."""

LATE: Mapping[str, Mapping[str, int]] = {
    "6209": {"section_revision": 30},
    "6226": {"city_leader": 40},
    "2020312": {"deputy_director": 22},
    "2020331": {"director": 14},
    "2020345": {"section_revision": 26},
    "2020360": {"city_leader": 48},
}
"""Desks that take longer than they have, in working hours."""

ASLEEP: Mapping[str, str] = {"6233": "section_revision", "2020366": "city_leader"}
"""Cases that lie at a desk and are not touched."""


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the year, local time; minutes may run over the hour."""
    return datetime(2020, month, day, hour, tzinfo=ZONE) + timedelta(minutes=minute)


BATCHES = ((3, 16), (4, 13), (5, 11))
"""The days on which the office hands cases out."""

ABSENCES = (Absence("luo", at(5, 26, 10)), Absence("zheng", at(4, 20), at(4, 30)))
"""One deputy director leaves in May and nobody takes over; one city leader is away for ten days in April."""


def plan() -> Plan:
    """The year as it is shown."""
    return Plan(
        tuple(course(item, place) for place, item in enumerate(items())),
        ABSENCES,
        looked_at=at(6, 24, 17, 30),
        explained="2020364",
        mended_at=at(6, 28),
        reported_at=at(11, 20),
        ends=at(12, 31, 17, 30),
        kept=("2020302",),
    )


def course(item: Item, place: int) -> Course:
    """How a case goes: everything that is not written above follows from its number."""
    usual = {desk: low + roll(item.number, desk, high - low) for desk, (low, high) in USUAL.items()}
    return Course(
        item,
        begins=at(*BATCHES[place % len(BATCHES)], 9, roll(item.number, "minute", 90)),
        drafting=8 + roll(item.number, "draft", 80),
        pace={**usual, **LATE.get(item.number, {})},
        backs=BACKS.get(item.number, ()),
        asleep=ASLEEP.get(item.number),
    )
