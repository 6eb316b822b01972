"""What could not be delivered is told in the language spoken, in the history and by `stuck`; a guard in its own words."""

import json
from pathlib import Path

import pytest

from .running import Run

WORKFLOW = """\
signoff: 1
workflow: north
defaults: {empty: hold, self: allow}
data: {main: text}
anytime:
  shout:
    by: case
    require: {not_here: {that: has(main), say: {zh: 此处不收, en: Nothing is taken here}}}
steps:
  draft: {by: initiator, actions: {submit: {to: next, effects: [{signal: shout, to: main}]}}}
  waiting: {by: initiator}
"""


@pytest.fixture
def signalled(run: Run) -> Run:
    """Case 2 has signalled case 1, which does not take it, and case 3 one that is not there."""
    Path("workflows").mkdir()
    Path("workflows/north.yaml").write_text(WORKFLOW, "utf-8")
    Path("people.yaml").write_text("people: {chen: {name: 陈一}}\n", "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\nas = "chen"\n', "utf-8")
    assert run("db", "upgrade").exit_code == 0
    assert run("start", "north", "--key", "1").exit_code == 0
    for key, main in (("2", "1"), ("3", "9")):
        assert run("start", "north", "--key", key, "--data", f"main={main}").exit_code == 0
        assert run("act", key, "submit").exit_code == 0
    assert run("tick").exit_code == 0
    return run


TOLD = [
    ("2", "zh", "1 不接收信号 `shout`：此处不收（not_here）"),
    ("2", "en", "1 does not take the signal `shout`: Nothing is taken here (not_here)"),
    ("3", "zh", "9 不接收信号 `shout`：没有件 9（not_found）"),
    ("3", "en", "9 does not take the signal `shout`: there is no case '9' (not_found)"),
]


@pytest.mark.parametrize(("case", "lang", "told"), TOLD)
def test_a_dead_letter_says_why(signalled: Run, case: str, lang: str, told: str) -> None:
    for command in (("history", case), ("why", case), ("stuck",)):
        shown = signalled("--lang", lang, *command).stdout
        assert told in " ".join(shown.split()), shown
        assert lang == "en" or "does not take" not in shown


GUARDED = """\
signoff: 1
workflow: south
title: {zh: 甲, en: South}
defaults: {empty: hold, self: allow}
at_end: [{reassign: initiator}]
data: {main: text}
steps:
  draft: {by: initiator, actions: {submit: {to: next, require: {not_here: {that: has(main), say: {zh: 尚未写明, en: Not said yet}}}}}}
"""


@pytest.mark.parametrize(("lang", "told"), [("zh", "尚未写明"), ("en", "Not said yet")])
def test_what_was_tried_is_told_in_the_guards_own_words(run: Run, lang: str, told: str) -> None:
    Path("workflows").mkdir()
    Path("workflows/south.yaml").write_text(GUARDED.replace("at_end: [{reassign: initiator}]\n", ""), "utf-8")
    Path("people.yaml").write_text("people: {chen: {name: 陈一}}\n", "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\nas = "chen"\n', "utf-8")
    assert run("db", "upgrade").exit_code == 0
    assert run("start", "south", "--key", "1").exit_code == 0
    assert run("act", "1", "submit").exit_code == 5
    for command in (("why", "1"), ("history", "1", "--attempts")):
        assert told in run("--lang", lang, *command).stdout


def test_what_changes_a_case_that_is_over_is_told_in_chinese(run: Run) -> None:
    Path("south.yaml").write_text(GUARDED, "utf-8")
    shown = run("--lang", "zh", "check", "south.yaml").stdout
    assert "`reassign` 会改动件，而此时件已办结" in shown and "请写在停留在本环节的动作的 `effects` 下" in shown and "end, or" not in shown


SWAPPED = """\
signoff: 1
workflow: west
defaults: {empty: hold, self: allow}
data: {who: person}
anytime: {swap: {by: initiator, needs: [who], effects: [{reassign: who}]}}
steps:
  draft: {by: initiator}
  review: {approvers: person(wang), not_same_as: [draft], due: 1d, escalate: [{at: due, reassign: initiator}]}
"""


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh", "`reassign` 未能执行：没有别人可以接手这个席位"), ("en", "`reassign` was not carried out: nobody else is there")],
)
def test_a_seat_that_nobody_takes_over_is_told_as_what_it_is(run: Run, lang: str, told: str) -> None:
    Path("workflows").mkdir()
    Path("workflows/west.yaml").write_text(SWAPPED, "utf-8")
    Path("people.yaml").write_text("people: {chen: {name: 陈一}, wang: {name: 王二, roles: [admin]}}\n", "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\nas = "chen"\n', "utf-8")
    assert run("db", "upgrade").exit_code == 0
    for command in (("start", "west", "--key", "1"), ("act", "1", "submit")):
        done = run(*command)
        assert done.exit_code == 0 and "!" not in done.stdout
    done = run("--lang", lang, "act", "1", "swap", "--data", "who=chen")
    assert done.exit_code == 0 and f"  ! {told}" in done.stdout, "who acts is told, too"
    told_as_data = json.loads(run("--lang", lang, "--json", "act", "1", "swap", "--data", "who=chen").stdout)
    assert [line.startswith(told) for line in told_as_data["undone"]] == [True]
    assert run("escalate", "1", "--as", "wang", "--reason", "r").exit_code == 0
    assert run("--lang", lang, "history", "1").stdout.count(told) == 3, "by the effect of each, and by the rung"
