"""The table of semantics: all 70 rows, each proved by tests that exist and run, or said to be not built yet."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "reference" / "approval-semantics.md").read_text("utf-8")
ROWS = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
NAMED = re.findall(r"`([\w/]+\.py)(?:::(test_\w+))?`", PAGE)


def functions(path: Path) -> set[str]:
    """The names of the functions of a file, those in classes too."""
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_one_of_the_70_has_its_row_in_order() -> None:
    assert [int(row[0].strip("| ")) for row in ROWS] == list(range(1, 71))
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_its_tests_or_says_what_is_missing(row: tuple[str, ...]) -> None:
    assert "::test_" in row[3] or ".py`" in row[3] or "not built yet" in row[3] or "not offered" in row[3]


def test_every_rule_has_its_row_with_tests_that_carry_its_number() -> None:
    rules = {row[1]: row[2] for row in re.findall(r"^(\| (2\.\d+) \| (.+) \|)$", PAGE, re.MULTILINE)}
    assert list(rules) == [f"2.{number}" for number in range(1, 18)]
    assert [rule for rule, row in rules.items() if f"::test_rule_{rule.replace('.', '_')}_" not in row] == []


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)), ids=lambda value: str(value))
def test_every_test_that_is_named_exists_and_is_run(file: str, name: str, request: pytest.FixtureRequest) -> None:
    path = TESTS / file
    assert path.exists(), f"there is no {file}"
    assert not name or name in functions(path), f"{file} has no {name}"
    # Where the file is part of this run, so is the test.
    run = [item.name.partition("[")[0] for item in request.session.items if Path(str(item.path)) == path]
    assert not run or not name or name in run
