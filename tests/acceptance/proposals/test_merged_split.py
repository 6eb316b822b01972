"""并案 into a split case (分办): every lead unit of the main case replies to the merged one, too, each with what it has replied there."""

import pytest

from .beginnings import Offices
from .merging import MERGED, delivered, findings, merged, taken_on, talked
from .office import HEADS, OFFICERS, U1, U2, U3, U4, K, Office

OTHER = "npc_suggestion-2026-6121"
DESKS = {
    U1: ("a1", "a3", "a5", "li", "huang", "zhou", "wu"),
    U2: ("b1", "b3", "b5", "li", "he", "zhou", "zheng"),
}
"""Who signs a reply of a unit, from the draft to the city's leader."""


def split(offices: Offices, *, to: str | None = "2026-03-10 10:00") -> Office:
    """K, split between two units that have been in touch with its proposer; assigned at that instant, or not yet."""
    k = offices(now="2026-03-10 09:00")
    if to is None:
        k.register(units=(U1, U2), mode="split", roles={})
        return k
    k.assigned(units=(U1, U2), mode="split", roles={}, at=to)
    k.sign_in(U1, U2)
    k.decompose(U1, U2)
    for unit in (U1, U2):
        k.plan(unit)
        k.contact("pre", unit=unit)
        k.contact("mid", unit=unit)
    return k


def issued(k: Office, unit: str, key: str = K, **text: str) -> None:
    """A reply of the unit goes over every desk; what is not given stands in the draft already."""
    drafter, *desks = DESKS[unit]
    reply = f"{key}/{unit}/replying"
    k.engine.act(reply, "submit", by=drafter, data={"contact_person": "甲一", "phone": "0750-5550000", **text})
    for by in desks:
        k.engine.act(reply, "approve", by=by, comment="同意" if by == desks[-1] else None)
    k.engine.act(reply, "pass", by="li")
    k.engine.act(reply, "issue", by="li")


def replied(k: Office, unit: str, at: str, result_class: str = "A") -> None:
    """The unit replies for its part of K, and tells it to whoever is merged into that."""
    k.to(at)
    k.act(unit, "start_reply", OFFICERS[unit])
    issued(k, unit, text=f"{unit}的答复", result_class=result_class, disclosure="full")
    delivered(k)


def begun_with(k: Office, unit: str, key: str = MERGED) -> list[object]:
    """With what the draft of a merged case's unit begins, and the number that it goes by."""
    data = k.case(f"{unit}/replying", case=key).data
    return [data["text"], data["result_class"], k.case(unit, case=key).data["main_doc_no"]]


def units(k: Office, key: str = MERGED) -> list[tuple[str, str]]:
    """The units of a case, and where each of them stands."""
    return [(one.key.rpartition("/")[2], one.step) for one in k.case(case=key).children]


def heard(k: Office, action: str, key: str = MERGED) -> int:
    """How many signals of an action the case has taken."""
    facts = [event.fact for event in k.engine.history(key) if event.kind == "heard"]
    return sum(getattr(fact, "action", None) == action for fact in facts)


def test_every_lead_unit_of_the_main_case_replies_to_the_merged_one_as_it_has_replied_there(offices: Offices) -> None:
    k = split(offices)
    before = k.mark
    merged(k, "2026-03-12 10:00")
    assert units(k) == [(U1, "sign_in"), (U2, "sign_in")]
    told = "收到交办件《关于拓宽某路段的建议》，请按期签收"
    assert {who for who, text in k.told(since=before) if text == told} == {"a3", "a5", "b3", "b5"}
    assert k.clock(U2, "reply", case=MERGED) == "2026-06-12 17:30"
    for unit in (U1, U2):
        taken_on(k, unit=unit)
    replied(k, U2, "2026-05-11 10:00", "B")
    assert units(k) == [(U1, "handling"), (U2, "replying")]
    assert begun_with(k, U2) == ["finance的答复", "B", "台府办函〔2026〕1号"]
    assert [mover.other for mover in k.engine.why(f"{MERGED}/{U1}").movers if mover.kind == "case"] == [K]
    replied(k, U1, "2026-05-12 10:00")
    assert begun_with(k, U1) == ["transport的答复", "A", "台府办函〔2026〕2号"]
    assert [mover.other for mover in k.engine.why(MERGED).movers if mover.kind == "case"] == []
    assert (heard(k, "main_replied"), heard(k, "main_led_by")) == (2, 2)
    for unit in (U1, U2):
        issued(k, unit, MERGED)
        talked(k, ["post"], unit)
        k.engine.act(f"{MERGED}/{unit}/D3", "give_feedback", by="D3", data={"value": "satisfied", "channel": "online"})
    assert [k.case(unit, case=MERGED).data["doc_no"] for unit in (U1, U2)] == ["台府办函〔2026〕3号", "台府办函〔2026〕4号"]
    assert (k.step(case=MERGED), k.step()) == ("closed_tracking", "issued")
    assert findings(k) == [] and k.sound()


def test_what_is_out_already_is_told_at_once_and_the_rest_when_it_comes(offices: Offices) -> None:
    k = split(offices)
    replied(k, U1, "2026-05-11 10:00")
    merged(k, "2026-05-12 10:00", unit=U2)
    assert units(k) == [(U2, "sign_in"), (U1, "sign_in")]
    assert [k.case(unit, case=MERGED).data.get("main_doc_no") for unit in (U1, U2)] == ["台府办函〔2026〕1号", None]
    replied(k, U2, "2026-05-13 10:00")
    merged(k, "2026-05-14 10:00", key=OTHER)
    for key in (MERGED, OTHER):
        found = [k.case(unit, case=key).data.get("main_doc_no") for unit in (U1, U2)]
        assert (found, heard(k, "main_replied", key)) == (["台府办函〔2026〕1号", "台府办函〔2026〕2号"], 2)
    for unit in (U1, U2):
        taken_on(k, unit=unit)
    assert [begun_with(k, unit)[0] for unit in (U1, U2)] == ["transport的答复", "finance的答复"]
    assert findings(k) == [] and k.sound()


def test_a_main_case_that_is_closed_tells_all_its_replies(offices: Offices) -> None:
    k = split(offices)
    for unit in (U1, U2):
        replied(k, unit, "2026-05-11 10:00")
        k.contact("post", unit=unit)
        k.feedback("D1", "satisfied", unit=unit)
    assert k.step() == "closed"
    merged(k, "2026-05-20 10:00")
    assert [k.case(unit, case=MERGED).data["main_text"] for unit in (U1, U2)] == ["transport的答复", "finance的答复"]
    assert k.step() == "closed" and findings(k) == [] and k.sound()


def test_a_main_case_that_is_assigned_only_later_names_its_units_then(offices: Offices) -> None:
    k = split(offices, to=None)
    merged(k, "2026-03-12 10:00")
    assert units(k) == [(U1, "sign_in")]
    k.to("2026-03-13 10:00")
    k.act("", "assign", "chen")
    delivered(k)
    assert units(k) == [(U1, "sign_in"), (U2, "sign_in")] and heard(k, "main_led_by") == 2
    assert k.sound()


def test_a_unit_that_replaces_one_of_the_main_case_does_so_in_the_merged_one_too(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2), mode="split", roles={})
    merged(k, "2026-03-11 10:00")
    seal = {"name": "盖章件.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "where": "store:1"}
    k.act(U2, "file_dispute", HEADS[U2], data={"dispute_reason": "不属职责", "suggested_unit": U4, "dispute_seal": seal})
    before = k.mark
    k.act(U2, "reassign_unit", "chen", data={"new_unit": U4})
    delivered(k)
    stands = {one.key.rpartition("/")[2]: one.status for one in k.case(case=MERGED).children}
    assert stands == {U1: "open", U2: "void", U4: "open"}
    told = "《关于拓宽某路段的建议》随主件改派，贵单位不再承办"
    assert sorted(who for who, text in k.told(since=before) if text == told) == ["b3", "b5"]
    assert k.tasks(U2, case=MERGED) == [] and k.engine.dead_letters() == () and k.sound()


def test_who_leads_what_is_merged_leads_a_part_of_the_main_case(offices: Offices) -> None:
    k = split(offices)
    merged(k, "2026-03-12 10:00", unit=U3)
    (letter,) = k.engine.dead_letters(MERGED)
    assert "本件分办" not in str(letter.error) and "one of its lead units leads what is merged into it" in str(letter.error)
    assert "merged_cases" not in k.case().data


def test_a_unit_that_comes_in_so_is_told_also_where_the_batch_told_all_others(offices: Offices) -> None:
    k = split(offices)
    k.to("2026-03-12 10:00")
    k.register(MERGED, units=(U1,), mode="merged", merged_into=K, lead_proposer="D3")
    k.act("", "assign", "chen", case=MERGED, data={"assign_batch": "2026-3"})
    before = k.mark
    delivered(k)
    told = "《关于拓宽某路段的建议》并入贵单位分办的件，请按期签收"
    assert sorted(who for who, text in k.told(since=before) if text == told) == ["b3", "b5"]


@pytest.mark.parametrize("unit", [U1, U2])
def test_a_reply_that_arrives_before_its_unit_was_named_is_not_given_by_another(offices: Offices, unit: str) -> None:
    k = split(offices)
    merged(k, "2026-03-12 10:00", key=OTHER)
    given = {"main_reply_no": "9号", "main_reply_text": "稿", "main_reply_class": "A", "main_reply_disclosure": "full", "main_split": True}
    k.register(MERGED, units=(U1,), mode="merged", merged_into=K, lead_proposer="D3")
    k.act("", "assign", "chen", case=MERGED)
    k.engine.signal(MERGED, "main_replied", by=K, data={"main_reply_unit": unit, **given})
    found = {name: k.case(name, case=MERGED).data.get("main_doc_no") for name, _ in units(k)}
    assert found == ({U1: "9号"} if unit == U1 else {U1: None, U2: "9号"})
