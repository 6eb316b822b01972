"""What people add to a scorecard: a unit scores itself, the office reviews with reasons, superiors commend. Read as a scorecard is."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from signoff.engine.frozen import dataclass

from .choices import Choices, meant, nearest
from .scorecard import Mistake, Path, Reading, Scorecard


@dataclass(frozen=True, slots=True)
class Review:
    """The score that the office gives instead of the one worked out, and why."""

    score: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Commendation:
    """A superior's commendation: by whom, on which day, for what."""

    by: str
    on: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class UnitMarks:
    """What was added for one unit: its own scores (自评) and those of the review (考评), by indicator; commendations."""

    own: Mapping[str, Decimal] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    commendations: tuple[Commendation, ...] = ()


Marks = Mapping[str, UnitMarks]


def read_marks(values: object, card: Scorecard, known: Choices | None = None) -> tuple[Marks, list[Mistake]]:
    """The marks of plain values, by unit, and every mistake in them. Of `known` units each is named by its id or its title."""
    reading = Reading()
    top = reading.map(values, (), ("scorecard", "version", "units"), ("scorecard", "units"))
    if top.get("scorecard") not in (None, card.id):
        told = f"these marks are for the scorecard `{top['scorecard']}`, not for `{card.id}`"
        reading.wrong("wrong_name", ("scorecard",), told, f"Write `scorecard: {card.id}`, or take the other scorecard.")
    elif top.get("version") is not None and str(top["version"]) != card.version:
        told = f"these marks are for the version `{top['version']}` of the scorecard, which is now `{card.version}`"
        reading.wrong("wrong_name", ("version",), told, "Take the scorecard of that version, or look the marks over and write the new one.")
    found: dict[str, UnitMarks] = {}
    for name, inner in reading.map(top.get("units") or {}, ("units",)).items():
        unit = _named(reading, name, known)
        if unit in found:
            reading.wrong("written_twice", ("units", name), f"the unit `{name}` is marked twice", "Write all of its marks in one place.")
        found[unit] = _unit(reading, inner, ("units", name), card)
    return found, reading.mistakes


def _named(reading: Reading, name: str, known: Choices | None) -> str:
    """The id of the unit that is meant; what is none, or may be several, is noted."""
    ids = meant(known, name) if known is not None else (name,)
    if len(ids) == 1:
        return ids[0]
    if ids:
        reading.wrong("unknown_unit", ("units", name), f"`{name}` may be several units", f"Write the id: {', '.join(ids)}.")
    else:
        near = nearest(known or {}, name)
        hint = f"Did you mean `{near}`?" if near else "Write the name or the id of a unit that handles cases."
        reading.wrong("unknown_unit", ("units", name), f"there is no unit `{name}`", hint)
    return name


def _unit(reading: Reading, value: object, path: Path, card: Scorecard) -> UnitMarks:
    one = reading.map(value, path, ("self", "review", "commendations"))
    own = {
        id: _score(reading, score, (*path, "self", id), card)
        for id, score in _indicators(reading, one.get("self"), (*path, "self"), card).items()
    }
    reviews = {}
    for id, inner in _indicators(reading, one.get("review"), (*path, "review"), card).items():
        here: Path = (*path, "review", id)
        given = reading.map(inner, here, ("score", "reason"), ("score", "reason"))
        reviews[id] = Review(_score(reading, given.get("score") or 0, here, card), str(given.get("reason") or ""))
    return UnitMarks(own, reviews, _commendations(reading, one.get("commendations"), (*path, "commendations")))


def _indicators(reading: Reading, value: object, path: Path, card: Scorecard) -> Mapping[str, object]:
    return reading.map(value, path, [one.id for one in card.indicators]) if value is not None else {}


def _score(reading: Reading, value: object, path: Path, card: Scorecard) -> Decimal:
    made = reading.number(value, path)
    weight = next((one.weight for one in card.indicators if one.id == path[-1]), None)
    if weight is not None and made > weight:
        reading.wrong("wrong_type", path, f"a score of {made}, where at most {weight} can be had", f"Write a number from 0 to {weight}.")
    return made


def _commendations(reading: Reading, value: object, path: Path) -> tuple[Commendation, ...]:
    if value is not None and not isinstance(value, list):
        reading.wrong("wrong_type", path, "commendations must be a list", "Write `- {by: …, on: 2026-11-02, what: …}` for each.")
        return ()
    found = []
    for place, inner in enumerate(value or ()):
        one = reading.map(inner, (*path, place), ("by", "on", "what"), ("by", "on"))
        found.append(Commendation(str(one.get("by") or ""), str(one.get("on") or ""), str(one.get("what") or "")))
    return tuple(found)
