"""The host's own code on what has happened: `engine.on("case.approved", workflow=…)`, called after commit."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from datetime import datetime
from inspect import iscoroutinefunction
from threading import Lock
from typing import TypeAlias

from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable, told_by
from signoff.engine.frozen import dataclass
from signoff.engine.plain import digest
from signoff.engine.ports import Delivery, Subscription

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
    tenant: str = "default"


Handler: TypeAlias = Callable[[Occasion], object]
"""Plain functions. Raising means: again later; raising `Undeliverable` means: never."""


LONGEST_NAME = 80


class Handlers:
    """Who wants to know of what. Handlers are called in the order they were registered; `known` are the names there are (empty: any).

    Each handler has a name, under which all processes that have it count as one listener: what it is to hear of is delivered once.
    """

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = frozenset(known)
        self._entries: tuple[tuple[Subscription, Handler], ...] = ()
        self._lock = Lock()

    def on(self, name: str, handler: Handler, *, workflow: str | None = None, subscriber: str | None = None) -> None:
        """Call the handler on every event of this name, of one workflow or of all; the same registration twice is one.

        It is known as `subscriber`, else by module and name of the function.
        """
        if self._known and name not in self._known:
            raise Misconfigured(f"there is no event `{name}`", hint=f"The events are {', '.join(sorted(self._known))}.")
        if not callable(handler) or iscoroutinefunction(handler):
            raise Misconfigured(f"the handler of `{name}` is not a plain function", hint="Handlers run in a thread: write `def`.")
        entry = (Subscription(subscriber_name(handler, subscriber), name, workflow or ""), handler)
        with self._lock:
            if entry not in self._entries:
                self._entries = (*self._entries, entry)

    def off(self, handler: Handler) -> None:
        """Call this handler no more."""
        with self._lock:
            self._entries = tuple(entry for entry in self._entries if entry[1] != handler)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Who listens here, each once."""
        return tuple(dict.fromkeys(subscription for subscription, _ in self._entries))

    def wanted(self, name: str, workflow: str, subscriber: str | None = None) -> tuple[Handler, ...]:
        """The handlers of an event, each once: all, or those of one subscriber."""
        found = (handler for one, handler in self._entries if one.hears(name, workflow) and subscriber in (None, one.name))
        return tuple(dict.fromkeys(found))


def subscriber_name(handler: Handler, given: str | None = None) -> str:
    """What a handler is called in every process; raises Misconfigured for a name that is too long or empty."""
    if given is not None:
        if not given.strip() or len(given) > LONGEST_NAME:
            told = f"{given!r} is no name for a subscriber"
            raise Misconfigured(told, hint=f"Give a name of 1 to {LONGEST_NAME} characters.")
        return given
    kind = handler if hasattr(handler, "__qualname__") else type(handler)
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name if len(name) <= LONGEST_NAME else f"{name[:63]}~{digest(name)[:16]}"


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
        subscriber = row.payload.get("subscription")
        found = self._handlers.wanted(name, workflow, str(subscriber) if subscriber else None) if self._handlers is not None else ()
        if self._handlers is None or (subscriber and not found):
            raise DeliveryFailed(f"nobody listens for `{name}` in this process: it is left to one that has the host's handlers")
        occasion = Occasion(row.key, name, workflow, row.case, row.root, row.at, row.payload, row.tenant)
        failures: list[Exception] = []
        for handler in found:
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
