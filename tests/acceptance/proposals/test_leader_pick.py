"""选件领办: each principal of a handling unit picks a case of the year within ten days, and leads it."""

import pytest

from signoff import CaseView, Refused
from signoff.adapters.proposals.picking import Pick, ask, pick, picks

from .beginnings import Offices
from .office import U1, U2, U3, K, Office, local, words

OTHER = "npc_suggestion-2026-6102"
OTHERS_CASE = "cppcc_proposal-2026-2026177"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on 17 March."""
    return offices.after(asked)


def asked(made: Office) -> None:
    """K with U1 and U2 since 10 March; another case of U1 and U3 since the 16th; the principals were asked on the 17th."""
    made.assigned(units=(U1, U2))
    made.register(OTHER, units=(U3, U1))
    made.to("2026-03-16 10:00")
    made.act("", "assign", "chen", case=OTHER)
    made.to("2026-03-17 09:00")
    ask(made.engine, 2026, by="li")


def picked(k: Office, case: str, by: str) -> CaseView:
    """The principal picks it, and the duty hears of it at once."""
    return pick(k.engine, case, by=by, deliver=k.engine.deliver_row)


def of_unit(k: Office, unit: str) -> Pick:
    """What has become of the duty of a unit."""
    return next(one for one in picks(k.engine, 2026) if one.unit == unit)


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
    case = picked(k, K, "a5")
    assert [case.data[name] for name in ("leader_led", "leading_leader", "leader_level")] == [True, "a5", "unit"]
    assert [(task.step, task.holder) for task in k.case("leadership").tasks] == [("leader_study", "a5")]
    done = next(one for one in picks(k.engine, 2026) if one.unit == U1)
    assert (done.picked, done.picked_by, local(done.picked_at), done.open) == (K, "a5", "2026-03-19 10:00", False)
    assert not done.late(k.engine.clock.now())
    assert [one.unit for one in picks(k.engine, 2026) if one.open] == [U2, U3]
    assert k.sound()


def test_a_case_that_is_led_needs_its_scheme(k: Office) -> None:
    picked(k, K, "a5")
    k.sign_in(U1)
    k.decompose(U1)
    plan = {"handling_plan": "办理计划", "milestones": [{"what": "踏勘", "date": "2026-04-15"}]}
    assert k.refused(U1, "file_plan", "a1", data=plan) == ["scheme_required"]


def test_one_picks_a_case_of_the_own_unit_that_nobody_leads(k: Office) -> None:
    with pytest.raises(Refused) as refused:
        picked(k, K, "c5")
    assert [reason.code for reason in refused.value.reasons] == ["not_by"]
    with pytest.raises(Refused):
        picked(k, K, "a4")
    picked(k, K, "a5")
    with pytest.raises(Refused) as refused:
        picked(k, K, "b5")
    assert [reason.code for reason in refused.value.reasons] == ["led_already"]
    assert [one.unit for one in picks(k.engine, 2026) if one.open] == [U2, U3]


def test_who_leads_a_case_may_lead_a_second_one(k: Office) -> None:
    picked(k, K, "a5")
    assert picked(k, OTHER, "a5").data["leading_leader"] == "a5"
    assert next(one for one in picks(k.engine, 2026) if one.unit == U1).picked == K


def test_a_case_led_by_an_act_of_its_own_settles_the_duty_as_of_that_act(k: Office) -> None:
    k.to("2026-03-20 17:00")
    k.act("", "lead_case", "a5")
    assert of_unit(k, U1).open
    k.to("2026-03-23 08:00")
    k.engine.deliver()
    done = of_unit(k, U1)
    assert (done.picked, done.picked_by, local(done.picked_at), done.late(k.engine.clock.now())) == (K, "a5", "2026-03-20 17:00", False)
    assert k.case().data["leading_unit"] == U1 and k.engine.dead_letters() == () and k.sound()


@pytest.mark.parametrize(("by", "codes"), [("a5", ["not_editable:picked", "picked_in_its_case"]), ("a4", ["not_by"]), ("li", ["not_by"])])
def test_nobody_enters_a_pick_by_hand(k: Office, by: str, codes: list[str]) -> None:
    text = {"picked": "随便写的一件"}
    assert k.refusal("2026-transport", lambda: k.engine.act("2026-transport", "pick", by=by, data=text)) == codes
    with pytest.raises(Refused) as refused:
        k.engine.start("leader-pick", by="li", data={"year": 2027, "unit": U1, "assigned_at": "2027-03-01T10:00+08:00", **text})
    assert [reason.code for reason in refused.value.reasons] == ["picked_by_itself"]


def test_whose_task_it_is_may_pick_and_is_told_where(k: Office) -> None:
    assert [offer.action for offer in k.engine.offers("2026-transport", by="a5")] == ["pick"]
    (mover, *_) = k.engine.why("2026-transport").movers
    assert (mover.who, mover.primary) == (("a5",), True)
    with pytest.raises(Refused) as refused:
        k.engine.act("2026-transport", "pick", by="a5")
    assert [reason.message for reason in refused.value.reasons] == [
        "Take the case that you pick itself: signoff proposals pick CASE. It is entered here then"
    ]
    assert [one.code for one in k.engine.why("2026-transport").findings if one.code != "timer_unfired"] == []


def test_the_duty_of_another_unit_or_year_is_not_done_with_it(k: Office) -> None:
    next_year = "npc_suggestion-2027-6001"
    k.to("2027-03-10 09:00")
    k.register(next_year, units=(U1,))
    k.act("", "assign", "chen", case=next_year)
    picked(k, next_year, "a5")
    assert [one.unit for one in picks(k.engine, 2026) if one.open] == [U2, U3, U1]
    assert [one.asked for one in picks(k.engine, 2027)] == [False] and k.engine.dead_letters() == ()


def test_who_leads_a_case_already_when_asked_picks_that_one_once_more(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U2))
    picked(k, K, "a5")
    assert k.engine.dead_letters() == ()
    ask(k.engine, 2026, by="li")
    assert of_unit(k, U1).open
    assert k.refused("", "lead_case", "b5") == ["led_already"]
    picked(k, K, "a5")
    assert (of_unit(k, U1).picked, of_unit(k, U2).open) == (K, True)
    assert len([one for one in k.case().children if one.key.endswith("leadership")]) == 1
    assert k.engine.stuck().findings == () and k.sound()


def test_a_principal_whom_the_office_has_excused_or_named_leads_without_an_incident(k: Office) -> None:
    k.engine.act("2026-finance", "excuse", by="li", comment="仅有一件")
    k.act("", "assign_leading_leader", "chen", data={"leading_leader": "b5"})
    picked(k, K, "b5")
    assert (of_unit(k, U2).excused, of_unit(k, U2).picked) == (True, None)
    assert k.case().data["leader_level"] == "city" and k.engine.dead_letters() == ()


def test_who_does_not_pick_is_reminded_and_told_of(k: Office) -> None:
    picked(k, K, "a5")
    before = k.mark
    k.to("2026-03-23 08:29")
    assert told(k, "2026-finance", before) == [("b5", "remind")]
    k.to("2026-03-23 08:30")
    late = "2026 年有承办单位主要领导逾期未选件领办：财政局"
    assert sorted(told(k, "2026-finance", before)) == [("b5", "remind"), ("b5", "remind"), ("chen", late), ("li", late)]
    assert [one.unit for one in picks(k.engine, 2026) if one.open and one.late(k.engine.clock.now())] == [U2]


def told(k: Office, key: str, since: int) -> list[tuple[str, str]]:
    """Who was told what of a duty; of a reminder only that it was one."""
    found = [notice for notice in k.notices()[since:] if notice.case["key"] == key]
    return [(person.id, notice.kind if notice.kind == "remind" else words(notice)) for notice in found for person in notice.to]


def test_the_office_excuses_or_names_a_leader_itself(k: Office) -> None:
    k.engine.act("2026-finance", "excuse", by="li", comment="仅有一件且由市领导领办")
    excused = next(one for one in picks(k.engine, 2026) if one.unit == U2)
    assert (excused.excused, excused.open, excused.late(k.engine.clock.now())) == (True, False, False)
    case = k.act("", "assign_leading_leader", "chen", data={"leading_leader": "wu"})
    assert [case.data[name] for name in ("leader_led", "leading_leader", "leader_level")] == [True, "wu", "city"]
    assert [(task.step, task.holder) for task in k.case("leadership").tasks] == [("leader_study", "wu")]
