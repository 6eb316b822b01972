"""An office whose effects are brought to workers: by Celery on each broker, and by procrastinate."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine

from signoff import EffectCall
from signoff.adapters.dispatch.celery import CeleryDispatcher
from signoff.adapters.dispatch.procrastinate import ProcrastinateDispatcher
from signoff.adapters.plugins import Plugin
from signoff.adapters.sql.tables import metadata, schema
from signoff.compose import Engine
from signoff.engine.clock import Clock
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.ports import Dispatcher

from .brokers import Broker, own_queue
from .databases import own_postgresql

PEOPLE = PeopleFile({}, {id: Person(id) for id in ("ann", "he")})
ARCHIVE = """
signoff: 1
workflow: archive
defaults: {empty: hold}
steps:
  keep: {by: person(he), effects: [{call: keep, with: [case: 'k']}]}
"""
KEEP = Plugin("signoff.effects", "keep", "1", print)
KINDS = ("celery on rabbitmq", "celery on redis", "procrastinate")


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and how its effects are dispatched; `broker` is None for procrastinate."""

    kind: str
    url: str
    broker: Broker | None

    @property
    def dispatcher(self) -> Dispatcher:
        """A dispatcher as each process makes its own."""
        if self.broker is None:
            return ProcrastinateDispatcher()
        return CeleryDispatcher(self.broker.url, queue=self.broker.queue)

    def engine(self, keep: Callable[[EffectCall], object] = print, clock: Clock | None = None) -> Engine:
        """An engine whose workflow calls `keep` as a case begins."""
        return office(self.url, self.dispatcher, keep, clock)

    def emptied(self) -> "Place":
        """The same without a row, and without an id on its way."""
        self.told()
        database = create_engine(self.url)
        with database.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not schema:
                    connection.execute(table.delete())
        database.dispose()
        return self

    def told(self) -> list[str]:
        """The ids that are on their way, taken off it: of what arrives nothing but the id is looked at, for there is nothing else."""
        if self.broker is not None:
            messages: list[Any] = self.broker.received()
            return [id for (id,), given, _ in messages if given == {}]
        with psycopg.connect(plain(self.url)) as connection:
            found = connection.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING args").fetchall()
        return [given["id"] for (given,) in found if set(given) == {"id"}]


@contextmanager
def a_place(kind: str) -> Iterator[Place]:
    """A place of this kind, of a test's own."""
    with ExitStack() as stack:
        url = stack.enter_context(own_postgresql())
        if kind == "procrastinate":
            with psycopg.connect(plain(url)) as connection:
                connection.execute(SchemaManager.get_schema())
            yield Place(kind, url, None)
            return
        yield Place(kind, url, stack.enter_context(own_queue(kind.removeprefix("celery on "))))


def office(
    database: Any, dispatcher: Dispatcher | None, keep: Callable[[EffectCall], object] = print, clock: Clock | None = None
) -> Engine:
    """An engine whose workflow calls `keep` as a case begins."""
    plugin = Plugin("signoff.effects", "keep", "1", keep)
    return Engine(database, workflows=[ARCHIVE], directory=PEOPLE, clock=clock, plugins=[plugin], dispatcher=dispatcher)


def plain(url: str) -> str:
    """A URL as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def calls(kept: Path) -> list[tuple[str, int]]:
    """The key and the process of each call that was made."""
    return [(key, int(pid)) for key, _, pid in (line.partition(" ") for line in kept.read_text("utf-8").splitlines())]
