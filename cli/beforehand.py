"""What is looked at before a command is given: where cases that it is not about have to be known."""

from typing import TYPE_CHECKING

from signoff.engine.errors import Reason, Refused

if TYPE_CHECKING:
    from signoff.engine.command import Command

    from .app import App


def doubted(app: "App", command: "Command") -> tuple[Reason, ...]:
    """Why it is not given, although the engine would carry it out; nothing where the engine itself refuses it."""
    from signoff.adapters.proposals.beforehand import wrong

    reasons = wrong(app.engine, command)
    return reasons if reasons and would(app, command) else ()


def would(app: "App", command: "Command") -> bool:
    """Whether the engine would carry it out now."""
    (item,) = app.engine.together([command], dry_run=True).items
    return not item.reasons


def looked_at(app: "App", command: "Command") -> None:
    """Raise Refused for a command that is not given."""
    if reasons := doubted(app, command):
        raise Refused(reasons)
