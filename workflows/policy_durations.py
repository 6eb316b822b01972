"""Durations, above all among the values of a policy: what is plainly meant as one and is none, and one that gives no time."""

import re
from contextlib import suppress

from signoff.engine.durations import Duration, Unit

from .context import Context
from .nodes import Text

SPELLINGS: dict[str, str] = {
    "wd": "wd workday workdays 工作日 个工作日",
    "wh": "wh 工作小时 个工作小时",
    "d": "d day days 天 日 个自然日",
    "h": "h hour hours 小时 个小时",
    "m": "m month months 个月",
    "": "w week weeks 周 星期 个星期 y year years",
}
"""How units are written, and the language's own for each; weeks and years have none."""
UNITS = {word: unit for unit, words in SPELLINGS.items() for word in words.split()}
UNITS |= {f"{kind} {word}": f"w{word[0]}" for kind in ("working", "business") for word in ("day", "days", "hour", "hours")}
MEANT = re.compile(rf"([+-]?)\s*([0-9][0-9_.,]*)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})", re.IGNORECASE)
GENERAL = "Write a whole number and a unit without a space, such as 5wd, 4wh, 10d, 36h or 3m."
STAND_IN = Duration(1, Unit.D)
"""Stands where a duration was refused, so that loading goes on; it never leaves the loader."""


def misspelt(ctx: Context, node: Text, path: str) -> Duration | None:
    """A stand-in (and a finding at the value's own place) where a duration is meant and none is written, as in `3 days`; else None."""
    found = MEANT.fullmatch(node.value)
    if found is None:
        return None
    sign, number, word = found.groups()
    unit = UNITS[word.casefold()]
    why = ": it is never negative" if sign == "-" else ""
    ctx.report("wrong_type", f"`{node.value}` is not a duration{why}", node.mark, path, _instead(number, unit))
    return STAND_IN


def _instead(number: str, unit: str) -> str:
    try:
        meant = Duration.parse(number + unit)
    except ValueError:
        return GENERAL
    return f"Write `{meant}` (calendar days) or `{meant.count}wd` (working days)." if meant.unit is Unit.D else f"Write `{meant}`."


def without_time(ctx: Context, value: Duration, node: Text, path: str) -> None:
    """Warn of a duration of nothing, which as a limit is over at once."""
    if value.count:
        return
    ends = "is over as soon as it begins" if value.unit in (Unit.H, Unit.WH) else "ends with the day itself, or with the next working day"
    message, hint = f"`{node.value}` gives no time: a deadline of it {ends}", f"Write `1{value.unit}` or more."
    ctx.report("no_time", message, node.mark, path, hint, "warning")


def warn_of_nothing(ctx: Context, node: Text, path: str) -> None:
    """Warn where such a duration is the whole limit: `due: 0wd`. One by the name of a policy's value is warned of there."""
    with suppress(ValueError):
        without_time(ctx, Duration.parse(node.value.strip()), node, path)
