"""Timers and effects under SIGKILL and crashes of the server: `python -m benchmarks.kills`, from the root of the checkout.

Starts a server of its own (PostgreSQL, or `--server mariadb`) and ends it again. Exits with 1 where a promise was broken.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from signoff.adapters.sql import upgrade
from tests.faults.killing import killed
from tests.faults.servers import PRIVATE, private_server


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server", choices=PRIVATE, default="postgresql")
    options.add_argument("--cases", type=int, default=5_000, help="each has one timer, one call and the notice of the timer")
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--every", type=float, default=3.0, help="seconds from one SIGKILL to the next")
    options.add_argument("--kills", type=int, default=40)
    options.add_argument("--restarts", type=int, default=5, help="crashes of the database server in between")
    options.add_argument("--seed", type=int, default=1)
    given = vars(options.parse_args())
    with tempfile.TemporaryDirectory() as folder, private_server(given.pop("server")) as server:
        upgrade(server.url)
        found = killed(server, Path(folder), **given)
    sys.stdout.write("".join(f"{line}\n" for line in found.lines()))
    return 0 if found.sound() else 1


if __name__ == "__main__":
    sys.exit(main())
