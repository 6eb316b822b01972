"""The worker's side, whatever brings the ids: an id comes, its row is leased, delivered and marked, or there is nothing to do."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from signoff.engine.errors import Misconfigured, SignoffError
from signoff.engine.ports import Dispatcher

LOG = logging.getLogger("signoff.delivery")


class Works(Protocol):
    """An engine, as a worker uses it."""

    @property
    def dispatcher(self) -> Dispatcher | None:
        """What the ids come by."""
        ...

    @property
    def store(self) -> Any:
        """Where the rows are."""
        ...

    def deliver_row(self, id: str) -> object:
        """Deliver one row, if it is to be had."""
        ...


def delivering(engine: Works) -> Callable[[object], None]:
    """What a worker does with an id. It fails for nothing: what could not be done is submitted again after its patience."""

    def deliver(id: object) -> None:
        if not isinstance(id, str):
            LOG.error("a worker was told %r, which is no id of an effect", id)
            return
        try:
            engine.deliver_row(id)
        except SignoffError as error:
            LOG.error("outbox row %s is left to be submitted again: %s", id, error.message, extra={"row": id})

    return deliver


def missing(library: str) -> Misconfigured:
    """The library of a dispatcher is not there."""
    return Misconfigured(
        f"the library {library} is not installed", hint=f"Run: pip install 'signoff[{library}]'", data={"library": library}
    )


def not_of(engine: Works, name: str) -> Misconfigured:
    """A worker of this dispatcher for an engine that submits otherwise: it would wait for ever."""
    used = engine.dispatcher.name if engine.dispatcher is not None else "nothing"
    return Misconfigured(
        f"this engine submits its effects to {used}, so a worker of {name} would never be told of any",
        hint=f"Give the engine a dispatcher of {name}: Engine(…, dispatcher=…), or the setting `dispatcher`.",
        data={"dispatcher": name, "used": used},
    )
