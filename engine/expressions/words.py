"""Words and names of the language (LANGUAGE §16, §18): which are reserved, what an id looks like, how names are compared."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_ID = 100

PEOPLE_FUNCTIONS = frozenset({"role", "person", "manager_of", "head_of", "actor_of", "each"})
FUNCTIONS = PEOPLE_FUNCTIONS | {"unit_of", "units_of", "portfolio", "passed", "approved", "changed", "has"}
"""Functions of one argument."""
INNER_FUNCTIONS = frozenset({"unit_above"})
"""What an evaluation asks besides; nobody can write them."""
METHODS = frozenset({"some", "every", "count", "where", "first", "last", "list", "sum", "max", "min"})
"""What a list can be asked; `it` is the element."""
WITHOUT_ARGUMENT = frozenset({"count", "first", "last", "sum", "max", "min"})
WORDS = frozenset(
    {"initiator", "holder", "actor", "round", "revision", "started", "begin", "due", "now", "today", "result", "it", "parent", "policy"}
    | {"clock", "deadline"}
)
"""Built-in names that stand for something."""
OPERATORS = frozenset({"and", "or", "not", "in", "if", "else"})
CONSTANTS = {"true": True, "false": False}

RESERVED_WORDS = (
    frozenset("next stay none previous any_earlier parent it system now today begin due started entered left round revision".split())
    | frozenset("result clock policy deadline end true false".split())
    | OPERATORS
    | WORDS
    | FUNCTIONS
)
"""No field, step, branch, clock, name or loop variable may be called so (LANGUAGE §18)."""

_ID = re.compile(r"[^\W\d_]\w*\Z")


def normal(name: str) -> str:
    """A name as it is compared: NFKC."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def is_id(text: str) -> bool:
    """Whether a text may name something: letters of any script, digits and `_`, a letter first, at most 100 characters."""
    return len(text) <= LONGEST_ID and _ID.match(text) is not None and _ID.match(normal(text)) is not None


def did_you_mean(name: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """`Did you mean …?` with the nearest of the known names, else `otherwise`."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else otherwise
