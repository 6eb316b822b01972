"""Credit: whoever proposed the wording that comes back to a vote has agreed to it (LANGUAGE §4, `credit`)."""

from .house import House, started


def merged(vote: str = "") -> House:
    """Bob has proposed another wording, ini has accepted it, and the vote begins anew."""
    house = started(
        f"""
        draft: {{by: initiator, may_edit: [text]}}
        vote:
          approvers: [person(bob), person(cat), person(dan)]
          rule: all
          {vote}
          actions: {{approve: next, reject: rejected, amend: {{to: merge, effects: [{{set: {{proposed_by: actor}}}}]}}}}
        done: {{end: approved}}
        merge: {{by: initiator, may_edit: [text], actions: {{accept: {{to: vote, credit: proposed_by}}, decline: rejected}}}}
        """,
        data="text: document\nproposed_by: person",
        given={"text": "r1"},
    )
    house.act("ini", "submit")
    house.act("cat", "approve")
    house.act("bob", "amend")
    house.act("ini", "accept", data={"text": "r2"})
    assert (house.step, house.case.round) == ("vote", 2)
    return house


def test_whoever_proposed_the_wording_is_not_asked_to_agree_to_it() -> None:
    house = merged()
    assert house.holders == ["cat", "dan"]
    decision = house.fields("decided", "decision")[-1][0]
    assert (decision.principal, decision.automatic, decision.actor) == ("bob", "credit", "system:policy")  # type: ignore[attr-defined]
    house.act("cat", "approve")
    assert house.act("dan", "approve").status == "approved" and house.sound()


def test_credit_counts_once() -> None:
    house = merged()
    house.act("cat", "amend")
    house.act("ini", "accept")
    assert house.holders == ["bob", "dan"]


def test_where_a_person_is_required_nobody_is_credited() -> None:
    assert merged("human_required: true").holders == ["bob", "cat", "dan"]
