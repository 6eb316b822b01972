"""The host's own code on what has happened: `engine.on("case.approved", workflow=…)`, called after commit."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import iscoroutinefunction
from threading import Lock
from typing import TypeAlias

from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable, told_by
from signoff.engine.ports import Delivery

from .memory import Memory

LOG = logging.getLogger("signoff.delivery")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a handler is told. `key` is the same at every try, so that a handler can know what it has done already."""

    key: str
    name: str
    workflow: str
    case: str
    root: str
    at: datetime
    payload: Mapping[str, object] = field(default_factory=dict)


Handler: TypeAlias = Callable[[Occasion], object]
"""Plain functions. Raising means: again later; raising `Undeliverable` means: never."""


class Handlers:
    """Who wants to know of what. Handlers are called in the order they were registered; `known` are the names there are (empty: any)."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = frozenset(known)
        self._entries: tuple[tuple[str, str | None, Handler], ...] = ()
        self._lock = Lock()

    def on(self, name: str, handler: Handler, *, workflow: str | None = None) -> None:
        """Call the handler on every event of this name, of one workflow or of all; the same registration twice is one."""
        if self._known and name not in self._known:
            raise Misconfigured(f"there is no event `{name}`", hint=f"The events are {', '.join(sorted(self._known))}.")
        if not callable(handler) or iscoroutinefunction(handler):
            raise Misconfigured(f"the handler of `{name}` is not a plain function", hint="Handlers run in a thread: write `def`.")
        with self._lock:
            if (name, workflow, handler) not in self._entries:
                self._entries = (*self._entries, (name, workflow, handler))

    def off(self, handler: Handler) -> None:
        """Call this handler no more."""
        with self._lock:
            self._entries = tuple(entry for entry in self._entries if entry[2] != handler)

    def wanted(self, name: str, workflow: str) -> tuple[Handler, ...]:
        """The handlers of an event, each once."""
        found = (handler for wanted, only, handler in self._entries if wanted == name and only in (None, workflow))
        return tuple(dict.fromkeys(found))


class Events:
    """Delivers rows of the kind `event`. Without handlers (None) this process is not the host's, and the row waits for one that is."""

    def __init__(self, handlers: Handlers | None) -> None:
        self._handlers = handlers
        self._done: Memory[tuple[Handler, ...]] = Memory()

    def __call__(self, row: Delivery) -> None:
        """Call every handler that has not succeeded yet; raises DeliveryFailed if one has not now either."""
        name, workflow = row.payload.get("name"), row.payload.get("workflow")
        if not isinstance(name, str) or not isinstance(workflow, str):
            raise Undeliverable("the row names no event and workflow")
        if self._handlers is None:
            raise DeliveryFailed(f"nobody listens for `{name}` in this process: it is left to one that has the host's handlers")
        occasion = Occasion(row.key, name, workflow, row.case, row.root, row.at, row.payload)
        failures: list[Exception] = []
        for handler in self._handlers.wanted(name, workflow):
            if handler not in self._done.get(row.id, ()):
                self._call(row, handler, occasion, failures)
        if failures:
            raise _worst(name, failures)
        self._done.forget(row.id)

    def _call(self, row: Delivery, handler: Handler, occasion: Occasion, failures: list[Exception]) -> None:
        try:
            handler(occasion)
        except Exception as error:  # the host's code may raise anything
            LOG.warning("a handler of %s failed: %s", occasion.name, error, exc_info=error, extra={"key": row.key})
            failures.append(error)
        else:
            self._done.keep(row.id, (*self._done.get(row.id, ()), handler))


def _worst(name: str, failures: list[Exception]) -> DeliveryFailed:
    """For good only if every failure is."""
    sentence = f"{name}: " + "; ".join(told_by(error) for error in failures)
    kind = Undeliverable if all(isinstance(error, Undeliverable) for error in failures) else DeliveryFailed
    made = kind(sentence)
    made.__cause__ = failures[0]
    return made
