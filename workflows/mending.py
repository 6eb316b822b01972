"""Text before it is YAML: encoding, control characters, and slips that can be mended in memory so that reading goes on."""

import re
from dataclasses import field

from signoff.engine.errors import Finding
from signoff.engine.frozen import dataclass

from .nodes import Mark

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


@dataclass(slots=True)
class Draft:
    """A text on its way to be read: its lines as given, what was found, and by how much mended lines have grown (at, by)."""

    file: str
    lines: list[str] = field(default_factory=lambda: [""])
    findings: list[Finding] = field(default_factory=list)
    shifts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def found(self, code: str, message: str, mark: Mark, suggestion: str, severity: str = "error") -> None:
        """Add a finding."""
        self.findings.append(Finding(code, message, "", self.file, mark.line, mark.column, mark.length, suggestion, severity))

    def column(self, line: int, column: int) -> int:
        """The column in the text as given (0-based), for one in the text as repaired."""
        for start, extra in self.shifts.get(line, ()):
            if column >= start + extra:
                column -= extra
        return column


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML breaks them; at least one."""
    return LINE_BREAK.split(text)


def decode(source: bytes | str, draft: Draft) -> str:
    """Bytes or text as text without a byte order mark."""
    if isinstance(source, str):
        text = source
    elif source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        draft.found("not_utf8", "the file is UTF-16", Mark(), "Save it as UTF-8.")
        return source.decode("utf-16", "replace").removeprefix(BOM)
    else:
        text = _from_bytes(source, draft)
    if text.startswith(BOM):
        draft.found("byte_order_mark", "the file begins with a byte order mark", Mark(), "Save it as UTF-8 without BOM.", "warning")
    return text.removeprefix(BOM)


def _from_bytes(source: bytes, draft: Draft) -> str:
    """The text, with U+FFFD where bytes are no UTF-8, so that the other mistakes can be found too; one finding a line."""
    try:
        return source.decode()
    except UnicodeDecodeError:
        for number, raw in enumerate(source.split(b"\n"), 1):
            try:
                raw.decode()
            except UnicodeDecodeError as bad:
                column = len(raw[: bad.start].decode("utf-8", "replace")) + 1
                draft.found("not_utf8", f"byte 0x{raw[bad.start]:02x} is not UTF-8", Mark(number, column), "Save the file as UTF-8.")
        return source.decode("utf-8", "replace")


def clean(text: str, draft: Draft) -> str:
    """Control characters are reported and put out of the way."""
    for number, line in enumerate(draft.lines, 1):
        match = NOT_ALLOWED.search(line)
        if match:
            what = "a NUL character" if match.group() == "\0" else f"the control character U+{ord(match.group()):04X}"
            draft.found("control_character", f"the line holds {what}", Mark(number, match.start() + 1), "Take it out.")
    return NOT_ALLOWED.sub("\ufffd", text)


def mend_full_width(text: str, draft: Draft) -> str | None:
    """The text with half-width colons, or None if there is nothing to mend.

    `title：拟稿` is the commonest slip of a Chinese keyboard: the line has no colon then, and the file falls apart.
    """
    lines = lines_of(text)
    hit = False
    for number, line in enumerate(lines):
        match = FULL_WIDTH_COLON.match(line)
        if match and ":" not in line[: match.end()]:
            hit = True
            draft.found(
                "full_width", "full-width `：` behind a key", Mark(number + 1, match.start(1) + 1), "Write `: ` (half-width, and a space)."
            )
            space = "" if line[match.end() :].startswith(" ") else " "
            lines[number] = line[: match.start(1)] + ":" + space + line[match.end() :]
            if space:
                draft.shifts.setdefault(number, []).append((match.end(), 1))
    return "\n".join(lines) if hit else None


def mend_tabs(text: str, draft: Draft) -> str | None:
    """The text with spaces for tabs, or None if there is nothing to mend."""
    lines = lines_of(text)
    hit = False
    for number, line in enumerate(lines):
        match = LEADING_TAB.match(line)
        if match and line.strip():
            hit = True
            indent = match.group()
            draft.found("tab", "a tab in the indentation", Mark(number + 1, indent.index("\t") + 1), "Indent with spaces, two a level.")
            lines[number] = indent.expandtabs(2) + line[match.end() :]
            extra = len(indent.expandtabs(2)) - len(indent)
            if extra:
                draft.shifts.setdefault(number, []).append((0, extra))
    return "\n".join(lines) if hit else None
