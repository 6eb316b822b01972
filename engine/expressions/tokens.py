"""The token pass: the text becomes tokens, and everything that is no token of the language is refused with its place.

Python's parser never sees the user's text. It gets one harmless name per name and literal (`n0 <= n1`), so that no
character, escape or number of the user's can mean anything to it; places are found again through the tokens.
"""

import keyword
import re
from datetime import date, time
from decimal import Decimal

from ..durations import Duration
from ..frozen import dataclass
from .errors import ExpressionError
from .values import MonthDay
from .words import CONSTANTS, LONGEST_ID, OPERATORS, normal

LONGEST = 500
LONGEST_TEXT = 10_000
"""A single quoted text, and nothing else, may be longer than an expression."""
DEEPEST = 40
MOST_DIGITS = 28

_SPACE = re.compile(r"[ \t\r\n]+")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?![\w:])")
_NUMBER = re.compile(r"[0-9]\w*(?:\.[0-9]\w*)?")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?\Z")
_NAME = re.compile(r"[^\W\d]\w*")
_OPERATOR = re.compile(r"[=!<>]=|[<>+\-*/().|@]")
_MONTH_DAY = re.compile(r"\s*([0-9]{2})-([0-9]{2})(?:\s+([0-9]{1,2}:[0-9]{2}))?\s*\Z")
_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t", "\n": ""}

FULL_WIDTH = dict(zip("：，（）＝＞＜！＋－＊／＠｜．；？＆“”‘’【】　", ":,()=><!+-*/@|.;?&\"\"''[] ", strict=True))

_FORBIDDEN = {
    "**": "powers are not part of the language",
    "//": "only exact division `/` is part of the language",
    "<<": "shifts are not part of the language",
    ">>": "shifts are not part of the language",
    ":=": "an expression sets nothing; use the effect `set`",
    "=": "`=` sets nothing here",
    "!": "`!` is not part of the language",
    "&&": "`&&` is not part of the language",
    "||": "`||` is not part of the language",
    "&": "`&` is not part of the language",
    ",": "no expression needs a comma: every function takes one argument",
    ";": "an expression is a single one",
    "[": "lists and subscripts are not written in expressions",
    "]": "lists and subscripts are not written in expressions",
    "{": "braces are not part of an expression",
    "}": "braces are not part of an expression",
    "%": "`%` is not part of the language",
    ":": "`:` stands only inside a clock time such as 08:30",
}
_INSTEAD = {
    "=": "To compare, write `==`.",
    "!": "Write `not`.",
    "&&": "Write `and`.",
    "&": "Write `and`.",
    "||": "Write `or`; for people `|`.",
    "[": "Use `.first()`, `.last()` or `.where(…)`.",
    "**": "Write the multiplication out.",
    "//": "Write `/`.",
    ",": "Take the comma out.",
}
_WORDS_INSTEAD = {
    "True": "Write `true`.",
    "False": "Write `false`.",
    "None": "Ask with `has(…)`.",
    "is": "Write `==`.",
    "lambda": "List functions take the condition itself: `rows.some(it.x > 1)`.",
    "for": "Use `.some(…)`, `.every(…)` or `.where(…)`.",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `kind` is name, literal, clock, or op (operators and operator words)."""

    kind: str
    start: int
    end: int
    value: object


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text; raises ExpressionError for whatever is none."""
    if len(text) > LONGEST_TEXT or (len(text) > LONGEST and not _TEXT.fullmatch(text.strip())):
        raise ExpressionError(
            "too_large",
            f"an expression has at most {LONGEST} characters; this one has {len(text)}",
            LONGEST,
            "Give parts of it a name under `names`.",
        )
    day = _MONTH_DAY.match(text)
    if day is not None:
        return [_month_day(day)]
    found: list[Token] = []
    at = depth = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space is not None:
            at = space.end()
            continue
        token = _token(text, at)
        depth += {"(": 1, ")": -1}.get(str(token.value), 0) if token.kind == "op" else 0
        if depth > DEEPEST:
            raise ExpressionError("too_deep", f"more than {DEEPEST} levels of brackets", at, "Give parts of it a name under `names`.")
        found.append(token)
        at = token.end
    if not found:
        raise ExpressionError("bad_expression", "nothing is written here", 0, "Write an expression.")
    return found


def _month_day(match: re.Match[str]) -> Token:
    try:
        value = MonthDay(int(match[1]), int(match[2]), _time(match[3]) if match[3] else None)
    except ValueError:
        raise ExpressionError(
            "bad_expression", f"`{match[0].strip()}` is no day of the year", match.start(1), "Write MM-DD, such as 11-20."
        ) from None
    return Token("literal", match.start(1), match.end(), value)


def _token(text: str, at: int) -> Token:
    char = text[at]
    if char in "'\"":
        return _quoted(text, at)
    if char in FULL_WIDTH:
        raise ExpressionError(
            "full_width", f"full-width `{char}` in an expression", at, f"Write `{FULL_WIDTH[char]}` (half-width): {_narrow(text)}"
        )
    if "0" <= char <= "9":
        return _number(text, at)
    name = _NAME.match(text, at)
    if name is not None:
        return _name(name)
    operator = _OPERATOR.match(text, at)
    if operator is not None and text[at : at + 2] not in ("**", "//", "<<", ">>", "||"):
        return Token("op", at, operator.end(), operator.group())
    raise _refused(text, at)


def _narrow(text: str) -> str:
    short = text if len(text) <= 80 else text[:79] + "…"
    return "".join(FULL_WIDTH.get(char, char) for char in short)


def _refused(text: str, at: int) -> ExpressionError:
    if text[at] == "." or text[at] in "'\"":
        return ExpressionError("bad_expression", "this text has no end", at, "Close the quote.")
    written = text[at : at + 2] if text[at : at + 2] in _FORBIDDEN else text[at]
    message = _FORBIDDEN.get(
        written,
        f"{written!r} means nothing in an expression" if not written.isprintable() else f"`{written}` means nothing in an expression",
    )
    return ExpressionError("bad_expression", message, at, _INSTEAD.get(written), length=len(written))


def _quoted(text: str, at: int) -> Token:
    match = _TEXT.match(text, at)
    if match is None:
        raise _refused(text, at)
    pieces = re.split(r"\\(.)", match.group()[1:-1], flags=re.DOTALL)
    for escape in pieces[1::2]:
        if escape not in _ESCAPES:
            raise ExpressionError("bad_expression", f"`\\{escape}` in a text means nothing", at, "Write `\\\\` for a backslash.")
    pieces[1::2] = [_ESCAPES[escape] for escape in pieces[1::2]]
    return Token("literal", at, match.end(), "".join(pieces))


def _number(text: str, at: int) -> Token:
    clock, day = _CLOCK.match(text, at), _DATE.match(text, at)
    try:
        if clock is not None:
            return Token("clock", at, clock.end(), _time(clock.group()))
        if day is not None:
            return Token("literal", at, day.end(), date.fromisoformat(day.group()))
    except ValueError:
        wrong = clock or day or _NUMBER.match(text, at)
        raise ExpressionError("bad_expression", f"`{wrong.group() if wrong else text[at]}` does not exist", at, "Correct it.") from None
    match = _NUMBER.match(text, at)
    assert match is not None
    return Token("literal", at, match.end(), _quantity(match.group(), at))


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _quantity(written: str, at: int) -> object:
    if _PLAIN_NUMBER.match(written):
        digits = written.replace("_", "")
        if len(digits) > MOST_DIGITS:
            raise ExpressionError("too_large", f"a number has at most {MOST_DIGITS} digits", at, length=len(written))
        return Decimal(digits) if "." in digits else int(digits)
    try:
        return Duration.parse(written)
    except ValueError as error:
        raise ExpressionError(
            "bad_expression",
            f"`{written[:40]}` is neither a number nor a duration: {error}",
            at,
            "Write 5000, 1.5, 5wd, 4wh, 10d, 36h or 3m.",
            length=len(written),
        ) from None


def _name(match: re.Match[str]) -> Token:
    written, start, end = match.group(), match.start(), match.end()
    name = normal(written)
    if name in CONSTANTS:
        return Token("literal", start, end, CONSTANTS[name])
    if name in OPERATORS:
        return Token("op", start, end, name)
    if name.startswith("_"):
        raise ExpressionError("bad_expression", f"`{written[:40]}`: no name begins with `_`", start, length=end - start)
    if keyword.iskeyword(name):
        hint = _WORDS_INSTEAD.get(name, f"If it is an option of a choice, write '{name}' in quotes.")
        raise ExpressionError("bad_expression", f"`{name}` is not a word of the language", start, hint, length=end - start)
    if len(name) > LONGEST_ID:
        raise ExpressionError("too_large", f"a name has at most {LONGEST_ID} characters", start, length=end - start)
    return Token("name", start, end, name)
