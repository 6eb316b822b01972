"""On the command line: who stands in for whom."""

import json

import pytest

from .running import Run


@pytest.fixture
def waiting(house: Run) -> Run:
    """A leave of chen's waits for the head of unit."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    return house


def holder(run: Run) -> str:
    """Who holds it."""
    return str(json.loads(run("show", "1", "-o", "json").stdout)["tasks"][0]["holder"])


def test_a_proxy_is_set_up_listed_and_ended(waiting: Run) -> None:
    who = holder(waiting)
    assert waiting("act", "1", "approve", "--as", "zhou").exit_code == 5
    done = waiting("proxy", "set", who, "zhou", "--reason", "leave", "--until", "2199-12-31", "--as", who, "-o", "json")
    assert done.exit_code == 0
    (rule,) = json.loads(done.stdout)["items"]
    assert (rule["principal"], rule["proxy"], rule["until"], rule["state"]) == (who, "zhou", "2199-12-31", "current")
    assert "leave" in waiting("proxy", "list").stdout and "1 proxy" in waiting("proxy", "list").stderr
    assert "有效" in waiting("--lang", "zh", "proxy", "list", "zhou").stdout
    assert "stands in for" in waiting("why", "1").stdout
    assert "代办" in waiting("--lang", "zh", "why", "1").stdout
    ended = waiting("proxy", "end", rule["id"], "--reason", "back", "--as", who)
    assert ended.exit_code == 0 and "no longer stands in" in ended.stderr
    assert "nobody stands in for anybody" in waiting("proxy", "list").stderr
    assert "back" in waiting("proxy", "list", "--all").stdout
    assert waiting("act", "1", "approve", "--as", "zhou").exit_code == 5


def test_a_proxy_acts(waiting: Run) -> None:
    who = holder(waiting)
    assert waiting("proxy", "set", who, "zhou", "--reason", "leave", "--scope", "leave", "--as", who).exit_code == 0
    assert waiting("act", "1", "approve", "--as", "zhou").exit_code == 0
    assert "for" in waiting("history", "1").stdout


def test_whoever_sets_up_or_ends_a_rule_has_to_be_known_as_for_every_other_verb(waiting: Run) -> None:
    refused = waiting("proxy", "set", "chen", "zhou", "--reason", "r", "--as", "ghost")
    assert refused.exit_code == 5 and "unknown_person" in refused.stderr and "ghost" in refused.stderr
    assert json.loads(waiting("proxy", "list", "-o", "json").stdout)["items"] == []
    made = json.loads(waiting("proxy", "set", "chen", "zhou", "--reason", "r", "--as", "zhou", "-o", "json").stdout)
    ended = waiting("proxy", "end", made["items"][0]["id"], "--reason", "r", "--as", "ghost")
    assert ended.exit_code == 5 and "unknown_person" in ended.stderr


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("chen",), "proxy_to_oneself"),
        (("zhou", "--from", "2199-02-01", "--until", "2199-01-01"), "window_reversed"),
        (("zhou", "--scope", "nothing"), "unknown_scope"),
        (("nobody",), "unknown_person"),
    ],
)
def test_what_is_wrong_is_refused(waiting: Run, more: tuple[str, ...], code: str) -> None:
    refused = waiting("proxy", "set", "chen", *more, "--reason", "r", "--as", "chen")
    assert refused.exit_code == 5 and code in refused.stderr
