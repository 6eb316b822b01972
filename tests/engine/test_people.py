"""Who acts: pools with live tokens, claims, seats by name, seats per person, groups, duties that survive every hand-over."""

import pytest

from signoff import DirectoryUnavailable, Refused
from signoff.engine.people_data import Person

from .house import House, Register, started, workflow

POOL = "review: {approvers: role(legal)}"
WORK = "file: {by: role(legal)}"


def test_a_pool_is_open_to_all_who_carry_its_token() -> None:
    house = started(POOL)
    assert [(t.holder, t.tokens) for t in house.tasks] == [(None, ("role:legal",))]
    assert {p: bool(house.engine.inbox(p)) for p in ("bob", "cat", "dan")} == {"bob": True, "cat": True, "dan": False}


def test_a_joiner_counts_at_once() -> None:
    house = started(POOL)
    house.people.put(Person("new", unit="office", roles=("legal",)))
    assert [item.task.step for item in house.engine.inbox("new")] == ["review"]
    assert house.act("new", "approve").status == "approved"


def test_a_leaver_counts_at_once() -> None:
    house = started(POOL)
    house.people.put(Person("bob", unit="office"))
    assert house.refused("bob", "approve") == "not_holder"
    assert house.engine.inbox("bob") == ()


def test_a_claim_lapses_when_the_claimer_leaves_the_pool() -> None:
    house = started(POOL)
    house.engine.claim("k", by="bob")
    house.people.put(Person("bob", unit="office"))
    assert house.refused("bob", "approve") == "not_holder"
    house.engine.reassign("k", to="cat", by="adm", reason="left")
    assert house.act("cat", "approve").status == "approved"


def test_an_empty_pool_is_open_to_whoever_joins_it_later() -> None:
    house = started("review: {approvers: role(nobody_yet)}")
    assert house.engine.inbox("bob") == () and house.holders == [None]
    house.people.put(Person("bob", unit="office", roles=("nobody_yet",)))
    assert house.act("bob", "approve").status == "approved"


def test_a_pool_of_which_only_the_initiator_is_left_waits_for_others() -> None:
    house = House(workflow("review: {approvers: role(clerk)}", self_="forbid"))
    house.start()
    assert house.refused("ini", "approve") == "self_forbidden"
    house.people.put(Person("new", unit="office", roles=("clerk",)))
    assert house.act("new", "approve").status == "approved"


def test_a_claimed_task_is_the_claimers() -> None:
    house = started(POOL)
    house.engine.claim("k", by="bob")
    assert house.holders == ["bob"]
    assert house.refused("cat", "approve") == "not_holder"
    assert house.engine.inbox("cat") == ()
    assert house.act("bob", "approve").status == "approved"


def test_claiming_ones_own_task_again_changes_nothing() -> None:
    house = started(POOL)
    house.engine.claim("k", by="bob")
    house.engine.claim("k", by="bob")
    assert house.kinds().count("claimed") == 1


def test_a_claimed_task_cannot_be_claimed_by_another() -> None:
    house = started(POOL)
    house.engine.claim("k", by="bob")
    with pytest.raises(Refused) as caught:
        house.engine.claim("k", by="cat")
    assert caught.value.code == "already_claimed" and caught.value.data["holder"] == "bob"


def test_a_released_task_is_the_pools_again() -> None:
    house = started(POOL)
    house.engine.claim("k", by="bob")
    house.engine.release("k", by="bob")
    assert house.act("cat", "approve").status == "approved"


def test_only_a_claimed_task_is_released() -> None:
    house = started("review: {approvers: person(bob)}")
    with pytest.raises(Refused) as caught:
        house.engine.release("k", by="bob")
    assert caught.value.code == "not_claimed"


def test_a_claimer_may_return_the_case() -> None:
    house = started("draft: {by: initiator}\n" + POOL, head="return: {to: any_earlier, comment: optional}")
    house.act("ini", "submit")
    house.engine.claim("k", by="bob")
    house.act("bob", "return", to="draft")
    assert house.step == "draft" and house.sound()


def test_a_holder_who_is_also_of_a_pool_can_claim_the_pools_task() -> None:
    house = started("vote: {approvers: [person(bob), role(legal)], rule: all}")
    house.engine.claim("k", by="bob")
    assert house.holders == ["bob", "bob"]


def test_each_opens_a_seat_for_every_person() -> None:
    house = started("vote: {approvers: each(role(legal) | role(finance)), rule: all}")
    assert sorted(map(str, house.holders)) == ["bob", "cat", "dan", "eve"]
    assert all(not t.tokens and not t.candidates for t in house.tasks)


def test_a_map_names_groups() -> None:
    house = started("vote: {approvers: {legal: role(legal), money: [role(finance), role(audit)]}, rule: all}")
    assert [task.group for task in house.tasks] == ["legal", "money", "money"]


def test_who_holds_two_seats_has_to_say_which() -> None:
    house = started("vote: {approvers: [person(bob), person(bob)], rule: all}")
    assert house.refused("bob", "approve") == "which_task"
    one, two = (task.id for task in house.tasks)
    assert house.refused("bob", "approve", task="nonsense") == "already_done"
    house.act("bob", "approve", task=two)
    assert house.act("bob", "approve", task=one).status == "approved"


def test_each_of_two_seats_is_offered_to_who_holds_both() -> None:
    house = started("vote: {approvers: [person(bob), person(bob)], rule: all}")
    offered = [(offer.action, offer.task) for offer in house.engine.offers("k", by="bob")]
    assert offered == [(action, task.id) for task in house.tasks for action in ("approve", "reject")]


def test_people_may_be_named_by_unit_post_and_field() -> None:
    house = started(
        """
        head: {approvers: leader@portfolio(unit)}
        chosen: {approvers: who}
        """,
        data="unit: unit\nwho: person",
        given={"unit": "office", "who": "fay"},
    )
    assert house.holders == ["boss"]
    house.act("boss", "approve")
    assert house.holders == ["fay"]


def test_the_trace_says_how_people_were_found() -> None:
    house = started(POOL)
    ((trace,),) = house.fields("seat_opened", "trace")
    assert "bob" in str(trace) and "role:legal" in str(trace)


def test_an_unknown_person_does_nothing_at_all() -> None:
    house = started(POOL)
    assert house.refused("nobody", "approve") == "unknown_person"


def test_an_inactive_person_does_nothing_at_all() -> None:
    house = started("review: {approvers: person(bob)}")
    house.people.leave("bob")
    assert house.refused("bob", "approve") == "inactive_person"


@pytest.mark.parametrize("name", ["system:timer", "system:policy", "system:"])
def test_the_engines_own_names_are_refused_from_hosts(name: str) -> None:
    house = started(POOL)
    assert house.refused(name, "approve") == "reserved_name"


def test_nobody_acts_for_another_without_a_proxy() -> None:
    house = started(POOL)
    with pytest.raises(Refused) as caught:
        house.act("dan", "approve", behalf_of="bob")
    assert caught.value.code == "not_proxy"


def test_a_refusal_says_who_could() -> None:
    house = started(POOL)
    with pytest.raises(Refused) as caught:
        house.act("dan", "approve")
    assert caught.value.who_could == ("bob", "cat")
    assert house.engine.can("k", "approve", by="dan").who_could == ("bob", "cat")


@pytest.mark.parametrize("by", ["bob", "dan", "nobody", "gone"])
def test_an_administrators_verb_is_for_administrators_whoever_holds_the_seat(by: str) -> None:
    house = started(POOL)
    house.people.put(Person("gone", active=False))
    with pytest.raises(Refused) as caught:
        house.engine.suspend("k", by=by, reason="r")
    assert caught.value.who_could == ("adm",)
    with pytest.raises(Refused) as given:
        house.engine.reassign("k", to="dan", by=by, reason="r")
    assert given.value.who_could == ("adm",)


def test_what_an_administrator_is_refused_is_no_question_of_who() -> None:
    house = started(POOL)
    with pytest.raises(Refused) as caught:
        house.engine.jump("k", to="nowhere", by="adm", reason="r")
    assert (caught.value.code, caught.value.who_could) == ("illegal_target", ())


def test_who_could_wake_a_suspended_case_is_told() -> None:
    house = started(POOL)
    house.engine.suspend("k", by="adm", reason="r")
    with pytest.raises(Refused) as caught:
        house.engine.resume("k", by="bob")
    assert caught.value.who_could == ("adm",)


def test_a_refusal_names_nobody_else_to_who_could_act_himself() -> None:
    house = started(POOL)
    with pytest.raises(Refused) as caught:
        house.act("bob", "reject", comment="x" * 1_000_000)
    assert caught.value.code == "comment_too_large"
    assert caught.value.who_could == house.engine.can("k", "no_such_action", by="bob").who_could == ()


def test_nobody_is_named_who_could_not_do_it_either() -> None:
    swap = "anytime: {swap: {by: role(audit), require: {never: {that: n > 1, say: {en: Not yet}}}}}"
    house = started(POOL, head=swap, data="n: number")
    assert house.engine.can("k", "swap", by="fay").code == "never"
    assert house.engine.can("k", "swap", by="fay").who_could == (), "whoever has the seat may not take this action"
    assert house.engine.can("k", "no_such_action", by="dan").who_could == ()


# ---------------------------------------------------------------- transfer and reassign

MOVABLE = "vote: {approvers: [person(bob), person(dan)], rule: all, allow: {transfer: anyone}}"


def test_a_transferred_seat_keeps_its_one_vote() -> None:
    house = started(MOVABLE)
    house.engine.transfer("k", to="cat", by="bob", comment="away")
    assert house.holders == ["cat", "dan"]
    assert house.refused("bob", "approve") == "not_holder"
    house.act("cat", "approve")
    assert house.act("dan", "approve").status == "approved"


def test_a_seat_is_not_transferred_where_the_step_does_not_allow_it() -> None:
    house = started("review: {approvers: person(bob)}")
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="cat", by="bob")
    assert caught.value.code == "transfer_not_allowed"


def test_a_seat_goes_only_to_whom_the_step_allows() -> None:
    house = started("review: {approvers: person(bob), allow: {transfer: role(legal)}}")
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="dan", by="bob")
    assert caught.value.code == "transfer_not_allowed"
    house.engine.transfer("k", to="cat", by="bob")
    assert house.holders == ["cat"]


@pytest.mark.parametrize(
    ("to", "code"), [("dan", "already_signer"), ("bob", "already_holder"), ("gus", "inactive_person"), ("x", "unknown_person")]
)
def test_a_seat_does_not_go_to(to: str, code: str) -> None:
    house = started(MOVABLE)
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to=to, by="bob")
    assert caught.value.code == code


def test_a_seat_does_not_go_to_who_has_decided_at_another() -> None:
    house = started(MOVABLE)
    house.act("dan", "approve")
    with pytest.raises(Refused, match="seat of his own"):
        house.engine.transfer("k", to="dan", by="bob")
    with pytest.raises(Refused, match="seat of his own"):
        house.engine.reassign("k", to="dan", by="adm", reason="r")


def test_a_seat_does_not_go_to_whose_turn_is_still_to_come() -> None:
    house = started("vote: {approvers: [person(bob), person(dan)], rule: sequence, allow: {transfer: anyone}}")
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="dan", by="bob")
    assert caught.value.code == "already_signer"


def test_a_waiting_seat_can_be_reassigned_before_its_turn() -> None:
    house = started("vote: {approvers: [person(bob), person(dan)], rule: sequence}")
    (waiting,) = [row.id for row in house.engine.store.projection("default", house.case.id).tasks if row.state == "waiting"]
    house.engine.reassign("k", to="eve", by="adm", reason="dan is ill", task=waiting)
    house.act("bob", "approve")
    assert house.holders == ["eve"] and house.sound()


def test_only_an_administrator_reassigns() -> None:
    house = started(MOVABLE)
    with pytest.raises(Refused) as caught:
        house.engine.reassign("k", to="cat", by="bob", reason="r", task=house.task_of("bob"))
    assert caught.value.code == "not_admin"


def test_a_reassignment_needs_a_reason_and_the_seat() -> None:
    house = started(MOVABLE)
    with pytest.raises(Refused) as caught:
        house.engine.reassign("k", to="cat", by="adm", reason="r")
    assert caught.value.code == "which_task"
    with pytest.raises(Refused) as caught:
        house.engine.reassign("k", to="cat", by="adm", reason="r", task="that of a step before")
    assert caught.value.code == "already_done"
    with pytest.raises(Refused) as caught:
        house.engine.reassign("k", to="cat", by="adm", reason=" ", task=house.task_of("bob"))
    assert caught.value.code == "comment_required"


def test_the_hosts_word_makes_an_administrator() -> None:
    house = House(workflow(MOVABLE), authorize=lambda person, verb: (person, verb) == ("fay", "reassign"))
    house.start()
    house.engine.reassign("k", to="cat", by="fay", reason="r", task=house.task_of("bob"))
    assert house.holders == ["cat", "dan"]


# ---------------------------------------------------------------- not_same_as

DUTIES = """
draft: {by: initiator, allow: {transfer: anyone}, may_edit: [text]}
check: {by: role(legal), may_edit: [text], allow: {transfer: anyone}}
sign: {approvers: role(legal), not_same_as: [draft, check], allow: {transfer: anyone}}
"""


def signing(data: str = "text: text") -> House:
    house = started(DUTIES, data=data, head="return: {to: any_earlier, comment: optional}")
    house.act("ini", "submit")
    return house


def test_who_acted_at_an_earlier_step_does_not_act_here() -> None:
    house = signing()
    house.act("bob", "submit")
    assert house.refused("bob", "approve") == "not_same_as"
    assert house.act("cat", "approve").status == "approved"


def test_a_transfer_is_no_way_around_not_same_as() -> None:
    house = signing()
    house.act("bob", "submit")
    with pytest.raises(Refused) as caught:
        house.engine.transfer("k", to="bob", by="cat")
    assert caught.value.code == "not_same_as"


def test_a_reassignment_is_no_way_around_not_same_as() -> None:
    house = signing()
    house.act("bob", "submit")
    with pytest.raises(Refused) as caught:
        house.engine.reassign("k", to="bob", by="adm", reason="r")
    assert caught.value.code == "not_same_as"


def test_an_edit_is_no_way_around_not_same_as() -> None:
    house = signing()
    house.engine.edit("k", data={"text": "mine"}, by="bob")
    house.act("cat", "submit")
    assert house.refused("bob", "approve") == "not_same_as"


def test_a_return_is_no_way_around_not_same_as() -> None:
    house = signing()
    house.act("bob", "submit")
    house.act("cat", "return", to="check")
    house.act("cat", "submit")
    assert house.refused("bob", "approve") == "not_same_as"
    assert house.refused("cat", "approve") == "not_same_as"


def test_claiming_is_refused_to_whom_a_duty_bars() -> None:
    house = signing()
    house.act("bob", "submit")
    with pytest.raises(Refused) as caught:
        house.engine.claim("k", by="bob")
    assert caught.value.code == "not_same_as"


def test_the_last_actor_of_a_step_is_who_acted_last() -> None:
    house = started(
        """
        check: {by: role(legal)}
        sign: {approvers: role(finance)}
        thank: {approvers: actor_of(check)}
        """,
        head="return: {to: any_earlier, comment: optional}",
    )
    for person in ("bob", "cat"):
        house.act(person, "submit")
        house.act("dan", "return", to="check")
    house.act("bob", "submit")
    house.act("dan", "approve")
    assert house.holders == ["bob"]


def test_a_directory_that_fails_changes_nothing() -> None:
    house = started(POOL)
    before = house.kinds()
    house.people.broken = True
    with pytest.raises(DirectoryUnavailable):
        house.act("bob", "approve")
    with pytest.raises(DirectoryUnavailable):
        house.engine.start("w", by="ini")
    house.people.broken = False
    assert house.kinds() == before and house.sound()


def test_a_register_is_asked_afresh_by_every_command() -> None:
    house = House(workflow(WORK), register=Register())
    house.start()
    house.people.leave("bob", "cat")
    assert house.engine.can("k", "submit", by="bob").code == "inactive_person"


def test_the_previous_approver_picks_who_is_next() -> None:
    steps = """
    draft: {by: initiator}
    one: {approvers: person(bob), actions: {approve: {to: next, needs: [picked]}, reject: rejected}}
    two: {approvers: picked}
    """
    house = started(steps, data="picked: person")
    house.act("ini", "submit")
    assert house.refused("bob", "approve") == "picked_required"
    house.act("bob", "approve", data={"picked": "eve"})
    assert house.holders == ["eve"]
