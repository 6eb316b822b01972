"""Running the command line: in this process, or as one of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from click.testing import Result

OURS = ("SIGNOFF_", "LC_", "LANG", "NO_COLOR", "_SIGNOFF")
CLEAN = {name: None for name in os.environ if name.startswith(OURS)}
"""What the environment of whoever runs the tests must not say."""

Done = subprocess.CompletedProcess[str]


class Run(Protocol):
    """`run("check", "x.yaml")`: in the process, in an empty folder, in English; `.stdout`, `.stderr`, `.exit_code`."""

    def __call__(self, *arguments: str, **environ: str) -> Result:
        """Run it."""
        ...


class Process(Protocol):
    """The same as a process; with `code`, a Python process that runs this."""

    def __call__(self, *arguments: str, code: str | None = None, **environ: str) -> Done:
        """Run it."""
        ...


def environment(**environ: str) -> dict[str, str]:
    """A clean environment, and these variables."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEAN}
    return {**kept, "LANG": "C.UTF-8", **environ}


def process_in(folder: Path, *arguments: str, code: str | None = None, **environ: str) -> Done:
    """Run it as a process in this folder."""
    python = [sys.executable, "-c", code] if code is not None else [sys.executable, "-m", "signoff", *arguments]
    return subprocess.run(
        python, cwd=folder, env=environment(**environ), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def without_a_calendar() -> None:
    """The workflow in this folder counts every day: no official calendar of it can end soon, whatever day it is."""
    file = Path("workflows/leave.yaml")
    with_one = file.read_text(encoding="utf-8")
    without, found = re.subn(r"(?m)^calendar: .*\n", "", with_one)
    assert found == 1
    file.write_text(re.sub(r"(\d)wd\b", r"\1d", without), encoding="utf-8")
