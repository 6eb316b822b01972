"""A database that is not there: no command but those that begin with one makes an empty file of it."""

import json
from pathlib import Path

import pytest

from .running import Run

ASKING = [
    ("stuck",),
    ("stuck", "--by", "cause"),
    ("stuck", "--watch"),
    ("why", "1"),
    ("show", "1"),
    ("cases",),
    ("inbox", "chen"),
    ("history", "1"),
    ("verify",),
    ("doctor",),
    ("report", "bottlenecks"),
    ("fix", "--all", "--reason", "x", "--as", "zhou", "--dry-run"),
    ("workflows", "list"),
    ("proxy", "list"),
    ("listeners", "list"),
    ("db", "retell"),
    ("db", "purge"),
    ("proposals", "ledger"),
]
DOING = [
    ("act", "1", "submit", "--as", "chen"),
    ("suspend", "1", "--reason", "x", "--as", "zhou"),
    ("remind", "1", "--as", "zhou"),
    ("retry", "--all", "--reason", "x", "--as", "zhou"),
    ("tick",),
]


@pytest.fixture
def files(bare: Run) -> list[Path]:
    """What is in the folder before."""
    return sorted(Path().rglob("*"))


@pytest.mark.parametrize("arguments", [*ASKING, *DOING], ids=" ".join)
def test_a_file_that_is_not_there_is_told_of_and_not_made(bare: Run, files: list[Path], arguments: tuple[str, ...]) -> None:
    result = bare(*arguments)
    assert (result.exit_code, result.stdout) == (6, "")
    assert f"error: there is no database {Path.cwd() / 'signoff.db'} [no_database_file]" in result.stderr
    assert "Check --db" in result.stderr and "signoff db upgrade" in result.stderr
    assert sorted(Path().rglob("*")) == files


def test_which_version_the_tables_have_is_none(bare: Run, files: list[Path]) -> None:
    result = bare("db", "current", "-o", "json")
    assert (result.exit_code, json.loads(result.stdout)["needs_upgrade"]) == (6, True)
    assert sorted(Path().rglob("*")) == files


def test_it_is_told_in_chinese(bare: Run) -> None:
    told = bare("stuck", "--lang", "zh").stderr
    assert told.startswith("错误：没有数据库 ") and "请核对 --db" in told


def test_a_file_without_a_byte_is_none(bare: Run) -> None:
    Path("signoff.db").touch()
    assert bare("stuck").exit_code == 6
    assert Path("signoff.db").stat().st_size == 0


def test_whoever_begins_makes_it(bare: Run) -> None:
    assert bare("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1").exit_code == 0
    assert bare("stuck").exit_code == 0
    assert bare("--db", "sqlite:///other.db", "db", "upgrade").exit_code == 0
    assert bare("--db", "sqlite:///other.db", "stuck").exit_code == 0


def test_a_database_in_memory_is_always_there(bare: Run) -> None:
    assert bare("--db", "sqlite://", "stuck").exit_code == 0
