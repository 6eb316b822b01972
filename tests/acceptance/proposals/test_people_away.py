"""People are away: a proxy signs with 代, and a step for principals only (S16, S17)."""

from datetime import date

from signoff.engine.events import Decided
from signoff.engine.people_data import Proxy
from signoff.testing import assert_refused

from .desks import KEY, REPLY, ZONE, Desks, Office

AWAY = Proxy("huang", "he", from_=date(2026, 5, 18), until=date(2026, 5, 22), scope=("reply-approval",))
KEY_CASE = {**REPLY, "key_case": True, "unit": "finance"}


def handed_in(desks: Desks) -> None:
    """A case that the section passes on to the deputy director on Tuesday, 19 May."""
    desks.go("section_revision")
    desks.act("approve", "li")


def test_s16_a_proxy_signs_with_dai_and_the_deadline_does_not_move(office: Office) -> None:
    desks = office("2026-05-19 09:00", AWAY)
    handed_in(desks)
    assert desks.open() == [("deputy_director_review", "huang", "05-20 17:30")]
    assert [item.behalf_of for item in desks.engine.inbox("he")] == ["huang"]
    assert [item.behalf_of for item in desks.engine.inbox("huang")] == [None]
    desks.act("approve", "he", "2026-05-19 15:00")
    fact = desks.facts(Decided)[-1]
    assert (fact.decision.actor, fact.decision.principal) == ("he", "huang")
    assert (fact.decision.authority.kind, fact.decision.authority.principal) == ("act_for", "huang")
    assert desks.engine.inbox("huang") == () and desks.engine.inbox("he") == ()
    assert desks.open() == [("director_check", "zhou", "05-20 17:30")]
    names = {"huang": "黄副主任", "he": "何副主任"}
    assert desks.engine.sheet(KEY)[-1].text(names, zone=ZONE) == "同意  黄副主任（何副主任代）  第1稿  2026年5月19日"


def test_s16_dates_are_inclusive(office: Office) -> None:
    desks = office("2026-05-19 09:00", AWAY)
    handed_in(desks)
    desks.at("2026-05-22 23:59")
    assert desks.engine.can(KEY, "approve", by="he")
    desks.at("2026-05-23 00:00")
    assert not desks.engine.can(KEY, "approve", by="he") and desks.engine.can(KEY, "approve", by="huang")
    assert desks.open() == [("deputy_director_review", "huang", "05-20 17:30")]


def test_s16_a_proxy_does_not_pass_the_seat_on(office: Office) -> None:
    desks = office("2026-05-19 09:00", AWAY, Proxy("he", "f4", from_=date(2026, 5, 18), until=date(2026, 5, 22)))
    handed_in(desks)
    with assert_refused("not_holder"):
        desks.act("approve", "f4")


def test_s17_principal_only_admits_no_proxy_but_who_is_in_charge_of_the_post(office: Office) -> None:
    desks = office("2026-05-19 09:00", Proxy("zhou", "huang", from_=date(2026, 5, 18), until=date(2026, 5, 22)))
    desks.start(KEY_CASE, by="b1")
    for action, by in (("submit", "b1"), ("approve", "b3"), ("approve", "b5"), ("approve", "li"), ("approve", "he")):
        desks.act(action, by)
    assert desks.open() == [("director_check", "zhou", "05-20 17:30")]
    assert desks.refused("approve", "huang", behalf_of="zhou") == "principal_only"
    desks.engine.proxy("zhou", "huang", by="zhou", reason="主持工作", kind="substitute_post", from_=date(2026, 5, 19))
    assert desks.act("approve", "huang").step == "city_leader_approval"
    fact = desks.facts(Decided)[-1]
    assert (fact.decision.actor, fact.decision.principal) == ("huang", "huang")
    assert desks.sheet()[-1] == "同意  huang  第1稿  2026年5月19日"


def test_s17_who_has_reviewed_it_does_not_check_it_too(office: Office) -> None:
    """The scenario's own substitute, huang, has approved the step before: the director's seat is not his in this case."""
    desks = office("2026-05-19 09:00", Proxy("zhou", "huang", from_=date(2026, 5, 18), kind="substitute_post"))
    handed_in(desks)
    desks.act("approve", "huang")
    with assert_refused("duplicate_forbidden"):
        desks.act("approve", "huang")
