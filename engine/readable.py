"""A value as people read it in the words of a notice: options and units by their titles, persons by their names, in its language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from .definition import Field, Label
from .world import World

NO_OPTIONS: Mapping[str, Label] = {}
BOOL = {True: {"en": "yes", "zh": "是"}, False: {"en": "no", "zh": "否"}}
COMMA = {"zh": "、"}


class Readable:
    """Values in one language. Units and persons that nobody knows (any more) are called by their ids."""

    def __init__(self, language: str, world: World, zone: ZoneInfo) -> None:
        self.language, self._world, self._zone = language, world, zone

    def label(self, words: Label, id: str) -> str:
        """A label in this language, else in whichever it has, else the id."""
        return words.get(self.language) or next(iter(words.values()), "") or id

    def field(self, spec: Field, value: object) -> str:
        """The value of a field; nothing for what is not there, for rows and for files."""
        kind = spec.of or "" if spec.type == "list" else spec.type
        return self.value(kind, value, spec.options)

    def value(self, kind: str, value: object, options: Mapping[str, Label] = NO_OPTIONS) -> str:
        """A value of this type; of a list every element."""
        if value is None or isinstance(value, Mapping):
            return ""
        if isinstance(value, tuple | list):
            return COMMA.get(self.language, ", ").join(filter(None, (self.value(kind, one, options) for one in value)))
        if isinstance(value, bool):
            return self.label(BOOL[value], str(value))
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M}"
        named: Mapping[str, Callable[[str], str]] = {"unit": self.unit, "person": self.person}
        if kind == "choice":
            return self.label(options.get(str(value), {}), str(value))
        return named[kind](str(value)) if kind in named else str(value)

    def unit(self, id: str) -> str:
        """What a unit is called."""
        found = self._world.unit(id)
        return self.label(found.title, id) if found is not None else id

    def person(self, id: str) -> str:
        """What a person is called."""
        found = self._world.person(id)
        return (found.name if found is not None else "") or id
