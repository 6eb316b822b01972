"""From a ledger and a scorecard to scores: every line knows the cases behind it, and what is printed adds up by hand.

Each line is rounded to two decimals, half up; all that follows is worked out from the rounded lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from signoff.engine.frozen import dataclass

from .counts import COUNTS
from .filters import Filter, filtered
from .marks import Marks, UnitMarks
from .measured import MEASURES
from .rates import units_of
from .rows import Ledger
from .scorecard import Each, Indicator, Scorecard, grade_of
from .tables import Label, Rate, rounded

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one unit. `computed` is None where there was nothing to count; `final` is the review's, else the computed one.

    `hits` and `misses` are the cases behind the rate, `minus` those for which points were taken off.
    """

    id: str
    title: Label
    weight: Decimal
    rate: Rate
    computed: Decimal | None
    own: Decimal | None = None
    review: Decimal | None = None
    reason: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()

    @property
    def final(self) -> Decimal | None:
        """What counts; None where the indicator does not apply."""
        return self.review if self.review is not None else self.computed


@dataclass(frozen=True, slots=True)
class Extra:
    """Points given or taken for things of one kind: the cases (or commendations) behind them, and the points after the limit."""

    id: str
    title: Label
    evidence: tuple[str, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The score of one unit. `base` is `subtotal` of `weight` points that apply, brought to 100; `rank` is shared by equal totals."""

    unit: str
    lines: tuple[Line, ...]
    bonus: tuple[Extra, ...]
    deductions: tuple[Extra, ...]
    subtotal: Decimal
    weight: Decimal
    base: Decimal
    bonus_points: Decimal
    deduction_points: Decimal
    total: Decimal
    grade: Label
    vetoed: tuple[str, ...] = ()
    rank: int = 0

    @property
    def normalised(self) -> Decimal:
        """The total between 0 and 100, for an outer assessment."""
        return min(max(self.total, ZERO), HUNDRED)


def scores(ledger: Ledger, card: Scorecard, marks: Marks | None = None) -> tuple[UnitScore, ...]:
    """Every unit of the scorecard's group that has something to be assessed by, best first; equal totals share a rank (1, 1, 3)."""
    marks = marks or {}
    units = [id for id in units_of(ledger) if ledger.unit(id).group == card.group]
    found = [score(filtered(ledger, Filter(unit=id)), id, card, marks.get(id, UnitMarks())) for id in units]
    totals = [one.total for one in found]
    ranked = [replace(one, rank=1 + sum(total > one.total for total in totals)) for one in found]
    return tuple(sorted(ranked, key=lambda one: one.rank))


def score(part: Ledger, unit: str, card: Scorecard, marks: UnitMarks) -> UnitScore:
    """The score of one unit, by its part of the ledger."""
    lines = tuple(line(part, indicator, marks) for indicator in card.indicators)
    applying = [one for one in lines if one.final is not None]
    subtotal = sum((one.final or ZERO for one in applying), ZERO)
    weight = sum((one.weight for one in applying), ZERO)
    base = rounded(subtotal * card.weight / weight) if weight else ZERO
    evidence = _evidence(part, marks)
    bonus, bonus_points = extras(card.bonus, card.bonus_most, evidence, part)
    deductions, deduction_points = extras(card.deductions, card.deductions_most, evidence, part)
    total = rounded(base + bonus_points - deduction_points)
    vetoed = tuple(dict.fromkeys(key for name in card.veto for key in evidence(name)))
    grade = card.grades[-1] if vetoed else grade_of(card, total)
    return UnitScore(unit, lines, bonus, deductions, subtotal, weight, base, bonus_points, deduction_points, total, grade.title, vetoed)


def line(part: Ledger, indicator: Indicator, marks: UnitMarks) -> Line:
    """One indicator of one unit."""
    tally = MEASURES[indicator.measure].count(part)
    minus = COUNTS[indicator.minus.counts].keys(part) if indicator.minus is not None else ()
    rate = tally.rate
    computed = rounded(earned(indicator, rate, len(minus), part)) if rate.whole else None
    review = marks.reviews.get(indicator.id)
    missed = list(tally.of)
    for key in tally.hits:
        missed.remove(key)
    return Line(
        indicator.id,
        part.scheme.said(indicator.title),
        indicator.weight,
        rate,
        computed,
        marks.own.get(indicator.id),
        review.score if review is not None else None,
        review.reason if review is not None else "",
        tally.hits,
        tuple(missed),
        minus,
    )


def earned(indicator: Indicator, rate: Rate, things: int, part: Ledger) -> Decimal:
    """The points of an indicator, exact."""
    share = Decimal(rate.part) / rate.whole
    won = indicator.weight * share if indicator.formula == "proportional" else indicator.weight - (HUNDRED - HUNDRED * share)
    taken = indicator.minus.worth(things, part) if indicator.minus is not None else ZERO
    return max(ZERO, won - taken)


def extras(
    each: Sequence[Each], most: Decimal | None, evidence: Callable[[str], tuple[str, ...]], part: Ledger
) -> tuple[tuple[Extra, ...], Decimal]:
    """The lines of bonuses or deductions in the words of the city, and what they come to, after all limits."""
    found = []
    for one in each:
        things = evidence(one.counts)
        found.append(Extra(one.id, part.scheme.said(one.title), things, one.worth(len(things), part)))
    total = sum((one.points for one in found), ZERO)
    return tuple(found), total if most is None else min(total, most)


def _evidence(part: Ledger, marks: UnitMarks) -> Callable[[str], tuple[str, ...]]:
    told: Mapping[str, tuple[str, ...]] = {"commendations": tuple(f"{one.by} {one.on} {one.what}".strip() for one in marks.commendations)}
    return lambda name: told[name] if name in told else COUNTS[name].keys(part)
