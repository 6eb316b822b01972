"""One answer in four forms: a table for people, and JSON, JSON lines and CSV of a stable, numbered shape for programs."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, fields, is_dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from signoff.engine.durations import Duration
from signoff.engine.frozen import dataclass

from .screen import Screen, write
from .times import iso
from .width import STEERS

VERSION = 1
"""The version of the JSON: raised when a field is renamed, removed or changes its meaning; new fields may appear at any time."""

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: the JSON `body` beside `signoff` and `kind`, and the text for people.

    `items` are what JSON lines and CSV print, a line each, under the kind `item`; without them the body is the one item. `sheet` are the
    rows of CSV where these hold sentences: there they are as people read them, in the language spoken and the time of the house.
    """

    kind: str
    body: Plain
    text: Callable[[Screen], Iterable[str]]
    items: Sequence[Plain] | None = None
    item: str = ""
    columns: Sequence[str] = field(default=())
    sheet: Sequence[Plain] | None = None


def emit(answer: Answer, form: str, screen: Screen) -> None:
    """Write the answer to standard output."""
    if form == "table":
        for line in answer.text(screen):
            write(line)
    elif form == "json":
        write(
            dumps({**headed(answer.kind), **answer.body, **({"items": answer.items} if answer.items is not None else {})}, screen.zone, 2)
        )
    elif form == "jsonl":
        for item in rows(answer):
            write(dumps({**headed(answer.item or answer.kind), **item}, screen.zone))
    else:
        write(as_csv(answer, screen.zone).rstrip("\n"))


def headed(kind: str) -> dict[str, object]:
    """The first two fields of every JSON object."""
    return {"signoff": VERSION, "kind": kind}


def rows(answer: Answer) -> Sequence[Plain]:
    """What is printed a line each."""
    return answer.items if answer.items is not None else [answer.body]


def dumps(value: object, zone: tzinfo | None = None, indent: int | None = None) -> str:
    """JSON text; instants with the offset of the zone, and characters that could steer a terminal escaped."""
    made = json.dumps(plain(value, zone), ensure_ascii=False, indent=indent, allow_nan=False)
    return STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", made)


def as_csv(answer: Answer, zone: tzinfo | None) -> str:
    """The items as CSV with a heading; inner values as JSON."""
    given = answer.sheet if answer.sheet is not None else rows(answer)
    flat_rows = [{name: cell(value, zone) for name, value in row.items()} for row in given]
    names = list(answer.columns) or list(dict.fromkeys(name for row in flat_rows for name in row))
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat_rows)
    return sheet.getvalue()


def cell(value: object, zone: tzinfo | None) -> object:
    """A value as a CSV cell: nothing for None, lists of texts with blanks between, anything else inner as JSON."""
    made = plain(value, zone)
    if isinstance(made, list) and all(isinstance(part, str) for part in made):
        return harmless(" ".join(made))
    if isinstance(made, bool | dict | list):
        return json.dumps(made, ensure_ascii=False)
    return harmless(made) if isinstance(made, str) else made


FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.]*\Z)")
"""How a text begins that a spreadsheet would work out; a number with its sign is none."""


def harmless(text: str) -> str:
    """A text that a spreadsheet shows as it is: an apostrophe before what it would take for a formula.

    >>> harmless("=1+1"), harmless("-2.50"), harmless("-x")
    ("'=1+1", '-2.50', "'-x")
    """
    return f"'{text}" if FORMULA.match(text) else text


def shallow(value: object) -> dict[str, object]:
    """The fields of a dataclass by name, as they are."""
    assert is_dataclass(value)
    return {f.name: getattr(value, f.name) for f in fields(value)}


def plain(value: object, zone: tzinfo | None = None) -> object:
    """Any value of the engine as JSON knows it: dataclasses by field, instants ISO 8601, exact numbers as texts."""
    if isinstance(value, Duration | date | Decimal | Fraction) and not isinstance(value, datetime):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), zone) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(inner, zone) for name, inner in value.items()}
    if isinstance(value, datetime):
        return iso(value, zone)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner, zone) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value if value is None or isinstance(value, str | int | bool) else str(value)
