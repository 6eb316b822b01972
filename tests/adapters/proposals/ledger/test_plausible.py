"""Days that cannot be are mistakes; what real ledgers may have is a doubt, and holds the import back until somebody accepts it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signoff.adapters.proposals.ledger import DOUBTS, How, import_ledger
from signoff.compose import Engine
from signoff.testing import ManualClock
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import people_path
from tests.engine.house import MONDAY

from .conftest import Import
from .tables import DONE, HEAD, ROW, changed, of, sheet

WHOLE = {**DONE, "领衔人": "（虚构）", "收件日期": "2020-03-02", "延期至": None, "上传日期": "2020-05-21", "公开日期": "2020-06-01"}
"""A finished row whose days are in order. The clock stands at 2026-06-01."""
SHIPPED = "proposal-handling proposal-record look-back supervision reply-approval upstream-support document-approval".split()


def found(bring: Import, path: Path, **cells: Any) -> list[tuple[str, str]]:
    return [(one.heading, one.code) for one in bring(sheet(path, *of({**WHOLE, **cells}))).mistakes]


def test_a_row_whose_days_are_in_order_is_imported(tmp_path: Path, bring: Import) -> None:
    same = dict.fromkeys(("收件日期", "交办日期", "答复期限", "答复日期", "上传日期", "公开日期"), "2020-05-20")
    assert found(bring, tmp_path / "a.xlsx") == [] and found(bring, tmp_path / "b.xlsx", 编号="6103", **same) == []


@pytest.mark.parametrize(
    ("cells", "heading", "code"),
    [
        ({"答复日期": "2020-03-09"}, "答复日期", "day_before"),
        ({"答复期限": "2020-03-09"}, "答复期限", "day_before"),
        ({"延期至": "2020-06-09"}, "延期至", "day_before"),
        ({"上传日期": "2020-05-19"}, "上传日期", "day_before"),
        ({"公开日期": "2020-05-19"}, "公开日期", "day_before"),
        ({"公开日期": "2026-06-02"}, "公开日期", "day_ahead"),
        ({"上传日期": "2099-01-01"}, "上传日期", "day_ahead"),
        ({"收件日期": "2020-03-11"}, "收件日期", "received_late"),
        ({"领衔人": None}, "领衔人", "proposer_empty"),
        ({"年度": 2017}, "收件日期", "year_apart"),
        ({"年度": 1890}, "年度", "year_beyond"),
        ({"答复期限": None, "延期至": None}, "答复期限", "limit_empty"),
        ({"公开方式": "不公开", "公开日期": "2020-06-01"}, "公开日期", "published_none"),
    ],
)
def test_what_cannot_be_is_told_at_the_cell(tmp_path: Path, bring: Import, cells: dict[str, Any], heading: str, code: str) -> None:
    assert (heading, code) in found(bring, tmp_path / "a.xlsx", **cells)
    assert len({told for told, _ in found(bring, tmp_path / "a.xlsx", **cells)}) == len(found(bring, tmp_path / "a.xlsx", **cells))


def test_a_reply_of_the_future_before_its_assignment_of_the_future_is_told_of_each(tmp_path: Path, bring: Import) -> None:
    told = found(bring, tmp_path / "a.xlsx", 交办日期="2099-01-01", 答复日期="2098-01-01")
    assert ("交办日期", "day_ahead") in told and ("答复日期", "day_ahead") in told and ("答复日期", "day_before") in told


def test_today_is_not_the_future_and_a_limit_may_lie_ahead(tmp_path: Path, bring: Import) -> None:
    days = {
        "收件日期": "2026-06-01",
        "交办日期": "2026-06-01",
        "答复日期": "2026-06-01",
        "上传日期": "2026-06-01",
        "公开日期": "2026-06-01",
    }
    assert found(bring, tmp_path / "a.xlsx", 年度=2026, 答复期限="2026-09-01", **days) == []


def test_a_case_of_our_own_was_not_received_tomorrow(tmp_path: Path, bring: Import) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", (*HEAD, "收件日期"), (*ROW, "2026-06-02")))
    assert [(one.cell, one.code) for one in done.mistakes] == [("J2", "day_ahead")]
    assert "2026-06-01" in done.mistakes[0].message and "尚未到来" in done.mistakes[0].told("zh")


def test_without_the_column_nobody_misses_a_lead_proposer_or_a_limit(tmp_path: Path, bring: Import) -> None:
    assert bring(sheet(tmp_path / "a.xlsx", *of({name: cell for name, cell in DONE.items() if name != "答复期限"}))).imported == 1


def test_what_is_not_to_be_public_has_no_day_and_what_is_given_on_request_may_have_one(tmp_path: Path, bring: Import) -> None:
    assert found(bring, tmp_path / "a.xlsx", 公开方式="不公开", 公开日期=None) == []
    assert found(bring, tmp_path / "b.xlsx", 编号="6103", 公开方式="依申请公开") == []


@pytest.mark.parametrize("unit", ["市直机关单位", "代表和委员", "市人大代工委"])
def test_a_unit_in_which_nobody_could_begin_is_a_doubt(tmp_path: Path, bring: Import, unit: str) -> None:
    engine = Engine("memory://", workflows=SHIPPED, directory=people_path(), clock=ManualClock(MONDAY))
    path = sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 会办单位=unit))
    how = How(by="li", people=load_people(people_path()))
    (one,) = import_ledger(engine, path, how).mistakes
    assert (one.cell, one.code, one.doubt) == ("H2", "unit_idle", True) and f"“{unit}”无人可承接" in one.told("zh")
    assert import_ledger(engine, path, replace(how, accept=frozenset({"unit_idle"}))).imported == 1


def test_a_record_of_what_is_finished_may_name_a_unit_that_has_nobody_any_more(tmp_path: Path, bring: Import) -> None:
    assert found(bring, tmp_path / "a.xlsx", 主办单位="市直机关单位") == []


def test_a_group_has_nobody_by_any_workflow_and_an_outside_body_may_have(tmp_path: Path, bring: Import) -> None:
    told = bring(sheet(tmp_path / "a.xlsx", HEAD, changed(ROW, 会办单位="市直机关单位、代表和委员"))).mistakes
    assert [(one.code, one.facts["found"]) for one in told] == [("unit_idle", "市直机关单位")]


def test_a_year_that_cannot_be_is_told_once_whatever_is_accepted(tmp_path: Path, bring: Import) -> None:
    told = bring(sheet(tmp_path / "a.xlsx", *of({**WHOLE, "年度": 1890})), accept=DOUBTS).mistakes
    assert [(one.heading, one.code) for one in told] == [("年度", "year_beyond")]


@pytest.mark.parametrize("partial", [False, True])
def test_headings_alone_are_no_ledger(tmp_path: Path, bring: Import, partial: bool) -> None:
    done = bring(sheet(tmp_path / "a.xlsx", HEAD), partial=partial)
    assert not done and [(one.cell, one.code) for one in done.mistakes] == [("", "no_rows")]
    assert bring(sheet(tmp_path / "b.xlsx", HEAD, ROW)).imported == 1
    assert bring(sheet(tmp_path / "c.xlsx", HEAD, ROW))


def test_a_doubt_holds_all_back_until_it_is_accepted_by_its_code(tmp_path: Path, engine: Engine, bring: Import) -> None:
    path = sheet(tmp_path / "a.xlsx", *of({**WHOLE, "领衔人": None, "收件日期": "2020-03-11"}))
    held = bring(path)
    assert (held.wrong, held.doubts, held.imported) == (2, {"received_late": 1, "proposer_empty": 1}, 0)
    assert all(one.doubt for one in held.mistakes)
    assert bring(path, accept=frozenset({"received_late"})).doubts == {"proposer_empty": 1} and engine.cases() == ()
    done = bring(path, accept=DOUBTS)
    assert (done.wrong, done.accepted, done.imported) == (0, 2, 1)


def test_a_mistake_cannot_be_accepted(tmp_path: Path, bring: Import) -> None:
    path = sheet(tmp_path / "a.xlsx", *of({**WHOLE, "上传日期": "2099-01-01"}))
    assert not bring(path, accept=frozenset({"day_ahead"}))
