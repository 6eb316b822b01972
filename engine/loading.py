"""What a command has to know of the store before it is decided, the definition it goes by, and those with which its children begin."""

from collections.abc import Callable, Collection, Iterable

from . import commands as c
from .case import Case
from .data import storable
from .errors import NotFound
from .frozen import dataclass, maker
from .model import Model
from .ports import Current, DefinitionRow, Definitions, Loaded, Reader, Wanted
from .registry import Registry
from .world import Versions

_wanted = maker(Wanted)


def wanted(tenant: str, command: c.Command, registry: Registry) -> Wanted:
    """What a command has to know of the store."""
    start = command if isinstance(command, c.Start) else None
    given = registry.current.get(start.workflow) if start is not None else None
    return _wanted(
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
        return command.to, Versions(target, asked=command) if target is not None else None
    if case is not None:
        return case.definition, Versions()
    assert isinstance(command, c.Start)
    hash, retired = registry.beginning(command.workflow, loaded.current, loaded.known)
    return hash, Versions(retired=retired) if registry.known(hash) is not None else None


class ReadFirst(Exception):
    """A definition is needed that this engine has not read yet: it is read outside, and the command is carried out again."""

    def __init__(self, definition: str) -> None:
        super().__init__(definition)
        self.definition = definition


@dataclass(frozen=True, slots=True)
class Unread:
    """What comes of a transaction that needs definitions which this engine has not read yet: it is begun anew once they are known."""

    hashes: Collection[str]

    def read(self, registry: Registry, reader: Reader) -> None:
        """Read them, outside: a transaction needs no second connection."""
        for hash in self.hashes:
            registry.pinned(hash, reader)


class Beginnings:
    """With which definition a child that runs a workflow begins: the one with which a new case would (decision 0012).

    Asked within the transaction, once for each workflow, and only by a command that opens such a child: one statement more.
    """

    def __init__(self, registry: Registry, tenant: str, load: Callable[[Wanted], Loaded]) -> None:
        self._registry, self._tenant, self._load = registry, tenant, load
        self._found: dict[str, Model | None] = {}

    def __call__(self, workflow: str) -> Model | None:
        """The definition, retired or not; None for a workflow of which there is none. Raises ReadFirst."""
        if workflow not in self._found:
            self._found[workflow] = self._of(workflow)
        return self._found[workflow]

    def _of(self, workflow: str) -> Model | None:
        given = self._registry.current.get(workflow)
        loaded = self._load(_wanted(tenant=self._tenant, definition=given.hash if given is not None else None, workflow=workflow))
        try:
            hash, _ = self._registry.beginning(workflow, loaded.current, loaded.known)
        except NotFound:
            return None
        model = self._registry.known(hash)
        if model is None:
            raise ReadFirst(hash)
        return model


def last(row: DefinitionRow | None) -> Current | None:
    """The definition published last, as a load tells it."""
    return None if row is None else Current(row.hash, row.retired_at is not None, row.published_by is not None)


def current_of(registry: Registry, store: Definitions, reader: Reader, tenant: str, workflow: str) -> Model:
    """The definition that a new case of this workflow would begin with now, retired or not; raises NotFound. For questions."""
    return current_model(registry, reader, store.definitions(tenant), workflow)[0]


def current_model(registry: Registry, reader: Reader, rows: Iterable[DefinitionRow], workflow: str) -> tuple[Model, bool]:
    """The same from the rows of all definitions; and whether that one is retired."""
    mine = [row for row in rows if row.workflow == workflow]
    given = registry.current.get(workflow)
    known = given is None or any(row.hash == given.hash for row in mine)
    hash, retired = registry.beginning(workflow, last(mine[0] if mine else None), known)
    return registry.pinned(hash, reader), retired
