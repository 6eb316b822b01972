"""Frozen values to canonical JSON and back, by their declared types: one codec for cases, events and definitions.

Text is canonical (sorted keys, no spaces, no floats, instants in UTC), so equal values have equal hashes. Fields that hold
their default are left out, so a stored value stays readable when a later release adds a field.
"""

import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from .expressions import Expression
from .plain_records import Coder, coders_of
from .plain_texts import QUOTED, Texts
from .recalled import Recalled
from .worktime import Duration

T = TypeVar("T")
Class = TypeVar("Class", bound=type)
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
MADE_ONCE = getattr(json.encoder, "c_make_encoder", None)
"""What CPython writes JSON with. `JSONEncoder.encode` makes one for every text; a move has ten short ones."""
SCAN: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # as every release has it
"""Reads the value that begins at a place of a text, and tells where it ends."""


def to_plain(value: object) -> Any:
    """A dataclass instance as dicts, lists, strings, integers and booleans."""
    return coder(type(value))[0](value)  # type: ignore[arg-type]


def from_plain(cls: type[T], plain: object) -> T:
    """The value of class `cls` that `to_plain` gave; raises KeyError, TypeError or ValueError for anything else."""
    found: T = coder(cls)[1](plain)  # type: ignore[arg-type]
    return found


def dumps(plain: object) -> str:
    """Canonical JSON text of plain values."""
    return "".join(_pieces(plain, 0))


def as_it_comes(plain: object) -> str:
    """JSON text of plain values, their keys in no certain order: for what is read once and not kept."""
    return "".join(_unsorted(plain, 0))


def _encoder(*, sort_keys: bool) -> Callable[[object, int], Iterable[str]]:
    if MADE_ONCE is None:
        return lambda plain, _: CANONICAL.iterencode(plain)
    # no memory of what it is inside of, for plain values hold no circles; then as CANONICAL has it
    made: Callable[[object, int], Iterable[str]] = MADE_ONCE(
        None, CANONICAL.default, json.encoder.encode_basestring, None, ":", ",", sort_keys, False, False
    )
    return made


_pieces, _unsorted = _encoder(sort_keys=True), _encoder(sort_keys=False)


def text(value: object) -> str:
    """Canonical JSON text of a dataclass instance."""
    return TEXTS.write(value)


def read(cls: type[T], text: str) -> T:
    """The value of class `cls` from its JSON text."""
    return from_plain(cls, parsed(text))


def parsed(text: str) -> Any:
    """The plain value of a JSON text; raises ValueError for any other. What we have written ourselves has nothing around it to skip."""
    try:
        value, end = SCAN(text, 0)
    except StopIteration:
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


def loose(value: object) -> Any:
    """Loosely typed values (a case's data, a trace) as plain ones; raises TypeError for what cannot be stored."""
    return _tag(value)


def digest(text: str) -> str:
    """sha256 of a text as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def coder(hint: Any) -> Coder:
    """The pair (encode, decode) for a declared type."""
    if isinstance(hint, type) and is_dataclass(hint) and hint not in SCALARS:
        return coders_of(hint, coder)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        return _sequence(arguments)
    if origin in (frozenset, set):
        encode, decode = coder(arguments[0])
        return (lambda v: sorted(encode(x) for x in v)), (lambda p: frozenset(decode(x) for x in p))
    if origin is not None and issubclass(origin, Mapping):
        encode, decode = coder(arguments[1])
        return (lambda v: {k: encode(x) for k, x in v.items()}), (lambda p: {k: decode(x) for k, x in p.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda v: v.value), hint
    return SCALARS.get(hint, (_tag, _untag))


def _sequence(arguments: tuple[Any, ...]) -> Coder:
    if len(arguments) == 2 and arguments[1] is ...:
        encode, decode = coder(arguments[0])
        return (lambda v: [encode(x) for x in v]), (lambda p: tuple(decode(x) for x in p))
    coders = [coder(argument) for argument in arguments]
    return (
        lambda v: [c[0](x) for c, x in zip(coders, v, strict=True)],
        lambda p: tuple(c[1](x) for c, x in zip(coders, p, strict=True)),
    )


def _union(arguments: tuple[Any, ...]) -> Coder:
    rest = [a for a in arguments if a is not type(None)]
    if len(rest) == 1:
        encode, decode = coder(rest[0])
        return (lambda v: None if v is None else encode(v)), (lambda p: None if p is None else decode(p))
    return _tag, _untag


def instant(value: datetime) -> str:
    """An instant as ISO 8601 in UTC, always with six digits of a second, so that texts sort like instants."""
    return INSTANTS[value]


def _written(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:-6] + "Z"


def _in_utc(value: datetime) -> bool:
    return value.tzinfo is UTC


INSTANTS: Recalled[datetime, str] = Recalled(_written, worth=_in_utc)
"""Instants with their texts: a move writes the same few again and again. Only those in UTC are remembered: where clocks are put back,
an hour comes twice, and Python takes both for equal."""


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _same(value: Any) -> Any:
    return value


SCALARS: dict[Any, Coder] = {
    str: (_same, _same),
    int: (_same, _same),
    bool: (_same, _same),
    datetime: (instant, _instant),
    date: (date.isoformat, date.fromisoformat),
    Decimal: (lambda v: format(v, "f"), Decimal),
    Fraction: (str, Fraction),
    Duration: (str, Duration.parse),
    Expression: (lambda v: v.text, Expression),
}


def _other(hint: Any) -> Callable[[Any], str]:
    encode = coder(hint)[0]
    return lambda value: dumps(encode(value))


def _loosely(value: Any, texts: list[str]) -> None:
    """Add the text of a value in a loosely typed place: `dumps(_tag(value))`, for the commonest kinds in half the time.

    Raises TypeError for a key that is no text, too.
    """
    kind = type(value)
    if kind is str:
        texts.append(QUOTED[value])
    elif kind is dict and value:
        texts.append("{")
        for key in sorted(value):
            texts.append(QUOTED[key])
            texts.append(":")
            item = value[key]
            if type(item) is str:
                texts.append(QUOTED[item])
            else:
                _loosely(item, texts)
            texts.append(",")
        texts[-1] = "}"
    elif (kind is list or kind is tuple) and value:
        texts.append("[")
        for item in value:
            _loosely(item, texts)
            texts.append(",")
        texts[-1] = "]"
    else:
        texts.append(dumps(_tag(value)))


QUOTED_INSTANTS: Recalled[datetime, str] = Recalled(lambda at: f'"{INSTANTS[at]}"', worth=_in_utc)
TEXTS = Texts(_other, lambda hint: _loosely if coder(hint)[0] is _tag else None, QUOTED_INSTANTS, SCALARS)
"""The writers of canonical texts."""

TAGS: dict[type, str] = {datetime: "at", date: "date", Decimal: "decimal", Fraction: "fraction", Duration: "duration"}
"""Values of a loosely typed place (case data, policy numbers) carry their type: `{"$decimal": "12.50"}`."""

UNTAGS: dict[str, Callable[[Any], Any]] = {f"${name}": SCALARS[cls][1] for cls, name in TAGS.items()}


BARE = frozenset({str, int, bool, type(None)})


def _tag(value: Any) -> Any:
    kind = type(value)
    if kind in BARE:
        return value
    if kind is dict:
        return {key: item if type(item) in BARE else _tag(item) for key, item in value.items()}
    if isinstance(value, str | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Mapping):
        return {key: _tag(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tag(item) for item in value]
    for cls, name in TAGS.items():
        if isinstance(value, cls):
            return {f"${name}": SCALARS[cls][0](value)}
    if is_dataclass(value):
        return {f"${type(value).__name__}": to_plain(value)}
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def _untag(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([item if type(item) in BARE else _untag(item) for item in plain])
    if isinstance(plain, dict):
        if len(plain) == 1:
            ((key, item),) = plain.items()
            if key in UNTAGS:
                return UNTAGS[key](item)
            if key in RECORDS:
                return from_plain(RECORDS[key], item)
        return {key: item if type(item) in BARE else _untag(item) for key, item in plain.items()}
    return plain


RECORDS: dict[str, type] = {}


def record(cls: Class) -> Class:
    """Class decorator: values of this dataclass may stand in loosely typed places."""
    RECORDS[f"${cls.__name__}"] = cls
    return cls
