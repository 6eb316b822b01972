"""What the engine, and click, say in their own words, in the language spoken: found by the pattern that the sentence follows."""

import re
from collections.abc import Mapping
from functools import cache

from .messages import language, say

HOLE = re.compile(r"\{(\w+)\}")
WITHIN = "[^`]+?"
"""What may stand for a hole between backquotes: not the end of what they quote."""
AROUND = "(?:[^`]|`[^`]*`)+?"
"""What may stand for any other hole: whatever it quotes is quoted to its end."""
OWN = {"why": ".+?", "day": r"[\d-]+", "year": r"\d+"}
"""What stands for a hole of this name: what another program says holds whatever it likes, a day is written in digits."""
MORE = "; "
"""What parts the sentences where there are several."""


def in_tongue(sentence: str | None) -> str | None:
    """The sentence in the language spoken; None where it follows no pattern that is known, or is English and shall be."""
    if sentence is None or language() == "en":
        return None
    several = [_translated(part) for part in sentence.split(MORE)]
    return say("list.semicolon").join(part for part in several if part) if all(several) else _translated(sentence)


def reason_of(error: OSError) -> str:
    """Why the system refuses a file, in the language spoken."""
    told = error.strerror or str(error)
    return told if language() == "en" else of_system().get(told, told)


def of_system() -> Mapping[str, str]:
    """In Chinese what the system says of a file; also where it stands within a sentence of ours."""
    from .messages.calls import OF_SYSTEM

    return OF_SYSTEM


def _translated(sentence: str) -> str | None:
    for pattern, other in patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return other.format_map({name: _fact(name, value) for name, value in found.groupdict().items()})
    return None


def _fact(name: str, value: str) -> str:
    """What is put into a sentence: the types of values by their names in Chinese, anything else as it stands, unless the system says it."""
    return kind_of(value) if name.startswith("kind") else of_system().get(value, value)


def kind_of(written: str) -> str:
    """`list of text`, as an expression's sentence has it, in Chinese."""
    from .messages.expressions import KINDS, LIST_OF

    if written.startswith(LIST_OF):
        return f"{kind_of(written.removeprefix(LIST_OF))}的列表"
    return KINDS.get(written, written)


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """Every sentence as a pattern, those with the most words of their own first: the most exact one is to be found."""
    from .messages import calls, expressions, failures, scorecards, spelling, year_files

    engines = (failures, scorecards, year_files, spelling, expressions, calls)
    tables = (*(part.SENTENCES for part in engines), calls.OF_SYSTEM)
    every = {sentence: other for table in tables for sentence, other in table.items()}
    ordered = sorted(every.items(), key=lambda entry: -len(HOLE.sub("", entry[0])))
    return [(pattern_of(sentence), other) for sentence, other in ordered]


def pattern_of(sentence: str) -> re.Pattern[str]:
    """`there is no {what}` as a pattern; what stands for the braces may go over several lines, but not out of its backquotes."""
    parts = HOLE.split(sentence)
    made, quoted = "", False
    for number, part in enumerate(parts):
        if number % 2:
            made += f"(?P<{part}>{OWN.get(part, WITHIN if quoted else AROUND)})"
        else:
            made += re.escape(part)
            quoted ^= part.count("`") % 2 == 1
    return re.compile(made, re.DOTALL)
