"""Standing proxies set up and ended as rows: who may, what is refused, and that they count like those of a directory (§2.8, B16)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from signoff import Refused
from signoff.compose import Engine
from signoff.engine.case import Decision
from signoff.engine.errors import NotFound
from signoff.engine.people_data import Proxy
from signoff.engine.standing_proxies import ProxyView

from .house import House, Register, workflow

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 3)
STEPS = """
draft: {by: initiator}
sign: {approvers: person(bob)}
last: {approvers: person(boss)}
"""


def signing(steps: str = STEPS, **settings: Any) -> House:
    """A case that has come to `sign`."""
    house = House(workflow(steps), **settings)
    house.start()
    house.act("ini", "submit")
    return house


def away(house: House, proxy: str = "cat", **more: Any) -> ProxyView:
    """Bob is away for three days."""
    given = {"by": "bob", "from_": FIRST, "until": LAST, "reason": "leave", **more}
    return house.engine.proxy("bob", proxy, **given)


def refusal(house: House, principal: str = "bob", proxy: str = "cat", **more: Any) -> list[str]:
    """The codes of a refusal to set one up; nothing was written."""
    before = house.engine.proxies(everything=True)
    with pytest.raises(Refused) as caught:
        house.engine.proxy(principal, proxy, **{"by": "bob", "reason": "leave", **more})
    assert house.engine.proxies(everything=True) == before
    return [reason.code for reason in caught.value.reasons]


def test_rule_2_8_a_stored_rule_lets_a_proxy_act_and_history_names_it() -> None:
    house = signing()
    rule = away(house)
    assert house.act("cat", "approve").step == "last"
    decision = house.fields("decided", "decision")[-1][0]
    assert isinstance(decision, Decision) and decision.authority is not None
    assert (decision.actor, decision.principal, decision.authority.rule) == ("cat", "bob", rule.id)
    assert house.sound()


def test_it_reaches_tasks_that_are_open_and_its_end_takes_them_back() -> None:
    house = signing()
    assert house.refused("cat", "approve") == "not_holder"
    away(house, from_=date(2026, 6, 2))
    assert house.refused("cat", "approve") == "not_holder"
    house.clock.set(datetime(2026, 6, 2, tzinfo=UTC))
    assert house.engine.can("k", "approve", by="cat")
    assert [item.behalf_of for item in house.engine.inbox("cat")] == ["bob"]
    house.clock.set(datetime(2026, 6, 4, tzinfo=UTC))
    assert house.refused("cat", "approve") == "not_holder" and house.engine.inbox("cat") == ()
    assert house.act("bob", "approve").step == "last"


def test_a_rule_that_is_ended_counts_no_more_at_once_and_its_row_stays() -> None:
    house = signing()
    rule = away(house)
    assert house.engine.can("k", "approve", by="cat")
    assert rule.id is not None
    ended = house.engine.end_proxy(rule.id, by="bob", reason="back earlier")
    assert (ended.state, ended.ended_by, ended.ended_reason) == ("ended", "bob", "back earlier")
    assert house.refused("cat", "approve") == "not_holder"
    assert house.engine.proxies() == () and house.engine.proxies(everything=True) == (ended,)


def test_one_sets_it_up_for_oneself_and_an_administrator_for_anybody() -> None:
    house = signing()
    assert refusal(house, by="cat") == ["not_own_proxy"]
    assert refusal(house, by="boss") == ["not_own_proxy"]
    assert away(house, by="adm").set_by == "adm"


def test_only_those_end_it() -> None:
    house = signing()
    rule = away(house)
    assert rule.id is not None
    for person in ("cat", "boss"):
        with pytest.raises(Refused) as caught:
            house.engine.end_proxy(rule.id, by=person, reason="r")
        assert caught.value.code == "not_own_proxy"
    house.engine.end_proxy(rule.id, by="adm", reason="r")
    with pytest.raises(Refused) as caught:
        house.engine.end_proxy(rule.id, by="bob", reason="r")
    assert caught.value.code == "proxy_ended" and "adm" in caught.value.message


def test_either_of_a_pair_ends_it() -> None:
    house = signing()
    rule = away(house, kind="ab_role")
    assert rule.id is not None
    assert house.engine.end_proxy(rule.id, by="cat", reason="moved").state == "ended"


def test_what_is_not_there_cannot_be_ended() -> None:
    with pytest.raises(NotFound):
        signing().engine.end_proxy("nothing", by="adm", reason="r")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"proxy": "bob"}, "proxy_to_oneself"),
        ({"from_": LAST, "until": FIRST}, "window_reversed"),
        ({"until": date(2026, 5, 31)}, "window_over"),
        ({"proxy": "nobody"}, "unknown_person"),
        ({"proxy": "gus"}, "inactive_person"),
        ({"proxy": "system:timer"}, "reserved_name"),
        ({"proxy": 7}, "unknown_person"),
        ({"fallback": "nobody"}, "unknown_person"),
        ({"fallback": "cat"}, "fallback_invalid"),
        ({"kind": "deputy"}, "kind_invalid"),
        ({"scope": ["x"]}, "unknown_scope"),
        ({"scope": ["w.nothing"]}, "unknown_scope"),
        ({"scope": ["w.done"]}, "unknown_scope"),
        ({"reason": " "}, "comment_required"),
        ({"reason": "x" * 10_001}, "comment_too_large"),
        ({"by": "system:timer"}, "reserved_name"),
        ({"by": "nobody"}, "unknown_person"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(given: dict[str, Any], code: str) -> None:
    assert code in refusal(signing(), **given)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert refusal(signing(), from_=LAST, until=FIRST, scope=["x"], kind="deputy") == ["window_reversed", "kind_invalid", "unknown_scope"]


def test_the_same_rule_is_not_set_up_twice() -> None:
    house = signing()
    rule = away(house)
    assert refusal(house, until=LAST) == ["proxy_exists"]
    away(house, scope=["w.last"])
    away(house, from_=date(2026, 6, 10), until=date(2026, 6, 12))
    assert rule.id is not None
    house.engine.end_proxy(rule.id, by="bob", reason="again")
    away(house)
    assert [view.state for view in house.engine.proxies("bob", everything=True)] == ["ended", "current", "ahead", "current"]


def test_a_scope_may_name_a_workflow_or_a_step() -> None:
    house = signing()
    away(house, scope=["w.last"])
    assert house.refused("cat", "approve") == "not_holder"
    away(house, proxy="dan", scope=["w"])
    assert house.act("dan", "approve").step == "last"


def test_a_scope_may_name_a_step_inside_a_branch() -> None:
    steps = "draft: {by: initiator}\nboth: {parallel: {a: {steps: {look: {approvers: person(bob)}}}}}"
    house = signing(steps)
    away(house, scope=["w.look"])
    assert house.engine.act("k/a", "approve", by="cat").status == "approved"


def test_stored_rules_and_those_of_the_directory_count_together() -> None:
    house = signing(register=Register(Proxy("boss", "eve", FIRST, LAST)))
    away(house)
    house.act("cat", "approve")
    assert house.act("eve", "approve").status == "approved"
    assert [(view.id is None, view.principal) for view in house.engine.proxies("boss")] == [(True, "boss")]


def test_a_rule_that_both_tell_counts_once() -> None:
    house = signing(register=Register(Proxy("bob", "cat", FIRST, LAST)))
    away(house)
    assert house.engine.why("k").movers[0].who == ("bob", "cat")
    assert house.act("cat", "approve").step == "last"


def test_a_stored_proxy_is_not_passed_on_and_a_circle_is_harmless() -> None:
    house = signing()
    away(house)
    house.engine.proxy("cat", "dan", by="cat", until=LAST, reason="leave")
    assert house.refused("dan", "approve") == "not_holder"
    assert house.refused("cat", "approve") == "away"
    house = signing()
    away(house)
    house.engine.proxy("cat", "bob", by="cat", until=LAST, reason="leave")
    assert house.act("bob", "approve").step == "last"


def test_duties_hold_for_whoever_stands_in() -> None:
    house = signing()
    away(house, proxy="ini")
    assert house.refused("ini", "approve") == "proxy_conflict"


def test_whoever_stands_in_is_told_when_the_seat_opens() -> None:
    house = House(workflow(STEPS, "notify: [{event: opened, to: holder}]"))
    house.start()
    away(house)
    house.act("ini", "submit")
    assert ("opened", ("bob", "cat")) in house.notices()
    assert house.engine.why("k").seats[0].resolution.trace["stand_ins"] == {"cat": "act_for"}


def test_a_claim_does_not_shut_the_proxy_out() -> None:
    house = signing("draft: {by: initiator}\nsign: {approvers: role(legal)}")
    away(house, proxy="dan")
    assert house.refused("dan", "approve") == "not_holder"
    house.engine.claim("k", by="bob")
    assert house.act("dan", "approve").status == "approved"


def test_a_person_away_is_not_stuck_and_why_names_the_rule() -> None:
    house = signing()
    rule = away(house)
    assert house.engine.stuck().findings == ()
    (told,) = house.engine.why("k").stand_ins
    assert (told.principal, told.proxy, told.until, told.rule) == ("bob", "cat", LAST, rule.id)


def test_another_engine_on_the_same_store_sees_it_at_once() -> None:
    house = signing()
    other = Engine(house.engine.store, workflows=[workflow(STEPS)], directory=house.people, clock=house.clock)
    assert not other.can("k", "approve", by="cat")
    rule = away(house)
    assert other.can("k", "approve", by="cat") and rule.id is not None
    house.engine.end_proxy(rule.id, by="bob", reason="back")
    assert not other.can("k", "approve", by="cat")
    away(house)
    assert other.act("k", "approve", by="cat").step == "last"


def test_tenants_have_rules_of_their_own() -> None:
    house = signing()
    away(house)
    other = house.engine.for_tenant("other")
    assert other.proxies() == ()
    other.start("w", by="ini", key="k")
    other.act("k", "submit", by="ini")
    assert not other.can("k", "approve", by="cat")


def test_a_scope_may_name_a_workflow_that_this_process_was_not_given() -> None:
    house = signing()
    other = Engine(house.engine.store, workflows=[workflow(STEPS).replace("workflow: w", "workflow: v")], directory=house.people)
    other.proxy("bob", "cat", by="bob", scope=["w.sign"], reason="leave")
    with pytest.raises(Refused):
        other.proxy("bob", "cat", by="bob", scope=["w.nothing"], reason="leave")
