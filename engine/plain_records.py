"""Encoders and decoders of dataclasses: written out, field after field, as the source of one function each, and compiled once.

A codec put together from closures calls several of them for each field; that was a sixth of what an action costs. What is written
here stands for the same: `coders_of` gives what `plain.coder` gives for every other type.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from enum import Enum
from itertools import takewhile
from typing import Any, TypeAlias

from .frozen import compiled, twin
from .recalled import Recalled

Encode: TypeAlias = Callable[[Any], Any]
Decode: TypeAlias = Callable[[Any], Any]
Coder: TypeAlias = tuple[Encode, Decode]

AS_IT_IS = frozenset({str, int, bool})
INSTANTS: Recalled[str, datetime] = Recalled(datetime.fromisoformat)
"""Instants by their texts: a case has the same ones in several places."""


class Source:
    """The source of the two functions of a class, and the values that it names."""

    def __init__(self, cls: type, coder: Callable[[Any], Coder]) -> None:
        self._cls, self._coder = cls, coder
        self._names: dict[str, Any] = {}
        self._twin = twin(cls)
        # a type that is hinted at may be the class itself: worked out at first use
        hints = typing.get_type_hints(cls)
        self._fields = [(spec, hints[spec.name]) for spec in fields(cls)]

    def encoder(self) -> Encode:
        """From an instance to a dictionary of plain values in the order of its fields, without those that hold their default."""
        first = list(takewhile(lambda field: default_of(field[0]) is MISSING, self._fields))
        lines = ["def encode(value):", "    found = {"]
        lines += [f"        {key_of(spec)!r}: {self._encoded(f'value.{spec.name}', hint)}," for spec, hint in first]
        lines += ["    }"]
        for spec, hint in self._fields[len(first) :]:
            default = default_of(spec)
            given = f"found[{key_of(spec)!r}] ="
            if default is MISSING:
                lines += [f"    {given} {self._encoded(f'value.{spec.name}', hint)}"]
            else:
                inner = optional(hint) if default is None else hint
                lines += [f"    item = value.{spec.name}", f"    if {self._differs(default)}:"]
                lines += [f"        {given} {self._encoded('item', inner)}"]
        return self._function("encode", [*lines, "    return found"])

    def decoder(self) -> Decode:
        """From such a dictionary to an instance; keys that are none of its fields are passed over."""
        made = [f"    found = new({self._named(self._twin)})"] if self._twin is not None else []
        target = "    found.{} = {}" if made else "    {} = {}"
        lines = ["def decode(plain):", *made]
        for spec, hint in self._fields:
            found = self._decoded(f"plain[{key_of(spec)!r}]", hint)
            if (absent := self._absent(spec)) is not None:
                found = f"{found} if {key_of(spec)!r} in plain else {absent}"
            lines.append(target.format(spec.name, found))
        if made:
            lines += [f"    found.__class__ = {self._named(self._cls)}", "    return found"]
        else:
            lines += [f"    return {self._named(self._cls)}({', '.join(f'{spec.name}={spec.name}' for spec, _ in self._fields)})"]
        return self._function("decode", lines)

    def _function(self, name: str, lines: list[str]) -> Callable[[Any], Any]:
        names = {"new": object.__new__, **self._names}
        found = compiled(name, lines, names)
        for one, value in self._names.items():
            if isinstance(value, Late):
                value.named(names, one)
        return found

    def _named(self, value: object) -> str:
        """A name that stands for this value."""
        name = f"_{len(self._names)}"
        self._names[name] = value
        return name

    def _differs(self, default: object) -> str:
        """Whether `item` is not the default."""
        if default is None:
            return "item is not None"
        name = self._named(default)
        return f"item is not {name} and item != {name}"

    def _absent(self, spec: "Field[Any]") -> str | None:
        if spec.default_factory is not MISSING:
            return "{}" if spec.default_factory is dict else f"{self._named(spec.default_factory)}()"
        return None if spec.default is MISSING else self._named(spec.default)

    def _encoded(self, item: str, hint: Any) -> str:
        """The expression that encodes what `item` stands for."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint in AS_IT_IS:
            return item
        if (inner := optional(hint)) is not hint:
            return self._encoded(item, inner) if inner in AS_IT_IS else f"(None if {item} is None else {self._encoded(item, inner)})"
        if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
            return f"[{self._encoded('x', arguments[0])} for x in {item}]"
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return f"{{k: {self._encoded('x', arguments[1])} for k, x in {item}.items()}}"
        if isinstance(hint, type) and issubclass(hint, Enum):
            return f"{item}._value_"
        return f"{self._named(self._coder(hint)[0])}({item})"

    def _decoded(self, item: str, hint: Any) -> str:
        """The expression that decodes what `item` stands for."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint in AS_IT_IS:
            return item
        if hint is datetime:
            return f"{self._named(INSTANTS)}[{item}]"
        if (inner := optional(hint)) is not hint:
            return self._decoded(item, inner) if inner in AS_IT_IS else f"(None if {item} is None else {self._decoded(item, inner)})"
        if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
            return f"tuple({item})" if arguments[0] in AS_IT_IS else self._several(item, arguments[0])
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return f"{{k: {self._decoded('x', arguments[1])} for k, x in {item}.items()}}"
        if isinstance(hint, type) and issubclass(hint, Enum):
            return f"({self._named(hint._value2member_map_)}.get({item}) or {self._named(hint)}({item}))"
        found = f"{self._named(self._coder(hint)[1])}({item})"
        return f"({item} if type({item}) is str else {found})" if hint is object else found

    def _several(self, item: str, hint: Any) -> str:
        """The expression for a tuple of what `item` has; most have one value, for which a loop costs more than all the rest."""
        name = self._named(None)
        alone, each = self._decoded(f"{name}[0]", hint), self._decoded("x", hint)
        return f"(({alone},) if len({name} := {item}) == 1 else tuple([{each} for x in {name}]))"


class Late:
    """A function that is written at its first use, since a record may hold records of its own kind. From then on the function itself stands
    wherever this one was named."""

    __slots__ = ("_found", "_places", "_written")

    def __init__(self, written: Callable[[], Callable[[Any], Any]]) -> None:
        self._written = written
        self._found: Callable[[Any], Any] | None = None
        self._places: list[tuple[dict[str, Any], str]] = []

    def __call__(self, value: Any) -> Any:
        if self._found is None:
            self._found = self._written()
            for names, name in self._places:
                names[name] = self._found
        return self._found(value)

    def named(self, names: dict[str, Any], name: str) -> None:
        """It is called by this name, among these names of a function."""
        names[name] = self._found or self
        self._places.append((names, name))


def coders_of(cls: type, coder: Callable[[Any], Coder]) -> Coder:
    """The pair (encode, decode) of a dataclass. `coder` gives the pair of any other type."""
    return Late(lambda: Source(cls, coder).encoder()), Late(lambda: Source(cls, coder).decoder())


def key_of(spec: "Field[Any]") -> str:
    """The key of a field: its name, without the underscore that keeps it from being a word of Python."""
    return spec.name.rstrip("_")


def default_of(spec: "Field[Any]") -> object:
    """What a field holds where nothing is given; MISSING where something must be."""
    return spec.default_factory() if spec.default_factory is not MISSING else spec.default


def optional(hint: Any) -> Any:
    """The type that stands beside None; any other type as it is."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint
    rest = [argument for argument in typing.get_args(hint) if argument is not types.NoneType]
    return rest[0] if len(rest) == 1 and len(typing.get_args(hint)) == 2 else hint
