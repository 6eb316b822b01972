"""S25 不满意重办: a second round within a month, the whole chain again, a number of its own; then a consultation."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import U1, K, Office

STATED = stated("""
                  taishan           coast             hills
    replied       2026-05-26 10:00  2026-05-26 10:00  2026-04-28 10:00
    dissatisfied  2026-06-05 10:00  2026-06-05 10:00  2026-05-07 10:00
    again by      2026-07-06 17:30  2026-09-07 17:30  2026-05-22 17:30
    second reply  2026-07-01 10:00  2026-07-01 10:00  2026-05-20 10:00
    near due      2026-06-29 08:30  2026-08-31 08:30  2026-05-15 08:30
    overdue       2026-07-07 08:30  2026-09-08 08:30  2026-05-25 08:30
    level         yellow            yellow            red
    rounds        2                 3                 2
""")
"""A month, three months, fifteen days; 5 July is a Sunday, 5 September a Saturday. Coast has a third round before the parties meet."""


def dissatisfied(office: Office, replied: str, at: str) -> None:
    """K has been replied to, and D1 is not content with it."""
    office.handled()
    office.replied(replied)
    office.contact("post")
    office.feedback("D1", "dissatisfied", at=at)


@pytest.fixture
def k(offices: Offices, city: str) -> Office:
    """K, which is to be handled again."""
    return offices.after(dissatisfied, STATED[city]["replied"], STATED[city]["dissatisfied"])


def again(k: Office, at: str, number: int) -> str:
    """The reply of a round goes over all desks; its number."""
    k.act(U1, "start_reply", "a1")
    k.to(at)
    child = f"{U1}/replying" if number == 1 else f"{U1}/replying.{number}"
    k.approve(child, text=f"第{number}次答复")
    return str(k.case(U1).data["doc_no"])


def test_s25_a_second_round_within_the_limit(k: Office, city: str) -> None:
    assert (k.step(U1), k.due(U1)) == ("rehandling", STATED[city]["again by"])
    assert [task.holder for task in k.case(U1).tasks] == ["a1"]
    assert k.case(U1).data["handling_round"] == 2 and k.case(U1).data["satisfaction_first"] == "dissatisfied"
    assert [text for person, text in k.told() if person == "a5"][-1] == "《关于拓宽某路段的建议》提出人不满意，已进入重新办理"


def test_s25_another_officer_takes_the_second_round_over_and_no_round_is_added(k: Office, city: str) -> None:
    k.act(U1, "decompose", "a3", data={"section": "养护股", "case_officer": "a2"})
    unit = k.case(U1)
    assert (unit.step, [task.holder for task in unit.tasks]) == ("rehandling", ["a2"])
    assert (unit.data["handling_round"], unit.round, k.due(U1)) == (2, 1, STATED[city]["again by"])
    assert k.refused(U1, "start_reply", "a1") == ["not_holder"]
    k.act(U1, "start_reply", "a2")
    assert [task.holder for task in k.case(f"{U1}/replying.2").tasks] == ["a2"]


def test_s25_the_second_reply_goes_over_every_desk_and_has_its_own_number(k: Office, city: str) -> None:
    first = k.case(U1).data["doc_no"]
    second = again(k, STATED[city]["second reply"], 2)
    assert (first, second) == ("台府办函〔2026〕1号", "台府办函〔2026〕2号")
    reply = k.case(f"{U1}/replying.2")
    assert (reply.data["document_kind"], reply.data["handling_round"], reply.step) == ("re_reply", 2, "issued")
    (form,) = [child for child in k.case(U1).children if child.branch.endswith("/form") and child.open]
    k.engine.act(form.id, "give_feedback", by="D1", data={"value": "satisfied", "channel": "online"}, comment=None)
    assert k.step() == "closed"
    unit = k.case(U1)
    assert (unit.data["satisfaction_first"], unit.data["satisfaction"]) == ("dissatisfied", "satisfied")
    assert unit.data["first_issued_at"] < unit.data["issued_at"]  # type: ignore[operator]
    assert k.clocks(U1)["reply"] == "met" and k.sound()


def test_s25_dissatisfied_again_the_parties_meet(k: Office, city: str) -> None:
    rounds = int(STATED[city]["rounds"])
    for number in range(2, rounds + 1):
        assert k.step(U1) == "rehandling"
        again(k, STATED[city]["second reply"], number)
        (form,) = [child for child in k.case(U1).children if child.branch.endswith("/form") and child.open]
        k.engine.act(form.id, "give_feedback", by="D1", data={"value": "dissatisfied", "channel": "online"})
    assert k.case(U1).data["handling_round"] == rounds
    assert (k.step(U1), k.step()) == ("consultation", "issued")
    assert k.refused(U1, "understood", "chen") == ["consultation_minutes_required"]
    k.act(U1, "still_dissatisfied", "chen", data={"consultation_minutes": "面商纪要"})
    assert (k.step(U1), k.step()) == ("unsatisfied", "closed_unsatisfied")


def test_s25_a_second_round_that_is_late_is_supervised(k: Office, city: str) -> None:
    k.to(STATED[city]["near due"])
    assert [order.data["level"] for order in k.orders(clock="rehandling")] == ["blue"]
    k.to(STATED[city]["overdue"])
    assert [order.data["level"] for order in k.orders(clock="rehandling")] == [STATED[city]["level"]]
    assert k.engine.case(f"{K}/{U1}").step == "rehandling"
