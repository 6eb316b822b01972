"""选件领办: each principal of a handling unit picks a case of the year within ten days, and leads it."""

import pytest

from signoff import Refused
from signoff.adapters.proposals.picking import ask, pick, picks

from .office import U1, U2, U3, K, Office, Offices, local, words

OTHER = "npc_suggestion-2026-6102"
OTHERS_CASE = "cppcc_proposal-2026-2026177"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K with U1 and U2 since 10 March; another case of U1 and U3 since the 16th; the principals were asked on the 17th."""
    made: Office = offices(now="2026-03-10 09:00").assigned(units=(U1, U2))
    made.register(OTHER, units=(U3, U1))
    made.to("2026-03-16 10:00")
    made.act("", "assign", "chen", case=OTHER)
    made.to("2026-03-17 09:00")
    ask(made.engine, 2026, by="li")
    return made


def test_each_principal_has_the_task_and_ten_days_from_the_first_case(k: Office) -> None:
    asked = picks(k.engine, 2026)
    assert [(one.unit, one.key, one.principals, local(one.due), one.open) for one in asked] == [
        (U2, "2026-finance", ("b5",), "2026-03-20 17:30", True),
        (U3, "2026-highways", ("c5",), "2026-03-26 17:30", True),
        (U1, "2026-transport", ("a5",), "2026-03-20 17:30", True),
    ]
    tasks = [item.task.step for item in k.engine.inbox("a5") if item.task.workflow == "leader-pick"]
    assert tasks == ["pick_leader_led_case"]
    assert [text for person, text in k.told() if person == "c5"][-1] == "请在期限内选取一件 2026 年的建议提案亲自领办"


def test_nobody_is_asked_twice_and_who_comes_later_is_asked_then(k: Office) -> None:
    assert ask(k.engine, 2026, by="li") == ()
    k.assigned(key=OTHERS_CASE, units=("culture",), at="2026-04-07 10:00")
    assert [(one.unit, one.asked) for one in picks(k.engine, 2026) if not one.asked] == [("culture", False)]
    assert [one.unit for one in ask(k.engine, 2026, by="li", dry_run=True)] == ["culture"]
    (later,) = ask(k.engine, 2026, by="li")
    assert (later.unit, local(later.due)) == ("culture", "2026-04-17 17:30")
    assert ask(k.engine, 2027, by="li") == ()


def test_the_pick_stands_in_the_case_and_the_duty_is_done(k: Office) -> None:
    k.to("2026-03-19 10:00")
    before = k.case("leadership").tasks if any(one.key.endswith("leadership") for one in k.case().children) else ()
    assert before == ()
    case = pick(k.engine, K, by="a5")
    assert [case.data[name] for name in ("leader_led", "leading_leader", "leader_level")] == [True, "a5", "unit"]
    assert [(task.step, task.holder) for task in k.case("leadership").tasks] == [("leader_study", "a5")]
    done = next(one for one in picks(k.engine, 2026) if one.unit == U1)
    assert (done.picked, done.picked_by, local(done.picked_at), done.open) == (K, "a5", "2026-03-19 10:00", False)
    assert not done.late(k.engine.clock.now())
    assert [one.unit for one in picks(k.engine, 2026) if one.open] == [U2, U3]
    assert k.sound()


def test_a_case_that_is_led_needs_its_scheme(k: Office) -> None:
    pick(k.engine, K, by="a5")
    k.sign_in(U1)
    k.decompose(U1)
    plan = {"handling_plan": "办理计划", "milestones": [{"what": "踏勘", "date": "2026-04-15"}]}
    assert k.refused(U1, "file_plan", "a1", data=plan) == ["scheme_required"]


def test_one_picks_a_case_of_the_own_unit_that_nobody_leads(k: Office) -> None:
    with pytest.raises(Refused) as refused:
        pick(k.engine, K, by="c5")
    assert [reason.code for reason in refused.value.reasons] == ["not_by"]
    with pytest.raises(Refused):
        pick(k.engine, K, by="a4")
    pick(k.engine, K, by="a5")
    with pytest.raises(Refused) as refused:
        pick(k.engine, K, by="b5")
    assert [reason.code for reason in refused.value.reasons] == ["led_already"]
    assert [one.unit for one in picks(k.engine, 2026) if one.open] == [U2, U3]


def test_who_leads_a_case_may_lead_a_second_one(k: Office) -> None:
    pick(k.engine, K, by="a5")
    assert pick(k.engine, OTHER, by="a5").data["leading_leader"] == "a5"
    assert next(one for one in picks(k.engine, 2026) if one.unit == U1).picked == K


def test_a_case_led_by_an_act_of_its_own_still_settles_the_duty(k: Office) -> None:
    k.act("", "lead_case", "a5")
    assert U1 in [one.unit for one in picks(k.engine, 2026) if one.open]
    pick(k.engine, K, by="a5")
    assert U1 not in [one.unit for one in picks(k.engine, 2026) if one.open]


def test_who_does_not_pick_is_reminded_and_told_of(k: Office) -> None:
    pick(k.engine, K, by="a5")
    before = k.mark
    k.to("2026-03-23 08:29")
    assert told(k, "2026-finance", before) == [("b5", "remind")]
    k.to("2026-03-23 08:30")
    late = "2026 年有承办单位主要领导逾期未选件领办：财政局"
    assert sorted(told(k, "2026-finance", before)) == [("b5", "remind"), ("b5", "remind"), ("chen", late), ("li", late)]
    assert [one.unit for one in picks(k.engine, 2026) if one.open and one.late(k.engine.clock.now())] == [U2]


def told(k: Office, key: str, since: int) -> list[tuple[str, str]]:
    """Who was told what of a duty; of a reminder only that it was one."""
    found = [notice for notice in k.engine.notices()[since:] if notice.case["key"] == key]
    return [(person.id, notice.kind if notice.kind == "remind" else words(notice)) for notice in found for person in notice.to]


def test_the_office_excuses_or_names_a_leader_itself(k: Office) -> None:
    k.engine.act("2026-finance", "excuse", by="li", comment="仅有一件且由市领导领办")
    excused = next(one for one in picks(k.engine, 2026) if one.unit == U2)
    assert (excused.excused, excused.open, excused.late(k.engine.clock.now())) == (True, False, False)
    case = k.act("", "assign_leading_leader", "chen", data={"leading_leader": "wu"})
    assert [case.data[name] for name in ("leader_led", "leading_leader", "leader_level")] == [True, "wu", "city"]
    assert [(task.step, task.holder) for task in k.case("leadership").tasks] == [("leader_study", "wu")]
