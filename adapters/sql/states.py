"""The states of cases as they are written and read back: who has written a state knows what stands in it.

A person decides after minutes, in the same few processes as the one before: what they wrote last is remembered by its text, and the text
is what is looked for, so nothing can be remembered wrongly. A state that somebody else has written, or mended by hand, is another text.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from signoff.engine.case import Case
from signoff.engine.errors import UnreadableCase
from signoff.engine.frozen import changed
from signoff.engine.plain import read

MOST = 256
"""How many states are remembered; once they are too many, it begins anew."""
LONGEST = 32_768
"""The longest text that is remembered (characters), which bounds the memory that all of them take."""

SHOWN = ("data", "submitted", "element")
"""Fields of a case whose maps come into the hands of hosts, who may write to them."""
WITHIN = ("memory", "reminded", "numbers", "chains")
"""Fields that hold maps and stay within the engine."""

_written: dict[str, tuple[Case, dict[str, Any]]] = {}


def keep(case: Case, text: str) -> None:
    """Remember what this text says, which is what is written of the case; not what is rare and holds maps further inside."""
    if len(text) > LONGEST or case.drafts or case.unopened is not None or any(child.element is not None for child in case.children):
        return
    if len(_written) >= MOST:
        _written.clear()
    _written[text] = case, {name: _own(value) for name in (*SHOWN, *WITHIN) if (value := getattr(case, name))}


def case_of(id: str, text: str) -> Case:
    """The case that a text says, remembered or read: its maps have their keys in order, and those that are shown are nobody else's.

    Raises UnreadableCase where it does not read.
    """
    found = _written.get(text)
    if found is None:
        return case_read(id, text)
    case, maps = found
    return changed(case, {**maps, **{name: _own(maps[name]) for name in SHOWN if name in maps}})


def case_read(id: str, text: str) -> Case:
    """The same, always read; for cases of which many are looked at once."""
    try:
        return read(Case, text)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableCase(id, error) from error


def readable(rows: Iterable[tuple[str, str]]) -> Iterator[Case]:
    """Those of these cases (id and text) that read: who asks what is usual misses none that does not."""
    for id, text in rows:
        with suppress(UnreadableCase):
            yield case_read(id, text)


def _own(value: Any) -> Any:
    """The value with maps of its own, their keys in order."""
    if isinstance(value, dict):
        return {key: _own(value[key]) for key in sorted(value)}
    if isinstance(value, tuple) and any(isinstance(item, dict | tuple) for item in value):
        return tuple([_own(item) for item in value])
    return value
