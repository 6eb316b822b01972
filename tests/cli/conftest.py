"""What the tests of the command line share: running it in the process, and as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from signoff.cli.main import cli

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]
CLEAN = {name: None for name in os.environ if name.startswith(("SIGNOFF_", "LC_", "LANG", "NO_COLOR"))}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", "x.yaml")` in an empty folder, in English; `.stdout`, `.stderr`, `.exit_code`."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **environ: str) -> Result:
        return CliRunner().invoke(cli, list(arguments), env={**CLEAN, "LANG": "C.UTF-8", **environ}, prog_name="signoff")

    return call


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The same as a process."""

    def call(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in os.environ.items() if name not in CLEAN}
        return subprocess.run(
            [sys.executable, "-m", "signoff.cli", *arguments],
            cwd=tmp_path,
            env={**kept, "LANG": "C.UTF-8", **environ},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call
