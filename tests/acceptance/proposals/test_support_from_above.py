"""争取上级支持: what a progress report says is needed is asked for in a 请示, and the answer comes back to the case."""

from .beginnings import Offices
from .office import PRINCIPALS, U1, Office

NEED = "省级公路建设专项资金"
REPORT = {"period": "2026-04-30", "percent": 30, "progress_text": "已完成测算", "support_needed": NEED}
ASK = {"support_title": "关于申请公路建设专项资金的请示", "support_from": "上级人民政府"}
DOCUMENT = {"text": "请示稿", "disclosure": "on_request", "contact_person": "甲一", "phone": "0750-5550000"}
CHAIN = (
    ("approve", "a3", None),
    ("approve", "a5", None),
    ("approve", "li", None),
    ("approve", "huang", None),
    ("approve", "zhou", None),
    ("approve", "wu", "拟同意"),
    ("approve", "sun", None),
    ("pass", "li", None),
    ("issue", "li", None),
)
"""Who passes a request to the upper level on, from the unit's office to the issue."""
SUPPORT, REQUEST = f"{U1}/support", f"{U1}/support/requesting"
GIVEN = {"support_outcome": "in_part", "support_answered_on": "2026-05-20", "support_given": "补助资金300万元"}


def asked(k: Office) -> None:
    """K, whose officer has reported on 30 April what he needs, and asks for it."""
    k.handled()
    k.to("2026-04-30 10:00")
    k.act(U1, "report_progress", "a1", data={"progress_reports": [REPORT]})
    k.act(U1, "request_upstream_support", "a1", data=ASK)


def sent(k: Office) -> None:
    """The same, the request over all desks on 8 May."""
    asked(k)
    k.to("2026-05-08 10:00")
    k.act(REQUEST, "submit", "a1", data=DOCUMENT)
    for action, by, comment in CHAIN:
        k.act(REQUEST, action, by, comment=comment)


def test_what_no_report_says_is_not_asked_for(offices: Offices) -> None:
    k = offices.after(Office.handled)
    assert k.refused(U1, "request_upstream_support", "a1", data=ASK) == ["support_not_reported"]
    k.act(U1, "report_progress", "a1", data={"progress_reports": [{**REPORT, "support_needed": None}]})
    assert k.refused(U1, "request_upstream_support", "a1", data=ASK) == ["support_not_reported"]


def test_the_request_is_an_official_document_about_this_case(offices: Offices) -> None:
    k = offices.after(asked)
    assert k.case(SUPPORT).data["need"] == NEED
    request = k.case(REQUEST)
    wanted = {"case_no": "6115", "unit": U1, "document_kind": "request", "title": ASK["support_title"], "addressed_to": ASK["support_from"]}
    assert (request.workflow, {name: request.data[name] for name in wanted}) == ("document-approval", wanted)
    assert [(task.step, task.holder) for task in k.tasks(SUPPORT)] == [("drafting", "a1")]
    assert k.refused(U1, "request_upstream_support", "a1", data=ASK) == ["support_under_way"]
    k.act(U1, "start_reply", "a1")
    assert k.step(U1) == "replying"


def test_the_principal_signs_it_himself_and_the_mayor_too(offices: Offices) -> None:
    k = offices.after(asked)
    k.act(REQUEST, "submit", "a1", data=DOCUMENT)
    k.act(REQUEST, "approve", "a3")
    assert [(task.step, task.holder) for task in k.tasks(REQUEST)] == [("unit_sign", PRINCIPALS[U1])]
    for action, by, comment in CHAIN[1:6]:
        k.act(REQUEST, action, by, comment=comment)
    assert [(task.step, task.holder) for task in k.tasks(REQUEST)] == [("principal_sign", "sun")]


def test_the_answer_comes_back_to_the_case(offices: Offices) -> None:
    k = offices.after(sent)
    assert (k.step(SUPPORT), k.case(SUPPORT).data["support_no"]) == ("awaiting", "台府〔2026〕1号")
    k.to("2026-05-20 10:00")
    assert k.refused(SUPPORT, "record_answer", "li", data={**GIVEN, "support_given": None}) == ["given_required"]
    before = k.mark
    k.act(SUPPORT, "record_answer", "li", data=GIVEN)
    unit = k.case(U1).data
    assert {name: unit[name] for name in ("support_no", "support_outcome", "support_given")} == {
        "support_no": "台府〔2026〕1号",
        "support_outcome": "in_part",
        "support_given": "补助资金300万元",
    }
    assert str(unit["support_answered_on"]) == "2026-05-20"
    told = f"“{ASK['support_title']}”（台府〔2026〕1号）上级已答复，给予支持：补助资金300万元"
    assert sorted(k.told(since=before)) == [(person, told) for person in ("a1", "a3", "chen")]
    assert k.step(U1) == "handling" and k.sound()


def test_a_request_that_is_dropped_comes_back_as_not_sent(offices: Offices) -> None:
    k = offices.after(asked)
    k.act(REQUEST, "submit", "a1", data=DOCUMENT)
    k.engine.withdraw(k.case(REQUEST).key, by="a1")
    assert k.case(U1).data["support_outcome"] == "not_sent"
    k.act(U1, "request_upstream_support", "a1", data=ASK)
    assert len([one for one in k.case(U1).children if one.workflow == "upstream-support"]) == 2


def test_an_answer_may_come_after_the_reply(offices: Offices) -> None:
    k = offices.after(sent)
    k.replied("2026-05-12 10:00")
    assert k.step(U1) == "awaiting_feedback"
    k.to("2026-05-20 10:00")
    k.act(SUPPORT, "record_answer", "a1", data=GIVEN)
    assert k.case(U1).data["support_outcome"] == "in_part"


def test_an_answer_that_comes_when_the_unit_is_done_is_kept_there_and_told(offices: Offices) -> None:
    k = offices.after(sent)
    k.replied("2026-05-12 10:00")
    k.contact("post", at="2026-05-18 10:00")
    k.feedback("D1", "satisfied")
    assert (k.step(U1), k.case(U1).open, k.step(SUPPORT)) == ("handled", False, "awaiting")
    k.to("2026-05-20 10:00")
    before = k.mark
    k.act(SUPPORT, "record_answer", "li", data=GIVEN)
    assert (k.case(U1).data["support_outcome"], k.step(U1), k.step()) == ("in_part", "handled", "closed")
    told = f"“{ASK['support_title']}”（台府〔2026〕1号）上级已答复，给予支持：补助资金300万元"
    assert sorted(k.told(since=before)) == [(person, told) for person in ("a1", "a3", "chen")]
    assert k.sound()
