"""Standing proxies (代理): who may act for whom, from which day to which, and under whose duties (approval-semantics §2.8)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from signoff import Refused
from signoff.engine.case import Decision
from signoff.engine.people_data import Proxy

from .house import House, Register, workflow

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 3)
AWAY = Proxy("bob", "cat", FIRST, LAST)
ALONE = """
draft: {by: initiator}
sign: {approvers: person(bob)}
last: {approvers: person(boss)}
"""


def signing(*rules: Proxy, steps: str = ALONE, timezone: str = "UTC") -> House:
    """A case that has come to `sign` while these rules are written down."""
    house = House(workflow(steps), register=Register(*rules), timezone=timezone)
    house.start()
    house.act("ini", "submit")
    return house


def last_decision(house: House) -> tuple[str, str]:
    """Who acted last, and for whom."""
    decision = house.fields("decided", "decision")[-1][0]
    return decision.actor, decision.principal  # type: ignore[attr-defined]


def test_rule_2_8_a_proxy_acts_for_his_principal_and_history_shows_the_rule() -> None:
    """approval-semantics §2.8, → Rule: `proxy` (standing rule; history shows "B for A under rule R")."""
    house = signing(AWAY)
    assert house.act("cat", "approve").step == "last"
    assert last_decision(house) == ("cat", "bob")
    decision = house.fields("decided", "decision")[-1][0]
    assert isinstance(decision, Decision) and decision.authority is not None
    assert decision.authority.kind == "act_for" and decision.authority.until == LAST
    assert house.sound()


def test_the_principal_keeps_his_seat_and_the_first_of_both_wins() -> None:
    house = signing(AWAY)
    house.act("bob", "approve")
    assert house.refused("cat", "approve", task=house.case.id) == "already_done"
    assert last_decision(house) == ("bob", "bob")


def test_both_find_the_task_in_their_inbox() -> None:
    house = signing(AWAY)
    assert [(item.behalf_of, item.offers[0].action) for item in house.engine.inbox("cat")] == [("bob", "approve")]
    assert [item.behalf_of for item in house.engine.inbox("bob")] == [None]
    assert [offer.action for offer in house.engine.offers("k", by="cat")] == ["approve", "reject"]


def test_a_proxy_counts_on_its_first_and_last_day_and_not_before_or_after() -> None:
    """Inclusive dates; nothing has to be swept back when the window ends."""
    house = signing(replace(AWAY, from_=date(2026, 6, 2)))
    assert house.refused("cat", "approve") == "not_holder"
    house.clock.set(datetime(2026, 6, 2, 0, 0, tzinfo=UTC))
    assert house.engine.can("k", "approve", by="cat")
    house.clock.set(datetime(2026, 6, 3, 23, 59, tzinfo=UTC))
    assert house.engine.can("k", "approve", by="cat")
    house.clock.set(datetime(2026, 6, 4, 0, 0, tzinfo=UTC))
    assert house.refused("cat", "approve") == "not_holder" and house.engine.inbox("cat") == ()
    assert house.act("bob", "approve").step == "last"


def test_days_are_those_of_the_house() -> None:
    house = signing(AWAY, timezone="Asia/Shanghai")
    house.clock.set(datetime(2026, 6, 3, 15, 59, tzinfo=UTC))
    assert house.engine.can("k", "approve", by="cat")
    house.clock.set(datetime(2026, 6, 3, 16, 0, tzinfo=UTC))
    assert not house.engine.can("k", "approve", by="cat")


def test_a_rule_of_today_reaches_seats_that_are_open_already() -> None:
    """Users expect open requests to move with the vacation (tmobile/sawtooth #90)."""
    house = signing()
    house.people.rules = (AWAY,)
    assert house.act("cat", "approve").step == "last"


def test_a_proxy_holds_where_its_scope_says() -> None:
    assert signing(replace(AWAY, scope=("other",))).refused("cat", "approve") == "not_holder"
    assert signing(replace(AWAY, scope=("w.last",))).refused("cat", "approve") == "not_holder"
    for scope in ("w", "w.sign"):
        assert signing(replace(AWAY, scope=(scope,))).act("cat", "approve").step == "last"


def test_a_proxy_is_not_passed_on() -> None:
    """A→B, B→C does not give C the task (objectstack walks the chain)."""
    house = signing(AWAY, Proxy("cat", "dan", FIRST, LAST))
    assert house.refused("dan", "approve") == "not_holder"
    assert house.refused("cat", "approve") == "away"


def test_a_circle_of_proxies_is_harmless() -> None:
    """objectstack: cycle A→B→A stops at B; here both keep their own seats."""
    house = signing(AWAY, Proxy("cat", "bob", FIRST, LAST))
    assert house.act("bob", "approve").step == "last"
    assert signing(AWAY, Proxy("cat", "bob", FIRST, LAST), Proxy("bob", "bob")).act("bob", "approve").step == "last"


def test_the_fallback_acts_where_the_proxy_is_away_or_barred() -> None:
    rule = replace(AWAY, fallback="eve")
    assert signing(rule).refused("eve", "approve") == "not_holder"
    assert signing(rule, Proxy("cat", "dan", FIRST, LAST)).act("eve", "approve").step == "last"
    drafted = signing(replace(rule, proxy="ini"))
    assert drafted.act("eve", "approve").step == "last"


def test_who_drafted_the_case_does_not_approve_it_for_somebody_else() -> None:
    house = signing(replace(AWAY, proxy="ini"))
    assert house.refused("ini", "approve") == "proxy_conflict"


def test_who_approved_just_before_does_not_approve_again_for_somebody_else() -> None:
    house = signing(Proxy("boss", "bob", FIRST, LAST))
    house.act("bob", "approve")
    assert house.refused("bob", "approve") == "proxy_conflict"


def test_duties_hold_for_principal_and_actor() -> None:
    """approval-semantics §2.8, → Rule: SoD checks run against the principal and the actor."""
    steps = """
    draft: {by: initiator}
    first: {approvers: person(cat)}
    between: {approvers: person(dan)}
    sign: {approvers: person(bob), not_same_as: [first]}
    last: {approvers: person(boss), not_same_as: [sign]}
    """
    house = signing(AWAY, Proxy("boss", "eve", FIRST, LAST), steps=steps)
    house.act("cat", "approve")
    house.act("dan", "approve")
    assert house.refused("cat", "approve") == "not_same_as"
    house.people.rules = (replace(AWAY, proxy="eve"), Proxy("boss", "eve", FIRST, LAST))
    house.act("eve", "approve")
    assert "not_same_as" in house.refused("eve", "approve")


def test_nobody_votes_twice_by_standing_in() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: [person(bob), person(cat), person(dan)], rule: all}"
    house = signing(AWAY, steps=steps)
    house.act("cat", "approve")
    assert house.refused("cat", "approve", behalf_of="bob") == "already_signer"
    both = signing(replace(AWAY, proxy="eve"), Proxy("cat", "eve", FIRST, LAST), steps=steps)
    assert both.refused("eve", "approve") == "which_principal"
    both.act("eve", "approve", behalf_of="bob")
    assert both.refused("eve", "approve", behalf_of="cat") == "already_signer"


def test_who_has_decided_for_somebody_does_not_vote_again_in_his_own_right() -> None:
    """One person, one vote, in whichever order: a seat of a pool, claimed or not, and a seat that is handed to him afterwards."""
    rest = "rule: all, allow: {transfer: anyone}, return: {to: draft}"
    steps = f"draft: {{by: initiator}}\nsign: {{approvers: [person(bob), role(legal), person(fay)], {rest}}}"
    house = signing(AWAY, steps=steps)
    house.act("cat", "approve", behalf_of="bob")
    assert house.refused("cat", "approve") == "already_signer"
    assert not house.engine.can("k", "approve", by="cat")
    assert "approve" not in [offer.action for offer in house.engine.offers("k", by="cat")]
    with pytest.raises(Refused) as refused:
        house.engine.transfer("k", by="fay", to="cat")
    assert refused.value.code == "already_signer"
    house.engine.claim("k", by="cat")
    assert house.refused("cat", "approve") == "already_signer"
    house.act("cat", "return", to="draft", comment="not yet")
    assert house.case.step == "draft", "to send the case back is nobody's vote"


def test_a_rung_hands_no_seat_to_who_has_decided_for_somebody() -> None:
    rung = "due: 1d, escalate: [{at: due, per: seat, reassign: person(cat)}]"
    house = signing(AWAY, steps=f"draft: {{by: initiator}}\nsign: {{approvers: [person(bob), person(fay)], rule: all, {rung}}}")
    house.act("cat", "approve")
    house.tick("30h")
    assert house.holders == ["fay"] and house.sound()


def test_a_proxy_counts_once_in_the_quorum() -> None:
    """Transfer, proxy and delegate move the seat; they never add a seat or a vote (§2.3)."""
    steps = "draft: {by: initiator}\nsign: {approvers: [person(bob), person(dan), person(fay)], rule: 2}"
    house = signing(AWAY, steps=steps)
    house.act("cat", "approve")
    count = house.engine.why("k").count
    assert count is not None and (count.got, count.needed, len(house.tasks)) == (1, 2, 2)


def test_behalf_of_needs_a_rule_that_counts() -> None:
    """objectstack #3800: the body's actorId was the authorization key."""
    house = signing(AWAY)
    assert house.refused("dan", "approve", behalf_of="bob") == "not_proxy"
    assert house.act("cat", "approve", behalf_of="bob").step == "last"


def test_one_acts_in_his_own_right_first() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: [person(bob), person(cat)], rule: any}"
    house = signing(AWAY, steps=steps)
    house.act("cat", "approve")
    assert last_decision(house) == ("cat", "cat")


def test_a_pool_of_the_principal_is_acted_on_only_if_he_is_named() -> None:
    house = signing(replace(AWAY, proxy="dan"), steps="draft: {by: initiator}\nsign: {approvers: role(legal)}")
    assert house.refused("dan", "approve") == "not_holder"
    assert house.act("dan", "approve", behalf_of="bob").status == "approved"


def test_principal_only_keeps_proxies_out_and_lets_a_substitute_in() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: person(bob), principal_only: true}"
    house = signing(AWAY, steps=steps)
    assert house.refused("cat", "approve") == "principal_only"
    house.people.rules = (AWAY, Proxy("bob", "dan", FIRST, LAST, "substitute_post"))
    assert house.act("dan", "approve").status == "approved"
    assert last_decision(house) == ("dan", "dan")


def test_of_two_rules_of_one_person_the_one_for_the_post_counts() -> None:
    steps = "draft: {by: initiator}\nsign: {approvers: person(bob), principal_only: true}"
    house = signing(AWAY, replace(AWAY, kind="substitute_post"), steps=steps)
    assert house.act("cat", "approve").status == "approved"
    assert last_decision(house) == ("cat", "cat")


def test_principal_only_may_be_a_condition() -> None:
    steps = "draft: {by: initiator, may_edit: [amount]}\nsign: {approvers: person(bob), principal_only: amount > 5}"
    for amount, allowed in ((1, True), (9, False)):
        house = House(workflow(steps, data="amount: integer"), register=Register(AWAY))
        house.start({"amount": amount})
        house.act("ini", "submit")
        assert bool(house.engine.can("k", "approve", by="cat")) is allowed


def test_a_pair_acts_for_each_other() -> None:
    pair = Proxy("cat", "bob", kind="ab_role")
    assert signing(pair).act("cat", "approve").step == "last"
    assert signing(replace(AWAY, kind="ab_role")).act("cat", "approve").step == "last"


def test_who_has_left_the_house_has_no_proxy() -> None:
    house = signing(AWAY)
    house.people.leave("bob")
    assert house.refused("cat", "approve") == "not_holder"


def test_a_seat_with_a_proxy_is_not_stuck_and_why_names_both() -> None:
    house = signing(AWAY)
    assert house.engine.why("k").movers[0].who == ("bob", "cat")
    assert house.engine.why("k").seats[0].resolution.trace["stand_ins"] == {"cat": "act_for"}
    assert house.engine.stuck().findings == ()


def test_whoever_stands_in_is_told_too() -> None:
    house = signing(AWAY)
    house.engine.remind("k", by="ini")
    assert house.notices() == [("remind", ("bob", "cat"))]


def test_a_proxy_may_return_and_the_owner_is_asked_again() -> None:
    house = House(workflow(ALONE, head="return: {to: any_earlier, comment: optional, resume: straight_back}"), register=Register(AWAY))
    house.start()
    house.act("ini", "submit")
    house.act("cat", "return", to="draft")
    house.act("ini", "submit")
    assert house.holders == ["bob"]
    assert house.fields("decided", "decision")[1][0].principal == "bob"  # type: ignore[attr-defined]


@pytest.mark.parametrize("verb", ["transfer", "delegate"])
def test_a_proxy_does_not_give_the_seat_away(verb: str) -> None:
    house = signing(AWAY, steps="draft: {by: initiator}\nsign: {approvers: person(bob), allow: [transfer, delegate]}")
    assert house.engine.can("k", "approve", by="cat")
    with pytest.raises(Exception, match="holds no open seat"):
        getattr(house.engine, verb)("k", to="eve", by="cat")
