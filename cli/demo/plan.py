"""What happens in the demonstration, as data: when cases are handed out, how long every duty takes, what comes back, who is away.

A test may alter one return or one absence (`dataclasses.replace`), and totals, `stuck` and `why` follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .caseload import ALL, KNOWN, LED, NEW_UNIT, Item, items, roll

ZONE = ZoneInfo("Asia/Shanghai")
USUAL: Mapping[str, tuple[int, int]] = {
    "sign_in": (3, 16),
    "opinion": (10, 40),
    "plan": (20, 50),
    "talk": (20, 60),
    "draft": (30, 120),
    "co_draft": (2, 28),
    "drafting": (3, 12),
    "unit_check": (1, 6),
    "unit_sign": (1, 6),
    "section_revision": (3, 11),
    "deputy_director_review": (1, 5),
    "director_check": (1, 5),
    "city_leader_approval": (2, 11),
    "pre_print_check": (1, 6),
    "send": (2, 16),
    "acknowledge": (6, 40),
    "upload": (2, 16),
    "publish": (20, 90),
    "visit_back": (8, 40),
    "form": (24, 72),
    "study": (20, 40),
    "second_plan": (30, 60),
    "plan_review": (2, 12),
    "evaluate": (10, 40),
}
"""From how many to how many working hours a duty usually takes; a working day has six and a half."""


@dataclass(frozen=True, slots=True)
class Back:
    """The desk `at` sends the reply back, once: to which step, with what words, and how it goes on afterwards."""

    at: str
    comment: str
    to: str = "drafting"
    resume: str = "rewalk"


@dataclass(frozen=True, slots=True)
class Course:
    """How one case goes: with which batch it is handed out, what takes longer than usual, and what is sent back.

    `asleep` is the desk that never gets round to it.
    """

    item: Item
    batch: int
    slow: Mapping[str, int] = field(default_factory=dict)
    backs: tuple[Back, ...] = ()
    asleep: str | None = None

    def hours(self, what: str) -> int:
        """The working hours that a duty takes in this case."""
        low, high = USUAL[what]
        return self.slow.get(what, low + roll(self.item.number, what, high - low))


@dataclass(frozen=True, slots=True)
class Absence:
    """From an instant on a person does nothing: until they are back at their desk, or for good (None), and the people file says so."""

    person: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole year: how every case goes, who is away, when we look at it, and how it ends.

    `batches` are the days on which the office hands cases out. At `mended_at` seats that nobody fills go to `substitute`, and whoever
    sleeps over a case is reminded. Of the look-backs, promises of the cases `kept` were kept; plans of those `revised` were changed.
    """

    courses: tuple[Course, ...]
    absences: tuple[Absence, ...]
    batches: tuple[datetime, ...]
    looked_at: datetime
    explained: str
    mended_at: datetime
    ends: datetime
    kept: tuple[str, ...]
    revised: tuple[str, ...] = ()
    substitute: str = "huang"
    section: tuple[str, ...] = ("li", "chen", "fang")

    @property
    def begins(self) -> datetime:
        """When the first cases come in: some days before they are handed out."""
        return self.batches[0] - COMES_IN

    def course(self, number: str) -> Course:
        """How the case of this number goes."""
        return next(course for course in self.courses if course.item.number == number)

    def batch(self, number: int) -> tuple[Course, ...]:
        """What is handed out together."""
        return tuple(course for course in self.courses if course.batch == number)


COMES_IN = timedelta(days=5)
"""So long before a batch is handed out its cases have come in and are registered: on a Wednesday, and none of these is a holiday."""

REPORT_BY = (date(2020, 4, 30), date(2020, 6, 30), date(2020, 8, 31))
"""The days by which the policy wants to hear how far a case is."""
TOLD = ((7, 30), (10, 27))
"""When the proposers of what was promised are told how far it is, before the look-back ends."""

BACKS: Mapping[str, tuple[Back, ...]] = {
    "6204": (Back("deputy_director_review", "未逐条答复"),),
    "6211": (Back("director_check", "标点和数字有误", "section_revision", "straight_back"),),
    "6217": (Back("city_leader_approval", "请补充资金安排"),),
    "6223": (Back("deputy_director_review", "依据不足"), Back("director_check", "措辞不当", "section_revision", "straight_back")),
    "6230": (Back("section_revision", "缺少与上级主办单位沟通的情况"),),
    "6235": (Back("director_check", "请财政部门先提意见"),),
    "2020308": (Back("deputy_director_review", "未回应提案第二点"),),
    "2020315": (Back("section_revision", "格式不符"),),
    "2020322": (Back("city_leader_approval", "时间表须明确", "section_revision", "straight_back"),),
    "2020336": (Back("deputy_director_review", "与主办单位意见不一致"),),
    "2020349": (Back("director_check", "引用文件已废止"),),
    "2020357": (Back("section_revision", "联系电话有误"),),
    "2020360": (Back("deputy_director_review", "请写明责任单位"), Back("deputy_director_review", "仍未写明完成时限")),
}
"""What is sent back, by case."""

SLOW: Mapping[str, Mapping[str, int]] = {
    "6209": {"section_revision": 30},
    "6226": {"sign_in": 40},
    "6203": {"plan": 105, "talk": 12, "draft": 60},
    "6238": {"sign_in": 4, "co_draft": 2, "drafting": 5, "deputy_director_review": 30},
    "2020375": {"sign_in": 5, "co_draft": 2, "drafting": 4, "deputy_director_review": 30},
    "2020378": {"sign_in": 4, "co_draft": 2, "drafting": 6, "deputy_director_review": 30},
    "2020377": {"sign_in": 12, "co_draft": 8},
    "2020312": {"deputy_director_review": 22},
    "2020331": {"director_check": 14},
    "2020345": {"section_revision": 26},
    "2020353": {"city_leader_approval": 40},
}
"""Duties that take longer than they have, in working hours, and some that are done quickly."""

ASLEEP: Mapping[str, str] = {"6240": "section_revision", "2020370": "city_leader_approval"}
"""Cases that lie at a desk and are not touched."""


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the year, local time."""
    return datetime(2020, month, day, hour, minute, tzinfo=ZONE)


BATCHES = (at(3, 16, 10), at(4, 13, 10), at(5, 11, 10), at(6, 8, 10))
SHARES = (0.35, 0.65, 0.82)
"""Which part of the numbers of each kind has been handed out after each batch; the last one takes the rest."""

ABSENCES = (Absence("luo", at(6, 16, 10)), Absence("zheng", at(4, 20), at(4, 28)))
"""One deputy director leaves in June and nobody takes over; one city leader is away for some days in April."""
EXPLAINED = NEW_UNIT[0]


def plan(cases: int = ALL) -> Plan:
    """The year as it is shown; with fewer cases those that the story tells of are among them."""
    return Plan(
        chosen(courses(), cases),
        ABSENCES,
        BATCHES,
        looked_at=at(6, 24, 17, 30),
        explained=EXPLAINED,
        mended_at=at(6, 28),
        ends=at(12, 31, 17, 30),
        kept=("2020302",),
        revised=("2020194",),
    )


def courses() -> tuple[Course, ...]:
    """How all of them go: everything that is not written above follows from the number."""
    found = items()
    return tuple(course(item, batch_of(item, found)) for item in found)


def batch_of(item: Item, all: tuple[Item, ...]) -> int:
    """Numbers are given as cases come in, so the first numbers of each kind are handed out first."""
    same = [other.number for other in all if other.kind == item.kind]
    return sum(same.index(item.number) >= share * len(same) for share in SHARES)


def course(item: Item, batch: int) -> Course:
    """How a case goes."""
    return Course(item, batch, SLOW.get(item.number, {}), BACKS.get(item.number, ()), ASLEEP.get(item.number))


def chosen(all: tuple[Course, ...], count: int) -> tuple[Course, ...]:
    """So many of them: first those that are known or explained or led, then any."""
    first = (*(item.number for item in KNOWN), EXPLAINED, *LED, *ASLEEP)

    def place(course: Course) -> tuple[int, int]:
        number = course.item.number
        return (first.index(number) if number in first else len(first), roll(number, "chosen", 1 << 30))

    kept = {course.item.number for course in sorted(all, key=place)[:count]}
    return tuple(course for course in all if course.item.number in kept)
