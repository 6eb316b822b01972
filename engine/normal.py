"""Names as they are compared: whoever writes `提交１` means `提交1` (LANGUAGE §1.6)."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from . import commands as c
from .expressions import normal as name
from .frozen import altered

Given = TypeVar("Given", bound=c.Command)


def normal(command: Given) -> Given:
    """The command with its names of cases, workflows, actions, steps and fields in their normal form; a UUID may name a case."""
    if isinstance(command, c.OnCase):
        command = _with(command, case=str(command.case))
    match command:
        case c.Act():
            return _with(
                command, action=_name(command.action), to=_name(command.to) if command.to else command.to, data=_fields(command.data)
            )
        case c.Jump():
            return _with(command, to=_name(command.to))
        case c.Start():
            return _with(command, workflow=str(command.workflow), data=_fields(command.data))
        case c.Hold():
            return _with(command, action=_name(command.action) if command.action else None, data=_fields(command.data))
        case c.CopyTo():
            return _with(command, to=_persons(command.to))
        case c.AddSigner():
            return _with(command, who=_persons(command.who))
        case c.StartBranch():
            return _with(command, branch=_name(command.branch), data=_fields(command.data))
        case c.CancelBranch():
            return _with(command, branch=_name(command.branch))
        case c.Edit() | c.Withdraw():
            return _with(command, data=_fields(command.data))
        case c.Migrate():
            return _with(command, to=str(command.to), data=_fields(command.data), mapping=_steps(command.mapping))
    return command


def _with(command: Given, **named: Any) -> Given:
    """The command with these values; itself where they are its own."""
    changes = {name: value for name, value in named.items() if getattr(command, name) is not value}
    return altered(command, **changes) if changes else command


def _name(given: str) -> str:
    return name(given) if isinstance(given, str) else str(given)


def _steps(mapping: Any) -> Any:
    # What is no map at all is refused later.
    return {_name(old): _name(new) for old, new in mapping.items()} if isinstance(mapping, Mapping) else mapping


def _persons(given: Any) -> tuple[str, ...]:
    """One person, or several; what is neither names nobody, which is refused later."""
    if isinstance(given, str):
        return (given,)
    return tuple(given) if isinstance(given, Iterable) else ()


def _fields(data: Any) -> Any:
    # What is no map at all is refused later, with everything else that is wrong.
    return {_name(field): value for field, value in data.items()} if isinstance(data, Mapping) and data else data
