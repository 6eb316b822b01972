"""`signoff doctor`: exit codes, what stands on the screen in two languages, and what a worker tells of itself."""

import json
from datetime import UTC, datetime

import pytest

from signoff.cli.width import width

from .running import Run, without_a_calendar

pytestmark = pytest.mark.usefixtures("waits_for_the_disk")


@pytest.fixture
def well(house: Run) -> Run:
    """A house in which somebody ticks, and whose calendar ends nowhere soon."""
    without_a_calendar()
    assert house("tick").exit_code == 0
    return house


def test_all_is_well(well: Run) -> None:
    result = well("doctor")
    assert (result.exit_code, result.stderr.strip()) == (0, "Everything is well.")
    assert "database" in result.stdout and "sqlite" in result.stdout and "tick" in result.stdout


def test_something_is_wrong(house: Run) -> None:
    result = house("doctor", "--db", "postgresql://nobody@127.0.0.1:1/none")
    assert result.exit_code == 7
    assert "[database_unreachable]" in result.stdout and "→ Check that the database runs" in result.stdout
    assert result.stderr.strip() == "1 error, 0 warnings"


def test_in_chinese_and_in_eighty_columns(house: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signoff.cli.screen.is_terminal", lambda stream: True)
    long = "postgresql://nobody@a-very-long-name-of-a-server.in-a-very-long-domain.invalid:1/none"
    told = [house("doctor", "--db", long, "--lang", language, NO_COLOR="1", COLUMNS="80").stdout for language in ("en", "zh")]
    assert all(width(line) <= 80 for text in told for line in text.splitlines())
    assert "数据库不可用" in told[1]


def test_as_json(well: Run) -> None:
    found = json.loads(well("doctor", "-o", "json").stdout)
    assert (found["kind"], found["healthy"], found["items"]) == ("doctor", True, [])
    (node,) = found["nodes"]
    assert node["duties"]["tick"]["ok"] is True and node["serves"][0] == "notice" and node["pid"] > 0
    assert abs(datetime.fromisoformat(node["clock"]) - datetime.now(UTC)).total_seconds() < 60


def test_only_what_is_grave_enough(well: Run) -> None:
    everything, grave = well("doctor", "--db", "sqlite://"), well("doctor", "--db", "sqlite://", "--severity", "warning")
    assert (everything.exit_code, grave.exit_code) == (0, 0), "what is worth knowing is not wrong"
    assert "[nothing_lasts]" in everything.stdout and "[nothing_lasts]" not in grave.stdout


def test_cron_is_one_node_however_often_it_ticks(well: Run) -> None:
    for _ in range(3):
        assert well("tick").exit_code == 0
    assert len(json.loads(well("doctor", "-o", "json").stdout)["nodes"]) == 1


def test_json_is_a_shorter_way_to_ask_for_json(house: Run) -> None:
    for line in (("--json", "cases"), ("cases", "--json")):
        assert json.loads(house(*line).stdout)["kind"] == "cases"
    wrong = json.loads(house("show", "nothing", "--json").stderr)
    assert (wrong["kind"], wrong["code"]) == ("error", "not_found")
    assert json.loads(house("cases", "--nowhere", "--json").stderr)["code"] == "usage"
    assert "--json" in house("--help").stdout
