"""YAML text to nodes with positions. Documents are hostile: size, nesting, aliases and encoding are bounded before anything is believed.

Built on the events of libyaml, not on its composer: the composer recurses in C (a deep file ends the process) and forgets where an alias stood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from signoff.engine.errors import Finding

from .nodes import Entry, List, Map, Mark, Node, Text

BOM = "\ufeff"
FULL_WIDTH = {"：": ":", "，": ",", "（": "(", "）": ")", "　": " ", "“": '"', "”": '"', "；": ";"}
NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
LEADING_TAB = re.compile(r"^[ ]*\t[ \t]*")
FULL_WIDTH_COLON = re.compile(r"^\s*(?:- )?[^\s#'\"{}\[\]:]+(：)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: bytes, levels of nesting, nodes after aliases are written out."""

    size: int = 256 * 1024
    depth: int = 32
    nodes: int = 50_000


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the root (None if there is nothing to go on with), the text, and every mistake met."""

    root: Node | None
    text: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Reading:
    file: str
    limits: Limits
    lines: list[str]
    findings: list[Finding] = field(default_factory=list)
    shifts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def begin(self) -> None:
        """Forget what an attempt to parse has counted."""
        self.anchors.clear()
        self.sizes.clear()
        self.count = 0

    def found(self, code: str, message: str, mark: Mark, suggestion: str, severity: str = "error") -> None:
        self.findings.append(Finding(code, message, "", self.file, mark.line, mark.column, mark.length, suggestion, severity))

    def column(self, line: int, column: int) -> int:
        """The column in the text as given (0-based), for one in the text as repaired."""
        for start, extra in self.shifts.get(line, ()):
            if column >= start + extra:
                column -= extra
        return column

    def mark(self, event: Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        column = self.column(start.line, start.column)
        last = self.column(end.line, end.column) if end.line == start.line else self._end_of(start.line)
        return Mark(start.line + 1, column + 1, max(last - column, 1), self.file)

    def _end_of(self, line: int) -> int:
        return len(self.lines[line].rstrip()) if line < len(self.lines) else 0


class _Stop(Exception):
    """There is nothing to go on with."""


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML breaks them; at least one."""
    return LINE_BREAK.split(text)


def read(source: bytes | str, file: str = "", limits: Limits | None = None) -> Document:
    """Read one YAML document. Never raises for bad input: every mistake is a finding with line and column."""
    return _read(source, _Reading(file, limits or Limits(), [""]))


def _read(source: bytes | str, reading: _Reading) -> Document:
    limits = reading.limits
    size = len(source.encode("utf-8", "surrogatepass")) if isinstance(source, str) else len(source)
    if size > limits.size:
        message = f"the file has {size:,} bytes; {limits.size:,} are allowed"
        reading.found("too_large", message, Mark(), "Split it, or raise the limit.")
        return Document(None, "", tuple(reading.findings))
    text = _decode(source, reading)
    reading.lines = lines_of(text)
    root = _parse(_clean(text, reading), reading)
    return Document(root, text, tuple(reading.findings))


def _decode(source: bytes | str, reading: _Reading) -> str:
    if isinstance(source, str):
        text = source
    elif source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        reading.found("not_utf8", "the file is UTF-16", Mark(), "Save it as UTF-8.")
        return source.decode("utf-16", "replace").removeprefix(BOM)
    else:
        text = _from_bytes(source, reading)
    if text.startswith(BOM):
        reading.found("byte_order_mark", "the file begins with a byte order mark", Mark(), "Save it as UTF-8 without BOM.", "warning")
    return text.removeprefix(BOM)


def _from_bytes(source: bytes, reading: _Reading) -> str:
    """The text, with U+FFFD where bytes are no UTF-8, so that the other mistakes can be found too; one finding a line."""
    try:
        return source.decode()
    except UnicodeDecodeError:
        for number, raw in enumerate(source.split(b"\n"), 1):
            try:
                raw.decode()
            except UnicodeDecodeError as bad:
                column = len(raw[: bad.start].decode("utf-8", "replace")) + 1
                reading.found("not_utf8", f"byte 0x{raw[bad.start]:02x} is not UTF-8", Mark(number, column), "Save the file as UTF-8.")
        return source.decode("utf-8", "replace")


def _clean(text: str, reading: _Reading) -> str:
    """Control characters are reported and put out of the way."""
    for number, line in enumerate(reading.lines, 1):
        match = NOT_ALLOWED.search(line)
        if match:
            what = "a NUL character" if match.group() == "\0" else f"the control character U+{ord(match.group()):04X}"
            reading.found("control_character", f"the line holds {what}", Mark(number, match.start() + 1), "Take it out.")
    return NOT_ALLOWED.sub("\ufffd", text)


def _parse(text: str, reading: _Reading) -> Node | None:
    """Parse; where full-width colons or tabs stop the parser, report them, mend them in memory and go on."""
    mends = [_mend_full_width, _mend_tabs]
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
                _syntax(error, reading)
                return None
            text = mended


def _mend_full_width(text: str, reading: _Reading) -> str | None:
    """`title：拟稿` is the commonest slip of a Chinese keyboard: it takes the colon out of the line, and the file falls apart."""
    lines = lines_of(text)
    hit = False
    for number, line in enumerate(lines):
        match = FULL_WIDTH_COLON.match(line)
        if match and ":" not in line[: match.end()]:
            hit = True
            reading.found("full_width", "full-width `：` behind a key", Mark(number + 1, match.start(1) + 1), "Write `: ` (half-width, and a space).")
            space = "" if line[match.end() :].startswith(" ") else " "
            lines[number] = line[: match.start(1)] + ":" + space + line[match.end() :]
            if space:
                reading.shifts.setdefault(number, []).append((match.end(), 1))
    return "\n".join(lines) if hit else None


def _mend_tabs(text: str, reading: _Reading) -> str | None:
    lines = lines_of(text)
    hit = False
    for number, line in enumerate(lines):
        match = LEADING_TAB.match(line)
        if match and line.strip():
            hit = True
            indent = match.group()
            reading.found("tab", "a tab in the indentation", Mark(number + 1, indent.index("\t") + 1), "Indent with spaces, two a level.")
            lines[number] = indent.expandtabs(2) + line[match.end() :]
            extra = len(indent.expandtabs(2)) - len(indent)
            if extra:
                reading.shifts.setdefault(number, []).append((0, extra))
    return "\n".join(lines) if hit else None


def _syntax(error: yaml.YAMLError, reading: _Reading) -> None:
    """Report what stopped the parser, unless it may only come from how tabs were mended."""
    if any(finding.code == "tab" for finding in reading.findings):
        return
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    told = f"{getattr(error, 'context', None) or ''}: {problem}".removeprefix(": ")
    if context is not None and "unexpected end of stream" in problem:
        mark, told = context, f"{getattr(error, 'context', '')}: it never ends".replace("while scanning a quoted scalar", "a quoted text")
    if context is not None and "could not find expected ':'" in problem:
        mark, told = context, "a key without `:`"
    line = mark.line if mark else 0
    line = min(line, len(reading.lines) - 1)
    column = min(reading.column(line, mark.column), len(reading.lines[line])) if mark else 0
    reading.found("syntax", told, Mark(line + 1, column + 1), _advice(reading.lines[line], problem))


def _advice(line: str, problem: str) -> str:
    wide = next((c for c in line if c in FULL_WIDTH), None)
    if "tab" in problem or "'\\t'" in problem or "\t" in line[: len(line) - len(line.lstrip())]:
        return "Indent with spaces, two a level."
    if wide:
        return f"Write `{FULL_WIDTH[wide]}` (half-width) for `{wide}`."
    if "found character" in problem or "alias" in problem or "block entries" in problem or "mapping values" in problem:
        return 'Put quotes around a text that starts with a special character or holds ": " or " #".'
    return "Check the indentation, the brackets and the quotes here and on the line above."


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
                reading.found("several_documents", "a second document begins here", reading.mark(event), "One workflow a file; take out `---`.")
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
    one_line = event.start_mark.line == event.end_mark.line
    exact = one_line and mark.length == len(event.value) + 2 * quoted
    return Text(event.value, mark, quoted, exact)


def _tag(event: Event, reading: _Reading) -> None:
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        reading.found("tag", f"the tag `{tag}`", reading.mark(event), "Take it out: types come from the keys.")


def _alias(event: Event, reading: _Reading) -> Node:
    """An alias stands for the whole node; writing it out counts in full, so a bomb meets the limit here."""
    mark = reading.mark(event)
    name = event.anchor
    if name not in reading.anchors:
        reading.found("unknown_alias", f"`*{name}` names no anchor above", mark, f"Write `&{name}` at the value meant.")
        return Text("", mark)
    node = reading.anchors[name]
    if node is None:
        reading.found("recursive_alias", f"`*{name}` stands inside its own anchor", mark, "Take it out.")
        return Text("", mark)
    _counted(event, reading, reading.sizes[name])
    return node


def _counted(event: Event, reading: _Reading, more: int) -> None:
    reading.count += more
    if reading.count > reading.limits.nodes:
        message = f"more than {reading.limits.nodes:,} values once aliases are written out"
        reading.found("too_many_nodes", message, reading.mark(event), "Use a ladder or a policy value in place of anchors.")
        raise _Stop
