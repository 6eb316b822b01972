"""Values as plain ones: every field is there, instants are ISO 8601 in UTC, and no floats."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, TypeAlias

from ..plain import BARE, instant

Plain: TypeAlias = Any
"""A text, an integer, a boolean, None, or a list or a mapping of these."""


class Flat:
    """A frozen dataclass that knows how to become plain."""

    __slots__ = ()

    def to_plain(self) -> dict[str, Plain]:
        """The value as JSON-able mappings and lists; a field that has nothing to say is there too, as null or empty."""
        flattened: dict[str, Plain] = flat(self)
        return flattened


def flat(value: object) -> Plain:
    """Any value as a plain one; numbers that are no integers become texts."""
    kind = type(value)
    if kind in BARE:
        return value
    if kind is dict:
        return {str(key): item if type(item) in BARE else flat(item) for key, item in value.items()}  # type: ignore[attr-defined]
    if kind is tuple or kind is list:
        return [item if type(item) in BARE else flat(item) for item in value]  # type: ignore[attr-defined]
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value // timedelta(seconds=1)
        case Mapping():
            return {str(key): flat(item) for key, item in value.items()}
        case tuple() | list() | set() | frozenset():
            return [flat(item) for item in value]
    if is_dataclass(value):
        return {spec.name.rstrip("_"): flat(getattr(value, spec.name)) for spec in fields(value)}
    return str(value)
