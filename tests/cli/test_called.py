"""Whoever types may say what people say: titles of fields, options and actions, names of persons and units."""

import json
from pathlib import Path

import pytest

from .running import Run

MOVE = """\
signoff: 1
workflow: move
key: "{number}"
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data:
  number: {type: text, required: true}
  unit: {type: unit, required: true, title: {zh: 承办单位, en: Handling unit}}
  others: {type: list, of: unit, title: {zh: 会办单位, en: Co-handlers}}
  officer: {type: person, title: {zh: 经办人, en: Officer}}
  mode: {type: choice, title: {zh: 办理方式, en: Mode}, options: {sole: {zh: 单办, en: By one}, joint: {zh: 主会办, en: By several}}}
  talks:
    type: list
    title: {zh: 沟通, en: Talks}
    fields:
      who: {type: person, title: {zh: 联系人, en: Contact}}
      how: {type: choice, title: {zh: 方式, en: How}, options: {visit: {zh: 走访, en: Visit}, call: {zh: 电话, en: Call}}}
  urgent: {type: bool, title: {zh: 急件, en: Urgent}}
  first: {type: text, title: {zh: 备注, en: Note}}
  second: {type: text, title: {zh: 备注, en: Remark}}
steps:
  draft:
    by: initiator
    may_edit: [officer, talks]
    actions:
      hand_in: {title: {zh: 报送, en: Hand in}, to: next}
      drop: {title: {zh: 作废, en: Approve}, to: rejected}
  check: {title: {zh: 审核, en: Check}, approvers: person(lin), may_edit: [mode]}
"""
PEOPLE = """\
units:
  transport: {title: {zh: 交通局, en: Transport}}
  finance: {title: {zh: 财政局, en: Finance}}
people:
  chen: {name: 陈一, unit: transport}
  lin: {name: 林二, unit: finance}
  one: {name: 同名, unit: finance}
  two: {name: 同名, unit: transport}
"""


@pytest.fixture
def moving(run: Run) -> Run:
    """A folder with that workflow."""
    Path("workflows").mkdir()
    Path("workflows/move.yaml").write_text(MOVE, "utf-8")
    Path("people.yaml").write_text(PEOPLE, "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///signoff.db"\npeople = "people.yaml"\nas = "chen"\n', "utf-8")
    return run


def data(run: Run, *words: str) -> dict[str, object]:
    """What the case has in the end."""
    result = run(*words, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, object] = json.loads(result.stdout)["case"]["data"]
    return found


def test_titles_and_names_stand_for_ids(moving: Run) -> None:
    words = ("承办单位=交通局", "会办单位=财政局,transport", "Officer=林二", "办理方式=主会办", "number=7")
    found = data(moving, "start", "move", *(word for one in words for word in ("--data", one)))
    assert found == {"unit": "transport", "others": ["finance", "transport"], "officer": "lin", "mode": "joint", "number": "7"}


@pytest.mark.parametrize(("written", "urgent"), [("是", True), ("否", False), ("Yes", True), ("no", False), ("true", True)])
def test_yes_and_no_are_said_as_they_are_shown(moving: Run, written: str, urgent: bool) -> None:
    assert data(moving, "start", "move", "--data", "unit=transport", "--data", "number=7", "--data", f"急件={written}")["urgent"] is urgent


def test_rows_of_a_list_are_read_in_the_same_way(moving: Run) -> None:
    data(moving, "start", "move", "--data", "unit=transport", "--data", "number=7")
    rows = json.dumps([{"联系人": "陈一", "方式": "走访"}, {"who": "lin", "how": "call"}], ensure_ascii=False)
    found = data(moving, "act", "7", "hand_in", "--data", f"沟通={rows}")
    assert found["talks"] == [{"who": "chen", "how": "visit"}, {"who": "lin", "how": "call"}]


@pytest.mark.parametrize("written", ["报送", "Hand in", "hand_in", "HAND IN"])
def test_an_action_may_be_called_as_its_button(moving: Run, written: str) -> None:
    data(moving, "start", "move", "--data", "unit=transport", "--data", "number=7")
    assert moving("act", "7", written).exit_code == 0
    assert moving("--lang", "zh", "act", "7", "同意", "--as", "lin", "--data", "办理方式=单办").exit_code == 0
    assert json.loads(moving("show", "7", "-o", "json").stdout)["status"] == "approved"


def test_several_cases_may_be_acted_on_so_too(moving: Run) -> None:
    for number in ("7", "8"):
        data(moving, "start", "move", "--data", "unit=transport", "--data", f"number={number}")
    assert moving("act", "7", "8", "报送", "--data", "经办人=林二").exit_code == 0
    assert moving("cases", "--step", "check", "-o", "csv").stdout.count("\n") == 3


def test_the_id_of_an_action_elsewhere_is_no_button_here(moving: Run) -> None:
    """`approve` is what the next step knows; that a button here says Approve does not make it `drop`."""
    data(moving, "start", "move", "--data", "unit=transport", "--data", "number=7")
    assert moving("act", "7", "approve").exit_code == 5
    assert json.loads(moving("show", "7", "-o", "json").stdout)["step"] == "draft"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("经办人=同名",), "同名"),
        (("备注=x",), "备注"),
        (("办理方式=合办",), "合办"),
        (("承办单位=交通局", "unit=finance"), "twice"),
    ],
)
def test_what_is_not_said_clearly_is_refused_and_nothing_is_started(moving: Run, written: tuple[str, ...], told: str) -> None:
    words = ("number=7", *written) if "承办单位=交通局" in written else ("number=7", "unit=transport", *written)
    result = moving("start", "move", *(word for one in words for word in ("--data", one)))
    assert result.exit_code in (2, 5)
    assert told in result.stderr
    assert moving("cases", "-o", "csv").stdout.count("\n") <= 1
