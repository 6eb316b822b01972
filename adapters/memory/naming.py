"""Which case a text means: a UUID, `workflow/key`, or a bare key where that is unambiguous."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from signoff.engine.errors import NotFound
from signoff.engine.ports import Stub

from .tables import KeptCase

K = TypeVar("K", contravariant=True)
V = TypeVar("V", covariant=True)


class Table(Protocol[K, V]):
    """What rows are looked up in: a table, or a layer above one."""

    def get(self, key: K, /) -> V | None:
        """The row under this key, or None."""
        ...


class Named(NamedTuple):
    """A case by its names."""

    id: str
    workflow: str
    key: str


class Book:
    """Finds cases of a tenant by name, those that are archived too."""

    def __init__(
        self,
        tenant: str,
        cases: Table[tuple[str, str], KeptCase],
        archived: Table[tuple[str, str], Stub],
        names: Table[tuple[str, str], tuple[str, ...]],
    ) -> None:
        self._tenant, self._cases, self._archived, self._names = tenant, cases, archived, names

    def find(self, text: str) -> KeptCase:
        """The case that is meant; raises NotFound, also for one that is archived."""
        id = resolve(text, self.named, lambda key: list(self.keyed(key)))
        kept, stub = self._cases.get((self._tenant, id)), self._archived.get((self._tenant, id))
        if kept is None and stub is not None:
            raise stub.instead(text)
        assert kept is not None
        return kept

    def keyed(self, key: str) -> Iterator[Named]:
        """All cases that have this key."""
        for id in self._names.get((self._tenant, key)) or ():
            found = self.named(id)
            if found is not None:
                yield found

    def named(self, id: str) -> Named | None:
        """The names of a case, also of one that is archived."""
        kept, stub = self._cases.get((self._tenant, id)), self._archived.get((self._tenant, id))
        if kept is not None:
            return Named(id, kept.row.workflow, kept.row.key)
        return None if stub is None else Named(id, stub.workflow, stub.key)


def resolve(text: str, by_id: Callable[[str], Named | None], by_key: Callable[[str], Sequence[Named]]) -> str:
    """The id of the one case that is meant; raises NotFound. An id wins over `workflow/key`, that over a bare key."""
    found = by_id(plain_id(text))
    if found is not None:
        return found.id
    workflow, _, rest = text.partition("/")
    named = [one for one in by_key(rest) if one.workflow == workflow] or list(by_key(text))
    if len(named) == 1:
        return named[0].id
    if not named:
        raise NotFound(f"there is no case {text!r}", code="not_found", data={"case": text})
    candidates = sorted(f"{one.workflow}/{one.key}" for one in named)
    raise NotFound(
        f"{text!r} could be any of {', '.join(candidates)}",
        code="ambiguous_key",
        hint="Name the workflow too: workflow/key.",
        data={"case": text, "candidates": candidates},
    )


def plain_id(text: str) -> str:
    """A UUID in the one spelling that is stored; other texts as they are."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
