"""Random commands of several processes on the same cases, checked by other means. `python -m benchmarks.races` is the long form."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .race_checker import check
from .racing import Race, run


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is started can import what its work is made of."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))


def test_what_racing_processes_were_told_is_what_the_history_holds(database: str, tmp_path: Path) -> None:
    race = Race(database, tmp_path, processes=3, cases=12, seconds=5)
    run(race)
    found = check(race)
    assert found.wrong == [], "\n".join(found.lines())
    assert found.answers["ok"] > 20 and found.doubles


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a decision was lost": lambda line: {**line, "token": "#9-999#"},
    "a refused one was carried out": lambda line: {**line, "answer": "not_now"},
    "it was answered before it was asked": lambda line: {**line, "began": line["began"] + 3_600, "ended": line["ended"] + 3_600},
    "the database was away": lambda line: {**line, "answer": "database_unavailable"},
}


def test_the_checker_finds_what_cannot_be(tmp_path: Path) -> None:
    race = Race(f"sqlite:///{tmp_path}/races.db", tmp_path, processes=1, cases=2, seconds=1.5)
    run(race)
    record = tmp_path / "record-0"
    lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    place = next(number for number, line in enumerate(lines) if line["answer"] == "ok" and line.get("token"))
    for lie, told in LIES.items():
        lied = [told(line) if number == place else line for number, line in enumerate(lines)]
        record.write_text("".join(f"{json.dumps(line)}\n" for line in lied), "utf-8")
        assert check(race).wrong, lie
