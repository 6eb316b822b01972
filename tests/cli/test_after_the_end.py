"""The command line beyond a case's end: what belongs to no step, waking, voiding, what happens by itself, and words at the start."""

import json
from pathlib import Path

import pytest

from .running import Run

PERMIT = """
signoff: 1
workflow: permit
title: {zh: 许可, en: Permit}
start: {comment: required}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data: {paid: bool}
steps:
  request: {title: {zh: 申请, en: Request}, by: initiator, may_edit: [paid]}
  payment:
    title: {zh: 缴费, en: Payment}
    by: initiator
    may_edit: [paid]
    actions: {settled: {title: {zh: 已缴费, en: Settled}, by: system, when: paid, to: next}}
  issued: {title: {zh: 已发证, en: Issued}, end: approved}
  voided: {title: {zh: 作废, en: Void}, end: void}
anytime:
  reopen: {title: {zh: 重启, en: Reopen}, by: initiator, in: issued, comment: required, to: request}
  scrap: {title: {zh: 作废, en: Scrap}, by: initiator, in: [open, issued], to: voided}
"""


@pytest.fixture
def office(run: Run) -> Run:
    """A folder with this workflow and one person."""
    Path("permit.yaml").write_text(PERMIT, encoding="utf-8")
    Path("people.yaml").write_text("people: {ann: 安然}\n", encoding="utf-8")

    def call(*arguments: str, **environ: str) -> object:
        return run("--db", "sqlite:///s.db", "--workflows", ".", "--people", "people.yaml", *arguments, **environ)

    return call  # type: ignore[return-value]


def test_a_start_asks_for_words_and_keeps_them(office: Run) -> None:
    refused = office("start", "permit", "--as", "ann", "--key", "1")
    assert (refused.exit_code, "[comment_required]" in refused.stderr) == (5, True)
    assert office("start", "permit", "--as", "ann", "--key", "1", "-m", "market stall").exit_code == 0
    assert "market stall" in office("history", "1").stdout


def test_an_ended_case_is_shown_woken_told_of_and_voided(office: Run) -> None:
    office("start", "permit", "--as", "ann", "--key", "1", "-m", "x")
    assert "by itself (Settled), as soon as paid" in (office("act", "1", "submit", "--as", "ann"), office("why", "1"))[1].stdout
    office("edit", "1", "--as", "ann", "--data", "paid=true")
    assert json.loads(office("show", "1", "-o", "json").stdout)["status"] == "approved"
    assert "by itself" in office("history", "1").stdout and "自行" in office("history", "1", "--lang", "zh").stdout
    assert "Reopen" in office("why", "1").stdout
    refused = office("act", "1", "reopen", "--as", "ann")
    assert (refused.exit_code, "[comment_required]" in refused.stderr) == (5, True)
    assert office("act", "1", "reopen", "--as", "ann", "-m", "a mistake").exit_code == 0
    told = office("history", "1").stdout
    assert "woke the case, which had ended: approved" in told and "a mistake" in told
    assert office("act", "1", "scrap", "--as", "ann").exit_code == 0
    assert json.loads(office("show", "1", "-o", "json").stdout)["status"] == "void"
    assert office("verify").exit_code == 0
