"""The literals of an example against the typed values of a case: local times get their zone, numbers count by value."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo

from signoff.engine.definition import Field

MORNING = time(9)


def moment(written: datetime | date, zone: tzinfo) -> datetime:
    """An instant as an example writes it: local to the zone unless it says otherwise, at nine where only the day is written."""
    if not isinstance(written, datetime):
        return datetime.combine(written, MORNING, zone)
    return written if written.tzinfo else written.replace(tzinfo=zone)


def local(fields: Mapping[str, Field], values: Mapping[str, object], zone: tzinfo) -> dict[str, object]:
    """The literals as a host would give them: every instant with its zone."""
    return {name: _local(fields[name], value, zone) for name, value in values.items()}


def _local(spec: Field, value: object, zone: tzinfo) -> object:
    if isinstance(value, tuple):
        element = Field(spec.id, spec.of or "text", {})
        rows = bool(spec.fields)  # a file is a mapping, too
        return tuple(local(spec.fields, row, zone) if rows and isinstance(row, Mapping) else _local(element, row, zone) for row in value)
    if spec.type == "datetime" and isinstance(value, str):
        return moment(datetime.fromisoformat(value), zone).isoformat()
    return value


def same(spec: Field, expected: object, actual: object, zone: tzinfo) -> bool:
    """Whether a field has the value that an example writes; nothing written (`field:`) means no value, as does an empty list."""
    if expected in (None, ()) or actual in (None, ()):
        return (expected in (None, ())) is (actual in (None, ()))
    if isinstance(expected, tuple):
        pairs = zip(expected, actual, strict=True) if isinstance(actual, tuple) and len(expected) == len(actual) else None
        return pairs is not None and all(_alike(spec, wanted, found, zone) for wanted, found in pairs)
    if isinstance(actual, datetime):
        return moment(datetime.fromisoformat(str(expected)), zone) == actual
    if isinstance(actual, date):
        return str(expected) == actual.isoformat()
    return bool(expected == actual)


def _alike(spec: Field, expected: object, actual: object, zone: tzinfo) -> bool:
    """The same for an element of a list; of a row only the fields that are written are compared."""
    if not spec.fields or not isinstance(expected, Mapping):
        return same(Field(spec.id, spec.of or "text", {}), expected, actual, zone)
    return isinstance(actual, Mapping) and all(same(spec.fields[name], wanted, actual.get(name), zone) for name, wanted in expected.items())
