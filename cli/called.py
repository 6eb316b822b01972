"""What people write for fields, options, actions, persons and units: their titles and names, where only one is called so.

An id always means itself. What nothing or more than one is called stays as it is written, for the engine to refuse with what there is.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from signoff.engine.definition import Field
    from signoff.engine.people_data import PeopleFile

    from .app import App

Titles: TypeAlias = Mapping[str, Iterable[str]]
"""What each id is called."""


def meant(text: str, titles: Titles) -> str:
    """The id that a text stands for."""
    if text in titles:
        return text
    wanted = _folded(text)
    found = [id for id, called in titles.items() if wanted in map(_folded, called)]
    return found[0] if len(found) == 1 else text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


class Called:
    """The titles of fields and options, and the names of the people file, which is read when somebody is named first."""

    def __init__(self, people: "Callable[[], PeopleFile]") -> None:
        self._read = people

    @classmethod
    def by(cls, app: "App") -> "Called":
        """By the people file of the settings."""
        from .existing import file_of

        return cls(lambda: file_of(app))

    @cached_property
    def _people(self) -> "PeopleFile":
        return self._read()

    def field(self, name: str, fields: "Mapping[str, Field]") -> str:
        """The field that is called so."""
        return name if name in fields else meant(name, {id: one.title.values() for id, one in fields.items()})

    def value(self, type: str | None, field: "Field", text: str) -> str:
        """The option, person, unit, yes or no that is called so; of any other type the text."""
        if type == "choice":
            return meant(text, {id: label.values() for id, label in field.options.items()})
        if type == "bool":
            from signoff.engine.readable import BOOL

            return meant(text, {"true": BOOL[True].values(), "false": BOOL[False].values()})
        if type == "person" and text not in self._people.people:
            return meant(text, {id: (one.name,) for id, one in self._people.people.items()})
        if type == "unit" and text not in self._people.units:
            return meant(text, {id: one.title.values() for id, one in self._people.units.items()})
        return text
