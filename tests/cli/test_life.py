"""`workflows` and `migrate`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from signoff.cli.messages import speaking
from signoff.cli.migrate import told
from signoff.cli.naming import Knows, Names
from signoff.cli.screen import Screen
from signoff.engine.migration_plan import CasePlan, TaskPlan

from .running import Run

LEAVE = Path("workflows/leave.yaml")


@pytest.fixture
def changed(house: Run) -> Run:
    """Case 1 is with the head of unit by the first definition; the file has changed since."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    change('version: "1"', 'version: "2"', "due: 2wd", "due: 4wd")
    return house


def change(*pairs: str) -> None:
    """Replace texts of the file."""
    text = LEAVE.read_text("utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    LEAVE.write_text(text, "utf-8")


def listed(run: Run) -> list[tuple[str, bool, int]]:
    """Label, current or not, open cases."""
    items = json.loads(run("workflows", "list", "-o", "json").stdout)["items"]
    return [(item["version"], item["current"], item["open"]) for item in items]


def test_a_changed_file_stands_in_the_list_before_anybody_uses_it(changed: Run) -> None:
    assert listed(changed) == [("2", True, 0), ("1", False, 1)]
    told = changed("workflows", "list").stdout.splitlines()
    assert "never" in told[1] and "start here" in told[1]


def test_a_definition_is_published_and_retired(changed: Run) -> None:
    told = changed("workflows", "publish", "leave", "--as", "zhou")
    assert told.exit_code == 0 and "new cases of leave start with 2 (" in told.stderr
    assert "retired; 1 case goes on" in changed("workflows", "retire", "leave", "--as", "zhou").stderr
    refused = changed("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2")
    assert refused.exit_code == 5 and "[retired]" in refused.stderr and "signoff workflows publish leave" in refused.stderr
    assert changed("workflows", "publish", "workflows/leave.yaml", "--as", "zhou").exit_code == 0
    assert listed(changed)[0] == ("2", True, 0)


def test_an_earlier_definition_is_published_by_its_hash(changed: Run) -> None:
    changed("workflows", "publish", "leave", "--as", "zhou")
    items = json.loads(changed("workflows", "list", "-o", "json").stdout)["items"]
    assert changed("workflows", "publish", items[1]["hash"][:12], "--as", "zhou").exit_code == 0
    assert listed(changed)[0] == ("1", True, 1)


def test_an_unknown_definition_is_told(changed: Run) -> None:
    for verb in ("publish", "retire"):
        result = changed("workflows", verb, "nothing", "--as", "zhou")
        assert result.exit_code == 4 and "[unknown_definition]" in result.stderr


def test_a_dry_run_tells_what_would_become_of_a_case_and_writes_nothing(changed: Run) -> None:
    told = changed("migrate", "leave", "--dry-run")
    assert told.exit_code == 0
    assert "1 task goes on" in told.stdout and "due " in told.stdout and "1 would be done" in told.stderr
    assert listed(changed)[1] == ("1", False, 1)


def test_cases_go_over_and_history_says_so(changed: Run) -> None:
    told = changed("migrate", "leave", "--reason", "three days", "--as", "zhou")
    assert told.exit_code == 0 and "migrated" in told.stdout
    assert listed(changed) == [("2", True, 1), ("1", False, 0)]
    history = changed("history", "1").stdout
    assert "took the case to another definition" in history and "three days" in history
    assert "迁移到另一版流程定义" in changed("history", "1", "--lang", "zh").stdout
    assert "took the case to another definition" in changed("why", "1").stdout
    assert changed("verify").exit_code == 0


def test_a_step_that_is_gone_needs_a_mapping(changed: Run) -> None:
    step = json.loads(changed("show", "1", "-o", "json").stdout)["step"]
    change(f"  {step}:", "  another_step:", f"{step}.", "another_step.", f"step: {step}", "step: another_step")
    told = changed("migrate", "leave", "--dry-run", "--lang", "zh")
    assert told.exit_code == 5 and f"此件停在 {step}" in told.stdout
    made = json.loads(changed("migrate", "leave", "--dry-run", "-o", "json").stdout)
    assert made["unmapped"] == {step: 1}
    assert changed("migrate", "leave", "1", "--map", f"{step}=another_step", "-m", "x", "--as", "zhou").exit_code == 0
    assert json.loads(changed("show", "1", "-o", "json").stdout)["step"] == "another_step"


def test_a_migration_needs_a_reason_and_a_mapping_its_form(changed: Run) -> None:
    assert "[no_reason]" in changed("migrate", "leave", "--as", "zhou").stderr
    result = changed("migrate", "leave", "--map", "draft", "--dry-run")
    assert result.exit_code == 2 and "OLD=NEW" in result.stderr


class Nobody:
    """Where no name is to be had: all are called by their ids."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: None


def said_of(one: CasePlan, lang: str) -> list[str]:
    """What the plan says of a case, in this language."""
    with speaking(lang):
        return [cell.text for cell in told(one, Names(cast("Knows", Nobody())), "now", Screen(None, zone=UTC))]


def test_a_plan_names_whose_decision_falls_and_where_the_case_no_longer_goes_straight_back() -> None:
    gone = TaskPlan("t1", "1", "lin", "closed", "approve", False), TaskPlan("t2", "1+1", "luo", "open", None, False)
    one = CasePlan(
        case="c",
        key="1",
        was="then",
        expected=1,
        step="head",
        to="head",
        tasks=gone,
        opened=("lin",),
        forgotten=("director",),
        renewed=("chief",),
        lapsed=("luo",),
    )
    assert said_of(one, "en") == [
        "the step asks anew: lin",
        "what was decided here counts no more: lin",
        "no longer asked here: luo",
        "does not go straight back any more to: director; it goes on step by step",
        "goes straight back as promised, and asks anew there, by the new definition: chief",
        "what was asked lapses, to take an act back: luo",
    ]
    assert said_of(one, "zh")[1:] == [
        "本环节已作的决定不再有效：lin",
        "本环节不再请其办理：luo",
        "不再直送：director，改为逐环节办理",
        "仍直送，但到时按新版重新请人办理：chief",
        "取回请求失效：luo",
    ]


def test_a_plan_names_what_happens_by_itself_and_clocks_that_are_due_at_another_instant() -> None:
    due = datetime(2026, 6, 9, tzinfo=UTC)
    clocks = {"answer": (due, None), "reply": (None, due)}
    tasks = (TaskPlan("t", "1", None, "open", None, False),)
    more = {"tasks": tasks, "itself": ("over",), "then": "rejected", "clocks": clocks}
    one = CasePlan(case="c", key="1", was="then", expected=1, step="head", to="head", **more)  # type: ignore[arg-type]
    assert said_of(one, "en") == [
        "goes on by itself at once: over; it is at rejected then",
        "answer due none instead of 2026-06-09 00:00 +00:00",
        "reply due 2026-06-09 00:00 +00:00 instead of none",
    ]
    assert said_of(one, "zh")[0] == "随即自动办理：over；之后停在 rejected"
