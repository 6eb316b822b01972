"""S02 统一交办: several cases assigned by one act, every unit and every clock in place."""

import pytest

from .office import ASSIGNED, HEADS, PRINCIPALS, U1, U2, U3, U4, U5, K, Office, Offices

UNITS = (U1, U2, U3, U4, U5)
BATCH = "2026-1"
OTHERS = ("npc_suggestion-2026-6102", "cppcc_proposal-2026-2026177")


@pytest.fixture
def office_at_ten(offices: Offices) -> Office:
    """K with five units, not assigned yet, and two cases more."""
    made = offices(now="2026-03-10 09:00")
    made.register(units=UNITS)
    for key in OTHERS:
        made.register(key, units=(U2,))
    made.to(ASSIGNED)
    return made


def test_s02_the_clocks_of_every_unit_begin_together(office_at_ten: Office) -> None:
    k = office_at_ten
    k.act("", "assign", "chen")
    assert k.step() == "assigned"
    assert sorted(task.step for task in k.tasks()) == ["sign_in"] * 5
    assert {k.due(unit) for unit in UNITS} == {"2026-03-13 17:30"}
    assert {k.clock(unit, "dispute") for unit in UNITS} == {"2026-03-19 17:30"}
    assert [k.clock(unit, "first_contact") for unit in UNITS] == ["2026-03-31 17:30", None, None, None, None]
    assert [k.clock(unit, "co_opinion") for unit in UNITS] == [None, *["2026-04-10 17:30"] * 4]
    assert [k.clock(unit, "reply") for unit in UNITS] == ["2026-06-10 17:30", *[None] * 4]
    assert k.case().data["assigned_at"] == k.case(U1).started
    assert k.sound()


def test_s02_the_timers_of_the_ladders_are_armed(office_at_ten: Office) -> None:
    k = office_at_ten
    k.act("", "assign", "chen")
    assert k.timers(U1, "reply")[:2] == ["2026-05-27 08:30", "2026-06-03 08:30"]
    for unit in UNITS[1:]:
        assert k.timers(unit, "co_opinion")[:2] == ["2026-03-26 08:30", "2026-04-02 08:30"]


def test_s02_offices_principals_and_the_follow_up_officer_are_told(office_at_ten: Office) -> None:
    k = office_at_ten
    before = k.mark
    k.act("", "assign", "chen")
    told = sorted(person for person, _ in k.told(since=before))
    assert told == sorted([HEADS[unit] for unit in UNITS] + [PRINCIPALS[unit] for unit in UNITS] + ["chen"])


def test_s02_one_batch_links_the_cases(office_at_ten: Office) -> None:
    k = office_at_ten
    for key in (K, *OTHERS):
        k.act("", "assign", "chen", case=key, data={"assign_batch": BATCH})
    linked = [case for case in k.engine.cases(limit=500) if case.data.get("assign_batch") == BATCH]
    assert sorted(case.key for case in linked) == sorted([K, *OTHERS])
    assert len({case.data["assigned_at"] for case in linked}) == 1


def test_s02_no_reply_is_due_later_than_six_months_after_the_assignment(office_at_ten: Office) -> None:
    k = office_at_ten
    k.act("", "assign", "chen")
    k.under_way(*UNITS)
    k.act(U1, "request_extension", "a1", data={"new_due": "2026-09-10", "delay_reason": "征地"})
    k.act(f"{U1}/extension", "grant", "jiang")
    assert k.clock(U1, "reply") == "2026-09-10 17:30"
    assert k.refused(U1, "request_extension", "a1", data={"new_due": "2026-09-11", "delay_reason": "征地"}) == ["beyond_max"]
