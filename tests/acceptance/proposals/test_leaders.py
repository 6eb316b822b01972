"""The city's leaders: circling and the main approver (S15); documents and their numbers (S20); clicks, races, old revisions (S32)."""

from threading import Barrier, Thread

import pytest

from signoff import Refused, Stale
from signoff.engine.events import Decided

from .desks import KEY, REPLY, ZONE, Desks, Office

TWO = {**REPLY, "subjects": ["finance"]}
"""A reply that falls into the portfolios of two leaders: wu's, and zheng's, who is the main approver."""


def test_s15_circling_is_consent_and_the_main_approver_writes(office: Office) -> None:
    desks = office("2026-05-22 09:00")
    desks.go("city_leader_approval", TWO)
    assert desks.open() == [("city_leader_approval", "wu", "05-26 17:30")]
    desks.act("approve", "wu", "2026-05-22 16:00")
    assert desks.open() == [("city_leader_approval", "zheng", "05-26 17:30")]
    assert desks.refused("approve", "zheng") == "main_opinion_required"
    case = desks.act("approve", "zheng", "2026-05-25 09:00", comment="同意")
    assert case.step == "pre_print_check"
    assert [fact.decision.kind for fact in desks.facts(Decided)[-2:]] == ["circled", None]
    names = {"wu": "吴副市长", "zheng": "郑副市长"}
    assert [line.text(names, zone=ZONE) for line in desks.engine.sheet(KEY)[-2:]] == [
        "圈阅  吴副市长  第1稿  2026年5月22日",
        "同意  郑副市长  第1稿  2026年5月25日",
    ]


def test_s15_the_second_leader_is_not_asked_before_the_first(office: Office) -> None:
    desks = office("2026-05-22 09:00")
    desks.go("city_leader_approval", TWO)
    assert desks.refused("approve", "zheng", comment="同意") == "not_now"


def numbered(desks: Desks, *keys: str) -> list[str]:
    """Replies that are issued, and their numbers."""
    for key in keys:
        desks.go("numbering_sealing", key=key)
    return [str(desks.act("issue", "li", key=key).data["doc_no"]) for key in keys]


def test_s20_numbers_have_no_gap_and_a_void_one_is_not_used_again(office: Office) -> None:
    desks = office("2026-05-26 09:00")
    desks.engine.set_series("reply_no", next=15, by="zhou", reason="登记簿已用至14号", period="2026")
    assert numbered(desks, "1", "2", "3") == ["台府办函〔2026〕15号", "台府办函〔2026〕16号", "台府办函〔2026〕17号"]
    assert desks.refused("void", "li", key="3", comment="印错") == "not_by"
    assert desks.refused("void", "zhou", key="3") == "comment_required"
    assert desks.act("void", "zhou", key="3", comment="印错").status == "void"
    assert numbered(desks, "4") == ["台府办函〔2026〕18号"]
    lines = [(line.value, line.reason) for line in desks.engine.numbers("reply_no", period="2026")]
    assert lines == [(15, None), (16, None), (17, "印错"), (18, None)]
    desks.at("2027-01-04 09:00")
    assert numbered(desks, "5") == ["台府办函〔2027〕1号"]
    assert desks.engine.verify()


def test_s20_two_documents_at_one_instant_get_two_numbers(office: Office) -> None:
    desks = office("2026-05-26 09:00")
    for key in ("1", "2"):
        desks.go("numbering_sealing", key=key)
    together(lambda key: desks.act("issue", "li", key=key), ("1",), ("2",))
    assert sorted(str(desks.case(key).data["doc_no"]) for key in ("1", "2")) == ["台府办函〔2026〕1号", "台府办函〔2026〕2号"]


def test_s32_the_same_click_twice_is_one_decision(office: Office) -> None:
    desks = office("2026-05-25 09:00")
    desks.go("city_leader_approval")
    first = desks.act("approve", "wu", comment="同意", request_id="click-1")
    events = len(desks.engine.history(KEY))
    assert desks.act("approve", "wu", comment="同意", request_id="click-1") == first
    assert len(desks.engine.history(KEY)) == events


def test_s32_a_decision_on_an_old_revision_is_refused(office: Office) -> None:
    desks = office("2026-05-25 09:00")
    desks.go("section_revision")
    desks.act("approve", "li", data={"text": "r2"}, edits="substantive", revision=1)
    events = len(desks.engine.history(KEY))
    with pytest.raises(Stale) as stale:
        desks.act("approve", "huang", revision=1)
    assert stale.value.code == "stale_revision" and stale.value.data == {"given": 1, "revision": 2}
    assert len(desks.engine.history(KEY)) == events
    assert desks.act("approve", "huang", revision=2).step == "director_check"


def test_s32_of_two_who_complete_one_task_at_once_one_wins(office: Office) -> None:
    desks = office("2026-05-25 09:00")
    desks.go("section_revision")
    lost = together(lambda by: desks.act("approve", by), ("li",), ("chen",))
    assert [error.code for error in lost] == ["already_done"]
    assert [fact.decision.actor for fact in desks.facts(Decided)][-1] in ("li", "chen")
    assert desks.open() == [("deputy_director_review", "huang", "05-26 17:30")]


def together(work: object, *calls: tuple[str, ...]) -> list[Refused]:
    """Do it in as many threads at one moment; the refusals."""
    barrier, lost = Barrier(len(calls)), []

    def run(given: tuple[str, ...]) -> None:
        barrier.wait(10)
        try:
            work(*given)  # type: ignore[operator]
        except Refused as refused:
            lost.append(refused)

    threads = [Thread(target=run, args=(given,)) for given in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return lost
