"""Canonical texts of dataclasses, written straight from their fields: what `plain.dumps(plain.to_plain(value))` gives, in half the time.

The writer of a class is the source of one function, compiled once. It joins what stands between two values, which is known before, with
the values; so nothing is put into a dictionary to be sorted and taken out again.
"""

import json
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from .frozen import compiled
from .plain_records import default_of, key_of, optional

Write: TypeAlias = Callable[[Any], str]

QUOTED: Write = json.encoder.encode_basestring
"""A text as JSON has it, its characters as they are."""


class Part(NamedTuple):
    """A key with the attribute whose value it has, and the type of that. It is left out where it holds its `default` (MISSING: never)."""

    key: str
    attribute: str
    hint: Any
    default: object = MISSING


def parts_of(cls: type) -> list[Part]:
    """What the text of a dataclass has."""
    hints = typing.get_type_hints(cls)
    return [Part(key_of(spec), spec.name, hints[spec.name], default_of(spec)) for spec in fields(cls)]


class Texts:
    """Writers of texts. `other` writes what is of no type that is known here; `instant` is an instant without its quotation marks."""

    def __init__(self, other: Callable[[Any], Write], instant: Write, scalars: Iterable[Any]) -> None:
        self._other, self._instant, self._scalars = other, instant, frozenset(scalars)
        self._writers: dict[type, Write] = {}

    def write(self, value: Any) -> str:
        """The text of a dataclass instance."""
        cls = type(value)
        return (self._writers.get(cls) or self._of(cls))(value)

    def _of(self, cls: type) -> Write:
        found = self._writers[cls] = self.writer(parts_of(cls))
        return found

    def writer(self, parts: Iterable[Part]) -> Write:
        """What writes these parts of a value as one object, its keys in order."""
        names: dict[str, Any] = {"quoted": QUOTED, "instant": self._instant, "write": self.write, "first": itemgetter(0)}
        lines, side_by_side = ["def written(value):", "    parts = []"], list[str]()
        for number, part in enumerate(sorted(parts, key=lambda part: part.key)):
            item, key = f"v{number}", QUOTED(part.key)
            lines.append(f"    {item} = value.{part.attribute}")
            if part.default is MISSING:
                lines.append(f"    {item} = {self._value(item, part.hint, names)}")
                side_by_side.append(f"{key}:{{{item}}}")
                continue
            lines += _together(side_by_side)
            default = _named(part.default, names)
            differs = f"{item} is not None" if part.default is None else f"{item} is not {default} and {item} != {default}"
            inner = optional(part.hint) if part.default is None else part.hint
            lines += [f"    if {differs}:", f"        {item} = {self._value(item, inner, names)}"]
            lines += [f"        parts.append(f'{key}:{{{item}}}')"]
        lines += [*_together(side_by_side), "    return '{' + ','.join(parts) + '}'"]
        return compiled("written", lines, names)

    def _value(self, item: str, hint: Any, names: dict[str, Any]) -> str:
        """The expression for the text of what `item` stands for. What is not of the type that was said is written as what it is."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if (inner := optional(hint)) is not hint:
            return f"('null' if {item} is None else {self._value(item, inner, names)})"
        if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
            return f"('[' + ','.join([{self._value('x', arguments[0], names)} for x in {item}]) + ']')"
        if isinstance(origin, type) and issubclass(origin, Mapping) and arguments[0] is str:
            pair = f"quoted(k) + ':' + {self._value('x', arguments[1], names)}"
            return f"('{{' + ','.join([{pair} for k, x in sorted({item}.items(), key=first)]) + '}}')"
        if isinstance(hint, type) and hint not in self._scalars and is_dataclass(hint):
            return f"write({item})"
        other = f"{_named(self._other(hint), names)}({item})"
        if hint is str:
            return f"(quoted({item}) if type({item}) is str else {other})"
        if hint is int:
            return f"(str({item}) if type({item}) is int else {other})"
        if hint is bool:
            return f"('true' if {item} is True else 'false' if {item} is False else {other})"
        if hint is datetime:
            return f"""('"' + instant({item}) + '"')"""
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return f"quoted({item}._value_)"
        return other


def _named(value: object, names: dict[str, Any]) -> str:
    """A name for a value that the source speaks of."""
    name = f"given{len(names)}"
    names[name] = value
    return name


def _together(side_by_side: list[str]) -> list[str]:
    """One line for what stands side by side and is never left out."""
    said = ",".join(side_by_side)
    side_by_side.clear()
    return [f"    parts.append(f'{said}')"] if said else []
