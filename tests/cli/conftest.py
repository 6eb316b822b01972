"""What the tests of the command line share: ways to run it, and a folder with a workflow that has begun to live."""

from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from signoff.cli.main import cli

from ..acceptance.databases import own_sqlite
from .running import CLEAN, Process, Run, process_in


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **environ: str) -> Result:
        return CliRunner().invoke(cli, list(arguments), env={**CLEAN, "LANG": "C.UTF-8", **environ}, prog_name="signoff")

    return call


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The command line as a process."""
    return partial(process_in, tmp_path)


@pytest.fixture
def bare(run: Run) -> Run:
    """The same in a folder that `init` has made; there is no database yet."""
    assert run("init").exit_code == 0
    return run


@pytest.fixture
def house(bare: Run, tmp_path: Path) -> Run:
    """The same as an office with a database of its own, as `db upgrade` makes one."""
    own_sqlite(tmp_path)
    return bare
