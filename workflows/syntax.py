"""What stopped the parser of YAML, in a sentence of ours: what is written there, where it begins, and what to do about it.

The parser says what it expected (`did not find expected key`), which tells an author nothing; what he has done is read off the place.
"""

import re
from collections.abc import Callable

from signoff.engine.frozen import dataclass

from .mending import FULL_WIDTH

QUOTE = 'Put quotes around a text that starts with a special character or holds ": " or " #".'
INDENT = "Indent it as far as the lines that it belongs to, with spaces only."
CHECK = "Check the indentation, the brackets and the quotes here and on the line above."
CLOSING = {"]": "[", "}": "{"}
OPENING = {"[": "]", "{": "}"}
KEY = re.compile(r"\s*(?:- +)*[^\s#'\"\[{][^#]*?:(?:\s|$)")
BARE = re.compile(r"\s*(?:- +)*([^\s#'\"\[{&*!|>%@`-][^#]*?)\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where the parser stopped (line and column from 0) and what is wrong there."""

    line: int
    column: int
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class _At:
    """What the parser says, and the lines about which it says it."""

    problem: str
    lines: list[str]
    line: int
    column: int
    from_line: int
    from_column: int

    @property
    def here(self) -> str:
        """The line where it stopped."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def mark(self) -> str:
        """The character where it stopped."""
        return self.here[self.column : self.column + 1]

    @property
    def opened(self) -> str:
        """The character where what it was reading begins."""
        return self.lines[self.from_line][self.from_column : self.from_column + 1]

    def stopped(self, message: str, suggestion: str) -> Stopped:
        """A mistake where the parser stopped."""
        return Stopped(self.line, self.column, message, suggestion)

    def begun(self, message: str, suggestion: str) -> Stopped:
        """A mistake where that begins which it was reading."""
        return Stopped(self.from_line, self.from_column, message, suggestion)

    def above(self) -> tuple[int, str]:
        """The last line before this one that says something."""
        told = [place for place in range(self.line) if self.lines[place].strip() and not self.lines[place].lstrip().startswith("#")]
        return (told[-1], self.lines[told[-1]]) if told else (self.line, "")


def stopped(error: Exception, lines: list[str]) -> Stopped:
    """What stopped the parser in these lines, by its own exception."""
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column if mark and mark.line == line else len(lines[line]) if mark else 0
    begin = (context.line, context.column) if context else (line, column)
    at = _At(problem, lines, line, column, *begin)
    for said, read in READ:
        if said in problem:
            return read(at)
    return _unknown(at)


def _unknown(at: _At) -> Stopped:
    wide = next((c for c in at.here if c in FULL_WIDTH), None)
    return at.stopped(
        f"YAML cannot be read from here on: {at.problem}", f"Write `{FULL_WIDTH[wide]}` (half-width) for `{wide}`." if wide else CHECK
    )


def _endless(at: _At) -> Stopped:
    return at.begun(f"the quote `{at.opened}` is never closed", f"Close the text with `{at.opened}` too.")


def _no_colon(at: _At) -> Stopped:
    return _key_alone(at.from_line, at.lines[at.from_line])


def _key_alone(line: int, text: str) -> Stopped:
    found = BARE.match(text)
    word = found.group(1) if found else text.strip()
    column = found.start(1) if found else len(text) - len(text.lstrip())
    if re.search(r"\w:\S", word):
        return Stopped(line, column, f"`{word}` has no blank behind its colon", "Write `: `, a colon and a blank.")
    return Stopped(line, column, f"`{word}` is a key without `:`", "Write `: ` behind the key.")


def _colon(at: _At) -> Stopped:
    """A colon where no key can be: the second one of a line, or below a line that ended otherwise."""
    if KEY.match(at.here[: at.column + 1]) and ": " in at.here[: at.column]:
        return at.stopped("a second `: ` on one line", QUOTE)
    place, above = at.above()
    if above and not KEY.match(above) and BARE.match(above):
        return _key_alone(place, above)
    column = len(at.here) - len(at.here.lstrip())
    return Stopped(at.line, column, "the line is indented deeper than it can be: the line above is complete", INDENT)


def _no_key(at: _At) -> Stopped:
    """Something among keys that is none."""
    before = at.here[: at.column]
    if at.mark in CLOSING:
        return at.stopped(f"`{at.mark}` closes nothing", "Take it out, or open a bracket before it.")
    if before.rstrip()[-1:] in ("'", '"'):
        return at.stopped("text behind a closing quote", "Put the whole text into the quotes.")
    if at.here[at.column :].startswith(("- ", "-\n")) or at.here[at.column :] == "-":
        return at.stopped("a list item `- ` among keys", "Indent the list below the key that it belongs to, or take out the `- `.")
    if at.mark == ":":
        return at.stopped("a `:` without a key before it", "Write the key before the colon.")
    place, above = at.above()
    if not before.strip() and not KEY.match(above) and BARE.match(above):
        return _key_alone(place, above)
    if not before.strip():
        return at.stopped("the indentation fits none of the lines above", INDENT)
    return _unknown(at)


def _no_item(at: _At) -> Stopped:
    if at.column > at.from_column:
        return at.stopped("the indentation fits none of the lines above", INDENT)
    return at.stopped("a key among the items of a list", "Begin it with `- `, or indent it below the key that it belongs to.")


def _in_brackets(at: _At) -> Stopped:
    """What was opened is not closed, or two entries are not parted."""
    opened = at.opened
    if at.mark in CLOSING:
        return at.stopped(f"`{at.mark}` closes nothing: the bracket open here is `{opened}`", f"Write `{OPENING.get(opened, ']')}`.")
    if at.line == at.from_line and at.here[at.column :].strip():
        return at.stopped("a comma is missing before this", "Part the entries between brackets with commas.")
    return at.begun(f"the bracket `{opened}` is never closed", f"Close it with `{OPENING.get(opened, ']')}`.")


def _no_content(at: _At) -> Stopped:
    if at.mark in CLOSING:
        return at.stopped(f"`{at.mark}` closes nothing", "Take it out, or open a bracket before it.")
    if at.mark == ",":
        return at.stopped("a comma with nothing before it", "Take out the comma, or write what is missing.")
    return _unknown(at)


def _no_token(at: _At) -> Stopped:
    if at.mark == "\t":
        return at.stopped("a tab where a text should begin", "Indent with spaces, two a level.")
    wide = FULL_WIDTH.get(at.mark)
    return at.stopped(f"a text cannot begin with `{at.mark}`", f"Write `{wide}` (half-width) for `{at.mark}`." if wide else QUOTE)


def _no_name(at: _At) -> Stopped:
    return at.begun(f"a text cannot begin with `{at.opened}`", QUOTE)


def _no_list(at: _At) -> Stopped:
    return at.stopped("a list begins behind a key, on the same line", "Begin the list on a line of its own, indented.")


def _block(at: _At) -> Stopped:
    return at.stopped(f"text on the line of `{at.opened}`", "Begin the text on the next line, indented.")


def _escape(at: _At) -> Stopped:
    found = at.here[at.column : at.column + 2]
    return at.stopped(f"`{found}` means nothing between double quotes", "Use single quotes, or write `\\\\` for a backslash.")


READ: tuple[tuple[str, Callable[[_At], Stopped]], ...] = (
    ("unexpected end of stream", _endless),
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _colon),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_item),
    ("did not find expected ','", _in_brackets),
    ("did not find expected node content", _no_content),
    ("cannot start any token", _no_token),
    ("expected alphabetic or numeric character", _no_name),
    ("block sequence entries are not allowed", _no_list),
    ("expected comment or line break", _block),
    ("unknown escape character", _escape),
)
"""By what the parser says: how the place is read. The first that fits counts."""
