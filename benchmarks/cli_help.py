"""How long `signoff --help` takes, as a ratio to the help page of a bare click command with as many options.

    python benchmarks/cli_help.py

Each is a process of its own, the fastest of several. The interpreter and click are in both, so the ratio is what the command
line adds; it fails above LIMIT.
"""

import json
import subprocess
import sys
import time

ROUNDS = 15
LIMIT = 2.0
"""Above this, help no longer feels instant."""

BARE = """\
import click

def options(function):
    for name in ("db", "workflows", "people", "config", "as", "tenant", "lang", "output"):
        function = click.option(f"--{name}", f"{name}_", metavar="X", help="an option")(function)
    return function

@click.group()
@options
def cli(**given): pass

for number in range(27):
    cli.command(f"command{number}", help="A command.")(lambda: None)
cli()
"""
OURS = "from signoff.cli.main import main; main()"


def fastest(code: str) -> float:
    """Seconds of the fastest process that runs this with `--help`."""
    return min(once(code) for _ in range(ROUNDS))


def once(code: str) -> float:
    """Seconds of one process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> int:
    """Measure, print, judge."""
    bare, ours = fastest(BARE), fastest(OURS)
    found = {
        "benchmark": "cli_help",
        "bare_ms": round(bare * 1000),
        "ours_ms": round(ours * 1000),
        "ratio": round(ours / bare, 2),
        "limit": LIMIT,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0 if ours / bare <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
