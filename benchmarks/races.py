"""Processes that race on the same cases: `python -m benchmarks.races --minutes 10 --processes 8`, from the root of the checkout.

Makes a database of its own on the PostgreSQL server that SIGNOFF_TEST_POSTGRESQL names, or takes an empty one by `--database URL`.
Exits with 1 where the records and the history do not agree.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signoff.adapters.sql import upgrade
from tests.acceptance.databases import own_postgresql
from tests.faults.race_checker import check
from tests.faults.racing import Race, run


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--processes", type=int, default=8)
    options.add_argument("--cases", type=int, default=200)
    options.add_argument("--database", help="URL of an empty database (sqlite:///file.db, postgresql+psycopg://…)")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.database) as url:
        race = Race(url, Path(folder), given.processes, given.cases, given.minutes * 60, given.seed)
        run(race)
        found = check(race)
    sys.stdout.write("".join(f"{line}\n" for line in found.lines()))
    return 1 if found.wrong else 0


@contextmanager
def database(url: str | None) -> Iterator[str]:
    """The database that is given, its tables made; else one that is gone afterwards."""
    if url is None:
        with own_postgresql() as found:
            yield found
        return
    upgrade(url)
    yield url


if __name__ == "__main__":
    sys.exit(main())
