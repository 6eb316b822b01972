"""What an argument may be, as its annotation says: in words, with what to give instead, and the value to go on with."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from inspect import iscoroutinefunction
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin
from uuid import UUID

from .data import storable

MOST = 2**63 - 1
"""The largest number that a database counts to."""


class Kind(NamedTuple):
    """In words, with what to give instead of anything else; `take` gives the value to go on with, or None where it does not fit."""

    told: str
    give: str
    take: Callable[[Any], object]


Kinds = tuple[Kind, ...]


def taken(value: object, kinds: Kinds) -> object:
    """The value as the first of these kinds takes it; None if it fits none."""
    return next((found for kind in kinds if (found := kind.take(value)) is not None), None)


def _one_of(*classes: type) -> Callable[[object], object]:
    """The value as it is, if it is of one of these classes."""
    return lambda value: value if isinstance(value, classes) else None


def _text(value: object) -> object:
    """A UUID is as good as its text."""
    return str(value) if isinstance(value, UUID) else value if isinstance(value, str) else None


def _named(value: object) -> object:
    """A case may be named by a key of digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _whole(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST else None


def _pair(value: object) -> object:
    """Both are kept as texts, so numbers are as good."""
    two = tuple(map(_named, value)) if isinstance(value, tuple | list) and len(value) == 2 else (None,)
    return None if None in two else two


def _path(value: object) -> object:
    return value if isinstance(value, PathLike) or (isinstance(value, str) and storable(value)) else None


def _plain(value: object) -> object:
    """What can be called; nobody here awaits what it answers, which would read as a yes."""
    return value if callable(value) and not iscoroutinefunction(value) else None


def _list_of(kinds: Kinds) -> Kind:
    """Everything in it fits one of these kinds."""

    def take(value: object) -> object:
        if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
            return None
        found = tuple(taken(one, kinds) if kinds else one for one in value)
        return None if kinds and None in found else found

    each = f", each of which is {told(kinds)}" if kinds else ""
    return Kind(f"a list{each}", "Give {name}=[…].", take)


def _map_of(kinds: Kinds) -> Kind:
    """Every value in it fits one of these kinds."""

    def take(value: object) -> object:
        fits = isinstance(value, Mapping) and all(not kinds or taken(one, kinds) is not None for one in value.values())
        return value if fits else None

    each = f" whose values are each {told(kinds)}" if kinds else ""
    return Kind(f"a map{each}", "Give {name}={{…: …}}.", take)


def _like(protocol: type) -> Kind:
    """Whatever has the methods of a protocol; a class has them, too, and is none."""
    names = sorted(name for name, held in vars(protocol).items() if callable(held) and not name.startswith("_"))

    def take(value: object) -> object:
        fits = not isinstance(value, type) and all(_plain(getattr(value, name, None)) is not None for name in names)
        return value if fits else None

    told = f"{_with_article(protocol)} (an object with {', '.join(names)})"
    return Kind(told, "Give {name}=OBJECT, not its class, with plain methods.", take)


def _with_article(cls: type) -> str:
    return f"a{'n' if cls.__name__[0] in 'AEIO' else ''} {cls.__name__}"


NOTHING = Kind("nothing", "", lambda value: None)
SIMPLE: Mapping[object, Kind] = {
    str: Kind("a text", "Give {name}='…'.", _text),
    int: Kind("a whole number from 0", "Give {name}=1, or more.", _whole),
    bool: Kind("true or false", "Give {name}=True, or {name}=False.", _one_of(bool)),
    datetime: Kind("an instant", "Give {name}=datetime(…).", _one_of(datetime)),
    date: Kind("a day", "Give {name}=date(…).", _one_of(date)),
    Path: Kind("a path", "Give {name}='PATH'.", _path),
    Callable: Kind("a plain function", "Give {name}=FUNCTION, made with `def`, and do not call it.", _plain),
    NoneType: NOTHING,
}
CASE = Kind("the id or the key of a case", "Give the `id` or the `key` of a case.", str)
PAIR = Kind("a pair of texts, a kind and an id", "Give {name}=('KIND', 'ID').", _pair)


def told(kinds: Kinds) -> str:
    """What fits these kinds, in words: the short ones first."""
    return " or ".join(sorted({kind.told for kind in kinds if kind is not NOTHING}, key=len))


def kinds_of(hint: Any) -> Kinds:
    """What an annotation lets through; empty where that is anything."""
    if get_origin(hint) in (Union, UnionType):
        found = [kinds_of(one) for one in get_args(hint)]
        return tuple(kind for kinds in found for kind in kinds) if all(found) else ()
    return _kinds_of_one(get_origin(hint) or hint, get_args(hint))


def _kinds_of_one(cls: Any, inside: tuple[Any, ...]) -> Kinds:
    if cls in SIMPLE:
        return (SIMPLE[cls],)
    if cls in (object, Any) or not isinstance(cls, type):
        return ()
    if inside == (str, str) and cls is tuple:
        return (PAIR,)
    if issubclass(cls, Mapping):
        return (_map_of(kinds_of(inside[-1])),)
    if issubclass(cls, Iterable):
        return (_list_of(kinds_of(inside[0])),)
    if issubclass(cls, PathLike):
        return (SIMPLE[Path],)
    if getattr(cls, "_is_protocol", False):
        return (_like(cls),)
    return (Kind(_with_article(cls), f"Give {{name}}={cls.__name__}(…).", _one_of(cls)),)
