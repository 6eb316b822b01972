"""环节耗时: how long replies lie at each desk of their approval, in working hours."""

from collections.abc import Sequence
from decimal import Decimal

from .measures import counted, first_pass
from .rates import TOTAL, by_unit, report
from .rows import Ledger, StepPass
from .tables import Column, Report, Row, Table, both, rounded, total_of


def step_duration(ledger: Ledger) -> Report:
    """Mean and 90th percentile by step; returns and first pass by unit."""
    columns = (
        Column("step", both("环节", "Step"), wide=16),
        Column("passes", both("经过次数", "Passes"), "number"),
        Column("mean", both("平均（工时）", "Mean (working hours)"), "number"),
        Column("p90", both("90分位（工时）", "90th percentile"), "number"),
        Column("returns", both("退回次数", "Returns"), "number"),
    )
    steps = [one for one in counted(ledger.steps) if one.outcome]
    order = list(dict.fromkeys(one.step for one in steps))
    rows = [_step([one for one in steps if one.step == step]) for step in order]
    units = (
        Column("unit", both("承办单位", "Unit"), wide=22),
        Column("returns", both("退回次数", "Returns"), "number"),
        Column("first_pass", both("一次通过率", "First pass"), "rate"),
    )
    lines = []
    for title, part in by_unit(ledger):
        returned = sum(one.outcome == "returned" for one in counted(part.steps))
        passed = first_pass(part)
        lines.append(Row((title, returned, passed.rate), passed.of))
    tables = [
        Table("steps", both("按环节", "By step"), columns, tuple(rows)),
        Table("units", both("按承办单位", "By unit"), units, (*lines, total_of(lines, TOTAL, units))),
    ]
    told = both(
        "只计办公时间；90分位取最近位次法；仍在办的环节不计。",
        "Working time only; the percentile is that of the nearest rank; what still lies at a step is not counted.",
    )
    return report("step_duration", both("环节耗时", "Time at each step"), tables, ledger, told)


def _step(passes: Sequence[StepPass]) -> Row:
    seconds = sorted(one.seconds for one in passes)
    mean = Decimal(sum(seconds)) / len(seconds)
    returns = sum(one.outcome == "returned" for one in passes)
    figures = (len(seconds), hours(mean), hours(Decimal(nearest_rank(seconds, 90))), returns)
    return Row((passes[0].title, *figures), tuple(dict.fromkeys(one.case.key for one in passes)))


def hours(seconds: Decimal) -> Decimal:
    """Seconds as hours with two decimals, half up."""
    return rounded(seconds / 3600)


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The percentile by the nearest rank.

    >>> nearest_rank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), nearest_rank([7], 90)
    (9, 7)
    """
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
