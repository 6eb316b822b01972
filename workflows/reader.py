"""YAML text to nodes with positions. Documents are hostile: size, nesting, aliases and encoding are bounded before anything is believed.

Built on the events of libyaml, not on its composer: the composer recurses in C (a deep file ends the process) and
forgets where an alias stood.
"""

from collections.abc import Iterator
from dataclasses import field
from functools import lru_cache

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from signoff.engine.errors import Finding
from signoff.engine.frozen import dataclass

from .mending import Draft, Limits, clean, decode, lines_of, mend_full_width, mend_tabs
from .nodes import Entry, List, Map, Mark, Node, Text
from .syntax import stopped


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the root (None if there is nothing to go on with), the text, and every mistake met."""

    root: Node | None
    text: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Reading(Draft):
    limits: Limits = field(default_factory=Limits)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def begin(self) -> None:
        """Forget what an attempt to parse has counted."""
        self.anchors.clear()
        self.sizes.clear()
        self.count = 0

    def mark(self, event: Event) -> Mark:
        """Where an event stands in the text as given."""
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None
        column = self.column(start.line, start.column)
        last = self.column(end.line, end.column) if end.line == start.line else self._end_of(start.line)
        return Mark(start.line + 1, column + 1, max(last - column, 1), self.file)

    def _end_of(self, line: int) -> int:
        return len(self.lines[line].rstrip()) if line < len(self.lines) else 0


class _Stop(Exception):
    """There is nothing to go on with."""


SHORT, KEPT = 32 * 1024, 64
"""Up to which length, in bytes or characters, a text is kept as it was read, and how many are: the workflows of a folder share policies."""


def read(source: bytes | str, file: str = "", limits: Limits | None = None) -> Document:
    """Read one YAML document. Never raises for bad input: every mistake is a finding with line and column."""
    limits = limits or Limits()
    return _read_once(source, file, limits) if len(source) <= SHORT else _read(source, _Reading(file, limits=limits))


@lru_cache(KEPT, typed=True)
def _read_once(source: bytes | str, file: str, limits: Limits) -> Document:
    return _read(source, _Reading(file, limits=limits))


def _read(source: bytes | str, reading: _Reading) -> Document:
    limits = reading.limits
    size = len(source.encode("utf-8", "surrogatepass")) if isinstance(source, str) else len(source)
    if size > limits.size:
        message = f"the file is larger than {limits.size:,} bytes"
        reading.found("too_large", message, Mark(), "Split it, or raise the limit.")
        return Document(None, "", tuple(reading.findings))
    text = decode(source, reading)
    reading.lines = lines_of(text)
    root = _parse(clean(text, reading), reading)
    return Document(root, text, tuple(reading.findings))


def _parse(text: str, reading: _Reading) -> Node | None:
    """Parse; where full-width colons or tabs stop the parser, report them, mend them in memory and go on."""
    mends = [mend_full_width, mend_tabs]
    while True:
        reading.begin()
        kept = len(reading.findings)
        try:
            return _document(_events(text), reading)
        except _Stop:
            return None
        except yaml.YAMLError as error:
            met = reading.findings[kept:]
            del reading.findings[kept:]
            mended = None
            while mends and mended is None:
                mended = mends.pop(0)(text, reading)
            if mended is None:
                reading.findings += met
                _syntax(error, text, reading)
                return None
            text = mended


def _syntax(error: yaml.YAMLError, text: str, reading: _Reading) -> None:
    """Report what stopped the parser, unless it may only come from how tabs were mended."""
    if any(finding.code == "tab" for finding in reading.findings):
        return
    told = stopped(error, text.split("\n"))
    line = min(told.line, len(reading.lines) - 1)
    column = min(reading.column(line, told.column), len(reading.lines[line]))
    reading.found("syntax", told.message, Mark(line + 1, column + 1), told.suggestion)


def _events(text: str) -> Iterator[Event]:
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    yield from yaml.parse(text, Loader=loader)


def _document(events: Iterator[Event], reading: _Reading) -> Node | None:
    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                reading.found(
                    "several_documents", "a second document begins here", reading.mark(event), "One workflow a file; take out `---`."
                )
                return root
        elif isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent | AliasEvent):
            root = _node(event, events, reading, 1)
    if root is None or (isinstance(root, Text) and root.empty):
        reading.found("empty", "the file is empty", Mark(), "Start with `signoff: 1`.")
        return None
    return root


def _node(event: Event, events: Iterator[Event], reading: _Reading, depth: int) -> Node:
    if depth > reading.limits.depth:
        reading.found("too_deep", f"more than {reading.limits.depth} levels of nesting", reading.mark(event), "Write it flatter.")
        raise _Stop
    if isinstance(event, AliasEvent):
        return _alias(event, reading)
    assert isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent)
    _tag(event, reading)
    if event.anchor is not None:
        reading.anchors[event.anchor] = None
    before = reading.count
    _counted(event, reading, 1)
    node = _fresh(event, events, reading, depth)
    if event.anchor is not None:
        reading.anchors[event.anchor] = node
        reading.sizes[event.anchor] = reading.count - before
    return node


def _fresh(event: Event, events: Iterator[Event], reading: _Reading, depth: int) -> Node:
    if isinstance(event, ScalarEvent):
        return _text(event, reading)
    if isinstance(event, SequenceStartEvent):
        items = []
        for inner in events:
            if isinstance(inner, SequenceEndEvent):
                break
            items.append(_node(inner, events, reading, depth + 1))
        return List(tuple(items), reading.mark(event).at(0))
    return _map(event, events, reading, depth)


def _map(event: Event, events: Iterator[Event], reading: _Reading, depth: int) -> Map:
    entries: dict[str, Entry] = {}
    for inner in events:
        if isinstance(inner, MappingEndEvent):
            break
        key = _node(inner, events, reading, depth + 1)
        value = _node(next(events), events, reading, depth + 1)
        if not isinstance(key, Text):
            reading.found("key_not_text", "a key must be a text", key.mark, 'Quote a text that starts with "{" or "[".')
        elif key.value in entries:
            first = entries[key.value].key.mark.line
            reading.found("duplicate_key", f"`{key.value}` is written twice (first on line {first})", key.mark, "Keep one of them.")
        else:
            entries[key.value] = Entry(key, value)
    return Map(tuple(entries.values()), reading.mark(event).at(0))


def _text(event: ScalarEvent, reading: _Reading) -> Text:
    mark = reading.mark(event)
    quoted = not event.implicit[0]
    assert event.start_mark is not None and event.end_mark is not None
    exact = event.start_mark.line == event.end_mark.line and (not event.value or mark.length == len(event.value) + 2 * quoted)
    return Text(event.value, mark, quoted, exact)


def _tag(event: Event, reading: _Reading) -> None:
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        reading.found("tag", f"the tag `{tag}`", reading.mark(event), "Take it out: types come from the keys.")


def _alias(event: AliasEvent, reading: _Reading) -> Node:
    """An alias stands for the whole node; writing it out counts in full, so a bomb meets the limit here."""
    mark = reading.mark(event)
    name = str(event.anchor)
    if name not in reading.anchors:
        reading.found("unknown_alias", f"`*{name}` names no anchor above", mark, f"Write `&{name}` at the value meant.")
        return Text("", mark, exact=False)
    node = reading.anchors[name]
    if node is None:
        reading.found("recursive_alias", f"`*{name}` stands inside its own anchor", mark, "Take it out.")
        return Text("", mark, exact=False)
    _counted(event, reading, reading.sizes[name])
    return node


def _counted(event: Event, reading: _Reading, more: int) -> None:
    reading.count += more
    if reading.count > reading.limits.nodes:
        message = f"more than {reading.limits.nodes:,} values once aliases are written out"
        reading.found("too_many_nodes", message, reading.mark(event), "Use a ladder or a policy value in place of anchors.")
        raise _Stop
