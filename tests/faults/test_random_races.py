"""Random commands of several processes on the same cases, checked by other means. `python -m benchmarks.races` is the long form."""

from pathlib import Path

import pytest

from .race_checker import check
from .racing import Race, run


def test_what_racing_processes_were_told_is_what_the_history_holds(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    race = Race(database, tmp_path, processes=3, cases=12, seconds=5)
    run(race)
    found = check(race)
    assert found.wrong == [], "\n".join(found.lines())
    assert found.answers["ok"] > 20 and found.doubles
