"""What the engine, and click, say in their own words, in the language spoken: found by the pattern that the sentence follows."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from .messages import language, say

PARTS = (
    "failures",
    "scorecards",
    "year_files",
    "spelling",
    "expressions",
    "expression_syntax",
    "loading_values",
    "loading_steps",
    "loading_files",
    "lint_names",
    "lint_flow",
    "rehearsals",
    "calls",
)
"""The catalogues of sentences; of one that stands in several the last one holds."""
HOLE = re.compile(r"\{(\w+)\}")
WITHIN = "[^`]+?"
"""What may stand for a hole between backquotes: not the end of what they quote."""
AROUND = "(?:[^`]|`[^`]*`)+?"
"""What may stand for any other hole: whatever it quotes is quoted to its end."""
OWN = {"why": ".+?", "day": r"[\d-]+", "year": r"\d+"}
"""What stands for a hole of this name: what another program says holds whatever it likes, a day is written in digits."""
QUOTED = re.compile("`[^`]*`|“[^”]*”|\"[^\"]*\"|'[^']*'")
"""What is taken over as it is written."""
ENGLISH = re.compile("[A-Za-z]{2,}")
"""A word that is not Chinese."""
LISTS = ("names", "known", "words", "options")
"""Holes for several names or ids."""
CHOICES = ("both", "either")
"""Holes for nothing else than these."""
CROWDED = re.compile("([：，；、（]) +(`)|(`) +(?=[：，；、。）])")
"""A space between a quoted name and a sign that is as wide as a character."""
PLAIN, PLAIN_OR_SPACED = re.compile(r"[^`{}\s]+"), re.compile(r"[^`{}]+")
"""A name in a list; ids that somebody has written wrongly may have spaces."""
AND = re.compile(r",? (?:and|or) |, ")
"""What parts the names of a list."""
MORE = "; "
"""What parts the sentences where there are several."""


def in_tongue(sentence: str | None) -> str | None:
    """The sentence in the language spoken; None where it follows no pattern that is known, or is English and shall be."""
    if sentence is None or language() == "en":
        return None
    whole = _among(joined(), sentence)
    if whole is not None:
        return whole
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
    return _among(patterns(), sentence)


def _among(known: list[tuple[re.Pattern[str], str]], sentence: str) -> str | None:
    """The first of these that the sentence follows and whose facts can all be said, filled in."""
    for pattern, other in known:
        found = pattern.fullmatch(sentence)
        if found is None:
            continue
        facts = {name: _fact(name, value) for name, value in found.groupdict().items() if f"{{{name}}}" in other}
        if None not in facts.values():
            return CROWDED.sub(r"\1\2\3", other.format_map(facts)).strip()
    return None


def _fact(name: str, value: str) -> str | None:
    """What is put into a sentence; None where it is English that should be in Chinese and is not known.

    The types of values go by their names, what a sentence is about by its phrase, a list of names gets its quotes, a `cause` is a
    sentence of its own; anything else stays as it stands, unless the system says it.
    """
    if name.startswith("kind"):
        return "、".join(kind_of(one) for one in value.split(", "))
    if name.startswith("what"):
        told = _among(phrases(), value) or (None if ENGLISH.search(QUOTED.sub("", value)) else value)
        return told if told is None or told[0] not in "`" else f" {told}"
    if name == "cause":
        return in_tongue(value)
    if name in CHOICES:
        return listed(value)
    if name in LISTS:
        return listed(value) or listed(value, PLAIN_OR_SPACED) or value
    return of_system().get(value, value)


def listed(names: str, one: re.Pattern[str] = PLAIN) -> str | None:
    """`a, b and c` as names between backquotes, parted as Chinese does; None where something else stands among them."""
    several = [name.strip("`") for name in AND.split(names)]
    return f" {'、'.join(f'`{name}`' for name in several)} " if all(one.fullmatch(name) for name in several) else None


def kind_of(written: str) -> str:
    """`list of text`, as an expression's sentence has it, in Chinese."""
    from .messages.expressions import KINDS, LIST_OF

    if written.startswith(LIST_OF):
        return f"{kind_of(written.removeprefix(LIST_OF))}的列表"
    return KINDS.get(written, written)


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """Every sentence as a pattern, those with the most words of their own first: the most exact one is to be found."""
    from .messages import calls

    tables = (*(import_module(f".messages.{part}", __package__).SENTENCES for part in PARTS), calls.OF_SYSTEM)
    return compiled({sentence: other for table in tables for sentence, other in table.items()})


@cache
def joined() -> list[tuple[re.Pattern[str], str]]:
    """Those that are parted within, which are not several sentences."""
    return [(pattern, other) for pattern, other in patterns() if re.escape(MORE) in pattern.pattern]


@cache
def phrases() -> list[tuple[re.Pattern[str], str]]:
    """What stands for a hole called `what`, as patterns."""
    from .messages.phrases import PHRASES

    return compiled(PHRASES)


def compiled(sentences: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """These as patterns, the most exact one first."""
    ordered = sorted(sentences.items(), key=lambda entry: -len(HOLE.sub("", entry[0])))
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
