"""Whether the tables are of a revision that this release can work with; the answer comes with every locked read."""

from collections.abc import Sequence
from typing import Any

from .errors import not_migrated

HEAD = "signoff_0007"
"""The revision that this release writes."""

OLDER: tuple[str, ...] = ("signoff_0001", "signoff_0002", "signoff_0003", "signoff_0004", "signoff_0005", "signoff_0006")
"""Revisions before it, which need an upgrade. Anything else is newer: this release still works on the next one's tables."""


def outdated(revision: str | None) -> bool:
    """Whether the tables are missing or too old."""
    return revision is None or revision in OLDER


def pending(revision: str | None) -> tuple[str, ...]:
    """The migrations that are still to be run."""
    known = (*OLDER, HEAD)
    if revision is None:
        return known
    return known[known.index(revision) + 1 :] if revision in known else ()


def checked(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """The first of the rows of a locked read, whose second column is the revision; raises StoreUnavailable if that is old."""
    revision = rows[0][1] if rows else None
    if outdated(revision):
        raise not_migrated(revision)
    return rows[0]
