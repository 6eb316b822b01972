"""`proposals panel`, `picks` and `pick`: the chain of responsibility of a case, and which case each principal leads."""

import json
from pathlib import Path
from shutil import copy

import pytest

from signoff.workflows.shipped import catalogue_path, people_path

from .running import Run

K, UNIT = "npc_suggestion-2026-6115", "npc_suggestion-2026-6115/transport"
NEEDED = (
    "proposal-handling",
    "reply-approval",
    "supervision",
    "look-back",
    "assign-batch",
    "leader-pick",
    "upstream-support",
    "document-approval",
)
CASE = {
    "kind": "npc_suggestion",
    "year": 2026,
    "case_no": "6115",
    "title": "关于拓宽某路段的建议",
    "lead_proposer": "D1",
    "mode": "joint",
    "units": [{"unit": "transport", "role": "lead"}, {"unit": "finance", "role": "co"}],
    "follow_up_officer": "chen",
}


@pytest.fixture
def office(run: Run) -> Run:
    """The invented city, and one case that has been assigned to two units."""
    city(run)
    tried = run("--lang", "zh", "proposals", "assign", "6115", "--batch", "1", "--year", "2026", "--dry-run")
    assert "将布置 2 个单位的主要领导选件领办" in tried.stderr
    done = run("proposals", "assign", "6115", "--batch", "1", "--year", "2026")
    assert done.exit_code == 0 and "2 principals asked to pick a case" in done.stderr
    return run


def city(run: Run) -> None:
    """The case waits to be assigned."""
    Path("workflows").mkdir()
    for name in NEEDED:
        copy(catalogue_path(name), "workflows")
    copy(people_path(), "people.yaml")
    Path("signoff.toml").write_text('db = "sqlite:///signoff.db"\nas = "li"\npeople = "people.yaml"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    Path("case.json").write_text(json.dumps(CASE), "utf-8")
    for line in (("start", "proposal-handling", "--data-file", "case.json"), ("act", "6115", "propose_assignment")):
        assert run(*line).exit_code == 0


@pytest.fixture
def one_by_one(run: Run) -> Run:
    """The same city; the case was assigned by itself, and nobody was asked to pick one."""
    city(run)
    assert run("act", "6115", "assign").exit_code == 0
    return run


def test_the_panel_shows_every_post_with_what_was_done_and_what_is_owed(office: Run) -> None:
    assert office("act", UNIT, "sign_in", "--as", "a3").exit_code == 0
    told = office("proposals", "panel", "6115").stdout.splitlines()
    assert told[0] == f"{K}  关于拓宽某路段的建议"
    at = {line[:46].strip(): line[46:] for line in told}
    assert any("Proposal section" in post and "li 李股长" in rest for post, rest in at.items())
    (signed,) = [line for line in told if "a3 " in line]
    assert signed.endswith("Break down") and "Sign in" in signed
    (waiting,) = [line for line in told if "b3 " in line]
    assert "Sign in, due" in waiting
    assert [line for line in told if line.startswith("Transport (lead)")] and [
        line for line in told if line.startswith("Finance (co-handler)")
    ]
    chinese = office("--lang", "zh", "proposals", "panel", "6115").stdout
    for word in ("市领导", "分管市领导", "市政府办公室", "交通局（主办）", "主要负责人", "经办人", "无人", "待办"):
        assert word in chinese


def test_the_panel_as_json_names_persons_instants_and_actions(office: Run) -> None:
    made = json.loads(office("proposals", "panel", "6115", "-o", "json").stdout)
    assert (made["kind"], made["key"], made["title"]) == ("proposals-panel", K, CASE["title"])
    assert set(made["items"][0]) == {"level", "post", "people", "unit", "role", "name", "deeds", "owed"}
    section = next(post for post in made["items"] if post["post"] == "proposal_section")
    assert [deed["action"] for deed in section["deeds"]] == ["start", "propose_assignment", "assign"]
    assert set(section["deeds"][0]) == {"at", "person", "principal", "case", "key", "definition", "step", "action", "comment"}
    head = next(post for post in made["items"] if (post["unit"], post["post"]) == ("transport", "office_head"))
    assert (head["people"], [one["step"] for one in head["owed"]]) == (["a3"], ["sign_in"])
    assert office("proposals", "panel", "9999").exit_code == 4


def test_principals_are_asked_pick_and_are_listed(one_by_one: Run) -> None:
    office = one_by_one
    assert "0 have not picked" not in office("proposals", "picks", "--year", "2026").stderr
    tried = office("proposals", "picks", "--year", "2026", "--ask", "--dry-run")
    assert tried.exit_code == 0 and "2 principals would be asked" in tried.stderr and "not asked yet" in tried.stdout
    asked = office("proposals", "picks", "--year", "2026", "--ask")
    assert asked.exit_code == 0 and "2 principals asked" in asked.stderr and "2 have not picked" in asked.stderr
    assert "0 principals asked" in office("proposals", "picks", "--year", "2026", "--ask").stderr
    done = office("proposals", "pick", "6115", "--as", "a5")
    assert done.exit_code == 0 and f"a5 局长甲五 leads {K}" in done.stderr
    again = office("--lang", "zh", "proposals", "pick", "6115", "--as", "b5")
    assert again.exit_code == 5 and "本件已有领导领办" in again.stderr
    listed = json.loads(office("proposals", "picks", "--year", "2026", "-o", "json").stdout)["items"]
    assert [(one["unit"], one["picked"], one["open"]) for one in listed] == [("finance", None, True), ("transport", K, False)]
    left = json.loads(office("proposals", "picks", "--year", "2026", "--open", "-o", "json").stdout)["items"]
    assert [one["unit"] for one in left] == ["finance"]
    assert "未选件" in office("--lang", "zh", "proposals", "picks", "--year", "2026").stdout
