"""The words of a notice: a workflow's text with its `{field}`, `{comment}`, `{step}` … filled in, in each of its languages.

It is written into the history so: what a unit or a person is called later changes nothing of what was said.
"""

import re
from collections.abc import Callable, Mapping

from .definition import Label
from .expressions import Types
from .readable import Readable
from .scope import CaseScope

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def worded(text: Label | None, scope: CaseScope, comment: str | None = None) -> dict[str, str]:
    """The text with its `{field}`, `{comment}`, `{key}` … filled in, in the words of each language; what has no value is left out."""
    return {
        language: _filled(words, Readable(language, scope.world, scope.zone), scope, comment) for language, words in (text or {}).items()
    }


def _filled(words: str, said: Readable, scope: CaseScope, comment: str | None) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        found = _field(scope, name, said)
        if found is None and name == "comment":
            return comment or ""
        fact = _FACTS.get(name) if found is None else None
        return fact(scope, said) if fact is not None else match.group() if found is None else found

    return PLACEHOLDER.sub(value, words)


def _field(scope: CaseScope, name: str, said: Readable) -> str | None:
    """A field, of the case or of one around it, or a loop variable; None where there is none of this name."""
    spec = scope.model.workflow.data.get(name)
    if spec is not None:
        return said.field(spec, scope.data.get(name))
    if scope.model.loop is not None and name == scope.case.variable:
        return said.value(_kind(scope.model.types, name), scope.case.element)
    return None if scope.outer is None else _field(scope.outer, name, said)


def _kind(types: Types, name: str) -> str:
    found = types.fields.get(name)
    return found.kind if found is not None else ""


def _step(scope: CaseScope, said: Readable) -> str:
    step = scope.model.workflow.steps.get(scope.case.step)
    return said.label(step.title, step.id) if step is not None else scope.case.step


def _clock(scope: CaseScope, said: Readable) -> str:
    """What the clock of the case is called whose rung or extension this is, with its element; a step's clock is called as the step is."""
    deadline, lasting = scope.deadline, scope.lasting
    if deadline is None or lasting is None:
        return _step(scope, said)
    words, element = said.label(deadline.title, lasting.id), lasting.id.partition("/")[2]
    if deadline.loop is not None and element:
        element = said.value(_kind(scope.model.deadline_types[deadline.id], deadline.loop.variable), element)
    return f"{words} ({element})" if element else words


def _due(scope: CaseScope, said: Readable) -> str:
    """When the clock of a rung, else the step, is due, in the time of day of the workflow."""
    due = scope.due.at if scope.due is not None else scope.case.due_at if scope.lasting is None else None
    return said.value("datetime", due)


_FACTS: Mapping[str, Callable[[CaseScope, Readable], str]] = {
    "key": lambda scope, said: scope.case.key,
    "actor": lambda scope, said: said.person(scope.actor) if scope.actor else "",
    "step": _step,
    "round": lambda scope, said: str(scope.case.round),
    "clock": _clock,
    "due": _due,
}
FACTS = ("comment", *_FACTS)
"""What the text of a notice may name beside the fields of the case."""
