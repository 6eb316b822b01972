"""English sentences that count: one thing is not called by its plural."""

import re
from collections.abc import Mapping
from functools import cache

THINGS = "days|hours|minutes|cases|times|rows|findings|visits|lines|events|timers|effects|steps|files"
COUNTED = re.compile(rf"\{{(\w+)\}}((?: (?:open|working|earlier|vacant|dead))*) ({THINGS})\b")


def counted(sentence: str, facts: Mapping[str, object]) -> str:
    """A sentence with braces, in which `{n} working days` is `{n} working day` where n is one.

    >>> counted("{n} working days of {text}", {"n": 1, "text": "2 days"})
    '{n} working day of {text}'
    """
    names = counts_in(sentence)
    if not names or not any(one(facts.get(name)) for name in names):
        return sentence
    return COUNTED.sub(lambda found: found[0].removesuffix("s") if one(facts.get(found[1])) else found[0], sentence)


@cache
def counts_in(sentence: str) -> tuple[str, ...]:
    """What a sentence counts."""
    return tuple(found[1] for found in COUNTED.finditer(sentence))


def one(value: object) -> bool:
    """Whether it is one, as a number or written."""
    return value == 1 if not isinstance(value, bool | str) else value == "1"
