"""What a program hands to a question: a value of the wrong kind is told at once, in a sentence, and never taken for nothing."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from uuid import UUID

from .data import storable
from .errors import Misconfigured, unstorable
from .expressions import show

NEAR = 0.65
"""So alike a word has to be to be taken for one that is known."""


def meant(word: str, known: Sequence[str]) -> str:
    """What to say to whoever gave a word that is none of the known ones: the one that was probably meant, else all of them."""
    near = get_close_matches(word, known, n=1, cutoff=NEAR)
    return f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(known)}."


def text(name: str, value: object) -> None:
    """A name or an id, or None; raises Misconfigured, and Refused for one that no database takes."""
    if not isinstance(value, str | None):
        raise Misconfigured(f"`{name}` is a text, and {show(value)} is none", hint=f"Give {name}='…'.")
    if value is not None and not storable(value):
        raise unstorable()


def name(name: str, value: str) -> str:
    """A text with characters; raises Misconfigured for an empty one."""
    if not value.strip():
        raise Misconfigured(f"`{name}` is empty", hint=f"Give {name}='…'.")
    return value


def whole(name: str, value: object, least: int) -> None:
    """A whole number from `least` on, or None; raises Misconfigured."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
        raise Misconfigured(
            f"`{name}` is a whole number from {least}, and {show(value)} is none", hint=f"Give {name}={max(least, 1)}, or more."
        )


def moment(name: str, value: object) -> None:
    """An instant, or None; raises Misconfigured."""
    if not isinstance(value, datetime | None):
        raise Misconfigured(f"`{name}` is an instant, and {show(value)} is none", hint=f"Give {name}=datetime(…).")


def case_id(name: str, value: object) -> None:
    """The id of a case, or None; raises Misconfigured."""
    text(name, value)
    try:
        UUID(str(value or UUID(int=0)))
    except ValueError:
        raise Misconfigured(
            f"`{name}` is the id of a case, and {show(value)} is none", hint="Give the `id` of the last case of the page."
        ) from None
