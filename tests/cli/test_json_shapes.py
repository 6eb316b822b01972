"""The JSON of every command, by its fields: one that is renamed or gone breaks somebody's script, and needs a new version number."""

import json
from pathlib import Path

import pytest

from signoff.cli.output import VERSION

from .running import Run

TASK = "candidates case due_at group holder id key main opened_at owner round state step tokens urged weight workflow"
CASE = (
    "branch clocks definition due_at ended_at entered id initiator key overdue parent progress provisional revision round started status "
    "step subject tasks workflow"
)
FINDING = (
    "acknowledged case cause code commands definition evidence family key params peers people repair root severity since step step_title "
    "task title variant workflow working"
)
EVENT = "actor at case definition event fact os_user request_id revision round seq step"
WHY = (
    "asked_back at attempts case children clocks count definition due_at elapsed ended_at findings initiator join key movers nexts notes "
    "overdue_workdays past person promises provisional revision round seats since stand_ins started status step step_title timers title "
    "unrecorded walk workflow working"
)
DOCTOR = "at backlog calendars database definitions healthy nodes release zones"
PROXY = "ended_at ended_by ended_reason fallback from id principal proxy proxy_kind reason scope set_at set_by state until"
DEFINITION = "current ended first_used given hash missing open published_at published_by retired retired_at retired_by version workflow"
PERSON = "active id manager name posts rank roles unit"

SHAPES = {
    "check": ("findings", "errors files warnings", ""),
    "test": ("test", "failed passed", "column failures file line passed taken title"),
    "simulate leave": (
        "simulation",
        "began data dead_ends initiator left made_up never samples workflow zone",
        "choice cut dead_end end late passed path soon status steps stops",
    ),
    "config": ("config", "files", "name source value"),
    "diagram leave": ("diagram", "file mermaid", ""),
    "inbox chen": ("inbox", "person", f"{TASK} behalf_of case_data claimed clocks offers overdue"),
    "cases": ("cases", "next", CASE),
    "show 1": ("case", f"{CASE} asked_back children data readers questions", ""),
    "fields 1 --as chen": ("fields", "case fields key person", ""),
    "sheet 2": (
        "sheet",
        "case key",
        "action actor at attachments automatic circled comment current kept principal revision round seal step superseded",
    ),
    "diff 1 --since 1": ("diff", "case key since until", ""),
    "hold 1 --show --as chen": ("draft", "draft", ""),
    "act 1 2 submit --dry-run --as chen": ("act-many", "verb", "case key reasons state step task workflow"),
    "comment 1 x --as chen": ("acted", "by case verb was", ""),
    "history 1": ("history", "", EVENT),
    "history 1 --attempts": ("history", "attempts", EVENT),
    "verify": ("verify", "archived cases events heads ok", ""),
    "archive run --older-than 2y --to old --as zhou": ("archive-run", "before cases dry_run events file left looked_at roots", ""),
    "archive list": ("archive-list", "next", ""),
    "stuck": ("stuck", "cases ended examined exact next notes open total", FINDING),
    "stuck --by cause": (
        "stuck-by",
        "by cases findings notes",
        "by cases codes examples findings name severity since step_title title workflow",
    ),
    "report bottlenecks": (
        "bottlenecks",
        "at cases events passages people since unavailable units until",
        "branch median overdue p90 position received returned step step_title title total visits waiting workflow working",
    ),
    "fix --all --reason x --dry-run --as zhou": (
        "fix-plan",
        "beyond examined notes spared",
        "advice after before case findings key left measures seen workflow",
    ),
    "fix --all --reason x --yes --as zhou": ("fix", "beyond", "case findings key more state workflow"),
    "why 1": ("why", WHY, ""),
    "doctor": ("doctor", DOCTOR, "advice code evidence params sentence severity"),
    "hand-over chen --to lin --reason x --dry-run --as zhou": (
        "hand-over-many",
        "verb",
        "case key reasons state step task workflow",
    ),
    "remind --workflow leave --dry-run --as zhou": ("remind-many", "verb", "case key reasons state step task workflow"),
    "tick": ("tick", "dead delivered failed fired left submitted undelivered", ""),
    "db purge": ("db-purge", "attempts deliveries more requests", ""),
    "listeners list": ("listeners", "", ""),
    "db current": ("db-current", "db needs_upgrade revision", ""),
    "db retell": ("db-retell", "cases db", ""),
    "workflows list": ("workflows", "", DEFINITION),
    "proxy set chen lin --reason x --as chen": ("proxy-set", "", PROXY),
    "migrate leave --dry-run --to current": ("migration-plan", "to unmapped version workflow", ""),
    "people show": ("people", "", PERSON),
    "people show lin": ("person", PERSON, ""),
    "people show sales": ("unit", "calendar external id parent people portfolio_of title", ""),
    "act 1 submit --as lin": ("error", "code data exit_code hint message reasons who_could", ""),
    "act 1": ("error", "code data exit_code hint message", ""),
}


@pytest.fixture
def busy(house: Run) -> Run:
    """Case `1` waits for a head of unit; case `2` for somebody who has left."""
    for key in ("1", "2"):
        house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", key)
    house("act", "2", "submit", "--as", "chen")
    house("reassign", "2", "--to", "wang", "--reason", "x", "--as", "zhou")
    people = Path("people.yaml")
    people.write_text(people.read_text("utf-8").replace("posts: [head@office], manager: zhou}", "active: false}"), "utf-8")
    return house


@pytest.mark.parametrize("command", SHAPES)
def test_the_fields_are_those_of_this_version(busy: Run, command: str) -> None:
    kind, body, items = SHAPES[command]
    result = busy(*command.split(), "-o", "json")
    made = json.loads(result.stdout or result.stderr)
    assert (made["signoff"], made["kind"]) == (VERSION, kind)
    assert set(made) - {"signoff", "kind", "items"} == set(body.split())
    assert {name for item in made.get("items", []) for name in item} == set(items.split())


@pytest.mark.parametrize("command", [name for name, (kind, _, items) in SHAPES.items() if items])
def test_json_lines_hold_the_items(busy: Run, command: str) -> None:
    lines = [json.loads(line) for line in busy(*command.split(), "-o", "jsonl").stdout.splitlines()]
    assert lines
    assert all(set(line) - {"signoff", "kind"} == set(SHAPES[command][2].split()) for line in lines)
