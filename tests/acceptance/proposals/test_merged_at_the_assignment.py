"""并案 that cannot be: told when it is proposed or, where other cases have to be known, by the assignment, before any unit has it."""

from typing import Any

import pytest

from signoff.adapters.proposals.assigning import Assigned, Batch, assign
from signoff.workflows import catalogue_path, load

from .beginnings import Offices
from .merging import MERGED, delivered
from .office import U1, K, Office

OTHER, THIRD = "npc_suggestion-2026-6121", "npc_suggestion-2026-6122"
SAME_NUMBER = "cppcc_proposal-2026-6120"
"""A proposal with the number of the suggestion `MERGED`."""


def waiting(office: Office) -> None:
    """K waits to be assigned."""
    office.engine.publish(load(catalogue_path("assign-batch")).workflow, by="zhou")
    office.register(units=(U1,))


@pytest.fixture
def k(offices: Offices) -> Office:
    return offices.after(waiting)


def proposed(k: Office, key: str, into: str) -> None:
    """A case that waits to be assigned, proposed as merged into that one."""
    k.register(key, units=(U1,), mode="merged", merged_into=into, lead_proposer="D3")


def tried(k: Office, *cases: str, **how: Any) -> Assigned:
    """What becomes of them in one act."""
    return assign(k.engine, cases, Batch(number="1", year=2026), by="chen", **how)


def told(done: Assigned) -> list[str]:
    """For each case its state, of a refused one the codes."""
    return [",".join(reason.code for reason in item.reasons) or item.state for _, item in done.items]


def withdrawn(k: Office, key: str = K) -> None:
    """The proposer takes the case back in writing."""
    k.engine.withdraw(key, by="lin", comment="提出人书面撤回", data={"withdrawal_letter": "撤回函"})


def test_a_case_is_not_proposed_as_merged_into_itself(k: Office) -> None:
    k.register(MERGED, units=(U1,))
    k.act("", "send_back", "chen", case=MERGED, comment="改为并案")
    given = {"mode": "merged", "units": [{"unit": U1, "role": "lead"}]}
    assert k.refused("", "propose_assignment", "li", case=MERGED, data={**given, "merged_into": "6120"}) == ["merged_into_itself"]
    assert k.refused("", "propose_assignment", "li", case=MERGED, data=given) == ["merged_into_required"]
    k.act("", "propose_assignment", "li", case=MERGED, data={**given, "merged_into": "6115"})
    assert k.step(case=MERGED) == "classified"


@pytest.mark.parametrize("into", [MERGED, "2026-6120", f"proposal-handling/{MERGED}", f" {MERGED} "])
def test_however_it_names_itself_the_assignment_refuses_it(k: Office, into: str) -> None:
    proposed(k, MERGED, into)
    assert told(tried(k, MERGED, dry_run=True)) == ["merged_into_itself"]
    assert told(tried(k, MERGED)) == ["merged_into_itself"]
    assert k.step(case=MERGED) == "classified"


def test_a_main_case_that_is_not_there_is_told_on_the_dry_run_and_holds_the_others(k: Office) -> None:
    proposed(k, MERGED, "9999")
    for dry_run in (True, False):
        done = tried(k, K, MERGED, dry_run=dry_run)
        assert not done and done.record is None and told(done) == ["held", "main_case_unknown"]
        (reason,) = done.items[1][1].reasons
        assert reason.data["main"] == "9999" and "9999" in reason.message and reason.hint
    assert [k.step(case=key) for key in (K, MERGED)] == ["classified", "classified"]
    assert k.engine.cases(workflow="assign-batch") == () and k.sound()


def test_those_that_cannot_be_merged_may_be_left_out(k: Office) -> None:
    proposed(k, MERGED, "9999")
    proposed(k, OTHER, "6115")
    done = tried(k, MERGED, K, OTHER, leave_out=True)
    assert not done and done.record == "2026-1" and told(done) == ["main_case_unknown", "done", "done"]
    delivered(k)
    assert k.engine.case("assign-batch/2026-1").data["cases"] == (K, OTHER)
    assert (k.step(case=MERGED), k.case().data["merged_cases"], k.engine.dead_letters()) == ("classified", (OTHER,), ())
    assert k.sound()


def test_two_that_are_merged_into_each_other_are_both_refused(k: Office) -> None:
    proposed(k, MERGED, OTHER)
    proposed(k, OTHER, "6120")
    assert told(tried(k, MERGED, OTHER, dry_run=True)) == ["main_case_circle", "main_case_circle"]
    assert told(tried(k, MERGED)) == ["main_case_circle"]
    assert tried(k, MERGED, OTHER).record is None


def test_a_main_case_that_is_merged_itself_is_told_with_the_one_at_the_end_of_the_chain(k: Office) -> None:
    proposed(k, MERGED, "6115")
    proposed(k, OTHER, MERGED)
    proposed(k, THIRD, "6121")
    done = tried(k, K, MERGED, OTHER, THIRD, dry_run=True)
    assert told(done) == ["held", "held", "main_case_merged", "main_case_merged"]
    assert [item.reasons[0].data["end"] for _, item in done.items[2:]] == [K, K]
    assert told(tried(k, OTHER)) == ["main_case_merged"]
    proposed(k, SAME_NUMBER, "8888")
    proposed(k, "npc_suggestion-2026-6124", SAME_NUMBER)
    (item,) = [item for _, item in tried(k, "npc_suggestion-2026-6124").items]
    assert (item.reasons[0].code, item.reasons[0].data["end"]) == ("main_case_merged", "8888")


def test_a_main_case_that_is_over_without_a_reply_is_refused(k: Office) -> None:
    proposed(k, MERGED, K)
    withdrawn(k)
    done = tried(k, MERGED, dry_run=True)
    assert told(done) == ["main_case_over"] and done.items[0][1].reasons[0].data["status"] == "withdrawn"
    assert told(tried(k, MERGED)) == ["main_case_over"]


def test_a_closed_main_case_takes_it_in(offices: Offices) -> None:
    k = offices.after(Office.handled)
    k.engine.publish(load(catalogue_path("assign-batch")).workflow, by="zhou")
    k.replied("2026-05-11 10:00")
    k.contact("post")
    k.feedback("D1", "satisfied", at="2026-05-12 10:00")
    delivered(k)
    assert k.step() == "closed"
    proposed(k, MERGED, "6115")
    assert told(tried(k, MERGED)) == ["done"]
    delivered(k)
    assert (k.case().data["merged_cases"], k.engine.dead_letters()) == ((MERGED,), ())


def test_a_number_that_several_cases_have_is_to_be_written_in_full(k: Office) -> None:
    k.register(SAME_NUMBER, units=(U1,))
    k.register(MERGED, units=(U1,))
    proposed(k, OTHER, "6120")
    (item,) = [item for _, item in tried(k, OTHER, dry_run=True).items]
    assert item.reasons[0].code == "main_case_unclear" and item.reasons[0].data["candidates"] == [SAME_NUMBER, MERGED]


def test_one_of_the_same_number_and_another_kind_or_year_is_another_case(k: Office) -> None:
    k.register(SAME_NUMBER, units=(U1,))
    k.register("npc_suggestion-2025-6120", units=(U1,))
    proposed(k, MERGED, SAME_NUMBER)
    proposed(k, OTHER, "2025-6120")
    assert told(tried(k, SAME_NUMBER, "npc_suggestion-2025-6120", MERGED, OTHER)) == ["done"] * 4
    delivered(k)
    assert k.case(case=SAME_NUMBER).data["merged_cases"] == (MERGED,) and k.engine.dead_letters() == ()


def test_what_is_refused_for_another_reason_is_told_for_that(k: Office) -> None:
    proposed(k, MERGED, "9999")
    k.act("", "assign", "chen", case=MERGED)
    assert told(tried(k, MERGED)) == ["not_now"]
