"""The code of an earlier commit beside this one, on this one's tables: `python -m benchmarks.older REF`, from the root of the checkout.

Two processes share one database that was upgraded by this code: one runs this code, the other that of REF (a tag or a commit, taken out
of git). They take turns at random over the same cases: start, act, fire timers, read, say why. In the end, once what the earlier one
could not tell is told anew (`signoff db retell`), both verify all of it. That
is an upgrade without downtime, one release apart. Exits with 1 where one of them could not go on. On SQLite, PostgreSQL and MariaDB.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from signoff.adapters.sql import retell, upgrade
from tests.acceptance.databases import SERVERS, empty_database

from .office import ACTS, PEOPLE, TEXT, WORKFLOW

SHOP = """
import json, sys
from datetime import datetime
from signoff import Engine
from signoff.testing import ManualClock

url, workflow, people = json.loads(sys.stdin.readline())
clock = ManualClock(datetime.fromisoformat("2026-03-02T12:00:00+00:00"))
engine = Engine(url, workflows=workflow, directory=people, clock=clock)
for line in sys.stdin:
    at, what, given = json.loads(line)
    clock.set(datetime.fromisoformat(at))
    if what == "start":
        said = engine.start("five", **given).id
    elif what == "act":
        said = engine.act(given["case"], given["action"], by=given["by"]).status
    elif what == "fire":
        said = engine.fire_timers().fired
    elif what == "look":
        engine.why(given["case"]), engine.stuck(), engine.inbox(given["by"])
        said = engine.case(given["case"]).step
    else:
        said = [problem.code for problem in engine.verify().problems]
    print(json.dumps(said), flush=True)
engine.close()
"""
"""What each of the two does, in words that both releases know."""


class Shop:
    """One of the two processes."""

    def __init__(self, name: str, package: Path, url: str, people: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-c", SHOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(package)},
            cwd=package,
            text=True,
        )
        self._tell([url, WORKFLOW, people])

    def asked(self, at: datetime, what: str, **given: object) -> Any:
        """What it answers."""
        self._tell([at.isoformat(), what, given])
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} could not {what} {given}: see its error above")
        return json.loads(answer)

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _tell(self, words: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()


def taken_out(ref: str, folder: Path) -> Path:
    """The package as it was at this tag or commit; the folder to import it from."""
    archive = subprocess.run(["git", "archive", ref], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    package = folder / "dev" / "signoff"
    package.mkdir(parents=True)
    for part in (*(folder / "facade").iterdir(), *(folder / room for room in ("adapters", "cli", "engine", "workflows"))):
        (package / part.name).symlink_to(part)
    return package.parent


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of a database with this code's tables in it."""
    if kind in SERVERS:
        with empty_database(kind) as url:
            upgrade(url)
            yield url.render_as_string(hide_password=False)
    else:
        with tempfile.TemporaryDirectory() as folder:
            upgrade(f"sqlite:///{folder}/both.db")
            yield f"sqlite:///{folder}/both.db"


def side_by_side(shops: tuple[Shop, Shop], cases: int, seed: int) -> Counter[str]:
    """Let them take turns over so many cases; what was done by which."""
    chance, done, now = random.Random(seed), Counter[str](), datetime(2026, 3, 2, 12, tzinfo=UTC)

    def somebody(what: str, **given: object) -> Any:
        shop = chance.choice(shops)
        done[f"{shop.name} {what}"] += 1
        return shop.asked(now, what, **given)

    open_cases = {somebody("start", by="ann", key=f"{number}", data={"text": TEXT}): 0 for number in range(cases)}
    while open_cases:
        now += timedelta(hours=7)
        case = chance.choice(list(open_cases))
        by, action = ACTS[open_cases[case]]
        somebody("fire")
        somebody("look", case=case, by=by)
        somebody("act", case=case, action=action, by=by)
        open_cases[case] += 1
        if open_cases[case] == len(ACTS):
            del open_cases[case]
    return done


def main() -> int:
    """Print what was done by which; 1 if one of them says that something does not hold."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ref", help="a tag or a commit")
    options.add_argument("--only", choices=("sqlite", *SERVERS), action="append", help="one database; may be given twice")
    options.add_argument("--cases", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    sound = True
    with tempfile.TemporaryDirectory() as folder:
        people = Path(folder, "people.yaml")
        people.write_text(PEOPLE, encoding="utf-8")
        earlier = Path(folder, "earlier")
        earlier.mkdir()
        packages = {given.ref: taken_out(given.ref, earlier), "this": Path(".hatch/dev").resolve()}
        for kind in given.only or ("sqlite", *SERVERS):
            with database(kind) as url:
                older, newer = (Shop(name, package, url, str(people)) for name, package in packages.items())
                done = side_by_side((older, newer), given.cases, given.seed)
                retell(url)
                problems = [problem for shop in (older, newer) for problem in shop.asked(datetime(2027, 1, 1, tzinfo=UTC), "verify")]
                older.close()
                newer.close()
            sound = sound and not problems
            told = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))
            sys.stdout.write(f"{kind}: {told}; {'; '.join(problems) or 'both verify it'}\n")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
