"""Whatever stands in whatever cell: each wrong value is told at its own cell, nothing is half imported, and nothing is thrown."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.adapters.proposals.ledger import How, Imported, UnreadableTable, import_ledger
from signoff.compose import Engine
from signoff.testing import ManualClock
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import people_path
from tests.engine.house import MONDAY

from .conftest import HANDLING
from .tables import sheet, text

HEAD = ("类别", "年度", "编号", "案由", "领衔人", "主办/会办", "主办单位", "缓急", "收件日期")
BAD: dict[str, tuple[Any, ...]] = {
    "类别": ("意见书", "#REF!", None, 7),
    "年度": ("二〇二六", None, 20.5, "#N/A"),
    "编号": ("x", "61155", "61 5", None, "第号"),
    "案由": (None, "#VALUE!"),
    "领衔人": ("代表丁十", None, 12),
    "主办/会办": ("参与", 3),
    "主办单位": ("交通", "交通局、交通局", "交通局、无此局", "#REF!"),
    "缓急": ("火急", date(2026, 1, 1)),
    "收件日期": ("2026-02-30", "3/4/2026", 46091, "昨天", date(2031, 1, 1), datetime(2026, 7, 1, 12)),
}
"""Per column values that are wrong there."""
PEOPLE = load_people(people_path())
SLIPS = st.dictionaries(st.tuples(st.integers(0, 5), st.sampled_from(HEAD)), st.integers(0, 99), max_size=12)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=40),
    st.sampled_from(["=1+", "#REF!"]),
)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def right(place: int) -> dict[str, Any]:
    """A row without a mistake."""
    values = ("人大建议", 2026, f"61{place:02}", f"（虚构）第{place}件", "代表丁一", "主办", "交通局", "平件", "2026-03-02")
    return dict(zip(HEAD, values, strict=True))


def office() -> Engine:
    texts = [HANDLING.format(name="proposal-handling", role="lead"), HANDLING.format(name="co-opinion-handling", role="co")]
    return Engine("memory://", workflows=texts, directory=people_path(), clock=ManualClock(MONDAY))


def brought(engine: Engine, path: Path, **how: Any) -> Imported:
    return import_ledger(engine, path, How(by="li", people=PEOPLE, **how))


@FEW
@given(slips=SLIPS, workbook=st.booleans())
def test_every_wrong_value_is_told_at_its_own_cell_and_holds_all_back(
    tmp_path: Path, slips: dict[tuple[int, str], int], workbook: bool
) -> None:
    rows = [right(place) for place in range(6)]
    for (place, name), choice in slips.items():
        rows[place][name] = BAD[name][choice % len(BAD[name])]
    file = (sheet if workbook else text)(tmp_path / "a", HEAD, *([row[name] for name in HEAD] for row in rows))
    engine = office()
    done = brought(engine, file)
    wrong = {f"{'ABCDEFGHI'[HEAD.index(name)]}{place + 2}" for place, name in slips}
    assert {one.cell for one in done.mistakes} == wrong
    assert len(engine.cases()) == done.imported == (0 if slips else 6)
    assert all(one.message and one.told("zh") and "{" not in one.told("zh") for one in done.mistakes)
    rest = brought(engine, file, partial=True)
    sound = 6 - len({place for place, _ in slips})
    assert len(engine.cases()) == sound == rest.imported + rest.unchanged


@FEW
@given(cells=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8), ANYTHING), max_size=8))
def test_no_value_is_thrown_at_whoever_imports(tmp_path: Path, cells: list[tuple[int, int, Any]]) -> None:
    rows: list[list[Any]] = [list(HEAD), *(list(right(place).values()) for place in range(6))]
    for row, column, value in cells:
        rows[row][column] = value
    engine = office()
    try:
        done = brought(engine, text(tmp_path / "a", *rows, encoding="utf-8-sig"))
    except (UnreadableTable, UnicodeEncodeError):
        return
    assert len(engine.cases()) == done.imported and (not done.wrong or not done.imported)


@FEW
@given(
    noise=st.binary(max_size=2_000),
    head=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "类别,编号,案由\n".encode(), b"\xff\xfe"]),
)
def test_no_file_is_thrown_at_whoever_imports(tmp_path: Path, noise: bytes, head: bytes) -> None:
    (tmp_path / "a").write_bytes(head + noise)
    engine = office()
    try:
        brought(engine, tmp_path / "a")
    except UnreadableTable as refused:
        assert refused.hint
    assert engine.cases() == ()


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_workbook_with_a_flipped_byte_is_read_or_refused(tmp_path: Path, at: float) -> None:
    whole = bytearray(sheet(tmp_path / "a", HEAD, list(right(0).values())).read_bytes())
    for offset in range(0, 400, 7):
        changed = bytearray(whole)
        changed[(int(len(whole) * at) + offset) % len(whole)] ^= 0x55
        (tmp_path / "b").write_bytes(bytes(changed))
        try:
            brought(office(), tmp_path / "b")
        except UnreadableTable as refused:
            assert refused.hint
