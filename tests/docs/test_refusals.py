"""Every code of a refusal or an error that the reference lists is met by some test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODES = re.findall(r"^\| `([\w:]+)` \|", (ROOT / "docs" / "reference" / "refusals.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__))


def test_the_reference_lists_codes() -> None:
    assert len(CODES) == len(set(CODES)) > 100


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_met_by_a_test(code: str) -> None:
    words = re.escape(code).replace("FIELD", "[a-z_]+").replace("WHAT", "[a-z_]+")
    # The code of an error that is a class of its own may be met by the name of the class.
    error = code.title().replace("_", "")
    assert re.search(rf"\b({words}|{error})\b", TESTS), f"no test provokes `{code}`"
