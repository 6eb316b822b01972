"""The one table of keys: loader, JSON Schema and reference page are all read from it."""

from collections.abc import Iterator, Mapping

from signoff.engine.frozen import dataclass

from .keys_cases import CASE_SCOPES
from .keys_files import FILE_SCOPES
from .keys_steps import STEP_SCOPES
from .keys_table import Key, Scope

SCOPES: Mapping[str, Scope] = {scope.id: scope for scope in (*CASE_SCOPES, *STEP_SCOPES, *FILE_SCOPES)}
"""Every scope (a kind of map in the language) by id, in the order of the reference page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A key and the scope it stands in."""

    scope: Scope
    key: Key


def every_key(*, built: bool | None = None) -> Iterator[Place]:
    """All keys of all scopes, or only the built (or only the other) ones, in written order."""
    for scope in SCOPES.values():
        for key in scope.keys:
            if built is None or key.built is built:
                yield Place(scope, key)


def find_key(scope: str, name: str) -> Key:
    """The key `name` of a scope; KeyError if the table has none."""
    return SCOPES[scope].by_name[name]
