"""A story that writes into every table which a command of a host's can write into, and what all the tables hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import Engine as Database

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
    actions: {approve: {to: both, effects: [{allocate: no, from: orders}]}, reject: rejected}
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
NOT_WRITTEN = {"signoff_archived", "signoff_node", "signoff_schema", "signoff_subscription"}
"""Tables that no verb on a case writes into: they are about processes, or about what is over."""


def story(key: str) -> Iterator[Call]:
    """Verbs with their arguments, in order; the last one is refused, which is counted."""
    yield "start", ("order",), {"by": "ann", "key": key, "subject": ("order", key), "request_id": f"{key}-1"}
    yield "proxy", ("he", "ann"), {"by": "he", "scope": ["order"], "reason": "On leave."}
    yield "set_series", ("orders",), {"next": 7, "by": "he", "reason": "The old book ended there."}
    yield "act", (key, "approve"), {"by": "he", "request_id": f"{key}-2"}
    yield "comment", (key,), {"by": "ann", "text": "Soon, please."}
    yield "act", (f"{key}/one", "approve"), {"by": "li"}


def rows(database: Database | Connection) -> Mapping[str, list[str]]:
    """Every row of every table of ours, as somebody else sees them (an engine), or as this connection does."""
    if isinstance(database, Connection):
        return {table.name: sorted(map(repr, database.execute(select(table)).all())) for table in metadata.sorted_tables}
    with database.connect() as connection:
        return rows(connection)


def touched(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> set[str]:
    """The tables in which something is different."""
    return {name for name in before if before[name] != after[name]}
