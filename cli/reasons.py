"""Findings of `stuck` and `why` as words: the reason's name, its sentence in the language spoken, and how grave it is."""

import re
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from .messages import count, language, said, say
from .naming import Names
from .screen import BOLD, RED, YELLOW
from .times import age, stamp

if TYPE_CHECKING:
    from signoff.engine.inspect import StuckFinding

MARKS = {"error": ("✗", RED), "warning": ("!", YELLOW), "info": ("·", "")}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
PERSONS = ("person",)


def name_of(finding: "StuckFinding") -> str:
    """What the reason is called."""
    return said(f"reason.{finding.code}", finding.code)


def short(finding: "StuckFinding") -> str:
    """The reason in a few words: its name, and how much where that is said in a number."""
    return said(f"short.{finding.code}.{finding.variant}", name_of(finding), **finding.params)


def mark(finding: "StuckFinding") -> tuple[str, tuple[str, ...]]:
    """A sign and a tone for how grave it is."""
    sign, tone = MARKS.get(finding.severity.value, ("·", ""))
    return sign, (tone, BOLD) if tone else ()


def sentence(finding: "StuckFinding", names: Names, zone: tzinfo | None) -> str:
    """Why, with instants in the zone and persons by name; in English in the engine's own words."""
    facts = {key: shown(key, value, names, zone) for key, value in finding.params.items()}
    if language() == "en":
        return INSTANT.sub(lambda found: stamp(read(found.group()), zone), finding.cause)
    return said(f"stuck.{finding.code}.{finding.variant}", finding.cause, **facts)


def shown(key: str, value: str | int, names: Names, zone: tzinfo | None) -> str | int:
    """A fact for people."""
    if key in PERSONS:
        return names.person(str(value))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return stamp(read(value), zone)
    return value


def read(text: str) -> datetime:
    """An instant as the engine writes it."""
    return datetime.fromisoformat(text)


def working(minutes: int | None) -> str:
    """Working time in words; nothing where no calendar counts, or hardly any has passed."""
    return count("working.hours", minutes // 60) if minutes is not None and minutes >= 60 else ""


def lasted(age: str, minutes: int | None) -> str:
    """How long, and how much of it was working time."""
    spent = working(minutes)
    return say("stuck.first", age=age, working=spent) if spent else age


def seen_to(finding: "StuckFinding", names: Names, now: datetime) -> str:
    """Who has acknowledged it, and how long ago; nothing where nobody has."""
    seen = finding.acknowledged
    if seen is None:
        return ""
    return say("list.clause") + say("stuck.acknowledged", person=names.person(seen.by), age=age(seen.at, now))
