"""A story that writes into every table which a command of a host's can write into, and what all the tables hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import select

from signoff.adapters.sql.tables import metadata

ORDER = """
signoff: 1
workflow: order
data: {no: text}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
series: {orders: {format: "P{seq}", per: none}}
notify: [{event: opened, to: holder}]
steps:
  check:
    approvers: [person(he), role(clerk)]
    rule: any
    due: 1d
    escalate: [{at: due, remind: holder}]
    actions: {take: {by: person(he), to: both, effects: [{allocate: no, from: orders}]}}
  both:
    parallel:
      one: {steps: {first: {approvers: person(he), due: 1d, escalate: [{at: due, remind: holder}]}}}
      two: {steps: {second: {approvers: person(li)}}}
  file: {by: person(he)}
"""
PEOPLE = """
signoff: 1
units: {office: {title: Office}}
people:
  ann: {name: Ann, unit: office}
  he:  {name: He, unit: office, roles: [admin]}
  li:  {name: Li, unit: office, roles: [clerk]}
"""
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def story(key: str) -> Iterator[Call]:
    """Verbs with their arguments, in order; the last one is refused, which is counted."""
    yield "start", ("order",), {"by": "ann", "key": key, "subject": ("order", key), "request_id": f"{key}-1"}
    yield "proxy", ("he",), {"to": "ann", "by": "he", "scope": ("order",)}
    yield "act", (key, "take"), {"by": "he", "request_id": f"{key}-2"}
    yield "comment", (key,), {"by": "ann", "text": "Soon, please."}
    yield "act", (f"{key}/one", "approve"), {"by": "li"}


def rows(database: Database) -> Mapping[str, list[Any]]:
    """Every row of every table of ours, as it is committed."""
    with database.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in metadata.sorted_tables}


def touched(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> set[str]:
    """The tables in which something is different."""
    return {name for name in before if before[name] != after[name]}
