"""Signoff: approvals inside your own Python application.

`Engine` is made from a database, workflows and a directory; everything else here is what comes back, or what can go wrong.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signoff.compose import AsyncEngine, Engine
    from signoff.engine.chain_values import ChainStep
    from signoff.engine.errors import (
        ArchiveUnavailable,
        Corrupt,
        DeliveryFailed,
        DirectoryUnavailable,
        InvalidWorkflow,
        Misconfigured,
        NotFound,
        Reason,
        Refused,
        SignoffError,
        Stale,
        StoreUnavailable,
        Undeliverable,
    )
    from signoff.engine.ports_effects import EffectCall
    from signoff.engine.purging import Retention
    from signoff.engine.views import Can, CaseView, DeadLetter, InboxItem, Offer, TaskView

__version__ = "0.1.0"

__all__ = [
    "ArchiveUnavailable",
    "AsyncEngine",
    "Can",
    "CaseView",
    "ChainStep",
    "Corrupt",
    "DeadLetter",
    "DeliveryFailed",
    "DirectoryUnavailable",
    "EffectCall",
    "Engine",
    "InboxItem",
    "InvalidWorkflow",
    "Misconfigured",
    "NotFound",
    "Offer",
    "Reason",
    "Refused",
    "Retention",
    "SignoffError",
    "Stale",
    "StoreUnavailable",
    "TaskView",
    "Undeliverable",
]


_HOMES = {
    "signoff.compose": ("AsyncEngine", "Engine"),
    "signoff.engine.chain_values": ("ChainStep",),
    "signoff.engine.ports_effects": ("EffectCall",),
    "signoff.engine.purging": ("Retention",),
    "signoff.engine.views": ("Can", "CaseView", "DeadLetter", "InboxItem", "Offer", "TaskView"),
}
"""Where a name lives; all the others are errors. A name is loaded when it is asked for: `signoff --help` pays for none."""


if not TYPE_CHECKING:  # to a type checker there is what stands above, and nothing else

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'signoff' has no attribute {name!r}")
        home = next((module for module, names in _HOMES.items() if name in names), "signoff.engine.errors")
        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
