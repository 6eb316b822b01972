"""Signoff: approvals inside your own Python application.

`Engine` is made from a database, workflows and a directory; everything else here is what comes back, or what can go wrong.
"""

from typing import TYPE_CHECKING

from signoff.engine.errors import (
    Corrupt,
    DirectoryUnavailable,
    InvalidWorkflow,
    Misconfigured,
    NotFound,
    Reason,
    Refused,
    SignoffError,
    Stale,
    StoreUnavailable,
)
from signoff.engine.views import Can, CaseView, InboxItem, Offer, TaskView

if TYPE_CHECKING:
    from signoff.compose import Engine

__version__ = "0.1.0"

__all__ = [
    "Can",
    "CaseView",
    "Corrupt",
    "DirectoryUnavailable",
    "Engine",
    "InboxItem",
    "InvalidWorkflow",
    "Misconfigured",
    "NotFound",
    "Offer",
    "Reason",
    "Refused",
    "SignoffError",
    "Stale",
    "StoreUnavailable",
    "TaskView",
]


def __getattr__(name: str) -> object:
    # Loaded when it is asked for: whoever only wants the errors pays for nothing else.
    if name == "Engine":
        from signoff.compose import Engine

        return Engine
    raise AttributeError(f"module 'signoff' has no attribute {name!r}")
