"""`signal`: a case has another one, with a root of its own, take an action. Asked for in the move, carried out after the commit."""

from collections.abc import Iterator, Mapping

from . import events as e
from .calls import json_value
from .definition import Effect
from .draft import Draft
from .expressions import Expression
from .number_format import written
from .plain import dumps
from .scope import CaseScope


def signal(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """One row for each receiver, with the values as they stand now; an empty list names nobody, and nothing is sent.

    Raises ValueError or ExpressionFailed for what cannot be worked out.
    """
    given = {name: json_value(expression.worth(scope)) for name, expression in effect.with_.items()}
    size, most = len(dumps(given)), draft.world.limits.call
    if size > most:
        raise ValueError(f"`with` has {size} characters as JSON; a signal may have {most}")
    for key in dict.fromkeys(_keys(effect, scope)):
        _ask(draft, effect, key, given)


def lost(draft: Draft, effect: Effect, error: Exception) -> None:
    """The signal cannot be sent as the case stands: it goes out all the same, to become an incident that somebody sees."""
    _ask(draft, effect, "", {}, str(error))


def _keys(effect: Effect, scope: CaseScope) -> Iterator[str]:
    """The keys of the receivers: of each expression a text, or a list of texts; of a template that text filled in."""
    for expression in effect.receivers:
        if isinstance(expression, str):
            yield written(expression, lambda name: _part(name, effect, scope))
            continue
        found = json_value(expression.worth(scope))
        if found is None:
            raise ValueError(f"`to: {expression.text}` of the signal `{effect.what}` has no value: it is the key of a case")
        for key in found if isinstance(found, list) else [found]:
            if not isinstance(key, str) or not key.strip():
                raise ValueError(f"`to: {expression.text}` of the signal `{effect.what}` is no key of a case: {key!r}")
            yield key.strip()


def _part(name: str, effect: Effect, scope: CaseScope) -> object:
    """What stands in a key for a field."""
    found = json_value(Expression(name).worth(scope))
    if found is None or found == "":
        raise ValueError(f"the key of the case that takes the signal `{effect.what}` cannot be told: `{name}` has no value")
    return found


def _ask(draft: Draft, effect: Effect, to: str, given: Mapping[str, object], error: str | None = None) -> None:
    key = f"{draft.case.root}:{draft.seq + 1:06}"
    draft.emit(e.Signalled(key=key, action=effect.what or "", to=to, given=given, error=error, otherwise=effect.otherwise))
