"""Canonical texts of dataclasses, written straight from their fields: what `plain.dumps(plain.to_plain(value))` gives, in less time.

The writer of a class is the source of one function, compiled once. What stands between two values is known before; so nothing is put into
a dictionary to be sorted and taken out again, and the whole text is put together in one go.
"""

import json
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .frozen import compiled
from .plain_records import default_of, key_of, optional
from .recalled import Recalled

Class = TypeVar("Class", bound=type)
Write: TypeAlias = Callable[[Any], str]
Into: TypeAlias = Callable[[Any, list[str]], None]

SHORT = 80
QUOTED: Recalled[str, str] = Recalled(json.encoder.encode_basestring, worth=lambda text: type(text) is str and len(text) <= SHORT)
"""A text as JSON has it, its characters as they are. Names, ids and hashes come again and again: short ones are remembered.
Raises TypeError for what is no text."""
NUMBERS: Recalled[int, str] = Recalled(str, worth=lambda number: abs(number) < 10**6)
"""The texts of whole numbers."""


class Told(dict[str, object]):
    """A plain map that is not changed any more, and its canonical text."""

    __slots__ = ("text",)

    text: str


LASTING: set[type] = set()
MOST_LASTING = 1024


def lasting(cls: Class) -> Class:
    """Class decorator: values of this frozen class go from move to move as they are, so their texts are remembered with them."""
    LASTING.add(cls)
    return cls


class Part(NamedTuple):
    """A key with the attribute whose value it has, and the type of that. It is left out where it holds its `default` (MISSING: never)."""

    key: str
    attribute: str
    hint: Any
    default: object = MISSING


def parts_of(cls: type) -> list[Part]:
    """What the text of a dataclass has, in order."""
    hints = typing.get_type_hints(cls)
    return sorted(Part(key_of(spec), spec.name, hints[spec.name], default_of(spec)) for spec in fields(cls))


class Texts:
    """Writers of texts. `other` writes what is of no type that is known here, `loosely` adds it to a list of texts where that is quicker;
    `instants` has the texts of instants."""

    def __init__(
        self,
        other: Callable[[Any], Write],
        loosely: Callable[[Any], Into | None],
        instants: Mapping[datetime, str],
        scalars: Iterable[Any],
    ) -> None:
        self._other, self._loosely, self._scalars = other, loosely, frozenset(scalars)
        self._parts: Recalled[type, list[Part]] = Recalled(parts_of)
        self._into: Recalled[type, Into] = Recalled(self._writer_of)
        self._known = {"quoted": QUOTED, "instants": instants, "numbers": NUMBERS, "into": self._into, "told": Told}

    def _writer_of(self, cls: type) -> Into:
        into = self._compiled(self._parts[cls])
        return _remembering(into) if cls in LASTING else into

    def write(self, value: Any) -> str:
        """The text of a dataclass instance."""
        texts: list[str] = []
        try:
            self._into[type(value)](value, texts)
        except TypeError:
            return self._slowly(value, self._parts[type(value)])
        return "".join(texts)

    def writer(self, parts: Iterable[Part]) -> Write:
        """What writes these parts of a value as one object, its keys in order."""
        found = sorted(parts)
        into = self._compiled(found)

        def written(value: Any) -> str:
            texts: list[str] = []
            try:
                into(value, texts)
            except TypeError:
                return self._slowly(value, found)
            return "".join(texts)

        return written

    def _slowly(self, value: Any, parts: list[Part]) -> str:
        """The same where something is not of the type that was said: it is written as what it is."""
        found = [(part, getattr(value, part.attribute)) for part in parts]
        there = [(part, item) for part, item in found if part.default is MISSING or item != part.default]
        return "{" + ",".join(f"{QUOTED[part.key]}:{self._other(part.hint)(item)}" for part, item in there) + "}"

    def _compiled(self, parts: list[Part]) -> Into:
        """What adds the text of these parts of a value to a list of texts; raises TypeError where one is not of the type that was said."""
        names: dict[str, Any] = dict(self._known)
        always = next((number for number, part in enumerate(parts) if part.default is MISSING), len(parts))
        lines, together = ["def written(value, texts):"], ["'{'"]
        for number, part in enumerate(parts):
            # a comma stands behind each part before the first that is never left out, and before those that come after
            key = repr(f"{',' if number > always else ''}{QUOTED[part.key]}:")
            comma = ["','"] if number < always else []
            if part.default is MISSING and (simple := self._simple(f"value.{part.attribute}", part.hint, names)):
                together += [key, simple]
                continue
            inner = optional(part.hint) if part.default is None else part.hint
            said = [key, simple, *comma] if (simple := self._simple("item", inner, names)) else []
            added = [_added(said)] if said else [_added([key]), *self._lines("item", inner, names), *([_added(comma)] if comma else [])]
            lines += [f"    {_added(together)}"] if together else []
            together = []
            lines.append(f"    item = value.{part.attribute}")
            if part.default is not MISSING:
                lines.append(f"    if {_differs('item', part.default, names)}:")
            lines += _indented(added, 1 if part.default is MISSING else 2)
        end = [_added([*together, "'}'"])] if always < len(parts) else [_added(together)] if together else []
        end += [] if always < len(parts) else _closed("texts[-1] == ','", "}")
        return compiled("written", lines + _indented(end, 1), names)

    def _simple(self, item: str, hint: Any, names: dict[str, Any]) -> str | None:
        """The expression for the text of a value that is none of others; None for any other."""
        made_of_others = typing.get_origin(hint) is not None or (
            isinstance(hint, type) and hint not in self._scalars and is_dataclass(hint)
        )
        return None if made_of_others or self._loosely(hint) is not None else self._text(item, hint, names)

    def _lines(self, item: str, hint: Any, names: dict[str, Any]) -> list[str]:
        """The lines that add the text of what `item` stands for."""
        origin, arguments, inner = typing.get_origin(hint), typing.get_args(hint), f"{item}_"
        if (present := optional(hint)) is not hint:
            return [f"if {item} is None:", "    texts.append('null')", "else:", *_indented(self._lines(item, present, names), 1)]
        if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
            each = [*self._lines(inner, arguments[0], names), "texts.append(',')"]
            return ["texts.append('[')", f"for {inner} in {item}:", *_indented(each, 1), *_closed(item, "]")]
        if isinstance(origin, type) and issubclass(origin, Mapping) and arguments[0] is str:
            each = [f"texts.append(quoted[key{inner}])", "texts.append(':')", f"{inner} = {item}[key{inner}]"]
            each += [*self._lines(inner, arguments[1], names), "texts.append(',')"]
            lines = ["texts.append('{')", f"for key{inner} in sorted({item}):", *_indented(each, 1), *_closed(item, "}")]
            if self._loosely(arguments[1]) is None:
                return lines
            return [f"if type({item}) is told:", f"    texts.append({item}.text)", "else:", *_indented(lines, 1)]
        if isinstance(hint, type) and hint not in self._scalars and is_dataclass(hint):
            return [f"into[type({item})]({item}, texts)"]
        if (loosely := self._loosely(hint)) is not None:
            return [f"{_named(loosely, names)}({item}, texts)"]
        return [_added([self._text(item, hint, names)])]

    def _text(self, item: str, hint: Any, names: dict[str, Any]) -> str:
        """The expression for the text of a simple value."""
        if hint is str:
            return f"quoted[{item}]"
        if hint is datetime:
            return f"instants[{item}]"
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return f"quoted[{item}._value_]"
        other = f"{_named(self._other(hint), names)}({item})"
        if hint is int:
            return f"numbers[{item}] if type({item}) is int else {other}"
        if hint is bool:
            return f"'true' if {item} is True else 'false' if {item} is False else {other}"
        return other


def _remembering(into: Into) -> Into:
    """The same, which writes what it has written before from memory."""
    known: dict[int, tuple[Any, str]] = {}

    def written(value: Any, texts: list[str]) -> None:
        found = known.get(id(value))
        if found is None or found[0] is not value:
            own: list[str] = []
            into(value, own)
            if len(known) >= MOST_LASTING:
                known.clear()
            found = known[id(value)] = (value, "".join(own))
        texts.append(found[1])

    return written


def _indented(lines: Iterable[str], depth: int) -> list[str]:
    return [f"{'    ' * depth}{line}" for line in lines]


def _added(expressions: list[str]) -> str:
    """The line that adds these to the texts."""
    return f"texts.append({expressions[0]})" if len(expressions) == 1 else f"texts += ({', '.join(expressions)})"


def _closed(filled: str, bracket: str) -> list[str]:
    """The lines that close what is `filled`, over the comma behind its last part, or empty."""
    return [f"if {filled}:", f"    texts[-1] = {bracket!r}", "else:", f"    texts.append({bracket!r})"]


def _differs(item: str, default: object, names: dict[str, Any]) -> str:
    """Whether it is not the default."""
    if default is None:
        return f"{item} is not None"
    name = _named(default, names)
    return f"{item} is not {name} and {item} != {name}"


def _named(value: object, names: dict[str, Any]) -> str:
    """A name for a value that the source speaks of."""
    name = f"given{len(names)}"
    names[name] = value
    return name
