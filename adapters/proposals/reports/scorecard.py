"""A scorecard (测评办法) as data: indicators with weights, bonuses, deductions, grades. Read from plain values, mistakes with paths."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from signoff.engine.frozen import dataclass

from .counts import COUNTS
from .measured import MEASURES
from .measures import card_points
from .rows import Ledger
from .tables import Label, spoken

FORMULAS = ("proportional", "per_point")
"""`proportional`: weight × rate. `per_point`: the weight less one for each percentage point below 100, never below 0."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a scorecard or a sheet of marks: a code of findings, where, a sentence, and what to do."""

    code: str
    path: Path
    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """Points for each thing of a kind (`counts`), at most `most` in all; without `points` those of the city's policy."""

    id: str
    title: Label
    counts: str
    points: Decimal | None = None
    most: Decimal | None = None

    def worth(self, things: int, part: Ledger) -> Decimal:
        """The points of so many things of a ledger, after the limit; cards cost there what the policy says of each."""
        points = card_points(part, COUNTS[self.counts].level) if self.points is None else things * self.points
        return points if self.most is None else min(points, self.most)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: a rate, worth its weight by a formula, less points for each thing of a kind; never below 0."""

    id: str
    title: Label
    measure: str
    weight: Decimal
    formula: str = "proportional"
    minus: Each | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, from so many points on."""

    start: Decimal
    title: Label


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How the units of one group are assessed in one year.

    The weight of an indicator without anything to count is shared out among the others. Any count named in `veto` leads to the last
    grade. `outer_weight` is what the result is worth in an outer assessment, out of 100.
    """

    id: str
    version: str
    title: Label
    group: str
    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    bonus: tuple[Each, ...] = ()
    bonus_most: Decimal | None = None
    deductions: tuple[Each, ...] = ()
    deductions_most: Decimal | None = None
    veto: tuple[str, ...] = ()
    outer_weight: Decimal | None = None

    @property
    def weight(self) -> Decimal:
        """All weights together."""
        return sum((one.weight for one in self.indicators), Decimal(0))


KEYS = ("scorecard", "version", "title", "group", "indicators", "bonus", "deductions", "grades", "veto", "outer_weight")
REQUIRED = ("scorecard", "version", "title", "group", "indicators", "grades")
INDICATOR_KEYS = ("title", "measure", "weight", "formula", "minus")
EACH_KEYS = ("title", "each", "points", "most")


@dataclass
class Reading:
    """Plain values on their way to a scorecard; what is wrong is noted and read on."""

    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, code: str, path: Path, message: str, suggestion: str | None = None) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(code, path, message, suggestion))

    def map(self, value: object, path: Path, keys: Sequence[str] = (), required: Sequence[str] = ()) -> Mapping[str, object]:
        """A map with these keys (any, where none are given)."""
        if not isinstance(value, Mapping):
            self.wrong("wrong_type", path, f"{named(path)} must be a map", "Write `key: value` lines, indented below it.")
            return {}
        for key in value:
            if keys and key not in keys:
                near = get_close_matches(str(key), keys, 1)
                hint = f"Did you mean `{near[0]}`?" if near else f"Possible: {', '.join(keys)}."
                self.wrong("unknown_key", (*path, str(key)), f"unknown key `{key}` in {named(path)}", hint)
        for key in required:
            if value.get(key) is None:
                self.wrong("missing_key", path, f"{named(path)} needs `{key}`", f"Add `{key}:`.")
        return value

    def label(self, value: object, path: Path, default: str = "") -> Label:
        """A text, or one for each language."""
        if isinstance(value, Mapping):
            self.map(value, path, ("zh", "en"))
            return {str(language): str(text) for language, text in value.items()}
        return {"zh": str(value)} if value is not None else {"zh": default} if default else {}

    def number(self, value: object, path: Path, least: int = 0) -> Decimal:
        """A number not below `least`."""
        try:
            made = Decimal(str(value))
        except InvalidOperation:
            made = Decimal("NaN")
        if not made.is_finite() or made < least:
            self.wrong("wrong_type", path, f"{named(path)} must be a number from {least} on, not `{value}`", "Write digits: `2.5`.")
            return Decimal(0)
        return made

    def some(self, value: object, path: Path, least: int = 0) -> Decimal | None:
        """A number, where one is written."""
        return None if value is None else self.number(value, path, least)

    def word(self, value: object, path: Path, words: Sequence[str]) -> str:
        """One of these words."""
        if value not in words:
            near = get_close_matches(str(value), words, 1)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            self.wrong("unknown_word", path, f"{named(path)}: there is no `{value}`", f"{hint}Possible: {', '.join(words)}.")
            return words[0]
        return str(value)


def named(path: Path) -> str:
    """A place as people write it: `indicators.reply.weight`."""
    return ".".join(map(str, path)) or "the file"


def read_scorecard(values: object) -> tuple[Scorecard, list[Mistake]]:
    """The scorecard of plain values (texts, maps, lists), and every mistake in them: it holds only where there is none."""
    reading = Reading()
    top = reading.map(values, (), KEYS, REQUIRED)
    indicators = _indicators(reading, top.get("indicators"))
    bonus, bonus_most = _lines(reading, top.get("bonus"), ("bonus",))
    deductions, deductions_most = _lines(reading, top.get("deductions"), ("deductions",))
    made = Scorecard(
        id=str(top.get("scorecard") or ""),
        version=str(top.get("version") or ""),
        title=reading.label(top.get("title"), ("title",)),
        group=str(top.get("group") or ""),
        indicators=indicators,
        grades=_grades(reading, top.get("grades")),
        bonus=bonus,
        bonus_most=bonus_most,
        deductions=deductions,
        deductions_most=deductions_most,
        veto=_veto(reading, top.get("veto")),
        outer_weight=reading.some(top.get("outer_weight"), ("outer_weight",)),
    )
    if indicators and made.weight != 100 and not reading.mistakes:
        reading.wrong("wrong_type", ("indicators",), f"the weights add up to {made.weight}, not to 100", "Change a weight.")
    return made, reading.mistakes


def _indicators(reading: Reading, value: object) -> tuple[Indicator, ...]:
    found = []
    for id, inner in reading.map(value, ("indicators",)).items() if value is not None else ():
        path: Path = ("indicators", id)
        one = reading.map(inner, path, INDICATOR_KEYS, ("measure", "weight"))
        measure = reading.word(one["measure"], (*path, "measure"), list(MEASURES)) if one.get("measure") is not None else "on_time"
        minus = _each(reading, "minus", one["minus"], (*path, "minus")) if one.get("minus") is not None else None
        weight = reading.number(one["weight"], (*path, "weight")) if one.get("weight") is not None else Decimal(0)
        title = reading.label(one.get("title"), (*path, "title")) or MEASURES[measure].title
        formula = reading.word(one.get("formula") or FORMULAS[0], (*path, "formula"), FORMULAS)
        found.append(Indicator(id, title, measure, weight, formula, minus))
    return tuple(found)


def _lines(reading: Reading, value: object, path: Path) -> tuple[tuple[Each, ...], Decimal | None]:
    if value is None:
        return (), None
    one = reading.map(value, path, ("most", "lines"), ("lines",))
    inner = reading.map(one.get("lines") or {}, (*path, "lines"))
    lines = tuple(_each(reading, id, each, (*path, "lines", id)) for id, each in inner.items())
    return lines, reading.some(one.get("most"), (*path, "most"))


def _each(reading: Reading, id: str, value: object, path: Path) -> Each:
    one = reading.map(value, path, EACH_KEYS, ("each",) if _is_of_cards(value) else ("each", "points"))
    counts = reading.word(one["each"], (*path, "each"), list(COUNTS)) if one.get("each") is not None else next(iter(COUNTS))
    points, most = (reading.some(one.get(name), (*path, name)) for name in ("points", "most"))
    title = reading.label(one.get("title"), (*path, "title")) or COUNTS[counts].title
    return Each(id, title, counts, points, most)


def _is_of_cards(value: object) -> bool:
    """Whether these are points for cards: the policy has them, too."""
    return isinstance(value, Mapping) and any(value.get("each") == name for name, count in COUNTS.items() if count.level)


def _grades(reading: Reading, value: object) -> tuple[Grade, ...]:
    if not isinstance(value, list) or not value:
        if value is not None:
            reading.wrong("wrong_type", ("grades",), "grades must be a list", "Write `- {from: 90, title: 优秀}` for each.")
        return (Grade(Decimal(0), {"zh": ""}),)
    found = []
    for place, inner in enumerate(value):
        one = reading.map(inner, ("grades", place), ("from", "title"), ("from", "title"))
        found.append(
            Grade(reading.number(one.get("from") or 0, ("grades", place, "from")), reading.label(one.get("title"), ("grades", place)))
        )
    starts = [grade.start for grade in found]
    if starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
        told = "grades must go down, the last one from 0"
        reading.wrong("wrong_type", ("grades",), told, "Write the best grade first, and end with `from: 0`.")
    return tuple(found)


def _veto(reading: Reading, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        return (reading.word(value, ("veto",), list(COUNTS)),)
    return tuple(reading.word(name, ("veto", place), list(COUNTS)) for place, name in enumerate(value))


def grade_of(card: Scorecard, total: Decimal) -> Grade:
    """The grade for so many points; below 0 it is the last one."""
    return next((grade for grade in card.grades if total >= grade.start), card.grades[-1])


def titled(card: Scorecard, language: str) -> str:
    """What the scorecard is called, with its version."""
    return f"{spoken(card.title, language)} {card.version}".strip()
