"""What could not be delivered is told in the language spoken, in the history and by `stuck`; a guard in its own words."""

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
