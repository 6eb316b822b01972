"""Fixtures for hosts' tests; pytest finds them by itself where Signoff is installed. Nothing is loaded before one is asked for."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from signoff.testing import Trial
    from signoff.workflows.given import Workflows


class Trials(Protocol):
    """Makes engines: `signoff_engine("workflows/", people="people.yaml", now="2026-06-01 09:00")`."""

    def __call__(self, workflows: "Workflows", **settings: Any) -> "Trial":
        """An engine as `signoff.testing.engine_for` makes it, closed when the test has ended."""
        ...


@pytest.fixture
def signoff_engine() -> Iterator[Trials]:
    """Makes ready engines in memory, with a clock that is set by hand; each is closed when the test has ended."""
    from signoff.testing import engine_for

    with ExitStack() as opened:
        yield lambda workflows, **settings: opened.enter_context(engine_for(workflows, **settings))
