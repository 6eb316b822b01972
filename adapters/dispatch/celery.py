"""Celery: ids of effects travel by RabbitMQ or Redis, after the commit. What the broker loses, the sweep submits again."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from signoff.engine.errors import Misconfigured
from signoff.engine.ports import Transaction

from .options import patience_of, text_of
from .working import Works, delivering, missing, not_of

LOG = logging.getLogger("signoff.dispatch")

NAME = "celery"
TASK = "signoff.deliver"
QUEUE = "signoff"
TIMEOUT = 2.0
"""Seconds that a host waits for a broker, at most once in every `PAUSE`."""
PAUSE = 10.0
"""Seconds without another try once the broker was not there."""
VISIBILITY = 3600
"""Seconds after which Redis hands out again what a worker has not acknowledged. Our leases are shorter, and the sweep is sooner."""
BROKERS = ("amqp", "amqps", "pyamqp", "redis", "rediss", "sentinel")


class CeleryDispatcher:
    """Sends ids by a `broker` (`amqp://…`, `redis://…`), or by the host's own Celery `app`, to a queue.

    A broker that is away fails no commit: a warning says so, nothing is tried for ten seconds, and what was not sent is submitted
    after its `patience` by whoever ticks. In an event loop sending is left to a thread of the loop's executor.
    """

    name = NAME

    def __init__(
        self,
        broker: str | None = None,
        *,
        app: Any = None,
        queue: str = QUEUE,
        patience: timedelta = timedelta(minutes=5),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if (broker is None) == (app is None):
            raise Misconfigured("Celery wants a broker or an app, and not both", hint="Give the URL of a broker, or your own Celery app.")
        if broker is not None and broker.partition("://")[0] not in BROKERS:
            raise Misconfigured("the broker's URL names no RabbitMQ and no Redis", hint="Write amqp://user@host/vhost, or redis://host/0.")
        self._broker = broker
        self._given = app
        self.queue = queue
        self.patience = patience
        self._clock = clock
        self._resting_until = float("-inf")

    @cached_property
    def app(self) -> Any:
        """The Celery app: the host's own, or one for the broker. Raises Misconfigured where Celery is not installed."""
        return self._given if self._given is not None else _app(str(self._broker), self.queue)

    def check(self, transaction: Transaction) -> None:
        """Any store will do; the library has to be there."""
        _ = self.app

    def submit(self, rows: Sequence[str], transaction: Transaction, *, again: bool = False) -> None:
        """Send them after the commit."""
        ids = tuple(rows)
        transaction.after_commit(lambda: self._send_from_here(ids))

    def _send_from_here(self, ids: tuple[str, ...]) -> None:
        """Send at once, or, where that would keep an event loop waiting, from a thread of its own."""
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.send(ids)
            return
        loop.run_in_executor(None, self.send, ids)

    def send(self, ids: Sequence[str]) -> bool:
        """Send ids; whether the broker has them. Never raises."""
        if self._clock() < self._resting_until:
            LOG.debug("%d effects wait for the sweep: the broker was not there a moment ago", len(ids))
            return False
        try:
            with self.app.producer_or_acquire() as producer:
                for id in ids:
                    self._send(id, producer)
        except Exception as error:  # a broker that is away is no reason to fail what has been committed
            self._resting_until = self._clock() + PAUSE
            told = "the broker cannot be used (%s: %s): %d effects are submitted by the sweep, in %d s"
            LOG.warning(told, type(error).__name__, error, len(ids), self.patience.total_seconds(), extra={"rows": list(ids)})
            return False
        return True

    def _send(self, id: str, producer: Any) -> None:
        once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}  # for a connection that went stale
        options = {"queue": self.queue, "serializer": "json", "ignore_result": True, "retry": True, "retry_policy": once}
        self.app.send_task(TASK, args=(id,), producer=producer, **options)


def make_app(engine: Works) -> Any:
    """The Celery app whose workers deliver what this engine's rows say: `celery -A yourmodule worker --queues signoff`.

    It is the dispatcher's own: a host's app keeps its settings, and gets one more task. Raises Misconfigured for an engine that
    submits otherwise.
    """
    dispatcher = engine.dispatcher
    if not isinstance(dispatcher, CeleryDispatcher):
        raise not_of(engine, NAME)
    from celery.signals import worker_process_init

    # not shared: other apps of this process have engines of their own
    how = {"acks_late": True, "reject_on_worker_lost": True, "ignore_result": True, "serializer": "json", "shared": False}
    dispatcher.app.task(delivering(engine), name=TASK, **how)

    def forked(**_: object) -> None:
        """A child leaves the connections to its parent."""
        leave: Callable[[], None] = getattr(engine.store, "forked", lambda: None)
        leave()

    worker_process_init.connect(forked, weak=False)
    return dispatcher.app


def from_settings(settings: Mapping[str, object]) -> CeleryDispatcher:
    """From `broker`, `queue` and `patience` (seconds); raises Misconfigured without a broker."""
    broker = text_of(settings, "broker")
    if broker is None:
        raise Misconfigured("there is no broker for Celery", hint="Set `celery.broker`: amqp://user@host/vhost, or redis://host/0.")
    return CeleryDispatcher(broker, queue=text_of(settings, "queue") or QUEUE, patience=patience_of(settings))


def _app(broker: str, queue: str) -> Any:
    """An app that does nothing else: acknowledged when done, one message at a time, JSON only, no results, no ETA."""
    try:
        from celery import Celery
    except ImportError:
        raise missing(NAME) from None
    app = Celery("signoff", broker=broker, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=queue,
        broker_connection_timeout=TIMEOUT,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport(broker),
    )
    return app


def _transport(broker: str) -> dict[str, object]:
    """RabbitMQ says what it has taken; Redis is not waited for without end."""
    if broker.partition("://")[0] in ("redis", "rediss", "sentinel"):
        return {"visibility_timeout": VISIBILITY, "socket_connect_timeout": TIMEOUT, "socket_timeout": 2 * TIMEOUT}
    return {"confirm_publish": True}
