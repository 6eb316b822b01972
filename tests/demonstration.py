"""The demonstration, played once in each language for all tests that look at it, whichever process of the tests comes first."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from signoff.cli.main import cli

PATIENCE = 900
"""So many seconds another process waits until it has been played."""


class Demonstrations:
    """`signoff demo` as it was run in a folder of its own, by language; `put` gives a copy of what it left, and what it said."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def put(self, folder: Path, language: str) -> dict[str, str]:
        """The files into this folder; `stdout`, `stderr`, and `output` as a terminal shows both."""
        kept = self.place / f"demonstration-{language}"
        with self._alone():
            if not kept.exists():
                self._play(kept, language)
        copytree(kept / "left", folder, dirs_exist_ok=True)
        return {name: (kept / name).read_text("utf-8") for name in ("output", "stdout", "stderr")}

    def _play(self, kept: Path, language: str) -> None:
        fresh = kept.with_suffix(".playing")
        (fresh / "left").mkdir(parents=True)
        environ = {name: None for name in os.environ if name.startswith("SIGNOFF_")} | {"LANG": "C.UTF-8", "SIGNOFF_LANG": language}
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(fresh / "left")
            done = CliRunner().invoke(cli, ["demo"], env=environ, prog_name="signoff")
        assert done.exit_code == 0, done.output
        for name in ("output", "stdout", "stderr"):
            (fresh / name).write_text(getattr(done, name), "utf-8")
        fresh.rename(kept)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process of the tests at the same time: a lock that every system has, and that ends with its process."""
        with closing(sqlite3.connect(self.place / "demonstration.lock", timeout=PATIENCE, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.execute("COMMIT")
