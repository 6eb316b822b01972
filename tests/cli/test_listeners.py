"""`listeners`: for whom events wait, and forgetting whoever is gone."""

import json
from pathlib import Path

import pytest

from signoff import Engine

from .running import Run


@pytest.fixture
def heard(house: Run) -> Run:
    """A process has listened under `app.index`, and is gone; since then case `1` was approved."""
    with Engine(f"sqlite:///{Path('signoff.db').absolute()}", workflows="workflows", directory="people.yaml") as host:
        host.on("case.approved", workflow="leave", subscriber="app.index")(print)
        host.on("case.rejected", workflow="leave", subscriber="app.index")(print)
        host.tick()
        host.leave()
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    house("act", "1", "approve", "--as", "lin")
    return house


def test_who_listens_and_what_waits_for_them(heard: Run) -> None:
    (found,) = json.loads(heard("listeners", "list", "-o", "json").stdout)["items"]
    assert {name: found[name] for name in ("name", "events", "workflows", "served", "waiting")} == {
        "name": "app.index",
        "events": ["case.approved", "case.rejected"],
        "workflows": ["leave"],
        "served": False,
        "waiting": 1,
    }
    assert found["since"]
    told = heard("listeners", "list", "--lang", "zh")
    assert told.stdout.splitlines()[0].split() == ["名称", "事件", "流程", "等待", "进程"]
    assert "接收者 1 个" in told.stderr


def test_whoever_is_gone_is_forgotten_with_what_waited(heard: Run) -> None:
    done = heard("listeners", "unsubscribe", "app.index")
    assert done.exit_code == 0
    assert "app.index listens no longer; 1 event that waited for it is dropped" in done.stderr
    assert json.loads(heard("listeners", "list", "-o", "json").stdout)["items"] == []
    assert json.loads(heard("doctor", "-o", "json").stdout)["backlog"]["waiting"] == []


def test_a_name_under_which_nobody_listens(heard: Run) -> None:
    result = heard("listeners", "unsubscribe", "app.inedx")
    assert result.exit_code == 4
    assert "signoff listeners list" in result.stderr
