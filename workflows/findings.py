"""Findings for people: the sentence, the place, the line with a caret under it, and what to do."""

import unicodedata
from collections.abc import Callable

from signoff.engine.errors import Finding

from .mending import lines_of

RED, YELLOW = "31", "33"
Paint = Callable[[str, str], str]
"""Puts words in a tone."""
WIDEST = 120
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the order of what stands around them."""


def uncoloured(words: str, tone: str) -> str:
    """The words alone."""
    return words


def render(finding: Finding, text: str = "", paint: Paint = uncoloured, severity: str = "") -> str:
    """A finding over up to four lines; `text` is the file it is about (without it, no source line is shown).

    `severity` is the word for how grave it is, in another language.
    """
    head = f"{finding.path}: " if finding.path else ""
    place = f"{finding.file or '<text>'}:{finding.line}:{finding.column}"
    tone = YELLOW if finding.severity == "warning" else RED
    told = visible(f"{head}{finding.message} ({place}) [{finding.code}]")
    lines = [f"{paint(severity or finding.severity, tone)} {told}"]
    lines += _excerpt(finding, text, tone, paint)
    if finding.suggestion:
        lines.append(f"  {finding.suggestion}")
    return "\n".join(lines)


def _excerpt(finding: Finding, text: str, tone: str, paint: Paint) -> list[str]:
    written = lines_of(text)
    if not text or not 1 <= finding.line <= len(written):
        return []
    line = visible(written[finding.line - 1])
    start = min(max(finding.column - 1, 0), len(line))
    first = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
    shown = line[first : first + WIDEST]
    before, under = shown[: start - first], shown[start - first : start - first + finding.length]
    caret = "^" * max(width(under), 1)
    return [f"  {shown.rstrip()}", "  " + " " * width(before) + paint(caret, tone)]


def visible(line: str) -> str:
    """The line with tabs, control characters and those that turn the order as one blank each: columns can be counted, nothing hides."""
    return "".join(" " if unicodedata.category(c) == "Cc" or c in TURNING else c for c in line)


def width(words: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def sort_key(finding: Finding) -> tuple[str, int, int, str]:
    """Findings are told in the order of the file."""
    return (finding.file, finding.line, finding.column, finding.code)
