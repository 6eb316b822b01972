"""The approval chain of a reply: straight through, no way past it, returns, straight back (S11 to S14)."""

import pytest

from signoff.testing import assert_refused

from .desks import KEY, OPINION, REPLY, Office, local


def test_s11_the_chain_from_the_unit_to_the_issue(office: Office) -> None:
    desks = office("2026-05-14 15:00")
    desks.engine.set_series("reply_no", next=15, by="zhou", reason="登记簿已用至14号", period="2026")
    desks.start({**REPLY, "co_units": ["finance", "highways", "urban_management"]})
    way = (
        ("submit", "a1", "2026-05-14 16:00", ("unit_check", "a3", "05-15 17:30")),
        ("approve", "a3", "2026-05-15 10:00", ("unit_sign", "a5|a4", "05-18 17:30")),
        ("approve", "a4", "2026-05-18 09:00", ("section_revision", "role:proposal_section", "05-20 17:30")),
        ("approve", "li", "2026-05-19 15:00", ("deputy_director_review", "huang", "05-20 17:30")),
        ("approve", "huang", "2026-05-20 10:00", ("director_check", "zhou", "05-21 17:30")),
        ("approve", "zhou", "2026-05-21 16:00", ("city_leader_approval", "wu", "05-25 17:30")),
        ("approve", "wu", "2026-05-25 11:00", ("pre_print_check", "role:proposal_section", "05-26 17:30")),
        ("pass", "li", "2026-05-25 16:00", ("numbering_sealing", "role:proposal_section", "05-26 17:30")),
    )
    for action, by, at, then in way:
        desks.act(action, by, at, comment="同意" if by == "wu" else None)
        assert desks.open() == [then]
    case = desks.act("issue", "li", "2026-05-26 10:00")
    assert (case.step, case.status, case.tasks) == ("issued", "approved", ())
    assert case.data["doc_no"] == "台府办函〔2026〕15号"
    assert case.data["printed_class"] == "A"
    assert local(case.ended_at) == "05-26 10:00"
    assert desks.told() == [("copy_to", ("lin", "chen", "li", "zhou", "b3", "c3", "e3"))]
    assert desks.engine.next_timer() is None and desks.engine.verify()


@pytest.mark.parametrize(
    ("kind", "number", "letter"),
    [
        ("re_reply", "台府办函〔2026〕1号", "A"),
        ("interim_reply", "台府办函〔2026〕1号", None),
        ("co_opinion", "台府办会〔2026〕1号", None),
        ("second_plan", None, None),
    ],
)
def test_every_kind_of_document_goes_over_all_desks(office: Office, kind: str, number: str | None, letter: str | None) -> None:
    desks = office("2026-05-18 09:00")
    given = REPLY if kind == "re_reply" else OPINION
    case = desks.go("numbering_sealing", {**given, "document_kind": kind})
    assert desks.missing("void", "li", comment="印错") == "not_by"
    case = desks.act("issue", "li")
    assert (case.step, case.data.get("doc_no"), case.data.get("printed_class")) == ("issued", number, letter)


def test_s12_nothing_is_issued_past_an_approval(office: Office) -> None:
    desks = office("2026-05-18 09:00")
    desks.go("city_leader_approval")
    for key, data in ((KEY, None), ("6022", OPINION)):
        if data is not None:
            desks.go("city_leader_approval", data, key=key)
        assert desks.missing("issue", "li", key=key) == "approvals_incomplete:[city_leader_approval]"
        with assert_refused("human_required"):
            desks.engine.jump(key, to="numbering_sealing", by="zhou", reason="赶时间")
        assert desks.case(key).data.get("doc_no") is None


def test_s12_what_is_missing_is_named_at_every_desk(office: Office) -> None:
    desks = office("2026-05-18 09:00")
    desks.go("deputy_director_review")
    assert desks.missing("issue", "li") == "approvals_incomplete:[deputy_director_review, director_check, city_leader_approval]"


def test_s13_a_return_needs_its_reason_and_restarts_every_step(office: Office) -> None:
    desks = office("2026-05-18 09:00")
    desks.go("deputy_director_review")
    assert desks.refused("return", "huang", to="drafting") == "comment_required"
    assert desks.refused("return", "huang", to="drafting", comment=" ") == "comment_required"
    case = desks.act("return", "huang", "2026-05-18 10:00", to="drafting", comment="未逐条答复")
    assert (case.step, case.round, case.revision) == ("drafting", 2, 1)
    assert desks.open() == [("drafting", "a1", "05-25 17:30")]
    assert desks.told() == [("returned", ("a1", "a2", "chen"))]
    assert [notice.text for notice in desks.engine.notices("a2")] == [
        {"zh": "6115 被退回：未逐条答复", "en": "6115 was sent back: 未逐条答复"}
    ]
    assert desks.refused("submit", "a1") == "no_change"

    desks.act("submit", "a1", data={"text": "r2", "reply_to_opinion": "已逐条补充"})
    assert desks.superseded() == ["section_revision"]
    assert desks.sheet()[3] == "同意  li  第1稿  2026年5月18日［已失效］"
    assert desks.open() == [("unit_check", "a3", "05-19 17:30")]
    steps = [desks.act("approve", by).step for by in ("a3", "a5", "li")]
    assert steps == ["unit_sign", "section_revision", "deputy_director_review"]
    case = desks.case()
    assert (case.round, case.revision) == (2, 2)
    (before, after) = desks.engine.differences(KEY, since=1)["text"]
    assert (before, after) == ("r1", "r2")
    assert "未逐条答复  huang  第1稿  2026年5月18日" in desks.sheet()
    assert [desks.act("approve", by).step for by in ("huang", "zhou")] == ["director_check", "city_leader_approval"]


def test_s14_a_formal_fix_goes_straight_back_and_the_approval_between_stands(office: Office) -> None:
    desks = office("2026-05-18 09:00")
    desks.go("director_check")
    case = desks.act("return", "zhou", "2026-05-19 09:00", to="section_revision", resume="straight_back", comment="标点错误")
    assert (case.step, case.round) == ("section_revision", 2)
    assert desks.open() == [("section_revision", "role:proposal_section", "05-21 17:30")]
    case = desks.act("approve", "li", "2026-05-19 10:00", data={"text": "r1。"}, edits="formal")
    assert (case.step, case.revision) == ("director_check", 2)
    assert desks.open() == [("director_check", "zhou", "05-20 17:30")]
    assert desks.superseded() == []
    assert desks.sheet()[4] == "同意  huang  第1稿  2026年5月18日［沿用：其后仅作形式修改］"
    assert ("bypassed", ("huang",)) in desks.told()


def test_s14_a_substantive_fix_restarts_from_huang(office: Office) -> None:
    desks = office("2026-05-18 09:00")
    desks.go("director_check")
    desks.act("return", "zhou", to="section_revision", resume="straight_back", comment="金额错误")
    desks.act("approve", "li", data={"text": "r2"}, edits="substantive")
    assert desks.open() == [("deputy_director_review", "huang", "05-19 17:30")]
    assert desks.sheet()[4] == "同意  huang  第1稿  2026年5月18日［已失效］"
    assert desks.act("approve", "huang").step == "director_check"
    assert desks.open() == [("director_check", "zhou", "05-19 17:30")]
