"""并案: a case with the same content waits for its main case, and replies to its own signers with what that one has replied."""

from signoff import CaseView

from .beginnings import Offices
from .merging import MERGED, delivered, findings, merged, taken_on, talked
from .office import U1, U2, K, Office

DATABASES = ["sqlite", "postgresql"]
"""Whole lives of cases, and of several at once: on both."""


REPLY = {"contact_person": "甲一", "phone": "0750-5550000"}
WITH_MAIN = "《关于拓宽某路段的建议》的主件已答复（台府办函〔2026〕1号），请据此答复本件提出人"


def waits_for(k: Office, child: str = "") -> list[str | None]:
    """The cases that `why` names as those that have to move first."""
    movers = k.engine.why(f"{MERGED}/{child}" if child else MERGED).movers
    return [mover.other for mover in movers if mover.kind == "case"]


def test_a_merged_case_waits_for_its_main_case_and_is_replied_to_with_it(offices: Offices) -> None:
    k = offices.after(Office.handled)
    before = k.mark
    merged(k, "2026-03-12 10:00")
    assert k.case().data["merged_cases"] == (MERGED,)
    told = "有件并入《关于拓宽某路段的建议》，答复时一并答复"
    assert sorted(who for who, text in k.told(since=before) if text == told) == ["a1", "a3", "chen"]
    taken_on(k)
    assert (k.step(case=MERGED), k.step(U1, case=MERGED)) == ("accepted", "handling")
    assert waits_for(k) == [K] and waits_for(k, U1) == [K]
    assert findings(k) == [] and k.clock(U1, "reply", case=MERGED) == "2026-06-12 17:30"
    before = k.mark
    k.replied("2026-05-11 10:00", result_class="B")
    delivered(k)
    assert sorted(who for who, text in k.told(since=before) if text == WITH_MAIN) == ["a1", "a3"]
    assert (k.step(U1, case=MERGED), waits_for(k)) == ("replying", [])
    draft: CaseView = k.case(f"{U1}/replying", case=MERGED)
    assert [draft.data[name] for name in ("text", "result_class", "disclosure", "signers")] == ["答复稿", "B", "full", ("D3",)]
    assert k.case(U1, case=MERGED).data["main_doc_no"] == k.case(U1).data["doc_no"] == "台府办函〔2026〕1号"
    assert [task.holder for task in k.tasks(f"{U1}/replying", case=MERGED)] == ["a1"]
    assert k.sound()


def test_its_reply_goes_over_every_desk_under_a_number_of_its_own_and_to_its_own_signer(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    taken_on(k)
    k.replied("2026-05-11 10:00")
    delivered(k)
    k.to("2026-05-12 09:00")
    k.act(f"{U1}/replying", "submit", "a1", case=MERGED, data=REPLY)
    for by in ("a3", "a5", "li", "huang", "zhou", "wu"):
        k.act(f"{U1}/replying", "approve", by, case=MERGED, comment="同意" if by == "wu" else None)
    k.act(f"{U1}/replying", "pass", "li", case=MERGED)
    k.act(f"{U1}/replying", "issue", "li", case=MERGED)
    assert (k.case(U1).data["doc_no"], k.case(U1, case=MERGED).data["doc_no"]) == ("台府办函〔2026〕1号", "台府办函〔2026〕2号")
    assert (k.step(case=MERGED), k.step(f"{U1}/D3", case=MERGED)) == ("issued", "waiting")
    talked(k, ["post"])
    k.engine.act(f"{MERGED}/{U1}/D3", "give_feedback", by="D3", data={"value": "satisfied", "channel": "online"})
    assert (k.step(case=MERGED), k.step()) == ("closed", "issued")
    assert findings(k) == [] and k.sound()


def test_the_number_of_the_main_case_is_name_enough_where_only_one_bears_it(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00", into="6115")
    taken_on(k)
    k.replied("2026-05-11 10:00")
    delivered(k)
    assert k.case().data["merged_cases"] == (MERGED,) and k.step(U1, case=MERGED) == "replying"


def test_what_comes_in_before_the_unit_is_ready_is_kept_until_it_is(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-05-11 09:00")
    k.replied("2026-05-11 10:00")
    delivered(k)
    assert (k.step(U1, case=MERGED), k.case(case=MERGED).data["main_reply_no"]) == ("sign_in", "台府办函〔2026〕1号")
    taken_on(k, ["pre"])
    assert k.step(U1, case=MERGED) == "handling"
    talked(k, ["mid"])
    assert k.step(U1, case=MERGED) == "replying" and k.sound()


def test_a_main_case_that_is_out_already_says_so_at_once_and_stays_where_it_is(offices: Offices) -> None:
    k = offices.after(Office.handled).replied("2026-05-11 10:00")
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-05-12 10:00")
    assert k.step() == "closed"
    merged(k, "2026-05-20 10:00")
    assert (k.step(), k.case(case=MERGED).data["main_reply_no"]) == ("closed", "台府办函〔2026〕1号")
    taken_on(k)
    assert k.step(U1, case=MERGED) == "replying" and findings(k) == [] and k.sound()


def test_several_are_told_in_one_go_and_each_once(offices: Offices) -> None:
    k = offices.after(Office.handled)
    keys = [f"npc_suggestion-2026-613{number}" for number in range(3)]
    for key in keys:
        merged(k, "2026-03-12 10:00", key=key)
    k.replied("2026-05-11 10:00")
    delivered(k)
    assert [k.case(case=key).data["main_reply_no"] for key in keys] == ["台府办函〔2026〕1号"] * 3
    heard = [[event.kind for event in k.engine.history(key)].count("heard") for key in (K, *keys)]
    assert heard == [3, 1, 1, 1] and k.sound()


def test_a_main_case_that_ends_without_a_reply_is_found_and_the_office_has_it_handled_apart(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    taken_on(k)
    k.to("2026-04-02 09:00")
    k.engine.withdraw(K, by="lin", comment="提出人书面撤回", data={"withdrawal_letter": "撤回函"})
    assert findings(k) == []
    k.to("2026-04-02 10:00")
    delivered(k)
    assert findings(k) == [(MERGED, "other_case_over", "ended")]
    (finding,) = [one for one in k.engine.stuck().findings if one.code == "other_case_over"]
    assert finding.params == {"action": "main_replied", "other": K, "status": "withdrawn"}
    assert k.refused("", "handle_apart", "a1", case=MERGED, comment="主件已撤回") == ["not_by"]
    assert k.refused("", "handle_apart", "chen", case=MERGED) == ["comment_required"]
    before = k.mark
    k.act("", "handle_apart", "chen", case=MERGED, comment="主件已撤回")
    told = "《关于拓宽某路段的建议》不再并案，请单独办理答复"
    assert sorted(who for who, text in k.told(since=before) if text == told) == ["a1", "a3", "chen"]
    assert (k.step(U1, case=MERGED), k.case(case=MERGED).data["mode"]) == ("planning", "sole")
    assert k.clock(U1, "plan", case=MERGED) == "2026-04-17 17:30"
    assert findings(k) == [] and waits_for(k) == []
    k.act(U1, "file_plan", "a1", case=MERGED, data={"handling_plan": "办理计划", "milestones": [{"what": "踏勘", "date": "2026-05-06"}]})
    assert (k.step(U1, case=MERGED), k.clocks(U1, case=MERGED)["plan"]) == ("handling", "met")
    k.act(U1, "start_reply", "a1", case=MERGED)
    assert k.step(U1, case=MERGED) == "replying" and k.sound()


def test_a_case_handled_apart_hears_the_reply_of_the_other_and_goes_on_by_itself(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    k.act("", "handle_apart", "chen", case=MERGED, comment="内容不同")
    k.replied("2026-05-11 10:00")
    delivered(k)
    assert "main_reply_no" not in k.case(case=MERGED).data
    assert findings(k) == [] and k.engine.dead_letters() == () and k.sound()


def test_a_merged_case_that_is_withdrawn_meanwhile_leaves_no_incident(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    k.engine.withdraw(MERGED, by="lin", comment="撤回", data={"withdrawal_letter": "撤回函"})
    k.replied("2026-05-11 10:00")
    delivered(k)
    assert k.step(case=MERGED) == "withdrawn" and k.engine.dead_letters() == () and k.sound()


def test_a_wrong_main_case_is_found_until_the_office_names_the_right_one(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00", into="9999")
    assert findings(k) == [(MERGED, "other_case_over", "missing")]
    k.engine.act(f"{MERGED}/main_gone", "merge_elsewhere", by="chen", data={"new_main": "6115"})
    delivered(k)
    assert k.case().data["merged_cases"] == (MERGED,)
    assert findings(k) == [] and k.engine.dead_letters() == () and k.sound()


def test_a_case_is_not_merged_into_one_that_is_merged_itself(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    other = "npc_suggestion-2026-6121"
    merged(k, "2026-03-12 11:00", into=MERGED, key=other)
    (letter,) = k.engine.dead_letters(other)
    assert "merged_itself" in str(letter.error)
    k.register("npc_suggestion-2026-6122", units=(U2,))
    row = {"unit": U1, "role": "lead"}
    k.engine.start(
        "proposal-handling", by="li", data={**k.case().data, "case_no": "6123", "mode": None, "units": None, "merged_cases": ["x"]}
    )
    given = {"mode": "merged", "units": [row], "merged_into": K}
    assert k.refused("", "propose_assignment", "li", case="npc_suggestion-2026-6123", data=given) == ["others_merged_here"]


def test_only_its_own_main_case_tells_it_the_reply_and_no_person_does(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    given = {"main_reply_no": "1号", "main_reply_text": "稿", "main_reply_class": "A", "main_reply_disclosure": "full"}
    assert k.refused("", "main_replied", "chen", case=MERGED, data=given) == ["not_by"]
    assert k.refused("", "take_in", "chen") == ["not_by"]
    k.engine.signal(MERGED, "main_replied", by="npc_suggestion-2026-6101", data=given)
    assert "main_reply_no" not in k.case(case=MERGED).data and waits_for(k) == [K] and k.sound()


def test_a_number_given_by_hand_is_enough_and_nothing_is_waited_for_then(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U2,))
    merged(k, "2026-03-12 10:00")
    taken_on(k)
    k.act(U1, "start_reply", "a1", case=MERGED, data={"main_doc_no": "台府办函〔2026〕1号"})
    assert (k.step(U1, case=MERGED), waits_for(k), waits_for(k, U1)) == ("replying", [], [])
    k.engine.withdraw(K, by="lin", comment="撤回", data={"withdrawal_letter": "撤回函"})
    k.to("2026-03-13 10:00")
    delivered(k)
    assert findings(k) == [] and k.sound()
