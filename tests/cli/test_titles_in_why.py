"""`why` and `stuck` call steps, actions, fields and workflows as the definition does, in the language of whoever reads."""

from pathlib import Path

import pytest

from .running import Run

PAPER = """
signoff: 1
workflow: paper
title: {zh: 文件呈批, en: Paper}
calendar: cn-gov
data:
  text: {type: text, title: {zh: 文稿, en: Words}}
  unit: {type: unit, title: {zh: 承办单位, en: Office}}
  late: {type: bool, title: {zh: 已超期, en: Is late}}
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
steps:
  draft:
    title: {zh: 拟稿, en: Written}
    by: initiator
    effects: [{start: order}]
    due: 1wd
    escalate: [{at: due, set: {late: true}}, {at: due + 1wd, start: order}]
    actions:
      hand_in: {title: {zh: 报送, en: Hand in}, needs: [text], may_edit: [unit], to: next}
  gate:
    title: {zh: 关口, en: Gate}
    by: initiator
    actions:
      go: {title: {zh: 放行, en: Let through}, when: late, to: next}
"""
ORDER = """
signoff: 1
workflow: order
title: {zh: 督办单, en: Order}
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
steps:
  open: {title: {zh: 待整改, en: To be seen to}, by: initiator}
"""


@pytest.fixture
def paper(house: Run) -> Run:
    """Case `1` at its first step, with a case of another workflow below it."""
    Path("workflows/paper.yaml").write_text(PAPER, "utf-8")
    Path("workflows/order.yaml").write_text(ORDER, "utf-8")
    assert house("start", "paper", "--as", "chen", "--key", "1").exit_code == 0
    return house


def why(run: Run, lang: str = "zh") -> str:
    return run("why", "1", "--lang", lang).stdout


def test_a_child_of_another_workflow_rests_at_a_step_with_its_title(paper: Run) -> None:
    assert "停在 待整改（chen 陈一）" in why(paper) and "at To be seen to" in why(paper, "en")


def test_what_a_rung_sets_and_opens_has_its_title(paper: Run) -> None:
    assert "填写 已超期" in why(paper) and "开出 督办单" in why(paper)
    assert "set Is late" in why(paper, "en") and "open Order" in why(paper, "en")


def test_what_was_tried_is_told_by_titles(paper: Run) -> None:
    paper("act", "1", "hand_in", "--as", "chen")
    paper("act", "1", "hand_in", "--as", "chen", "--data", "text=x", "--data", "unit=nowhere")
    assert "报送，“文稿”（text）必须有值 [text_required]" in why(paper)
    assert "报送，“承办单位”（unit）的值不合要求 [unit_invalid]" in why(paper)
    assert "Hand in, `text` must have a value [text_required]" in why(paper, "en")


def test_what_is_wrong_names_steps_and_actions(paper: Run) -> None:
    assert paper("act", "1", "hand_in", "--as", "chen", "--data", "text=x").exit_code == 0
    told = "chen 陈一 可办，但在 关口 没有一个动作可行：放行（条件未满足）"
    assert told in why(paper) and told in paper("stuck", "--lang", "zh").stdout


def test_an_unknown_action_leads_to_where_actions_are_listed(paper: Run) -> None:
    assert "signoff why" in paper("act", "1", "盖章", "--as", "chen", "--lang", "zh").stderr
    assert "报送 [hand_in]" in why(paper)
