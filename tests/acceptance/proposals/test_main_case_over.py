"""并案 whose main case ends without a reply: what is merged into it hears so by itself, once, and the office says how it goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signoff import CaseView

from .beginnings import Offices
from .merging import MERGED, delivered, findings, merged, taken_on
from .office import U1, U2, K, Office

DATABASES = ["sqlite", "postgresql"]
"""Several cases at once: on both."""
NEXT = "npc_suggestion-2026-6130"
GONE = f"并入的 {K} 已终止而未答复（或没有这一件），待市府办定为单独办理或改并入他件"
OFFICE = ["chen", "li", "zhou"]


def withdrawn(k: Office, key: str = K) -> None:
    """The proposer takes the case back in writing."""
    k.engine.withdraw(key, by="lin", comment="提出人书面撤回", data={"withdrawal_letter": "撤回函"})


def terminated(k: Office, key: str = K) -> None:
    """An administrator ends it."""
    k.engine.terminate(key, by="zhou", reason="重复登记")


def task(k: Office, key: str = MERGED) -> list[CaseView]:
    """What the office has to decide about a case, and has decided."""
    return [one for one in k.case(case=key).children if "main_gone" in one.key]


def heard(k: Office, key: str = MERGED) -> int:
    """How often the case was told that its main case is over."""
    return sum(getattr(event.fact, "action", None) == "main_over" for event in k.engine.history(key) if event.kind == "heard")


def over(offices: Offices, ending: Callable[[Office], None] = withdrawn) -> Office:
    """A merged case on which its unit works already, and its main case has ended on 2 April."""
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    taken_on(k)
    k.to("2026-04-02 09:00")
    ending(k)
    delivered(k)
    return k


@pytest.mark.parametrize("ending", [withdrawn, terminated])
def test_however_the_main_case_ends_the_merged_one_is_told_once_and_the_office_has_a_task(
    offices: Offices, ending: Callable[[Office], None]
) -> None:
    k = over(offices, ending)
    (found,) = task(k)
    assert (found.step, k.engine.dead_letters()) == ("deciding", ())
    assert [item.task.step for item in k.engine.inbox("zhou") if item.task.case == found.id] == ["deciding"]
    told = [who for who, text in k.told() if GONE in text]
    assert sorted(set(told)) == sorted({*OFFICE, "a1", "a3"}) and len(told) == len(set(told))
    delivered(k)
    k.to("2026-04-03 09:00")
    assert (heard(k), len(task(k))) == (1, 1)
    assert k.refused("", "handle_apart", "a1", case=f"{found.key}", comment="单独办") == ["not_holder"]
    assert k.sound()


def test_a_main_case_that_is_not_accepted_tells_it_too(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00")
    k.engine.start(
        "proposal-handling",
        by="li",
        data={"kind": "npc_suggestion", "year": 2026, "case_no": "6115", "title": "关于拓宽某路段的建议", "lead_proposer": "D1"},
    )
    merged(k, "2026-03-12 10:00")
    assert k.case().data["merged_cases"] == (MERGED,) and task(k) == []
    k.act("", "reject_registration", "li", data={"refusal_ground": "in_court"})
    delivered(k)
    assert [one.step for one in task(k)] == ["deciding"] and heard(k) == 1 and k.sound()


def test_the_office_has_it_handled_apart(offices: Offices) -> None:
    k = over(offices)
    (found,) = task(k)
    assert k.refusal(found.key, lambda: k.engine.act(found.key, "handle_apart", by="chen")) == ["comment_required"]
    before = k.mark
    k.engine.act(found.key, "handle_apart", by="chen", comment="主件已撤回")
    told = "《关于拓宽某路段的建议》不再并案，请单独办理答复"
    assert sorted(who for who, text in k.told(since=before) if text == told) == ["a1", "a3", "chen"]
    assert (k.case(case=MERGED).data["mode"], k.step(U1, case=MERGED)) == ("sole", "planning")
    assert k.clock(U1, "plan", case=MERGED) == "2026-04-17 17:30"
    assert findings(k) == [] and k.sound()


def test_or_merges_it_into_another_one_with_which_it_is_replied_to(offices: Offices) -> None:
    k = over(offices)
    (found,) = task(k)
    k.register(NEXT, units=(U1,), lead_proposer="D1")
    k.act("", "assign", "chen", case=NEXT)
    assert k.refusal(found.key, lambda: k.engine.act(found.key, "merge_elsewhere", by="chen", data={"new_main": K})) == ["the_same_case"]
    before = k.mark
    k.engine.act(found.key, "merge_elsewhere", by="chen", data={"new_main": NEXT})
    assert f"《关于拓宽某路段的建议》改并入 {NEXT}" in [text for _, text in k.told(since=before)]
    delivered(k)
    assert (k.case(case=MERGED).data["merged_into"], k.case(case=NEXT).data["merged_cases"]) == (NEXT, (MERGED,))
    assert [mover.other for mover in k.engine.why(MERGED).movers if mover.kind == "case"] == [NEXT]
    assert (findings(k), [one.step for one in task(k)]) == ([], ["elsewhere"])
    terminated(k, NEXT)
    delivered(k)
    assert ([one.step for one in task(k)], heard(k)) == (["elsewhere", "deciding"], 2) and k.sound()


def test_what_is_settled_otherwise_meanwhile_is_decided_by_nobody(offices: Offices) -> None:
    k = over(offices)
    k.act("", "handle_apart", "chen", case=MERGED, comment="主件已撤回")
    (found,) = task(k)
    assert (found.status, found.step, k.case(case=MERGED).data["mode"]) == ("void", "settled", "sole")
    assert findings(k) == [] and k.sound()


@pytest.mark.parametrize("ending", [withdrawn, terminated])
def test_who_is_merged_into_a_case_that_is_over_hears_so_with_the_assignment(offices: Offices, ending: Callable[[Office], None]) -> None:
    k = offices.after(Office.handled)
    ending(k)
    merged(k, "2026-03-12 10:00")
    assert [one.step for one in task(k)] == ["deciding"] and heard(k) == 1
    assert k.engine.dead_letters() == () and k.sound()


def test_so_does_who_is_merged_into_one_that_is_archived_or_not_there(offices: Offices, tmp_path: Path) -> None:
    k = offices.after(Office.handled)
    withdrawn(k)
    delivered(k)
    k.to("2026-08-03 09:00")
    k.engine.archive(older_than="60d", to=tmp_path / "old.jsonl", by="zhou")
    for key, into in ((MERGED, K), (NEXT, "9999")):
        merged(k, "2026-08-03 10:00", into=into, key=key)
        assert [one.step for one in task(k, key)] == ["deciding"] and heard(k, key) == 1
    assert k.engine.dead_letters() == () and k.sound()


def test_a_main_case_that_has_replied_says_nothing_when_it_closes(offices: Offices) -> None:
    k = offices.after(Office.handled)
    merged(k, "2026-03-12 10:00")
    k.replied("2026-05-11 10:00")
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-05-12 10:00")
    delivered(k)
    assert (k.step(), heard(k), task(k)) == ("closed", 0, []) and k.sound()


def test_where_only_a_part_of_a_split_case_was_replied_to_the_rest_is_decided(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2), mode="split", roles={})
    merged(k, "2026-03-11 10:00")
    k.sign_in(U1, U2)
    k.decompose(U1, U2)
    k.plan(U1)
    k.replied("2026-05-11 10:00")
    delivered(k)
    withdrawn(k)
    delivered(k)
    (found,) = task(k)
    k.engine.act(found.key, "handle_apart", by="chen", comment="主件已撤回")
    merged_case = k.case(case=MERGED)
    assert merged_case.data["mode"] == "split"
    assert [k.case(unit, case=MERGED).data.get("main_doc_no") for unit in (U1, U2)] == ["台府办函〔2026〕1号", None]
    assert k.engine.dead_letters() == () and k.sound()
