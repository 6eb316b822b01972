"""S02 统一交办, as the office does it: one act for several cases, one record that links them, one notice for each receiver."""

from datetime import date

from signoff.adapters.proposals.assigning import Batch, assign, untaken
from signoff.workflows import catalogue_path, load

from .beginnings import Offices
from .cities import stated
from .office import ASSIGNED, HEADS, PRINCIPALS, U1, U2, U3, U4, U5, K, Office

UNITS = (U1, U2, U3, U4, U5)
OTHERS = ("npc_suggestion-2026-6102", "cppcc_proposal-2026-2026177")
BATCH = Batch(number="1", year=2026, title="建议提案交办会", meeting_on=date(2026, 3, 10))

STATED = stated("""
             taishan           coast             hills
    sign in  2026-03-13 17:30  2026-03-17 17:30  2026-03-13 17:30
    reply    2026-06-10 17:30  2026-06-10 17:30  2026-05-11 17:30
""")


def waiting(office: Office) -> None:
    """K with five units and two cases more with one, none of them assigned."""
    office.engine.publish(load(catalogue_path("assign-batch")).workflow, by="zhou")
    office.register(units=UNITS)
    for key in OTHERS:
        office.register(key, units=(U2,))
    office.to(ASSIGNED)


def test_s02_one_record_links_the_cases_which_are_assigned_at_one_instant(offices: Offices, city: str) -> None:
    k = offices.after(waiting)
    done = assign(k.engine, [K, *OTHERS], BATCH, by="chen")
    assert done and done.record == "2026-1"
    record, cases = k.engine.case("assign-batch/2026-1"), [k.engine.case(key) for key in (K, *OTHERS)]
    assert record.data["cases"] == (K, *OTHERS) and record.data["meeting_on"] == date(2026, 3, 10)
    assert {(case.step, case.data["assign_batch"], case.data["assigned_at"]) for case in cases} == {
        ("assigned", "2026-1", record.data["assigned_at"])
    }
    assert {k.due(unit) for unit in UNITS} == {STATED[city]["sign in"]} and k.clock(U1, "reply") == STATED[city]["reply"]
    assert k.sound() and k.engine.verify("assign-batch/2026-1").problems == ()


def test_s02_each_of_eleven_receivers_gets_one_notice_for_three_cases(offices: Offices) -> None:
    k = offices.after(waiting)
    before = k.mark
    assign(k.engine, [K, *OTHERS], BATCH, by="chen")
    (notice,) = [event.fact for event in k.engine.history("assign-batch/2026-1") if event.kind == "noticed"]
    told = sorted(notice.to)  # type: ignore[attr-defined]
    assert told == sorted([HEADS[unit] for unit in UNITS] + [PRINCIPALS[unit] for unit in UNITS] + ["chen"]) and len(told) == 11
    sent = [(notice.case["key"], person.id) for notice in k.notices()[before:] for person in notice.to]
    assert sorted(person for key, person in sent if key == "2026-1") == told
    # What else goes out is the duty of the principals to pick a case.
    assert sorted(person for key, person in sent if key != "2026-1") == sorted(PRINCIPALS[unit] for unit in UNITS)


def test_s02_one_case_that_cannot_be_assigned_holds_the_others(offices: Offices) -> None:
    k = offices.after(waiting)
    k.act("", "send_back", "chen", case=OTHERS[0], comment="分工有误")
    done = assign(k.engine, [K, *OTHERS], BATCH, by="chen")
    assert [item.state for _, item in done.items] == ["held", "refused", "held"] and k.step() == "classified"
    rest = assign(k.engine, [K, *OTHERS], BATCH, by="chen", leave_out=True)
    assert [item.state for _, item in rest.items] == ["done", "refused", "done"] and k.step() == "assigned"


def test_s02_units_in_which_nobody_finds_the_task_are_named(offices: Offices) -> None:
    made = offices(now="2026-03-10 09:00")
    made.engine.publish(load(catalogue_path("assign-batch")).workflow, by="zhou")
    made.register(units=(U1, "city_direct_units", "delegates"))
    for dry_run in (True, False):
        done = assign(made.engine, [K], Batch(number="1", year=2026), by="chen", dry_run=dry_run)
        assert done and untaken(done, made.engine.directory) == ("city_direct_units", "delegates")
