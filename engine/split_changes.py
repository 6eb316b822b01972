"""How a case changes where its children could not be opened."""

from collections.abc import Callable
from typing import Any

from .case import Case, Unopened
from .split_facts import SplitFailed, SplitRetried


def _failed(case: Case, event: Any, fact: SplitFailed) -> dict[str, Any]:
    return {"unopened": Unopened(fact.code, fact.message, fact.data, event.at, fact.earlier)}


def _retried(case: Case, event: Any, fact: SplitRetried) -> dict[str, Any]:
    return {"unopened": None}


SPLIT_CHANGES: dict[type, Callable[[Case, Any, Any], dict[str, Any]]] = {SplitFailed: _failed, SplitRetried: _retried}
"""What each of these facts changes."""
