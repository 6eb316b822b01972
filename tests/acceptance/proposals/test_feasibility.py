"""可行性研判: a point is studied, other units are asked, it has a verdict with its evidence, and a reply that says no says why."""

from .beginnings import Offices
from .office import HEADS, PRINCIPALS, U1, U2, U5, Office

WIDEN, LIGHTS = "全线拓宽", "增设照明"
FILE = {"name": "调研报告.pdf", "media_type": "application/pdf", "size": 9, "sha256": "1" * 64, "where": "archive:1"}
NO = {"verdict": "not_feasible", "studied_on": "2026-03-24", "evidence": FILE, "grounds": "资金和征地未落实", "alternative": "先行改造路口"}
DRAFT = {"text": "答复稿", "result_class": "A", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000"}
STUDY = f"{U1}/feasibility"


def studied(k: Office) -> None:
    """K, with two points, under way; the feasibility of one is to be assessed, on Tuesday 17 March at 9."""
    k.assigned(units=(U1,), points=[{"ask": WIDEN}, {"ask": LIGHTS}])
    k.under_way(U1)
    k.contact("pre")
    k.contact("mid")
    k.to("2026-03-17 09:00")
    k.act(U1, "assess_feasibility", "a1", data={"assessed_point": WIDEN})


def test_it_is_a_task_of_its_own_with_a_verdict_who_when_and_evidence(offices: Offices) -> None:
    k = offices.after(studied)
    assert [(task.step, task.holder) for task in k.tasks(STUDY)] == [("studying", "a1")]
    assert k.clock(STUDY, "assessment") == "2026-03-31 17:30"
    k.to("2026-03-24 15:00")
    assert k.refused(STUDY, "conclude", "a1") == ["verdict_required", "studied_on_required", "evidence_required", "studied_ahead"]
    assert k.refused(STUDY, "conclude", "a1", data={**NO, "grounds": None}) == ["grounds_required"]
    assert k.refused(STUDY, "conclude", "a1", data={**NO, "studied_on": "2026-03-25"}) == ["studied_ahead"]
    before = k.mark
    case = k.act(STUDY, "conclude", "a1", data=NO)
    found = case.data
    assert (case.status, found["point"], found["verdict"], found["assessed_by"]) == ("done", WIDEN, "not_feasible", "a1")
    assert found["assessed_at"] == k.engine.clock.now()
    assert k.told(since=before) == [("chen", f"《关于拓宽某路段的建议》“{WIDEN}”已作出可行性研判结论")]
    assert k.clocks(STUDY)["assessment"] == "met" and k.sound()


def test_other_units_look_at_it_before_the_conclusion(offices: Offices) -> None:
    k = offices.after(studied)
    k.act(STUDY, "consult", "a1", data={"consulted": [U2, U5]})
    assert [(task.step, task.holder) for task in k.tasks(STUDY)] == [("giving", HEADS[U2]), ("giving", HEADS[U5])]
    assert {k.due(f"{STUDY}/{unit}") for unit in (U2, U5)} == {"2026-03-20 17:30"}
    assert k.refused(STUDY, "conclude", "a1", data=NO) == ["not_now"]
    k.act(f"{STUDY}/{U2}", "give_view", HEADS[U2], data={"view": "not_feasible", "remarks": "无资金来源"})
    k.act(f"{STUDY}/{U5}", "give_view", HEADS[U5], data={"view": "feasible"})
    assert k.step(STUDY) == "studying"
    assert k.refused(STUDY, "consult", "a1", data={"consulted": [U2]}) == ["not_now"]
    k.to("2026-03-24 15:00")
    assert k.act(STUDY, "conclude", "a1", data=NO).ended_at is not None


def test_no_reply_begins_before_there_is_a_conclusion(offices: Offices) -> None:
    k = offices.after(studied)
    assert k.refused(U1, "start_reply", "a1") == ["assessment_open"]
    k.to("2026-03-24 15:00")
    k.act(STUDY, "conclude", "a1", data=NO)
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"


def test_the_reply_says_why_a_point_is_not_feasible(offices: Offices) -> None:
    k = offices.after(studied)
    k.to("2026-03-24 15:00")
    k.act(STUDY, "conclude", "a1", data=NO)
    k.act(U1, "start_reply", "a1")
    reply = f"{U1}/replying"
    plain = [{"ask": WIDEN, "answer": "暂不实施"}, {"ask": LIGHTS, "answer": "已列入计划"}]
    assert k.refused(reply, "submit", "a1", data={**DRAFT, "points": plain}) == [f"infeasible_unexplained:[{WIDEN}]"]
    assert k.refused(reply, "submit", "a1", data={**DRAFT, "points": plain[1:]}) == [f"infeasible_unexplained:[{WIDEN}]"]
    told = [{**plain[0], "reason": "资金和征地未落实", "alternative": "先行改造路口"}, plain[1]]
    assert k.act(reply, "submit", "a1", data={**DRAFT, "points": told}).step == "unit_check"


def test_a_point_that_is_feasible_needs_no_reason(offices: Offices) -> None:
    k = offices.after(studied)
    k.act(STUDY, "conclude", "a1", data={"verdict": "feasible", "studied_on": "2026-03-17", "evidence": FILE})
    k.act(U1, "start_reply", "a1")
    answered = [{"ask": point, "answer": "已办"} for point in (WIDEN, LIGHTS)]
    assert k.act(f"{U1}/replying", "submit", "a1", data={**DRAFT, "points": answered}).step == "unit_check"


def test_a_point_is_one_of_those_asked_for_and_is_assessed_once(offices: Offices) -> None:
    k = offices.after(studied)
    assert k.refused(U1, "assess_feasibility", "a1", data={"assessed_point": "修桥"}) == ["no_such_point"]
    assert k.refused(U1, "assess_feasibility", "a1", data={"assessed_point": WIDEN}) == ["assessed_before"]
    assert k.refused(U1, "assess_feasibility", PRINCIPALS[U1], data={"assessed_point": LIGHTS}) == ["not_by"]
    k.act(U1, "assess_feasibility", "chen", data={"assessed_point": LIGHTS})
    assert sorted(str(one.data["point"]) for one in k.case(U1).children if one.branch.endswith("feasibility")) == sorted([WIDEN, LIGHTS])


def test_when_things_have_changed_it_is_assessed_anew(offices: Offices) -> None:
    k = offices.after(studied)
    k.to("2026-03-24 15:00")
    k.act(STUDY, "conclude", "a1", data=NO)
    k.to("2026-04-20 09:00")
    assert k.refused(STUDY, "reassess", "a1") == ["comment_required"]
    k.act(STUDY, "reassess", "a1", comment="上级已安排专项资金")
    assert k.refused(U1, "start_reply", "a1") == ["assessment_open"]
    k.act(STUDY, "conclude", "a1", data={"verdict": "feasible", "studied_on": "2026-04-20", "evidence": FILE})
    k.act(U1, "start_reply", "a1")
    assert k.case(f"{U1}/replying").data["infeasible_points"] == ()


def test_who_is_late_with_it_is_reminded(offices: Offices) -> None:
    k = offices.after(studied)
    before = k.mark
    k.to("2026-04-01 17:30")
    told = [person for person, _ in k.told(since=before)]
    assert told.count("a1") == 1 and "a2" in told
