"""A stored ledger gives the same figures for ever, and is refused when it was changed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from signoff.adapters.proposals.reports.catalogue import REPORTS, made
from signoff.adapters.proposals.reports.rows import Commitment, Contact, Duty, Forms, LookBack, Order, StepPass, Study
from signoff.adapters.proposals.reports.snapshot import SnapshotInvalid, load, save
from signoff.adapters.proposals.reports.workbook import workbook

from .rows_made import at, case, ledger, row, share

CASE = case(leader_led=True, leading_leader="a5", key_case=True, step={"zh": "办结", "en": "Closed"})
FOUND = ledger(
    row(CASE, issued_at=at(6, 1), first=Forms(3, 1, 1, 0), co_units=("finance",), converted_at=at(11, 18), look_back={"zh": "已结束"}),
    shares=(share(CASE, sign_in_due=at(3, 13), signed_in_at=at(3, 12)),),
    duties=(Duty(case=CASE, unit="transport", what={"zh": "公开"}, due=at(6, 24), overdue_workdays=3),),
    steps=(StepPass(case=CASE, unit="transport", step="director_check", title={"zh": "主任把关"}, seconds=7200, outcome="approved"),),
    contacts=(
        Contact(
            case=CASE, unit="transport", phase="pre", mode="visit", on=date(2026, 3, 20), opinion="有“引号”\n和换行\u2028", explained=True
        ),
    ),
    commitments=(Commitment(case=CASE, unit="transport", what="泊位", due=date(2026, 11, 30), done=date(2026, 11, 10), status="done"),),
    orders=(Order(case=CASE, unit="transport", key="1", cause={"zh": "答复"}, level="yellow", issued_at=at(6, 11), yellows=1, score=-1),),
    look_backs=(LookBack(case=CASE, unit="transport", due=at(11, 20), reported_at=at(11, 19)),),
    studies=(Study(case=CASE, leader="a5", on=date(2026, 4, 2), place="斗山镇"),),
)


def test_a_ledger_comes_back_as_it_was(tmp_path: Path) -> None:
    digest = save(FOUND, tmp_path / "2026.jsonl")
    found = load(tmp_path / "2026.jsonl")
    assert replace(found, source="") == FOUND
    assert found.source == f"2026.jsonl sha256:{digest[:12]}"


@pytest.mark.parametrize("id", REPORTS)
def test_a_report_of_a_snapshot_is_the_same_after_any_later_move(id: str, tmp_path: Path) -> None:
    save(FOUND, tmp_path / "2026.jsonl")
    first = workbook(made(id, load(tmp_path / "2026.jsonl")))
    later = replace(FOUND, rows=(replace(FOUND.rows[0], issued_at=at(12, 1), current_class="C"),), shares=(), contacts=())
    assert made(id, later) == made(id, later) and workbook(made(id, load(tmp_path / "2026.jsonl"))) == first


def test_the_same_ledger_makes_the_same_file(tmp_path: Path) -> None:
    assert save(FOUND, tmp_path / "a") == save(FOUND, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_snapshot_is_never_overwritten(tmp_path: Path) -> None:
    save(FOUND, tmp_path / "a")
    before = (tmp_path / "a").read_bytes()
    with pytest.raises(SnapshotInvalid, match="exists already") as refused:
        save(ledger(), tmp_path / "a")
    assert refused.value.code == "snapshot_exists" and (tmp_path / "a").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("change", [lambda text: text.replace("2026-06-01", "2026-06-02"), lambda text: text[: text.rindex("{")]])
def test_a_snapshot_that_was_changed_or_cut_off_is_refused(change: object, tmp_path: Path) -> None:
    save(FOUND, tmp_path / "a")
    text = (tmp_path / "a").read_text("utf-8")
    assert callable(change)
    (tmp_path / "b").write_text(change(text), "utf-8")
    with pytest.raises(SnapshotInvalid) as refused:
        load(tmp_path / "b")
    assert refused.value.code == "snapshot_changed" and refused.value.hint


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"signoff": 1, "kind": "archive"}'])
def test_what_is_no_snapshot_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text, "utf-8")
    with pytest.raises(SnapshotInvalid) as refused:
        load(tmp_path / "a")
    assert refused.value.code == "snapshot_invalid"
