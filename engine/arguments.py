"""What a program hands to a method is of the kind that its signature says. Anything else is told at once, in a sentence.

Otherwise it would come as far as the database, and there break the host's own transaction, or be taken for nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, wraps
from types import FunctionType
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

from .api import Verbs
from .data import storable
from .errors import Misconfigured, Refused, unstorable
from .expressions import show
from .kinds import CASE, MOST, NOTHING, SIMPLE, Kinds, kinds_of, taken, told
from .verdict.seats import reserved

P = ParamSpec("P")
T = TypeVar("T")
Class = TypeVar("Class", bound=type)
SHOWN = 80
"""So many characters of what was given are told."""
VERBS_BESIDE = frozenset("archive can end_proxy fix hand_over migrate_all plan_fix proxy publish restore set_series".split())
"""Verbs that are no commands, and questions that refuse as verbs do."""
REFUSED = {str, int, datetime, tuple, Mapping, type(None)}
"""What verbs refuse by themselves, with codes of their own, if it is not so."""


def of_its_kind(cls: Class) -> Class:
    """Decorator: every public method of the class looks at what it is given, a verb at what it does not refuse by itself."""
    for name in dir(cls):
        method = getattr(cls, name)
        if not name.startswith("_") and isinstance(method, FunctionType) and not hasattr(method, "__wrapped__"):
            setattr(cls, name, looking(method, refuses=name in vars(Verbs) or name in VERBS_BESIDE))
    return cls


class Wanted(NamedTuple):
    """What an argument may be: whether it may be left out, whether a text or a number will do, and all of it."""

    optional: bool
    text: bool
    number: bool
    kinds: Kinds


def looking(method: Callable[P, T], *, refuses: bool = False) -> Callable[P, T]:
    """The method, which looks at what it is given before anything else.

    Raises Misconfigured; Refused for a text that cannot be kept, and for a person that is none.
    """
    code = cast(FunctionType, method).__code__
    names = code.co_varnames[: code.co_argcount]
    wanted_once = cache(lambda: _wanted(method, refuses))

    @wraps(method)
    def looked(*args: Any, **given: Any) -> T:
        wanted = wanted_once()
        for at in range(1, min(len(args), len(names))):
            if names[at] in wanted and (found := _looked(names[at], wanted[names[at]], args[at])) is not args[at]:
                args = (*args[:at], found, *args[at + 1 :])
        for name, value in given.items():
            if name in wanted:
                given[name] = _looked(name, wanted[name], value)
        return method(*args, **given)

    return cast("Callable[P, T]", looked)


def _wanted(method: Callable[..., Any], refuses: bool) -> Mapping[str, Wanted]:
    """What is wanted of each argument, by its name; whatever may be anything is left out."""
    hints = get_type_hints(method)
    hints.pop("return", None)
    looked_at = {name: hint for name, hint in hints.items() if not (refuses and _parts(hint) <= REFUSED)}
    found = {name: (CASE,) if name == "case" and hint is str else kinds_of(hint) for name, hint in looked_at.items()}
    return {name: Wanted(NOTHING in kinds, SIMPLE[str] in kinds, SIMPLE[int] in kinds, kinds) for name, kinds in found.items() if kinds}


def _parts(hint: Any) -> set[Any]:
    return {get_origin(one) or one for one in get_args(hint)} if type(None) in get_args(hint) else {get_origin(hint) or hint}


def _looked(name: str, wanted: Wanted, value: object) -> Any:
    """The value to go on with."""
    if (value is None and wanted.optional) or (wanted.text and type(value) is str and value.isascii() and "\x00" not in value):
        return value
    if wanted.number and type(value) is int and 0 <= value <= MOST:
        return value
    found = taken(value, wanted.kinds)
    if found is None:
        if name == "by" and wanted.text and (no_person := reserved(value)) is not None:
            raise Refused([no_person])
        unlike = "none was given" if value is None else f"{_shown(value)} is none"
        raise Misconfigured(f"`{name}` is {told(wanted.kinds)}, and {unlike}", hint=wanted.kinds[0].give.format(name=name))
    if isinstance(found, str) and wanted.text and not storable(found):
        raise unstorable()
    return found


def _shown(value: object) -> str:
    text = show(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
