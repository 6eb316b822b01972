"""The fenced blocks of the documentation, with the mark in front of each.

A mark is an HTML comment on the line before the block: `<!-- file: PATH -->` writes the block into the page's folder,
`<!-- file: PATH, with mistakes -->` the same for a file that is not in order, `<!-- not run: WHY -->` leaves the block alone,
`<!-- wants: PACKAGE -->` anywhere says that the page is run only where that is installed;
`<!-- one command -->` says that further lines with a `$` are output.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)\s*$")
MARK = re.compile(r"^ *<!-- (?P<word>file|not run): (?P<rest>.+?) -->\s*$")
WANTS = re.compile(r"^<!-- wants: (?P<package>\w+) -->$", re.MULTILINE)
ONE_COMMAND = "<!-- one command -->"
MISTAKES = ", with mistakes"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: its kind (`python`, `yaml`, `console` …), its text, and the line where the text begins."""

    page: Path
    kind: str
    text: str
    line: int
    file: str | None = None
    mistakes: bool = False
    left_alone: bool = False
    one_command: bool = False

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every page that is written by hand or made, but those that other tools bring along."""
    top = [ROOT / name for name in ("README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def missing(page: Path) -> list[str]:
    """The packages that a page wants and that are not installed."""
    return [package for package in WANTS.findall(page.read_text("utf-8")) if find_spec(package) is None]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    return list(_blocks(page, page.read_text("utf-8").splitlines()))


def _blocks(page: Path, lines: list[str]) -> Iterator[Block]:
    number = 0
    while number < len(lines):
        opened = FENCE.match(lines[number])
        if opened is None:
            number += 1
            continue
        end = next(n for n in range(number + 1, len(lines)) if lines[n].strip() == "```")
        indent = len(opened["indent"])
        text = "".join(line[indent:] + "\n" for line in lines[number + 1 : end])
        yield _marked(page, opened["kind"], text, number + 2, lines[number - 1] if number else "")
        number = end + 1


def _marked(page: Path, kind: str, text: str, line: int, before: str) -> Block:
    mark = MARK.match(before)
    if mark is None:
        return Block(page, kind, text, line, one_command=before.strip() == ONE_COMMAND)
    if mark["word"] == "not run":
        return Block(page, kind, text, line, left_alone=True)
    return Block(page, kind, text, line, mark["rest"].removesuffix(MISTAKES), mark["rest"].endswith(MISTAKES))
