"""S02 统一交办: several cases assigned by one act, every unit and every clock in place."""

import pytest

from .beginnings import Offices
from .cities import stated
from .office import ASSIGNED, HEADS, PRINCIPALS, U1, U2, U3, U4, U5, K, Office

UNITS = (U1, U2, U3, U4, U5)
BATCH = "2026-1"
PROPOSAL = "cppcc_proposal-2026-2026177"
OTHERS = ("npc_suggestion-2026-6102", PROPOSAL)
STATED = stated("""
                          taishan           coast             hills
    sign in               2026-03-13 17:30  2026-03-17 17:30  2026-03-13 17:30
    dispute               2026-03-19 17:30  2026-03-24 17:30  2026-03-13 17:30
    first contact         2026-03-31 17:30  2026-03-31 17:30  2026-03-31 17:30
    co-opinion            2026-04-10 17:30  2026-05-11 17:30  2026-04-10 17:30
    co-opinion, reminder  2026-03-26 08:30  2026-04-23 08:30  2026-03-26 08:30
    co-opinion, near due  2026-04-02 08:30  2026-04-30 08:30  2026-04-02 08:30
    reply                 2026-06-10 17:30  2026-06-10 17:30  2026-05-11 17:30
    reply, reminder       2026-05-27 08:30  2026-05-27 08:30  2026-04-23 08:30
    reply, near due       2026-06-03 08:30  2026-06-03 08:30  2026-04-30 08:30
    reply to a proposal   2026-06-10 17:30  2026-08-10 17:30  2026-05-11 17:30
    at the latest         2026-09-10 17:30  2026-09-10 17:30  2026-06-10 17:30
    a day more            2026-09-11 17:30  2026-09-11 17:30  2026-06-11 17:30
""")
"""All begin on Tuesday, 10 March; 10 May is a Sunday."""


def at_ten(office: Office) -> None:
    """K with five units, not assigned yet, and two cases more."""
    office.register(units=UNITS)
    for key in OTHERS:
        office.register(key, units=(U2,))
    office.to(ASSIGNED)


@pytest.fixture
def k(offices: Offices) -> Office:
    """At ten, before K is assigned."""
    return offices.after(at_ten)


def test_s02_the_clocks_of_every_unit_begin_together(k: Office, city: str) -> None:
    says = STATED[city]
    k.act("", "assign", "chen")
    assert k.step() == "assigned"
    assert sorted(task.step for task in k.tasks()) == ["sign_in"] * 5
    assert {k.due(unit) for unit in UNITS} == {says["sign in"]}
    assert {k.clock(unit, "dispute") for unit in UNITS} == {says["dispute"]}
    assert [k.clock(unit, "first_contact") for unit in UNITS] == [says["first contact"], None, None, None, None]
    assert [k.clock(unit, "co_opinion") for unit in UNITS] == [None, *[says["co-opinion"]] * 4]
    assert [k.clock(unit, "reply") for unit in UNITS] == [says["reply"], *[None] * 4]
    assert k.case().data["assigned_at"] == k.case(U1).started
    assert k.sound()


def test_s02_the_timers_of_the_ladders_are_armed(k: Office, city: str) -> None:
    says = STATED[city]
    k.act("", "assign", "chen")
    assert k.timers(U1, "reply")[:2] == [says["reply, reminder"], says["reply, near due"]]
    for unit in UNITS[1:]:
        assert k.timers(unit, "co_opinion")[:2] == [says["co-opinion, reminder"], says["co-opinion, near due"]]


def test_s02_offices_principals_and_the_follow_up_officer_are_told(k: Office) -> None:
    before = k.mark
    k.act("", "assign", "chen")
    told = sorted(person for person, _ in k.told(since=before))
    assert told == sorted([HEADS[unit] for unit in UNITS] + [PRINCIPALS[unit] for unit in UNITS] + ["chen"])


def test_s02_one_batch_links_the_cases(k: Office, city: str) -> None:
    for key in (K, *OTHERS):
        k.act("", "assign", "chen", case=key, data={"assign_batch": BATCH})
    linked = [case for case in k.engine.cases(limit=500) if case.data.get("assign_batch") == BATCH]
    assert sorted(case.key for case in linked) == sorted([K, *OTHERS])
    assert len({case.data["assigned_at"] for case in linked}) == 1
    assert k.clock(U2, "reply", case=PROPOSAL) == STATED[city]["reply to a proposal"]


def test_s02_no_reply_is_due_later_than_the_policy_ever_allows(k: Office, city: str) -> None:
    latest, beyond = (STATED[city][line].partition(" ")[0] for line in ("at the latest", "a day more"))
    k.act("", "assign", "chen")
    k.under_way(*UNITS)
    k.act(U1, "request_extension", "a1", data={"new_due": latest, "delay_reason": "征地"})
    k.act(f"{U1}/extension", "grant", "jiang")
    assert k.clock(U1, "reply") == STATED[city]["at the latest"]
    assert k.refused(U1, "request_extension", "a1", data={"new_due": beyond, "delay_reason": "征地"}) == ["beyond_max"]
