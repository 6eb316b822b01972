"""People files: who is who, and every name that is used is there."""

from pathlib import Path

import pytest

from signoff.engine.people_data import Person, Unit
from signoff.workflows import InvalidWorkflow, load_people
from signoff.workflows.people_file import read_people

PEOPLE = """\
units:
  office: {title: {zh: 办公室, en: Office}}
  transport: {title: 交通局, parent: office, portfolio_of: {deputy: huang}, calendar: cn-gov}
  outside: {title: 外单位, external: true}
people:
  li: {name: 李, unit: office, roles: [clerk, reader@transport], rank: 2, contact: {email: li@example.org}}
  huang: {name: 黄, unit: office, posts: [deputy@transport, head], manager: li}
  gone: {name: 旧, active: false}
  short: 短
"""


def test_units_and_persons_are_read() -> None:
    made = load_people(PEOPLE)
    assert made.units["transport"] == Unit("transport", {"zh": "交通局"}, "office", "cn-gov", {"deputy": "huang"})
    assert made.units["outside"].external
    assert made.people["li"] == Person(
        "li", "李", "office", roles=("clerk", "reader@transport"), rank=2, contact={"email": "li@example.org"}
    )
    assert made.people["short"].name == "短"


def test_a_post_without_a_unit_is_one_of_the_own_unit() -> None:
    assert load_people(PEOPLE).people["huang"].posts == ("deputy@transport", "head@office")


def test_people_are_active_unless_it_is_said() -> None:
    people = load_people(PEOPLE).people
    assert (people["li"].active, people["gone"].active) == (True, False)


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "there"),
    [
        ("unit: office, roles", "unit: ofice, roles", "unknown_unit", 6, "ofice"),
        ("manager: li", "manager: le", "unknown_person", 7, "le}"),
        ("parent: office", "parent: offic", "unknown_unit", 3, "offic,"),
        ("deputy: huang", "deputy: huan", "unknown_person", 3, "huan}"),
        ("reader@transport", "reader@transprt", "unknown_unit", 6, "transprt]"),
        ("deputy@transport", "deputy@", "bad_id", 7, "deputy@,"),
        ("rank: 2", "rank: high", "wrong_type", 6, "high"),
        ("active: false", "active: no", "wrong_type", 8, "no}"),
        ("name: 旧", "nam: 旧", "unknown_key", 8, "nam"),
        ("  gone:", "  system:", "bad_id", 8, "system"),
        ("people:\n", "proxies: [{principal: hunag, proxy: li}]\npeople:\n", "unknown_person", 5, "hunag"),
        ("people:\n", "proxies: [{principal: huang, proxy: huang}]\npeople:\n", "bad_proxy", 5, "{principal"),
        (
            "people:\n",
            "proxies: [{principal: huang, proxy: li, from: 2026-05-02, until: 2026-05-01}]\npeople:\n",
            "bad_proxy",
            5,
            "2026-05-01",
        ),
        ("manager: li", "manager: huang", "loop", 7, "huang}"),
        ("{title: {zh: 办公室, en: Office}}", "{title: x, parent: transport}", "loop", 2, "transport"),
    ],
)
def test_a_mistake_has_a_code_and_a_place(old: str, new: str, code: str, line: int, there: str) -> None:
    text = PEOPLE.replace(old, new, 1)
    first = read_people(text)[1][0]
    assert (first.code, first.line) == (code, line)
    assert text.splitlines()[line - 1][first.column - 1 :].startswith(there)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        load_people(tmp_path / "people.yaml")
    assert [f.code for f in refused.value.findings] == ["unreadable"]


def test_two_thousand_people_are_within_the_limits() -> None:
    lines = [f"  p{number}: {{name: 人{number}, roles: [clerk], manager: p{max(number - 1, 0)}}}" for number in range(1, 2000)]
    text = "people:\n  p0: {name: first}\n" + "\n".join(lines)
    assert len(load_people(text).people) == 2000
