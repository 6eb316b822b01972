"""What every fact of the history is."""

from collections.abc import Mapping
from typing import TypeAlias

from .frozen import dataclass

Trace: TypeAlias = Mapping[str, object]
"""Plain values (texts, integers, booleans, lists, mappings) that say how something was worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The content of an event."""
