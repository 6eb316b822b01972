"""`stuck` finds each case of the town, names the right code and root cause, and finds nothing else; on three stores."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.compose import Engine
from signoff.engine.inspect import REASONS, StuckFinding

from ..acceptance.databases import own_database
from .town import TROUBLES, VARIANTS, WHOLE, Town, code_of, named, troubled


@pytest.fixture(scope="module", params=["memory", "sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town on a store of each kind, which nothing here changes."""
    if request.param == "postgresql":
        with own_database("postgresql") as url:
            found = troubled(url)
            yield found
            found.engine.close()
        return
    folder: Path = tmp_path_factory.mktemp("town")
    yield troubled("memory://" if request.param == "memory" else f"sqlite:///{folder / 'signoff.db'}")


@pytest.fixture(scope="module")
def after(town: Town) -> Engine:
    """The engine that looks."""
    return town.after()


@pytest.fixture(scope="module")
def found(after: Engine) -> dict[str, list[StuckFinding]]:
    """What is found of each case, also what is only worth knowing."""
    by_key = defaultdict(list)
    for finding in after.stuck(severity="info").findings:
        by_key[finding.key].append(finding)
    return by_key


def test_the_town_has_a_case_for_every_reason() -> None:
    assert list(TROUBLES) == list(REASONS)


@pytest.mark.parametrize("name", WHOLE)
def test_a_case_is_found_with_its_code_and_its_root_cause_and_nothing_else(name: str, found: dict[str, list[StuckFinding]]) -> None:
    trouble, key, code = WHOLE[name], named(name), code_of(name)
    assert Counter(one.code for one in found[key]) == Counter((code, *trouble.along))
    (finding,) = [one for one in found[key] if one.code == code]
    assert trouble.variant in ("", finding.variant)
    kind, ids = trouble.root
    assert finding.root is not None
    assert finding.root.kind.value == kind
    assert set(finding.root.ids) == set(ids) or (kind == "definition" and finding.root.ids == (finding.params["definition"],))
    for branch, below in (trouble.below or {}).items():
        assert [one.code for one in found[f"{key}/{branch}"]] == [below]


def test_nothing_is_found_of_any_other_case(found: dict[str, list[StuckFinding]]) -> None:
    known = {named(name) for name in WHOLE}
    assert {key.partition("/")[0] for key in found} == known


@pytest.mark.parametrize("name", WHOLE)
def test_why_says_of_the_case_what_stuck_says(name: str, after: Engine, found: dict[str, list[StuckFinding]]) -> None:
    assert list(after.why(named(name)).findings) == found[named(name)]


def test_every_variant_of_a_missing_timer_that_a_command_mends_has_a_case() -> None:
    mendable = {"failed", "rungs", "clock_missing", "clock_rungs"}
    assert mendable == {"failed", *(trouble.variant for trouble in VARIANTS.values())} <= set(REASONS["timer_missing"].sentences)
