"""Countersigning: bound to one text, disagreement, ruling (S18, S19)."""

from signoff.engine.events import Decided, Edited, TaskClosed

from .beginnings import Offices
from .cities import stated
from .desks import JOINT, KEY, ZONE, Desks, Office, local
from .office import U1, U2
from .office import Office as WholeOffice

STATED = stated("""
                      taishan      coast        hills
    is a case signed  by nobody    b5           by nobody
    who says nothing  is reminded  has agreed   is reminded
    signs until       05-12 17:30  05-12 17:30  05-12 17:30
    carded            05-13 08:30  no           05-13 08:30
    rectify           2026-05-18   no           2026-05-18
    score             -1           no           -2
""")
"""From Friday, 8 May: three working days, and Saturday the 9th is one. In coast co-units sign every reply, and silence is consent."""


def sent(office: Office, now: str) -> Desks:
    """A reply of U1 that is with U2, U3 and U5 for countersigning."""
    desks = office(now)
    desks.go("co_sign", JOINT)
    return desks


def disagreed(office: Office) -> Desks:
    """U2 does not agree; neither U1's principal nor the government office brings the units together."""
    desks = sent(office, "2026-05-08 09:00")
    desks.act("disagree", "b5", "2026-05-09 10:00", comment="无资金来源")
    desks.act("not_agreed", "a5", "2026-05-11 10:00", comment="协商未果")
    desks.act("not_agreed", "zhou", "2026-05-12 10:00", comment="报请裁定")
    return desks


def test_s18_a_change_that_is_taken_up_is_signed_anew_by_the_others(office: Office) -> None:
    desks = sent(office, "2026-05-08 09:00")
    assert desks.open() == [
        ("co_sign", "b5", "05-12 17:30"),
        ("co_sign", "c5", "05-12 17:30"),
        ("co_sign", "e5", "05-12 17:30"),
    ]
    desks.act("approve", "b5", "2026-05-09 10:00")
    assert [task[1] for task in desks.open()] == ["c5", "e5"]
    case = desks.act("agree_with_changes", "c5", "2026-05-11 10:00", data={"proposed_text": "r2"})
    assert (case.step, case.data["proposed_by"]) == ("merge_changes", "c5")
    assert desks.open() == [("merge_changes", "a1", "05-12 17:30")]
    closed = [fact.reason for fact in desks.facts(TaskClosed)]
    assert closed == ["not_needed:agree_with_changes_by=c5"]

    case = desks.act("accept", "a1", "2026-05-11 15:00")
    assert (case.step, case.round, case.data["text"]) == ("co_sign", 2, "r2")
    assert desks.facts(Edited)[-1].substantive
    assert desks.superseded() == ["co_sign"]
    assert [line for line in desks.sheet() if "b5" in line] == ["同意  b5  第1稿  2026年5月9日［已失效］"]
    assert desks.open() == [("co_sign", "b5", "05-14 17:30"), ("co_sign", "e5", "05-14 17:30")]
    assert case.progress is not None and (case.progress.got, case.progress.needed) == (1, 3)

    assert desks.act("approve", "b5", "2026-05-12 09:00").step == "co_sign"
    assert desks.refused("approve", "c5") == "seat_already_decided"
    assert desks.act("approve", "e5", "2026-05-12 10:00").step == "section_revision"


def test_s18_whether_co_units_sign_the_reply_to_a_case(offices: Offices, city: str) -> None:
    k = offices.after(with_u2)
    k.act(U1, "start_reply", "a1")
    reply = k.approve()
    assert (" ".join(line.actor for line in k.engine.sheet(reply.id) if line.step == "co_sign") or "by nobody") == STATED[city][
        "is a case signed"
    ]


def with_u2(office: WholeOffice) -> None:
    """K with U2 beside the lead unit, ready for its reply."""
    office.assigned(units=(U1, U2))
    office.under_way(U1, U2)
    office.opine(U2)
    office.contact("pre")
    office.contact("mid")


def test_s18_what_it_means_that_a_unit_says_nothing(office: Office, city: str) -> None:
    says = STATED[city]
    desks = sent(office, "2026-05-08 09:00")
    desks.act("approve", "b5")
    assert {due for _, _, due in desks.open()} == {says["signs until"]}
    desks.at("2026-05-12 17:30")
    if says["who says nothing"] == "has agreed":
        consented(desks)
        return
    assert [kind for kind, _ in desks.told()] == ["remind"]
    assert desks.told()[0][1] == ("c5", "e5")
    desks.at("2026-05-13 08:30")
    assert [task[1] for task in desks.open()] == ["c5", "e5"]
    orders = [order.data for order in desks.case().children if order.workflow == "supervision"]
    assert [(order["level"], order["target"], str(order["rectify_due"]), order["score_delta"]) for order in orders] == [
        ("yellow", unit, says["rectify"], int(says["score"])) for unit in ("c5", "e5")
    ]
    assert {local(order["issued_at"]) for order in orders} == {says["carded"]}
    for by in ("c5", "e5"):
        desks.act("approve", by, "2026-05-14 09:00")
    assert desks.case().step == "section_revision" and all(order.open for order in desks.case().children)


def consented(desks: Desks) -> None:
    """Whoever had not answered has agreed by saying nothing, and the history says so."""
    assert desks.case().step == "section_revision"
    last = desks.facts(Decided)[-1].decision
    assert (last.actor, last.automatic, last.comment) == ("system:timer", "timer", "逾期视为无意见")


def test_s19_disagreement_goes_up_to_the_ruling_of_a_leader(office: Office) -> None:
    desks = sent(office, "2026-05-08 09:00")
    assert desks.refused("disagree", "b5") == "comment_required"
    assert desks.act("disagree", "b5", "2026-05-09 10:00", comment="无资金来源").step == "coordination"
    assert desks.open() == [("coordination", "a5", "05-13 17:30")]
    assert desks.act("not_agreed", "a5", "2026-05-11 10:00", comment="协商未果").step == "office_coordination"
    assert desks.open() == [("office_coordination", "role:gov_office", "05-14 17:30")]
    assert desks.act("not_agreed", "zhou", "2026-05-12 10:00", comment="报请裁定").step == "leader_ruling"
    assert desks.open() == [("leader_ruling", "wu|zheng", "05-14 17:30")]
    assert desks.refused("rule", "zheng") == "ruling_required"
    case = desks.act("rule", "zheng", "2026-05-13 09:00", data={"ruling": "分年安排资金", "text": "r2"})
    assert (case.step, case.data["ruling"], case.data["text"]) == ("section_revision", "分年安排资金", "r2")
    assert desks.open() == [("section_revision", "role:proposal_section", "05-15 17:30")]
    assert [line.text(zone=ZONE) for line in desks.engine.sheet(KEY)][-1].startswith("裁定  zheng  第")


def test_s19_after_the_ruling_nobody_touches_the_text(office: Office) -> None:
    desks = disagreed(office)
    desks.act("rule", "wu", data={"ruling": "分年安排资金", "text": "r2"})
    assert desks.refused("propose_change", "b5", comment="仍须修改", data={"proposed_text": "r3"}) == "ruled"
    desks.act("return", "li", to="drafting", comment="补充联系电话")
    assert desks.refused("submit", "a1", data={"text": "r3"}) == "ruled"
    desks.act("submit", "a1", data={"phone": "0750-5550001", "reply_to_opinion": "已补充"})
    desks.act("approve", "a3")
    assert desks.act("approve", "a4").step == "section_revision"


def test_s19_units_that_agree_after_all_sign_again(office: Office) -> None:
    desks = sent(office, "2026-05-08 09:00")
    desks.act("approve", "c5")
    desks.act("disagree", "b5", comment="无资金来源")
    case = desks.act("agreed", "a5", data={"text": "r2"})
    assert (case.step, case.round) == ("co_sign", 2)
    assert [task[1] for task in desks.open()] == ["b5", "c5", "e5"]


def test_a_unit_that_has_signed_may_propose_a_change_until_the_leaders_have_it(office: Office) -> None:
    desks = sent(office, "2026-05-08 09:00")
    for by in ("b5", "c5", "e5"):
        desks.act("approve", by)
    assert desks.refused("propose_change", "b4", comment="金额", data={"proposed_text": "r2"}) == "not_by"
    assert desks.act("propose_change", "b5", comment="金额有变", data={"proposed_text": "r2"}).step == "coordination"
