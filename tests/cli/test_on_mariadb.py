"""The command line on MariaDB: from an empty database to a case that is over, and what it says where something is missing."""

import json
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from ..acceptance.databases import empty_database
from .running import Run, without_a_calendar


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    with empty_database("mariadb") as found:
        yield found.render_as_string(hide_password=False)


def test_a_case_goes_its_way(house: Run, url: str) -> None:
    def on(*arguments: str) -> str:
        result = house("--db", url, *arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    without_a_calendar()
    told = house("--db", url, "cases")
    assert told.exit_code == 6 and "hint: Run: signoff db upgrade" in told.stderr
    on("db", "upgrade")
    on("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2.5", "--key", "2026-1")
    on("act", "2026-1", "submit", "--as", "chen", "--data", "reason=探亲")
    assert [item["key"] for item in json.loads(on("inbox", "lin", "-o", "json"))["items"]] == ["2026-1"]
    assert "2026-1" in on("cases") and "lin" in on("why", "2026-1")
    on("stuck")
    on("tick")
    assert "ended: approved" in on("act", "2026-1", "approve", "--as", "lin")
    assert "探亲" in on("history", "2026-1", "-o", "json")
    on("verify")
    on("doctor")
    on("db", "current")


def test_a_driver_that_is_not_installed_is_named(house: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)
    for name in ("mariadb", "mysql+pymysql"):
        result = house("--db", f"{name}://me:hunter2@127.0.0.1/app", "cases")
        assert result.exit_code == 6
        assert "`pymysql` is not installed [driver_missing]" in result.stderr
        assert "pip install 'signoff[mariadb]'" in result.stderr
        assert "hunter2" not in result.output


def test_a_database_that_is_not_there_is_told(house: Run, url: str) -> None:
    gone = make_url(url).set(database="signoff_test_gone").render_as_string(hide_password=False)
    result = house("--db", gone, "cases")
    assert result.exit_code == 6
    assert "there is no such database on the server [database_unavailable]" in result.stderr
    assert "CREATE DATABASE" in result.stderr
