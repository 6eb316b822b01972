"""The workflows that are raced over, their people, and what a database says afterwards."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import create_engine, select, text

from signoff.adapters.sql import tables
from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
PEOPLE = PeopleFile({}, {id: Person(id, roles=("legal",) if id in ("li", "lu") else ()) for id in ("ann", "he", "li", "lu")})

PAPER = """
signoff: 1
workflow: paper
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  check: {approvers: person(he), actions: {approve: next, reject: rejected}}
  law: {approvers: [role(legal), person(ann)], rule: all}
  file: {by: person(he)}
"""

TWICE = """
signoff: 1
workflow: twice
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  first: {approvers: person(he)}
  second: {approvers: person(he)}
"""

LETTER = """
signoff: 1
workflow: letter
defaults: {empty: hold}
steps:
  answer:
    by: person(he)
    due: 1d
    escalate:
      - {at: due, remind: holder}
      - {at: due + 1d, notify: person(ann)}
"""
"""Two rungs; of two that have passed only the higher one notifies."""

ROUND = """
signoff: 1
workflow: round
defaults: {empty: hold}
steps:
  watch:
    by: person(he)
    due: 1h
    escalate:
      - {at: due, every: 1h, times: 1000, remind: holder}
"""


SPLIT = """
signoff: 1
workflow: split
defaults: {empty: hold, self: allow}
steps:
  asking:
    parallel:
      one: {steps: {first: {approvers: person(he)}}}
      two: {steps: {second: {approvers: person(li)}}}
  file: {by: person(he)}
"""
"""Two branches, which may end at one instant."""


def office(database: Any, clock: ManualClock | None = None) -> Engine:
    """An engine for all of this; by the database's clock unless one is given."""
    return Engine(database, workflows=[PAPER, TWICE, LETTER, ROUND, SPLIT], directory=PEOPLE, clock=clock)


def fired(url: str) -> Counter[tuple[str, str]]:
    """How often each timer has fired, by case and key, as the history says."""
    found: Counter[tuple[str, str]] = Counter()
    database = create_engine(url)
    with database.connect() as connection:
        for root, payload in connection.execute(
            select(tables.event.c.root_id, tables.event.c.payload).where(tables.event.c.kind == "timer_fired")
        ):
            found[root, json.loads(payload)["key"]] += 1
    database.dispose()
    return found


def posted(url: str) -> list[str]:
    """The cases that the rows of the outbox are about."""
    database = create_engine(url)
    with database.connect() as connection:
        found = list(connection.execute(select(tables.outbox.c.root_id)).scalars())
    database.dispose()
    return found


def deadlocks(url: str) -> int:
    """How many deadlocks the server has had to end in this database, those of earlier tests too; MariaDB tells of the last one only."""
    database = create_engine(url)
    with database.connect() as connection:
        if database.dialect.name == "postgresql":
            counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            found = int(connection.execute(text(counted)).scalar_one())
        else:
            told = str(connection.exec_driver_sql("SHOW ENGINE INNODB STATUS").one()[2])
            last = told.partition("LATEST DETECTED DEADLOCK")[2].partition("\nTRANSACTIONS\n")[0]
            found = int(f"`{database.url.database}`" in last)
    database.dispose()
    return found


def released(url: str) -> None:
    """Wait until nobody holds a case any more: the server has noticed who is dead."""
    database = create_engine(url)
    with database.begin() as connection:
        if database.dialect.name == "postgresql":  # on MariaDB it is 50 seconds, unless told otherwise
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT id FROM signoff_case ORDER BY id FOR UPDATE"))
    database.dispose()
