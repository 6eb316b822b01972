"""What an entry of the table of keys holds."""

from collections.abc import Mapping
from functools import cached_property

from signoff.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its type (a name in `keys_types.TYPES`), default as written, meaning, and whether it is built.

    `words` are the words the type `word` may be; `later` those that belong to the language but are not built yet.
    `required` is `always`, or says where (`somewhere`: at the step, in defaults or in the policy).
    """

    name: str
    type: str
    meaning: str
    default: str | None = None
    required: str | None = None
    words: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    built: bool = True


@dataclass(frozen=True)
class Scope:
    """A kind of map: its id, what it is, and its keys."""

    id: str
    title: str
    keys: tuple[Key, ...]
    built: bool = True

    @cached_property
    def by_name(self) -> Mapping[str, Key]:
        """The keys by name."""
        return {key.name: key for key in self.keys}


ALWAYS = "always"
SOMEWHERE = "somewhere"


def later(name: str, type: str, meaning: str, default: str | None = None) -> Key:
    """A key of the language that is not built yet."""
    return Key(name, type, meaning, default, built=False)
