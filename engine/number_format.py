"""How a number is written: a template with `{year}`, `{month}`, `{seq}`, fields, and a width such as `{seq:04}`."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from .frozen import dataclass

PLACE = re.compile(r"\{([^\W\d]\w*)(?::0(\d{1,2}))?\}")
WIDEST = 20
"""Digits that a number may be filled up to."""


@dataclass(frozen=True, slots=True)
class Part:
    """A name in a template, and to how many digits its number is filled up (0: as it is); where it stands, from 0."""

    name: str
    width: int
    at: int
    length: int


@lru_cache(256)
def parts(format: str) -> tuple[str | Part, ...]:
    """A template taken apart: plain texts, and names; raises ValueError for braces that are none of these."""
    found: list[str | Part] = []
    end = 0
    for match in PLACE.finditer(format):
        found += [format[end : match.start()], Part(match[1], int(match[2] or 0), match.start(), len(match[0]))]
        end = match.end()
    texts = [text for text in (*found, format[end:]) if isinstance(text, str)]
    if any(brace in text for text in texts for brace in "{}"):
        raise ValueError(f"`{format}` has braces that name nothing")
    return tuple(part for part in (*found, format[end:]) if part != "")


def names(format: str) -> Iterator[Part]:
    """The names in a template."""
    return (part for part in parts(format) if isinstance(part, Part))


def written(format: str, value: Callable[[str], object]) -> str:
    """The template filled in."""
    return "".join(part if isinstance(part, str) else f"{value(part.name)}".zfill(part.width) for part in parts(format))


def joined(values: tuple[str, ...]) -> str:
    """Several values as the name of one period, which no other values have."""
    return "/".join(value.replace("%", "%25").replace("/", "%2F") for value in values)
