"""Many commands in one go, each in a transaction of its own, with an honest report of what became of each."""

from collections.abc import Sequence

from . import commands as c
from .errors import Misconfigured, Reason, Refused, SignoffError
from .frozen import dataclass
from .reading import view
from .service import Service
from .views import CaseView

DONE, UNCHANGED, REFUSED, FAILED = "done", "unchanged", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Batched:
    """What became of one command: `done`, `unchanged` (allowed, and there was nothing to do), `refused` or `failed`, with the code."""

    command: c.Command
    state: str
    case: CaseView | None = None
    code: str | None = None
    message: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One entry for each command, in the order given. Truthy if nothing was refused and nothing failed."""

    items: tuple[Batched, ...] = ()

    def __bool__(self) -> bool:
        return all(item.state in (DONE, UNCHANGED) for item in self.items)

    def of(self, state: str) -> tuple[Batched, ...]:
        """The entries of one state."""
        return tuple(item for item in self.items if item.state == state)


def batch(service: Service, commands: Sequence[c.Command], os_user: str | None, trusted: bool) -> BatchReport:
    """Carry each command out by itself; what one comes to stops none of the others.

    Raises Misconfigured inside a host's transaction, where they would stand and fall together.
    """
    if service.bound:
        raise Misconfigured(
            "a batch runs each command in a transaction of its own",
            hint="Call it on the engine, not on what `bind` gave; or act one by one.",
        )
    return BatchReport(tuple(_one(service, command, os_user, trusted) for command in commands))


def _one(service: Service, command: c.Command, os_user: str | None, trusted: bool) -> Batched:
    try:
        done = service.carry(command, os_user=os_user, trusted=trusted)
    except Refused as error:
        return Batched(command, REFUSED, None, error.code, error.message, error.reasons)
    except SignoffError as error:
        return Batched(command, FAILED, None, error.code, error.message)
    return Batched(command, DONE if done.changed else UNCHANGED, view(service, done.meant, done.cases))
