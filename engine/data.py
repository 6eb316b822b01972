"""A case's data: what a host gives becomes typed values, or a reason for every field that is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from .case import ClockRef
from .definition import Field, Workflow
from .errors import Reason
from .expressions import show
from .files import file_of
from .misfit import Misfit, named, unfit
from .plain import digest, dumps, loose
from .world import World

LONGEST_NUMBER = 40
"""Digits of a number."""
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def given(workflow: Workflow, data: object, world: World) -> tuple[dict[str, object], list[Reason]]:
    """The typed values of what was given, and what is wrong with it: unknown fields, wrong types, broken limits. None takes a value out."""
    found: dict[str, object] = {}
    reasons: list[Reason] = []
    if not isinstance(data, Mapping):
        return found, [Reason("data_invalid", f"data is a map of fields, not {show(data)}", "Give data={'FIELD': VALUE}.")]
    for name, value in data.items():
        spec = workflow.data.get(name)
        if spec is None:
            hint = f"Fields: {', '.join(workflow.data)}." if workflow.data else "This workflow has no data."
            reasons.append(Reason(f"unknown_field:{name}", f"there is no field `{name}`", hint))
        elif value is None:
            found[name] = None
        else:
            try:
                found[name] = typed(spec, value, world)
            except ValueError as error:
                reasons.append(unfit(name, spec, error, show(value)))
    return found, reasons


def merged(data: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    """The data with new values; None takes one out."""
    return {name: value for name, value in {**data, **new}.items() if value is not None}


def starting(workflow: Workflow, data: object, world: World) -> tuple[dict[str, object], list[Reason]]:
    """The data of a new case: what was given, over the defaults; every missing required field is named."""
    values, reasons = given(workflow, data, world)
    defaults = {name: typed(spec, spec.default, world) for name, spec in workflow.data.items() if spec.default is not None}
    complete = merged(defaults, values)
    named = {reason.code for reason in reasons}
    for name, spec in workflow.data.items():
        if spec.required and f"{name}_invalid" not in named and is_empty(complete.get(name)):
            reasons.append(required(name, spec))
    return complete, [*reasons, *too_large(complete, world)]


def required(name: str, spec: Field | None) -> Reason:
    """The reason for a field that must have a value."""
    return Reason(f"{name}_required", f"`{name}` must have a value", f"Give data={{'{name}': …}}.", named(name, spec))


def is_empty(value: object) -> bool:
    """Whether a value counts as not given."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == ()


def too_large(data: Mapping[str, object], world: World) -> Iterator[Reason]:
    """A reason if all of the data is larger than a case may hold."""
    size = len(dumps(loose(data)))
    if size > world.limits.data:
        yield Reason("data_too_large", f"the data would take {size} characters; a case holds {world.limits.data}", "Keep files elsewhere.")


def content_hash(workflow: Workflow, data: Mapping[str, object]) -> str:
    """The hash of what a signature covers: the fields under `signs`."""
    return digest(dumps(loose({name: data[name] for name in workflow.signs if name in data})))


def typed(spec: Field, value: object, world: World) -> object:
    """One value by its field's type; raises Misfit, a ValueError with a sentence, for anything that does not fit."""
    try:
        return _list(spec, value, world) if spec.type == "list" else _single(spec, value, world)
    except Misfit:
        raise
    except ValueError as error:
        raise Misfit(str(error), spec, show(value)) from None


def _single(spec: Field, value: object, world: World) -> object:
    found = _TYPES[spec.type](value, world)
    if spec.type == "choice" and found not in spec.options:
        raise ValueError(f"{show(value)} is none of {', '.join(spec.options)}")
    _limited(spec, found)
    return found


def _list(spec: Field, value: object, world: World) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"a list is needed, not {show(value)}")
    if len(value) > world.limits.rows:
        raise ValueError(f"{len(value)} rows are more than {world.limits.rows}")
    found = tuple(_row(spec, item, number, world) for number, item in enumerate(value, 1))
    _limited(spec, found)
    return found


def _row(spec: Field, item: object, number: int, world: World) -> object:
    try:
        if not spec.fields:
            return typed(Field(spec.id, spec.of or "text", {}), item, world)
        if not isinstance(item, Mapping):
            raise ValueError(f"a row is a map of {', '.join(spec.fields)}")
        unknown = [str(name) for name in item if name not in spec.fields]
        if unknown:
            raise ValueError(f"there is no `{unknown[0]}` in a row; it has {', '.join(spec.fields)}")
        row = {name: typed(spec.fields[str(name)], inner, world) for name, inner in item.items() if inner is not None}
        defaults = {name: typed(inner, inner.default, world) for name, inner in spec.fields.items() if inner.default is not None}
        missing = [name for name, inner in spec.fields.items() if inner.required and is_empty({**defaults, **row}.get(name))]
        if missing:
            raise Misfit(f"`{missing[0]}` must have a value", spec.fields[missing[0]], "—")
        return {**defaults, **row}
    except ValueError as error:
        inner, given = (error.spec, error.given) if isinstance(error, Misfit) else (spec, show(item))
        raise Misfit(f"row {number}: {error}", inner, given, number) from None


def _limited(spec: Field, value: object) -> None:
    if spec.min is None and spec.max is None:
        return
    size: object = len(value) if isinstance(value, str | tuple) else value
    for limit, broken, word in ((spec.min, "below", "least"), (spec.max, "above", "most")):
        if limit is None:
            continue
        bound = _bound(limit, size)
        if (size < bound) if broken == "below" else (size > bound):  # type: ignore[operator]
            raise ValueError(f"{show(size)} is {broken} {limit}, the {word} allowed")


def _bound(limit: str, like: object) -> object:
    if isinstance(like, datetime):
        found = datetime.fromisoformat(limit)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return date.fromisoformat(limit) if isinstance(like, date) else Decimal(limit)


def _text(value: object, world: World) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is needed, not {show(value)}")
    if len(value) > world.limits.text:
        raise ValueError(f"{len(value)} characters are more than {world.limits.text}")
    if not storable(value):
        raise ValueError("the text holds characters that cannot be stored")
    return value if type(value) is str else str.__str__(value)


def storable(text: str) -> bool:
    """Whether every database takes the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and (text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text))


def _number(value: object, world: World) -> Decimal:
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float, which is not exact: give a Decimal, an integer or a text such as '12.50'")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"a number is needed, not {show(value)}")
    try:
        found = Decimal(value.replace("_", "") if isinstance(value, str) else value)
    except InvalidOperation:
        raise ValueError(f"a number is needed, not {show(value)}") from None
    if not found.is_finite() or abs(found.adjusted()) > LONGEST_NUMBER or len(found.as_tuple().digits) > LONGEST_NUMBER:
        raise ValueError(f"a number of at most {LONGEST_NUMBER} digits is needed")
    # 1E+2 is kept as 100, and is that from the beginning
    return Decimal(format(found, "f"))


def _integer(value: object, world: World) -> int:
    found = _number(value, world)
    if found != found.to_integral_value():
        raise ValueError(f"a whole number is needed, not {show(value)}")
    return int(found)


def _bool(value: object, world: World) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError(f"true or false is needed, not {show(value)}")


def _date(value: object, world: World) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and ISO_DATE.match(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"a date such as 2026-03-20 is needed, not {show(value)}")


def _datetime(value: object, world: World) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, datetime):
        raise ValueError(f"an instant such as 2026-03-20T08:30+08:00 is needed, not {show(value)}")
    if found.tzinfo is None:
        raise ValueError(f"{found.isoformat()} has no time zone: write {found.isoformat()}+08:00, or whatever holds there")
    try:
        return found.astimezone(UTC)
    except (OverflowError, ValueError):
        raise ValueError(f"{found.isoformat()} is beyond what a calendar holds") from None


def _person(value: object, world: World) -> str:
    id = _text(value, world)
    if world.person(id) is None:
        raise ValueError(f"the directory knows no person `{id}`")
    return id


def _unit(value: object, world: World) -> str:
    id = _text(value, world)
    if world.unit(id) is None:
        raise ValueError(f"the directory knows no unit `{id}`")
    return id


def _clock(value: object, world: World) -> ClockRef:
    if not isinstance(value, ClockRef):
        raise ValueError(f"a clock is given by the case whose clock it is, under `with`; {show(value)} is none")
    return value


_TYPES: dict[str, Callable[[object, World], object]] = {
    "text": _text,
    "document": _text,
    "choice": _text,
    "number": _number,
    "decimal": _number,
    "money": _number,
    "integer": _integer,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
    "person": _person,
    "unit": _unit,
    "clock": _clock,
    "file": lambda value, world: file_of(value, world.limits),
}
