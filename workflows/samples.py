"""Sample values for fields that an example does not name: the smallest thing that fits type, options and limits."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from signoff.engine.definition import Field

UNIT = "unit_1"
"""The unit that stands for any unit."""
PERSON = "person_1"
"""The person who stands for anybody."""
COMMENT = "sample comment"


def required(fields: Mapping[str, Field], given: Mapping[str, object], today: date, also: Iterable[str] = ()) -> dict[str, object]:
    """Samples for the fields that must have a value and have none: the required ones, and those named in `also`.

    A clock is given by the case around, and by nobody else.
    """
    wanted = [field for field in fields.values() if field.id in also or (field.required and field.default is None)]
    return {field.id: sample(field, today) for field in wanted if given.get(field.id) is None and field.type != "clock"}


def sample(field: Field, today: date) -> object:
    """A value of the field's type, within its limits; `today` stands for any day."""
    return _MAKERS.get(field.type, _text)(field, today)


def _text(field: Field, today: date) -> str:
    least, most = int(field.min or 1), int(field.max or 1_000)
    words = field.id + "_" * max(least - len(field.id), 0)
    return words[:most]


def _number(field: Field, today: date) -> Decimal:
    return _within(Decimal(1), field)


def _integer(field: Field, today: date) -> int:
    return int(_within(Decimal(1), field).to_integral_value(ROUND_CEILING))


def _within(value: Decimal, field: Field) -> Decimal:
    value = value if field.max is None else min(value, Decimal(field.max))
    return value if field.min is None else max(value, Decimal(field.min))


def _date(field: Field, today: date) -> str:
    return _between(today.isoformat(), field)


def _datetime(field: Field, today: date) -> str:
    return _between(f"{today.isoformat()} 09:00", field)


def _between(written: str, field: Field) -> str:
    """ISO texts of one form sort as the instants they mean."""
    written = written if field.max is None else min(written, field.max)
    return written if field.min is None else max(written, field.min)


def _list(field: Field, today: date) -> tuple[object, ...]:
    element = Field(field.id, field.of or "text", field.title)
    row = {inner.id: sample(inner, today) for inner in field.fields.values()}
    return (dict(row) if row else sample(element, today),) * max(int(field.min or 1), 1)


def file(name: str) -> dict[str, object]:
    """A reference to a file of this name that is nowhere."""
    return {"name": name, "media_type": "application/octet-stream", "size": 0, "sha256": NOTHING, "where": f"sample:{name}"}


NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The sha256 of no bytes at all."""

_MAKERS: Mapping[str, Callable[[Field, date], object]] = {
    "number": _number,
    "decimal": _number,
    "money": _number,
    "integer": _integer,
    "bool": lambda field, today: False,
    "date": _date,
    "datetime": _datetime,
    "choice": lambda field, today: next(iter(field.options), ""),
    "person": lambda field, today: PERSON,
    "unit": lambda field, today: UNIT,
    "file": lambda field, today: file(f"{field.id}.pdf"),
    "list": _list,
}
