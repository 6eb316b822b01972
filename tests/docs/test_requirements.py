"""The table of requirements: a row for each of the 71, whose files and tests are there, or which says that it is not built."""

import re
from pathlib import Path

import pytest

from .test_semantics import functions

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "requirements.md").read_text("utf-8")
ROWS = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in PAGE.splitlines() if line.startswith("| R-")]
MISSING = ("not built", "partly")
PLACES = sorted({place for row in ROWS for place in re.findall(r"`([a-z]+/[\w./-]*)`", row[2])})
PROOFS = sorted({proof for row in ROWS for proof in re.findall(r"`([\w/]+\.py)(?:::(test_\w+))?`", row[3])})


def test_every_one_of_the_71_has_its_row_in_order() -> None:
    assert [row[0] for row in ROWS] == [f"R-{number:03}" for number in range(1, 72)]
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_proved_or_says_what_is_missing(row: tuple[str, ...]) -> None:
    assert "`" in row[3] or row[2].startswith(MISSING)


@pytest.mark.parametrize("place", PLACES)
def test_every_file_that_is_named_is_there(place: str) -> None:
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("file", "name"), PROOFS, ids=str)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    path = ROOT / "tests" / file
    assert path.exists() and (not name or name in functions(path))
