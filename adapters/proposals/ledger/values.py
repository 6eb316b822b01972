"""From what stands in a cell to the value of a field, by the field's type in the workflow."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from signoff.engine.definition import Field
from signoff.engine.frozen import dataclass

from .dates import day_of
from .mistakes import Wrong
from .plain_text import folded
from .sheets import LONGEST_CELL, Broken, Value
from .spellings import meant_by
from .who import Names

BETWEEN = re.compile(r"[、，,;；/\n\r]+")
"""What stands between the items of a list."""
YES = {folded(word) for word in ("是", "有", "√", "✓", "☑", "y", "yes", "true", "1", "对")}
NOTHING = {folded(word) for word in ("无", "暂无", "没有", "none", "-", "—", "——")}
"""What ledgers write into the cell of a list where there is nobody."""
STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What nobody sees in a cell and what would steer a screen or turn the order of a text; line breaks and tabs are none of it."""
NO = {folded(word) for word in ("否", "无", "×", "✗", "x", "n", "no", "false", "0", "-", "—", "不是")}


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read cells: who is called what, and in whose zone a day begins."""

    persons: Names
    units: Names
    zone: ZoneInfo

    def value(self, spec: Field, cell: Value | Broken) -> object:
        """The value of a field; raises Wrong."""
        sound(cell)
        if spec.type == "list":
            inner = Field(spec.id, spec.of or "text", {}, options=spec.options)
            return [self.value(inner, part) for part in parts(cell)]
        return _READERS[spec.type](self, spec, cell)

    def units_of(self, cell: Value | Broken) -> list[tuple[str, str]]:
        """The units named in a cell, in order, each with the text that names it; raises Wrong for a text that names none."""
        sound(cell)
        return [(self.units.id_of(part), part) for part in parts(cell)]


def sound(cell: Value | Broken) -> None:
    """Raises Wrong for a cell that shows an error, whose formula has no result, or in which a control character hides."""
    if isinstance(cell, Broken):
        raise Wrong("cell_error", found=cell.text) if cell.kind == "error" else Wrong("formula_unsolved")
    hidden = STEERS.search(cell) if isinstance(cell, str) else None
    if hidden is not None:
        raise Wrong("control_character", found=f"U+{ord(hidden[0]):04X}", at=hidden.start() + 1)


def parts(cell: Value | Broken) -> list[str]:
    """The items of a list in one cell; none where it says that there are none."""
    text = text_of(cell)
    return [] if folded(text) in NOTHING else [part.strip() for part in BETWEEN.split(text) if part.strip()]


def text_of(cell: Value | Broken) -> str:
    """A cell as the text that people see in it; a number without a fraction as a whole one."""
    match cell:
        case float():
            return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case bool():
            return "是" if cell else "否"
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case None | Broken():
            return ""
    return str(cell)


def option_of(options: Mapping[str, Mapping[str, str]], cell: Value | Broken) -> str:
    """The option that a text means: its id, a label, or a word that ledgers use for it; raises Wrong."""
    text = text_of(cell)
    found = meant_by(options, text)
    if found is not None:
        return found
    shown = [label.get("zh") or next(iter(label.values()), id) for id, label in options.items()]
    near = get_close_matches(text, shown, n=1, cutoff=0.5)
    raise Wrong("choice", found=text, expected="、".join(shown), near=near[0] if near else "")


def _text(reading: Reading, spec: Field, cell: Value | Broken) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_CELL:
        raise Wrong("text_too_long", length=len(text), most=LONGEST_CELL)
    return text


def _integer(reading: Reading, spec: Field, cell: Value | Broken) -> int:
    text = folded(text_of(cell)).removesuffix("年")
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise Wrong("whole_number", found=text_of(cell))
    return int(text)


def _number(reading: Reading, spec: Field, cell: Value | Broken) -> Decimal:
    try:
        found = Decimal(folded(text_of(cell)).replace(",", ""))
    except InvalidOperation:
        raise Wrong("number", found=text_of(cell)) from None
    if not found.is_finite():
        raise Wrong("number", found=text_of(cell))
    return found


def _yes(reading: Reading, spec: Field, cell: Value | Broken) -> bool:
    text = folded(text_of(cell))
    if text in YES or text in NO:
        return text in YES
    raise Wrong("yes_or_no", found=text_of(cell))


def _day(reading: Reading, spec: Field, cell: Value | Broken) -> date:
    return day_of(cell)


def _instant(reading: Reading, spec: Field, cell: Value | Broken) -> datetime:
    """A day in a field of instants is its first moment; a clock time beside it is kept."""
    at = cell.time() if isinstance(cell, datetime) else time()
    return datetime.combine(day_of(cell), at, reading.zone)


def _choice(reading: Reading, spec: Field, cell: Value | Broken) -> str:
    return option_of(spec.options, cell)


def _person(reading: Reading, spec: Field, cell: Value | Broken) -> str:
    return reading.persons.id_of(text_of(cell))


def _unit(reading: Reading, spec: Field, cell: Value | Broken) -> str:
    return reading.units.id_of(text_of(cell))


_READERS: Mapping[str, Callable[[Reading, Field, Value | Broken], object]] = {
    "text": _text,
    "document": _text,
    "integer": _integer,
    "number": _number,
    "decimal": _number,
    "money": _number,
    "bool": _yes,
    "date": _day,
    "datetime": _instant,
    "choice": _choice,
    "person": _person,
    "unit": _unit,
}
