"""Delivery in the background: a thread that waits for a signal, or for its interval."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread
from types import TracebackType

from .deliverer import Deliverer

LOG = logging.getLogger("signoff.delivery")

LONGEST_WAIT = 60.0


class DeliveryThread:
    """Runs a deliverer until it is stopped: at once when `wake` is called (after a commit), else every `interval` seconds.

    What goes wrong is logged and tried again, later each time up to a minute. `now` is the store's clock (None: the deliverer's own).
    """

    def __init__(
        self, deliverer: Deliverer, *, interval: float = 5.0, limit: int = 100, now: Callable[[], datetime] | None = None, name: str = ""
    ) -> None:
        self._deliverer = deliverer
        self._interval = interval
        self._limit = limit
        self._now = now
        self._name = name or "signoff-delivery"
        self._woken = Event()
        self._stopping = Event()
        self._thread: Thread | None = None
        self._lock = Lock()

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start delivering; nothing happens if it runs already. It may be started again after a stop."""
        with self._lock:
            if self.running and not self._stopping.is_set():
                return
            self._stopping = Event()
            # A host that forgets to stop it can still exit: what is under way then comes again when its lease has run out.
            self._thread = Thread(target=self._run, args=(self._stopping,), name=self._name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """There may be something to deliver: do not wait for the interval."""
        self._woken.set()

    def stop(self, timeout: float | None = 10.0) -> bool:
        """Stop after the row under way; whether it has stopped within the timeout."""
        with self._lock:
            thread = self._thread
            self._stopping.set()
            self._woken.set()
        if thread is not None:
            thread.join(timeout)
        return not self.running

    def __enter__(self) -> "DeliveryThread":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _run(self, stopping: Event) -> None:
        failures = 0
        while not stopping.is_set():
            try:
                more = self._once(stopping)
                failures = 0
            except Exception:  # the database may be away; it will be back
                LOG.exception("delivery failed, it goes on")
                more, failures = False, failures + 1
            if not more:
                self._woken.wait(min(self._interval * 2 ** min(failures, 10), max(self._interval, LONGEST_WAIT)))
                self._woken.clear()

    def _once(self, stopping: Event) -> bool:
        """Whether there may be more at once: as many rows as allowed were taken, and none was left."""
        report = self._deliverer.run_once(self._now() if self._now else None, self._limit, stopping=stopping.is_set)
        return report.taken >= self._limit and not report.left
