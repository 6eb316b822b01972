"""`call`: an effect of a plug-in is asked for in the move, and carried out after the commit (LANGUAGE §10)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from . import events as e
from .definition import Effect
from .draft import Draft
from .expressions import MISSING, People
from .kin import Kid
from .plain import dumps, instant
from .scope import CaseScope
from .worktime import Due

EFFECTS = "signoff.effects"
"""The group of plug-ins whose names stand behind `call`."""


def call(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """Ask for the effect, with its values as they stand now. Raises ValueError or ExpressionFailed for what cannot be worked out."""
    given = {name: json_value(expression.worth(scope)) for name, expression in effect.with_.items()}
    size, most = len(dumps(given)), draft.world.limits.call
    if size > most:
        raise ValueError(f"`with` has {size} characters as JSON; a call may have {most}")
    _ask(draft, effect, given)


def lost(draft: Draft, effect: Effect, error: Exception) -> None:
    """The call cannot be made as the case stands: it goes out all the same, to become an incident that somebody sees."""
    _ask(draft, effect, {}, str(error))


def _ask(draft: Draft, effect: Effect, given: Mapping[str, object], error: str | None = None) -> None:
    name = effect.what or ""
    version = draft.model.plugins.get(f"{EFFECTS}:{name}")
    key = f"{draft.case.root}:{draft.seq + 1:06}"
    draft.emit(e.Called(key=key, effect=name, version=version, given=given, error=error))


def json_value(value: object) -> object:
    """A value of an expression in plain JSON, without floats; raises ValueError for what has no such form."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case datetime():
            return instant(value)
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {str(name): json_value(item) for name, item in value.items()}
        case list() | tuple():
            return [json_value(item) for item in value]
    return None if value is MISSING else _other(value)


def _other(value: object) -> object:
    if isinstance(value, People):
        return _people(value)
    if isinstance(value, Kid):
        raise ValueError("a child case is no value for a call")
    return instant(value.at) if isinstance(value, Due) else str(value)


def _people(found: People) -> object:
    """A pool or `each(…)` is a list, however many there are; anything else the one person, or nothing."""
    ids = [str(person) for person in found.entries]
    if found.tokens or found.each or len(ids) > 1:
        return ids
    return ids[0] if ids else None
