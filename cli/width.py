"""How wide a text stands on a terminal, and how it is padded, cut and wrapped by that width."""

import re
import unicodedata

STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Every control character but the line break, what reverses the order of its neighbours, what else breaks a line, halves of pairs."""
ZERO_WIDTH = {"Mn", "Me", "Cf"}


def char_width(char: str) -> int:
    """Columns of one character: wide and full-width ones two, combining and invisible ones none, and one for what `printable` replaces."""
    if char.isascii() or STEERS.match(char):
        return 1
    if unicodedata.category(char) in ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Columns of a text without line breaks."""
    return len(text) if text.isascii() else sum(char_width(char) for char in text)


def flat(text: str) -> str:
    """The text on one line, without characters that could steer a terminal."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """The text with every character that could steer a terminal made harmless, one for one; line breaks stay."""
    return text if text.isprintable() else STEERS.sub(lambda found: " " if found[0] == "\t" else "\ufffd", text)


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text filled with blanks to so many columns; a wider one stays as it is."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with `…` where something was left out."""
    if width(text) <= columns:
        return text
    return head(text, columns - 1)[0] + "…" if columns > 0 else ""


def head(text: str, columns: int) -> tuple[str, str]:
    """The longest beginning that fits, and the rest."""
    used = 0
    for at, char in enumerate(text):
        used += char_width(char)
        if used > columns:
            return text[:at], text[at:]
    return text, ""


def wrap(text: str, columns: int, after: str = "") -> list[str]:
    """The text in lines of at most so many columns; broken at blanks and between wide characters.

    Lines after the first begin with `after`.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = after if lines else ""
        for piece in pieces(paragraph):
            if width(line) + width(piece.rstrip()) <= columns or not line.strip():
                line += piece
            else:
                lines.append(line.rstrip())
                line = after + piece.lstrip()
            while width(line.rstrip()) > columns > width(after) + 1:
                start, rest = head(line, columns)
                lines.append(start)
                line = after + rest
        lines.append(line.rstrip())
    return lines


CLOSING = frozenset("，。、；：！？）》」』”’%…·,.;:!?)]}")
OPENING = frozenset("（《「『“‘([{")


def pieces(text: str) -> list[str]:
    """The text in parts between which a line may be broken: words with the blank behind them, and single wide characters.

    No line begins with closing punctuation or ends with an opening bracket.
    """
    parts: list[str] = []
    for char in text:
        if parts and not may_break(parts[-1], char):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def may_break(before: str, char: str) -> bool:
    """Whether a line may be broken between what stands there and the next character."""
    if char == " " or char in CLOSING or before[-1] in OPENING or (char == "+" and before.endswith(" ")):
        return False  # nor is an instant parted from its offset
    return before[-1] == " " or char_width(char) == 2 or char_width(before[-1]) == 2
