"""procrastinate: jobs in PostgreSQL, submitted on the connection of the move and in its transaction: both are there, or neither is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from signoff.engine.errors import Misconfigured
from signoff.engine.ports import Transaction

from .options import PATIENCE, patience_of, text_of
from .working import Works, delivering, missing, not_of

if TYPE_CHECKING:
    from procrastinate import App, Blueprint

NAME = "procrastinate"
NAMESPACE, DELIVER = "signoff", "deliver"
TASK = f"{NAMESPACE}:{DELIVER}"
QUEUE = "signoff"
DRIVERS = ("postgresql+psycopg", "postgresql+psycopg_async")

THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there"
WAITING = "SELECT queueing_lock AS id FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%(ids)s)"


class ProcrastinateDispatcher:
    """Defers one job for each effect, under the effect's id as queueing lock: none waits twice.

    Needs a store on PostgreSQL with procrastinate's own tables in the same database and schema; costs one more statement per move.
    """

    name = NAME

    def __init__(self, *, queue: str = QUEUE, priority: int = 0, patience: timedelta = PATIENCE) -> None:
        self.queue = queue
        self.priority = priority
        self.patience = patience
        self._there = False

    def check(self, transaction: Transaction) -> None:
        """The database must be PostgreSQL and have procrastinate's tables, which is asked once."""
        if self._there:
            return
        if transaction.driver not in DRIVERS:
            raise Misconfigured(
                f"procrastinate keeps its jobs in PostgreSQL by way of psycopg, and this store is {transaction.driver}",
                hint="Use a database URL postgresql+psycopg://…, or another dispatcher.",
                data={"driver": transaction.driver},
            )
        _ = self._manager
        (found,) = transaction.run(THERE, {})
        if not found["there"]:
            raise Misconfigured(
                "the database has no tables of procrastinate",
                hint="Run once: procrastinate --app=signoff.cli.procrastinate_app.app schema --apply",
                data={"table": "procrastinate_jobs"},
            )
        self._there = True

    def submit(self, rows: Sequence[str], transaction: Transaction, *, again: bool = False) -> None:
        """Defer a job for each on the transaction's own connection; those whose job still waits are left to it."""
        waiting = {row["id"] for row in transaction.run(WAITING, {"ids": list(rows)})} if again else set[str]()
        jobs = [self._job(id) for id in rows if id not in waiting]
        if jobs:
            self._manager.batch_defer_jobs(jobs, connection=transaction)

    def _job(self, id: str) -> Any:
        from procrastinate.jobs import Job

        return Job(queue=self.queue, priority=self.priority, lock=None, queueing_lock=id, task_name=TASK, task_kwargs={"id": id})

    @cached_property
    def _manager(self) -> Any:
        try:
            from procrastinate.manager import JobManager
        except ImportError:
            raise missing(NAME) from None
        return JobManager(_joining())


def tasks(engine: Works) -> "Blueprint":
    """What a worker does, for a host's own App: `app.add_tasks_from(tasks(engine), namespace="signoff")`.

    Raises Misconfigured for an engine that submits otherwise.
    """
    dispatcher = engine.dispatcher
    if not isinstance(dispatcher, ProcrastinateDispatcher):
        raise not_of(engine, NAME)
    from procrastinate import Blueprint

    found, work = Blueprint(), delivering(engine)

    @found.task(name=DELIVER, queue=dispatcher.queue)
    def deliver(id: str) -> None:
        work(id)

    return found


def make_app(engine: Works, database: str) -> "App":
    """An App whose workers deliver what this engine's rows say: `procrastinate --app=yourmodule.app worker`.

    `database` is a URL of the same database. Jobs that have succeeded are deleted, for the rows of the outbox tell what became of them.
    """
    blueprint = tasks(engine)
    from procrastinate import App, PsycopgConnector

    queue = next(iter(blueprint.tasks.values())).queue
    app = App(connector=PsycopgConnector(conninfo=_conninfo(database)), worker_defaults={"queues": [queue], "delete_jobs": "successful"})
    app.add_tasks_from(blueprint, namespace=NAMESPACE)
    return app


def from_settings(settings: Mapping[str, object]) -> ProcrastinateDispatcher:
    """From `queue` and `patience` (seconds)."""
    return ProcrastinateDispatcher(queue=text_of(settings, "queue") or QUEUE, patience=patience_of(settings))


def _conninfo(database: str) -> str:
    """A database URL as the driver itself reads it."""
    _, separator, rest = database.partition("://")
    return f"postgresql://{rest}" if separator else database


def _joining() -> Any:
    """A connector of procrastinate whose every statement runs in a transaction of ours, whatever kind of connection that has."""
    from procrastinate.connector import BaseConnector
    from psycopg.types.json import Jsonb

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return Jsonb(value)
        return type(value)(map(plain, value)) if type(value) is list else tuple(map(plain, value)) if isinstance(value, tuple) else value

    class Joining(BaseConnector):
        def get_sync_connector(self) -> BaseConnector:
            return self

        def execute_query_all_with_connection(self, connection: Transaction, query: str, **arguments: Any) -> list[dict[str, Any]]:
            values = {name: plain(value) for name, value in arguments.items()}
            return [dict(row) for row in connection.run(query, values)]

    return Joining()
