"""A PostgreSQL database of a test's own, and processes that can find these modules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..acceptance.databases import own_postgresql


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database; a process that is started meanwhile can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with own_postgresql() as found:
        yield found
