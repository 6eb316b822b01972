"""What all commands share, and the names that are the engine's own."""

from .frozen import dataclass

SYSTEM = "system:"
"""Names beginning so are the engine's own; hosts may not use them."""
TIMER = "system:timer"
DELIVERY = "system:delivery"
"""Whoever delivers the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands share: who asks (`by`, as the host has authenticated them) and the idempotency id of the request."""

    by: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase(Command):
    """A command on one case: a UUID, `workflow/key`, or a bare key where that is unambiguous."""

    case: str
