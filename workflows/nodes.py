"""What a reader hands to a loader: texts, maps and lists that know where they stand.

All scalars are text; what they are is the key table's business.
"""

from collections.abc import Iterator

from signoff.engine.frozen import dataclass, quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: 1-based line and column in characters, and how many characters it spans on that line."""

    line: int = 1
    column: int = 1
    length: int = 1
    file: str = ""

    def at(self, offset: int, length: int = 1) -> "Mark":
        """The place `offset` characters further on the same line."""
        return Mark(self.line, self.column + offset, max(length, 1), self.file)


@quickly_made
@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `quoted` is true for '…' and "…"; `offset` is where its text begins behind `mark` (1 if quoted).

    `exact` says that the characters of `value` stand in the file one for one on one line, so that an offset in `value`
    is an offset in the file.
    """

    value: str
    mark: Mark
    quoted: bool = False
    exact: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing was written (`key:` with no value)."""
        return not self.quoted and self.value in ("", "~", "null")

    def inside(self, start: int, length: int = 1) -> Mark:
        """The place of a part of the text; the whole text where that cannot be told."""
        if not self.exact:
            return self.mark
        return self.mark.at(start + self.quoted, length)


@quickly_made
@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: Text
    value: "Node"


@quickly_made
@dataclass(frozen=True, slots=True)
class Map:
    """A mapping in written order; keys are unique (a repeated one has been reported and dropped)."""

    entries: tuple[Entry, ...]
    mark: Mark

    def get(self, key: str) -> "Node | None":
        """The value of a key."""
        return next((e.value for e in self.entries if e.key.value == key), None)

    def entry(self, key: str) -> Entry | None:
        """Key and value, with their places."""
        return next((e for e in self.entries if e.key.value == key), None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@quickly_made
@dataclass(frozen=True, slots=True)
class List:
    """A sequence."""

    items: tuple["Node", ...]
    mark: Mark

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


type_names = {Text: "a text", Map: "a map", List: "a list"}

Node = Text | Map | List


def kind_of(node: Node) -> str:
    """What a node is, in words: `a text`, `a map`, `a list`."""
    return type_names[type(node)]


def plain(node: Node) -> object:
    """Dicts, lists and strings (None for what is empty); positions are lost."""
    if isinstance(node, Map):
        return {entry.key.value: plain(entry.value) for entry in node}
    if isinstance(node, List):
        return [plain(item) for item in node]
    return None if node.empty else node.value
