"""How much room a case takes: rows and bytes, table by table, of cases that have gone the whole path of five steps.

Bytes are those on the disk, indexes and page overhead included, after the databases have tidied up (VACUUM); the room that the empty
tables take is not counted. Run: python -m benchmarks.sizes [--cases 500] [--postgresql URL]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping

from sqlalchemy import URL, Connection, text
from sqlalchemy.engine import make_url

from signoff import Engine
from signoff.adapters.sql import SqlStore
from signoff.adapters.sql.tables import metadata

from .office import ACTS, TEXT, an_engine
from .store import DEFAULT_POSTGRESQL, a_database

TABLES = sorted(table.name for table in metadata.tables.values())
SIZE = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name = :table OR name IN (SELECT name FROM sqlite_master WHERE tbl_name = :table)",
    "postgresql": "SELECT pg_total_relation_size(CAST(:table AS regclass))",
}
Sizes = Mapping[str, tuple[int, int]]


def finished(engine: Engine, cases: int) -> None:
    """So many cases, each from its start to its end; what they sent out is delivered."""
    for number in range(cases):
        case = engine.start("five", by="ann", key=f"case {number}", data={"text": TEXT}).id
        for who, action in ACTS:
            engine.act(case, action, by=who)
    engine.tick()


def sizes(connection: Connection) -> Sizes:
    """Rows and bytes of each table."""
    size = text(SIZE[connection.dialect.name])
    rows = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES}
    return {name: (rows[name], connection.execute(size, {"table": name}).scalar_one()) for name in TABLES}


def measured(engine: Engine, cases: int) -> tuple[Sizes, Sizes]:
    """The tables with one case in them, and with so many more."""

    def tidy() -> Sizes:
        store = engine.store
        assert isinstance(store, SqlStore)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
            return sizes(connection)

    before = tidy()
    finished(engine, cases)
    return before, tidy()


def report(kind: str, before: Sizes, after: Sizes, cases: int, tell: Callable[[str], object]) -> None:
    """A line for each table that has grown, and one for all of them."""
    grown = {name: (after[name][0] - before[name][0], after[name][1] - before[name][1]) for name in TABLES}
    for name, (rows, bytes) in grown.items():
        if rows > 0:
            tell(f"{kind:<11} {name:<24} {rows / cases:6.1f} rows a case  {bytes / cases:8.0f} bytes a case  {bytes / rows:6.0f} a row\n")
    rows, bytes = (sum(one[part] for one in grown.values()) for part in (0, 1))
    tell(f"{kind:<11} {'all':<24} {rows / cases:6.1f} rows a case  {bytes / cases:8.0f} bytes a case\n")


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--postgresql", default=os.environ.get("SIGNOFF_TEST_POSTGRESQL", DEFAULT_POSTGRESQL))
    given = parser.parse_args()

    def measure(kind: str, url: str | URL, folder: str) -> None:
        with an_engine(url, folder) as engine:
            report(kind, *measured(engine, given.cases), given.cases, sys.stdout.write)

    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/sizes.db", folder)
        with a_database(make_url(given.postgresql), "sizes") as url:
            measure("PostgreSQL", url, folder)


if __name__ == "__main__":
    main()
