"""Values of a case's data for people: by the type of their field."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from .messages import label, say
from .naming import Names
from .times import stamp

if TYPE_CHECKING:
    from signoff.engine.definition import Field


def told(value: object, field: "Field | None", names: Names, zone: tzinfo | None) -> str:
    """A value in words: persons, units and choices by name, instants in the zone, the rows of a list one after another."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return rows(value, field, names, zone) if field is not None and field.fields else several(value, field, names, zone)
    if isinstance(value, Mapping):
        return file(value) if "sha256" in value else row(value, {}, names, zone)
    return single(value, field.type if field is not None else "", field, names, zone)


def single(value: object, type: str, field: "Field | None", names: Names, zone: tzinfo | None) -> str:
    """One simple value of a type."""
    from signoff.engine.case import ClockRef

    match value:
        case bool():
            return say("yes" if value else "no")
        case datetime():
            return stamp(value, zone)
        case ClockRef():
            return value.clock
        case str() if type == "person":
            return names.person(value)
        case str() if type == "unit":
            return names.unit(value)
        case str() if field is not None and value in field.options:
            return label(field.options[value], value)
    return str(value)


def several(values: Sequence[object], field: "Field | None", names: Names, zone: tzinfo | None) -> str:
    """Simple values of one type, with commas between them."""
    of = (field.of or field.type) if field is not None else ""
    words = (row(one, {}, names, zone) if isinstance(one, Mapping) else single(one, of, field, names, zone) for one in values)
    return say("list.comma").join(words)


def rows(values: Sequence[object], field: "Field", names: Names, zone: tzinfo | None) -> str:
    """The rows of a list, each with its fields by name."""
    return say("list.semicolon").join(row(one, field.fields, names, zone) for one in values if isinstance(one, Mapping))


def row(values: Mapping[str, object], fields: "Mapping[str, Field]", names: Names, zone: tzinfo | None) -> str:
    """One row: `Unit Civil affairs, Role lead`; what was left empty is left out."""
    given = {id: told(values[id], fields.get(id), names, zone) for id in in_order(values, fields)}
    titles = {id: label(fields[id].title, id) if id in fields else id for id in given}
    return say("list.clause").join(say("value.of_row", field=titles[id], value=text) for id, text in given.items() if text)


def in_order(values: Mapping[str, object], fields: "Mapping[str, Field]") -> list[str]:
    """The names of what is there, as the workflow lists them; what it does not know comes last."""
    return [*(id for id in fields if id in values), *(id for id in values if id not in fields)]


def file(value: Mapping[str, object]) -> str:
    """A file by its name and size."""
    return say("show.file", name=value.get("name", ""), size=value.get("size", ""))
