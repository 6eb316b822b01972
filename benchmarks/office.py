"""The office of the benchmarks: a path of five steps, who acts on it, an engine with a database of its own, and a crowd of cases."""

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import SqlStore, upgrade
from signoff.engine.clock import Clock

WORKFLOW = """
signoff: 1
workflow: five
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
data: {text: {type: text, required: true}}
steps:
  draft: {by: initiator, due: 5d}
  section: {approvers: role(section), due: 3d, escalate: [{at: due, remind: holder}]}
  legal: {approvers: role(legal), due: 3d, escalate: [{at: due, remind: holder}]}
  finance: {approvers: role(finance), due: 3d, escalate: [{at: due, remind: holder}]}
  head: {approvers: role(head), due: 3d, escalate: [{at: due, remind: holder}]}
"""
ACTS = (("ann", "submit"), ("sam", "approve"), ("lee", "approve"), ("fay", "approve"), ("hal", "approve"))
"""Who does what, step by step: the last of them ends the case."""
TEXT = "a text of a common length"

PEOPLE = """
units: {office: {title: Office}}
people:
  ann: {name: Ann, unit: office}
  sam: {name: Sam, unit: office, roles: [section]}
  lee: {name: Lee, unit: office, roles: [legal]}
  fay: {name: Fay, unit: office, roles: [finance]}
  hal: {name: Hal, unit: office, roles: [head]}
"""


def an_engine(url: str | URL, folder: str, clock: Clock | None = None) -> Engine:
    """An engine on a database, which is migrated; `folder` is for what it reads from files."""
    upgrade(url)
    people = f"{folder}/people.yaml"
    with open(people, "w", encoding="utf-8") as file:
        file.write(PEOPLE)
    told = make_url(url).render_as_string(hide_password=False)
    return Engine(told, workflows=WORKFLOW, directory=people, clock=clock)


def at_section(engine: Engine, key: str) -> str:
    """A case that has just come to its second step; its id."""
    case = engine.start("five", by="ann", key=key, data={"text": TEXT}).id
    engine.act(case, "submit", by="ann")
    return case


def counted(store: SqlStore) -> None:
    """Let the database count its rows, as PostgreSQL's autovacuum does by itself after a while."""
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


NEW = "substr(root_id, 1, 24) || (100000000000 + n)"
"""The id of a copy of a case that is its own root."""
COPIED = {
    "signoff_case": {
        "state": f"replace(replace(state, root_id, {NEW}), '\"role:section\"', '\"role:section@unit-' || (n % 500) || '\"')",
        "situation": "substr(situation, 1, 28) || (1000 + n % 500)",
    },
    "signoff_task": {"id": "id"},
    "signoff_task_candidate": {"value": "value || '@unit-' || (n % 500)"},
    "signoff_timer": {"key": "key"},
}
"""What the copies of a case have of their own, beside their ids and keys: each lies with one of 500 pools of others."""


HISTORY = {"signoff_event": {"header": f"replace(header, root_id, {NEW})"}}
"""The same of what has happened to a case; the hashes are those of the original."""


def crowd(url: str | URL, root: str, copies: int, *, history: bool = False) -> None:
    """Copy an open case so many times, with its `history` or without; then let the database count its rows, as PostgreSQL's
    autovacuum does by itself."""
    store = SqlStore(make_url(url))
    with store.engine.begin() as connection:
        for table, own in {**COPIED, **(HISTORY if history else {})}.items():
            _copy(connection, table, {"id": NEW, "root_id": NEW, "case_id": NEW, "key": "key || ' ' || n", **own}, root, copies)
    counted(store)
    store.close()


def _copy(connection: Connection, table: str, own: dict[str, str], root: str, copies: int) -> None:
    columns = [column["name"] for column in inspect(connection).get_columns(table)]
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies)"
    rows = f"{numbers} SELECT {', '.join(own.get(name, name) for name in columns)} FROM {table}, numbers WHERE root_id = :root"
    connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) {rows}"), {"copies": copies, "root": root})
