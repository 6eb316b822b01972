"""A filter that names nothing that exists is told of, with what may have been meant."""

from pathlib import Path

import pytest

from .running import Run


@pytest.fixture
def one(house: Run) -> Run:
    """An office with one case."""
    made = house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    assert made.exit_code == 0
    return house


SLIPS = [
    (("stuck", "--workflow", "leav"), "there is no workflow `leav` [no_workflow]", "Did you mean `leave`?"),
    (("stuck", "--step", "haed"), "there is no step `haed` in the workflows [no_step]", "Did you mean `head`?"),
    (("stuck", "--step", "部门负责人审批"), "there is no step `部门负责人审批`", "Did you mean `head` (部门负责人审批)?"),
    (("stuck", "--holder", "chne"), "there is no `chne`", "Did you mean `chen`?"),
    (("stuck", "--unit", "sale"), "there is no unit `sale`", "Did you mean `sales`?"),
    (("stuck", "--tenant", "other"), "there is no tenant `other`", "There are: default"),
    (("stuck", "--by", "step", "--holder", "chne"), "there is no `chne`", "Did you mean `chen`?"),
    (("report", "bottlenecks", "--workflow", "leav"), "there is no workflow `leav`", "Did you mean `leave`?"),
    (("cases", "--workflow", "leav"), "there is no workflow `leav`", "Did you mean `leave`?"),
    (("cases", "--step", "haed"), "there is no step `haed`", "Did you mean `head`?"),
    (("cases", "--holder", "陈"), "there is no `陈`", "Did you mean `chen` (陈一)?"),
    (("inbox", "chne"), "there is no `chne`", "Did you mean `chen`?"),
    (("why", "1", "--for", "chne"), "there is no `chne`", "Did you mean `chen`?"),
    (("show", "1", "--for", "chne"), "there is no `chne`", "Did you mean `chen`?"),
    (("doctor", "--tenant", "other"), "there is no tenant `other`", "There are: default"),
]


@pytest.mark.parametrize(("arguments", "told", "hint"), SLIPS)
def test_a_slip_is_no_empty_answer(one: Run, arguments: tuple[str, ...], told: str, hint: str) -> None:
    result = one(*arguments)
    assert (result.exit_code, result.stdout) == (4, "")
    assert told in result.stderr and hint in result.stderr


def test_a_slip_is_told_in_chinese(one: Run) -> None:
    told = one("stuck", "--holder", "chne", "--lang", "zh").stderr
    assert told == "错误：没有 `chne`：组织中查无此人，件中也没有 [no_holder]\n  建议：是否想写 `chen`？\n"


def test_what_exists_and_has_nothing_stuck_is_no_error(one: Run) -> None:
    for name, value in (("--workflow", "leave"), ("--step", "head"), ("--holder", "lin"), ("--unit", "office"), ("--tenant", "default")):
        result = one("stuck", name, value)
        assert (result.exit_code, result.stdout) == (0, ""), result.stderr


def test_a_person_whom_only_a_case_names_is_known(one: Run) -> None:
    people = Path("people.yaml")
    kept = [line for line in people.read_text("utf-8").splitlines() if not line.strip().startswith("chen:")]
    people.write_text("\n".join(kept), "utf-8")
    assert one("stuck", "--holder", "chen").exit_code == 0
    assert one("stuck", "--holder", "chne").exit_code == 4


def test_where_everybody_is_who_they_say_an_inbox_may_be_empty(one: Run) -> None:
    settings = Path("signoff.toml")
    settings.write_text(settings.read_text("utf-8").replace('people = "people.yaml"', ""), "utf-8")
    Path("people.yaml").unlink()
    assert one("inbox", "somebody").exit_code == 0
    assert one("stuck", "--holder", "somebody").exit_code == 4
    assert one("stuck", "--holder", "chen").exit_code == 0
    assert one("stuck", "--unit", "sales").exit_code == 0


def test_before_the_first_case_no_tenant_is_wrong(house: Run) -> None:
    assert house("stuck", "--tenant", "city").exit_code == 0
