"""S04 to S06 退件: in time and reassigned, too late, malformed; nobody hands a case to another unit on his own."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import OFFICERS, U1, U2, U3, U4, U6, K, Office, local

SEALED = {"name": "退件函.pdf", "media_type": "application/pdf", "size": 4096, "sha256": "0" * 64, "where": "archive:1"}
FILED = {"dispute_reason": "不属本单位职责", "suggested_unit": U6, "dispute_seal": SEALED}
STATED = stated("""
                        taishan           coast             hills
    filed               2026-03-19 16:00  2026-03-24 16:00  2026-03-13 16:00
    closed              2026-03-19 17:30  2026-03-24 17:30  2026-03-13 17:30
    too late            2026-03-20 08:31  2026-03-25 08:31  2026-03-16 08:31
    ruling              2026-03-26 17:30  2026-03-31 17:30  2026-03-18 17:30
    reassigned          2026-03-24 10:00  2026-03-26 10:00  2026-03-17 10:00
    new unit signs in   2026-03-27 17:30  2026-04-02 17:30  2026-03-20 17:30
    new unit disputes   2026-04-02 17:30  2026-04-10 17:30  2026-03-20 17:30
    new unit's opinion  2026-04-24 17:30  2026-05-26 17:30  2026-04-17 17:30
    reply               2026-06-10 17:30  2026-06-10 17:30  2026-05-11 17:30
""")
"""Filed on the last day of the window: seven working days, ten, three. Ruled on within seven calendar days, in hills within five."""


def waiting_for_u4(office: Office) -> None:
    """K with U4 among the co-units, everybody but U4 signed in."""
    office.assigned(units=(U1, U2, U3, U4))
    office.under_way(U1, U2, U3)


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, and U4 has not signed in."""
    return offices.after(waiting_for_u4)


def test_s04_a_dispute_in_time_is_ruled_on_within_the_limit(k: Office, city: str) -> None:
    says = STATED[city]
    k.to(says["filed"])
    k.act(U4, "file_dispute", "h3", data=FILED)
    assert (k.step(U4), k.due(U4)) == ("disputed", says["ruling"])
    assert [(task.step, task.tokens) for task in k.case(U4).tasks] == [("disputed", ("role:gov_office",))]
    assert [k.step(unit) for unit in (U1, U2, U3)] == ["handling", "opining", "opining"]
    assert k.clock(U1, "reply") == says["reply"]


def test_s04_the_new_unit_gets_its_own_clocks_and_the_reply_none(k: Office, city: str) -> None:
    says = STATED[city]
    k.to(says["filed"])
    k.act(U4, "file_dispute", "h3", data=FILED)
    k.to(says["reassigned"])
    before = k.mark
    k.act(U4, "reassign_unit", "chen", data={"new_unit": U6})
    released = k.case(U4)
    assert (released.step, released.status, released.tasks) == ("released", "void", ())
    assert (k.step(U6), k.due(U6)) == ("sign_in", says["new unit signs in"])
    assert (k.clock(U6, "dispute"), k.clock(U6, "co_opinion")) == (says["new unit disputes"], says["new unit's opinion"])
    assert k.clock(U1, "reply") == says["reply"]
    assert {person for person, _ in k.told(since=before)} == {"h3", "h5", "f3", "f5", "a1", "a3"}
    assert k.step() == "assigned"
    k.sign_in(U6)
    assert k.step() == "accepted"
    assert k.sound()


def test_a_unit_that_was_in_no_batch_is_told_by_itself_that_it_has_the_case_now(offices: Offices) -> None:
    k = offices()
    k.register(units=(U1, U4))
    k.to("2026-03-10 10:00")
    k.act("", "assign", "chen", data={"assign_batch": "2026-1"})
    k.to("2026-03-19 16:00")
    k.act(U4, "file_dispute", "h3", data=FILED)
    before = k.mark
    k.act(U4, "reassign_unit", "chen", data={"new_unit": U6})
    assert {person for person, _ in k.told(since=before)} == {"h3", "h5", "f3", "f5", "a3"}


def test_s04_a_released_unit_owes_nothing_and_is_chased_for_nothing(k: Office, city: str) -> None:
    k.to("2026-03-13 16:00")
    k.act(U4, "file_dispute", "h3", data=FILED)
    k.act(U4, "reassign_unit", "chen", data={"new_unit": U6})
    assert k.timers(U4) == []
    k.to("2026-04-30 09:00" if city != "coast" else "2026-05-29 09:00")
    assert not any(f"/{U4}/" in order.key for order in k.orders())


def test_s04_upheld_the_unit_persists_once_with_a_signed_statement(k: Office, city: str) -> None:
    k.to(STATED[city]["filed"])
    k.act(U4, "file_dispute", "h3", data=FILED)
    k.act(U4, "uphold", "chen", comment="职责清单所列")
    assert k.step(U4) == "decompose"
    assert k.refused(U4, "file_dispute", "h3", data=FILED) == ["already_ruled"]
    assert k.refused(U4, "persist", "h5") == ["statement_required"]
    k.act(U4, "persist", "h5", data={"statement": "主要负责人签字说明"})
    assert [task.holder for task in k.case(U4).tasks] == ["zheng"]
    k.act(U4, "keep_unit", "zheng", comment="仍由住建局承办")
    assert k.step(U4) == "decompose"
    assert k.refused(U4, "persist", "h5", data={"statement": "再次说明"}) == ["not_now"]


def test_s05_a_dispute_after_the_window_is_refused(k: Office, city: str) -> None:
    assert k.clock(U4, "dispute") == STATED[city]["closed"]
    k.to(STATED[city]["too late"])
    assert k.refused(U4, "file_dispute", "h3", data=FILED) == ["dispute_window_closed"]


def test_s06_a_dispute_says_who_should_have_the_case(k: Office, city: str) -> None:
    k.to(STATED[city]["filed"])
    without = {name: value for name, value in FILED.items() if name != "suggested_unit"}
    assert k.refused(U4, "file_dispute", "h3", data=without) == ["suggested_unit_required"]


def test_s06_a_unit_does_not_hand_the_case_to_another_one(k: Office, city: str) -> None:
    k.to(STATED[city]["filed"])
    key = f"{K}/{U4}"
    (task,) = k.engine.case(key).tasks
    codes = k.refusal(key, lambda: k.engine.transfer(key, by="h3", to=OFFICERS[U6], comment="转办", task=task.id))
    assert codes == ["transfer_not_allowed"]


def test_a_unit_that_disputes_nothing_in_time_has_accepted_and_is_late_with_nothing(k: Office) -> None:
    k.to("2026-03-19 17:30")
    clocks = {clock.id: clock for clock in k.case(U4).clocks}
    assert (clocks["dispute"].status, local(clocks["dispute"].stopped_at)) == ("met", "2026-03-19 17:30")
    k.to("2026-04-02 09:00")
    assert k.refused(U4, "file_dispute", "h3", data=FILED) == ["dispute_window_closed"]
    assert k.clocks(U4)["dispute"] == "met" and k.sound()


def test_a_unit_that_has_disputed_has_used_its_time(k: Office) -> None:
    k.to("2026-03-19 16:00")
    k.act(U4, "file_dispute", "h3", data=FILED)
    k.to("2026-03-23 09:00")
    assert k.clocks(U4)["dispute"] == "met" and not k.case(U4).data.get("undisputed")
