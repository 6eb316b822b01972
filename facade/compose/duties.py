"""What an engine sees to beside commands and questions: timers that are due, an outbox to deliver, rows to delete."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from datetime import datetime
from functools import partial

from signoff.adapters.clock import SystemClock
from signoff.adapters.delivery import Deliverer, DeliveryReport
from signoff.engine import given
from signoff.engine.clock import Clock
from signoff.engine.desk import Desk
from signoff.engine.errors import Misconfigured
from signoff.engine.frozen import dataclass
from signoff.engine.heart import Heart
from signoff.engine.ports import Dispatcher
from signoff.engine.purging import Purged, Retention, purge
from signoff.engine.service import AnyStore, Service
from signoff.engine.submitting import submit_again
from signoff.engine.sweep import Swept, asked, sweep


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: timers fired, cases whose timers failed (with the reason), and what became of the outbox."""

    fired: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    delivery: DeliveryReport = field(default_factory=DeliveryReport)


class DutyDesk(Desk):
    """The part of the engine that a ticker, cron or a worker calls; a process does it for every tenant."""

    _clock: Clock | None
    _node: str
    _heart: Heart
    _deliverer: Deliverer
    _hosts: bool
    _retention: Retention
    _wake: bool

    @property
    def store(self) -> AnyStore:
        """Where the cases live."""
        return self._service.store

    @property
    def node(self) -> str:
        """The name of this process among those that tick."""
        return self._node

    @property
    def heart(self) -> Heart:
        """What tells other processes that this one lives; a ticker has it beat."""
        return self._heart

    @property
    def deliverer(self) -> Deliverer:
        """What brings the outbox to people and handlers."""
        return self._deliverer

    @property
    def dispatcher(self) -> Dispatcher | None:
        """What brings the outbox to workers on other machines, if anything does."""
        return self._service.setting.dispatcher

    def for_tenant(self, tenant: str) -> Desk:
        """The cases of another tenant."""
        return Desk(Service(self.store, self._service.setting, given.name("tenant", tenant)))

    def deliver(self, limit: int = 1000) -> DeliveryReport:
        """Deliver what waits in the outbox now, as far as it can be delivered here; from the first time on handlers are known to all.

        With a dispatcher nothing is delivered here: what is due and with nobody is submitted, for its workers to deliver.
        """
        now = self._listening()
        if self.dispatcher is not None:
            return DeliveryReport(submitted=submit_again(self.store, self.dispatcher, now, limit))
        return self._deliverer.run_once(now, limit)

    def deliver_row(self, id: str) -> DeliveryReport:
        """Deliver the row of the outbox with this id, as a dispatcher's worker does.

        Nothing happens where it is unknown, delivered, dead, not due or with another worker: an id may come twice.
        """
        report = self._deliverer.run_row(self.store, id, self._listening())
        told = {"delivered": report.delivered, "failed": report.failed, "dead": report.dead}
        self._beat("deliver", {"ok": True, "result": told})
        return report

    def _listening(self) -> datetime:
        """The present; and all know from now on what is listened for here."""
        now = self.now()
        if self._hosts:
            self._service.setting.listening.tell(self.store, self._node, now)
        return now

    def _beat(self, duty: str, told: Mapping[str, object]) -> None:
        self._heart.did(duty, {"at": (self._clock or SystemClock()).now().isoformat(), **told})

    def sweepers(self, wanted: int | None = None) -> int:
        """How many threads of this process are to fire timers: as many as `wanted`, else what suits the database.

        That is 2 on PostgreSQL and MariaDB, where one decides while the server writes for the other, and 1 elsewhere. Raises Misconfigured
        for less than 1, and for more where only the thread that calls can work (Django's connections, a database that is awaited).
        """
        suits: int = getattr(self.store, "sweepers", 0)
        if wanted is None:
            return max(suits, 1)
        if wanted < 1:
            raise Misconfigured(f"{wanted} threads fire no timers", hint="Give `sweepers` from 1.")
        if wanted > 1 and not suits:
            hint = "Leave `sweepers` out, and run another worker instead."
            raise Misconfigured("on this database only one thread of a process fires timers", hint=hint)
        return wanted

    def fire_timers(self, sweepers: int = 1, *, commit_each: bool = False) -> Swept:
        """Fire everything that is due by now, of every tenant; `for_tenant(…).fire_timers()` sees to one.

        Up to a hundred cases are committed together, which is quickest; with `commit_each` every case by itself, so that nobody who acts
        on one of them waits for the others.
        So many threads (`sweepers`) work at it, the caller's and others, each with a connection of its own; none outlives the call.
        Where one of them fails, the others finish their batch, and its error is raised. `engine.sweepers()` is what suits the database.
        """
        done, sweepers = Swept(), self.sweepers(sweepers)
        for tenant in asked(partial(self.store.tenants_due, self.now())):
            done.add(sweep(Service(self.store, self._service.setting, tenant), sweepers, commit_each=commit_each))
        return done

    def purge(self) -> Purged:
        """Delete what is needed for a time only and older than `retention` says, of every tenant, batch by batch. For ticker or cron."""
        done = purge(self.store, self._retention, self.now(), self._service.setting.around.zone)
        self._beat("purge", {"ok": True, "result": {what.value: count for what, count in done.rows.items()}})
        return done

    def tick(self, sweepers: int = 1) -> Ticked:
        """Everything that is due, of every tenant: timers fire, then the outbox is delivered. For cron, tests, or the ticker."""
        swept, delivery = self.fire_timers(sweepers), self.deliver()
        result = {"fired": swept.fired, "failed": len(swept.failed), "lag": swept.lag, "delivered": delivery.delivered}
        result |= {"submitted": delivery.submitted} if self.dispatcher is not None else {}
        self._beat("tick", {"ok": not swept.failed, "result": result})
        return Ticked(swept.fired, dict(swept.failed), delivery)

    def leave(self) -> None:
        """This process ticks no longer, in order: other nodes are not to miss it."""
        self._heart.leave()

    def wakeups(self, woken: Callable[[], object]) -> AbstractContextManager[object]:
        """As long as the block lasts, call `woken` from a thread as soon as a move has brought work; on PostgreSQL, through psycopg.

        Only a comfort: elsewhere, with `wake=False`, and while the server is away, nothing is called, and work is found by whoever ticks.
        """
        listen = getattr(self.store, "wakeups", None)
        return listen(woken) if listen is not None and self._wake else nullcontext()
