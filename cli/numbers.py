"""Cases by the number that people say: 6115 for `npc_suggestion-2026-6115`, where that is one case."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from signoff.engine.errors import NotFound

if TYPE_CHECKING:
    from .app import App

NUMBER = re.compile(r"[0-9]+(-[0-9]+)*\Z")


class CaseArgument(click.Argument):
    """An argument that names cases; what was given is replaced by what is meant before the command runs."""


def meant(app: "App", name: str) -> str:
    """The name to look a case up by: a key as it is, the last part of one as the case that it belongs to, `6115/transport` as its child.

    Raises NotFound where it may be several, and says which.
    """
    name, slash, child = name.partition("/")
    if not NUMBER.match(name) or app.engine.cases(key=f"{name}{slash}{child}", limit=1):
        return f"{name}{slash}{child}"
    found = app.engine.cases(number=name, limit=20)
    if len(found) > 1:
        candidates = sorted(f"{case.workflow}/{case.key}" for case in found)
        told = f"{name!r} could be any of {', '.join(candidates)}"
        raise NotFound(
            told, code="ambiguous_key", hint="Name the workflow too: workflow/key.", data={"case": name, "candidates": candidates}
        )
    if not found:
        return f"{name}{slash}{child}"
    return f"{found[0].key}/{child}" if slash else found[0].id


def resolved(ctx: click.Context, params: Sequence[click.Parameter]) -> None:
    """Put the cases that are meant in the place of what was given."""
    app: App | None = ctx.find_root().obj
    for param in params:
        if app is not None and isinstance(param, CaseArgument) and param.name is not None and ctx.params.get(param.name):
            given = ctx.params[param.name]
            ctx.params[param.name] = meant(app, given) if isinstance(given, str) else tuple(meant(app, name) for name in given)
