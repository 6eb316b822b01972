"""What a command has to know of the store before it is decided, and the definition it goes by."""

from . import commands as c
from .case import Case
from .data import storable
from .ports import Loaded, Wanted
from .registry import Registry
from .world import Versions


def wanted(tenant: str, command: c.Command, registry: Registry) -> Wanted:
    """What a command has to know of the store."""
    start = command if isinstance(command, c.Start) else None
    given = registry.current.get(start.workflow) if start is not None else None
    return Wanted(
        tenant=tenant,
        case=command.case if isinstance(command, c.OnCase) else None,
        request_id=command.request_id,
        definition=_text(command.to) if isinstance(command, c.Migrate) else given.hash if given is not None else None,
        workflow=_text(start.workflow) if start is not None else None,
    )


def _text(name: str) -> str | None:
    """What no database takes names nothing."""
    return name if storable(name) else None


def versions_of(case: Case | None, command: c.Command, loaded: Loaded, registry: Registry) -> tuple[str, Versions | None]:
    """The hash of the definition that has to be known beside those of the cases, and what is known of it; None: it is to be read first.

    For a start it is the one that a new case begins with, for a migration the one that it leads to.
    """
    if isinstance(command, c.Migrate):
        target = registry.known(command.to)
        return command.to, Versions(target) if target is not None else None
    if case is not None:
        return case.definition, Versions()
    assert isinstance(command, c.Start)
    hash, retired = registry.beginning(command.workflow, loaded.current, loaded.known)
    return hash, Versions(retired=retired) if registry.known(hash) is not None else None
