"""Votes that count otherwise: weights, groups, abstentions, numbers of rejections (approval-semantics A 1 to 9, §2.1 to §2.3)."""

from signoff.engine.rules import GroupTally, Tally

from .house import House, started

THREE = "[person(bob), person(dan), person(boss)]"
SIX = "each(role(legal) | role(finance) | role(audit) | person(boss))"
GROUPS = "{law: [person(bob), person(cat)], money: [person(dan), person(eve)]}"
BOARD = "{chair: {who: person(boss), weight: 40}, members: {who: each(role(legal) | role(finance)), weight: 15}}"


def vote(rule: str, seats: str = THREE, more: str = "") -> House:
    return started(f"vote: {{approvers: {seats}, rule: {rule}{more}}}")


def say(house: House, *acts: str) -> House:
    """`+bob` approves, `-bob` rejects, `0bob` abstains."""
    for act in acts:
        house.act(act[1:], {"+": "approve", "-": "reject", "0": "abstain"}[act[0]])
    return house


def progress(house: House) -> Tally:
    found = house.case.progress
    assert found is not None
    return found


def closings(house: House) -> list[str]:
    return [str(reason).partition("=")[0] for _, reason in house.rows().values()]


# ---- any_approve (§2.2)


def test_any_approve_goes_on_after_a_rejection() -> None:
    assert say(vote("any_approve"), "-bob", "-dan", "+boss").case.status == "approved"


def test_rule_2_2_any_approve_fails_when_nobody_is_left() -> None:
    house = say(vote("any_approve"), "-bob", "-dan")
    assert house.step == "vote"
    assert say(house, "-boss").case.status == "rejected"


def test_a_rejection_under_any_approve_takes_out_only_who_gave_it() -> None:
    house = say(vote("any_approve"), "-bob")
    assert house.holders == ["dan", "boss"]
    assert house.refused("bob", "approve") == "seat_already_decided"


# ---- rejections with a number of their own (§2.1)


def test_a_number_of_rejections_ends_the_step() -> None:
    house = say(vote("{need: 2, reject: 2}", "[person(bob), person(dan), person(boss), person(fay)]"), "-bob")
    assert house.step == "vote"
    assert say(house, "-fay").case.status == "rejected"
    assert closings(house) == ["decided", "not_needed:rejected_by", "not_needed:rejected_by", "decided"]


def test_a_share_of_rejections_ends_the_step() -> None:
    house = say(vote("{need: 1/2, reject: 1/3}", SIX), "-bob")
    assert house.step == "vote"
    assert say(house, "-cat").case.status == "rejected"


def test_a_rejection_that_is_no_veto_leaves_the_others_to_decide() -> None:
    assert say(vote("{need: 2, reject: 2}"), "-bob", "+dan", "+boss").case.status == "approved"


def test_collect_waits_for_everyone_then_counts() -> None:
    house = say(vote("{need: 2/3, reject: collect}"), "+bob", "+dan")
    assert house.step == "vote"
    assert say(house, "-boss").case.status == "approved"


def test_collect_fails_if_too_few_have_approved() -> None:
    house = say(vote("{need: 2/3, reject: collect}"), "-bob", "-dan")
    assert house.step == "vote"
    assert say(house, "+boss").case.status == "rejected"


def test_what_collect_comes_to_is_led_on_by_the_outcome_s_arm_and_not_by_the_last_vote_s() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(dan), person(boss)]
          rule: {need: 2, reject: collect}
          actions:
            approve: {to: next, effects: [{set: {done: true}}]}
            reject: {to: repair, effects: [{set: {failed: true}}]}
        archive: {by: role(audit)}
        filed: {end: approved}
        repair: {by: role(audit), actions: {submit: vote}}
        """,
        data="done: bool\nfailed: bool",
    )
    say(house, "+bob", "+dan", "-boss")
    assert (house.step, house.case.data) == ("archive", {"done": True})


def test_an_outcome_that_leads_nowhere_refuses_the_vote_that_would_bring_it_about() -> None:
    house = started(
        """
        vote:
          approvers: [person(bob), person(dan), person(boss)]
          rule: {need: 2, reject: collect}
          actions: {approve: next, reject: previous}
        """
    )
    assert house.refused("bob", "approve") == "illegal_target"


# ---- weights


def test_weights_are_counted_and_not_heads() -> None:
    house = say(vote("{need: 60, of: weight, reject: 41}", BOARD), "+bob", "+cat", "+dan")
    assert (house.step, progress(house).got, progress(house).needed) == ("vote", 45, 60)
    assert say(house, "+eve").case.status == "approved"


def test_weighted_rejections_end_the_step() -> None:
    house = say(vote("{need: 60, of: weight, reject: 41}", BOARD), "-boss")
    assert (house.step, progress(house).refusals, progress(house).rejected) == ("vote", 41, 40)
    assert say(house, "-bob").case.status == "rejected"


def test_too_little_weight_left_fails_at_once() -> None:
    house = say(vote("{need: 60, of: weight, reject: 60, abstain: true}", BOARD), "0boss")
    assert house.step == "vote"
    assert say(house, "0bob").case.status == "rejected"


def test_a_share_of_the_weight_is_exact() -> None:
    house = say(vote("{need: 2/3, of: weight}", "[{who: person(bob), weight: 4}, {who: person(dan), weight: 2}, person(boss)]"), "+bob")
    assert (progress(house).got, progress(house).needed) == (4, 5)


def test_a_handed_over_seat_keeps_its_weight() -> None:
    house = vote("{need: 60, of: weight, reject: 41}", BOARD, ", allow: {transfer: anyone}")
    house.engine.transfer("k", by="boss", to="fay")
    assert say(house, "+fay", "+bob").case.status == "open"
    assert progress(house).got == 55


# ---- groups


def test_one_of_each_group_is_needed() -> None:
    house = say(vote("{need: 1, of: each_group}", GROUPS), "+bob", "+cat")
    assert house.step == "vote"
    assert say(house, "+eve").case.status == "approved"


def test_a_share_of_each_group_is_needed() -> None:
    house = say(vote("{need: 1/2, of: each_group}", GROUPS), "+bob")
    assert house.step == "vote"
    assert say(house, "+dan").case.status == "approved"


def test_progress_is_told_by_group() -> None:
    house = say(vote("{need: 1, of: each_group, reject: 2}", GROUPS), "+bob", "-dan")
    found = progress(house)
    assert (found.got, found.needed, found.rejected, found.possible, found.of) == (1, 2, 1, 2, "each_group")
    assert found.groups == (GroupTally("law", 1, 1, 0, 1), GroupTally("money", 0, 1, 1, 1))


def test_a_group_that_can_no_longer_be_met_fails_the_step() -> None:
    seats = "{law: [person(bob), person(cat)], money: person(dan), audit: person(fay)}"
    assert say(vote("{need: 1, of: each_group, reject: 2}", seats), "+bob", "-dan").case.status == "rejected"


def test_rejections_are_counted_over_all_groups() -> None:
    house = say(vote("{need: 1, of: each_group, reject: 2}", GROUPS), "-bob")
    assert house.step == "vote"
    assert say(house, "-eve").case.status == "rejected"


def test_a_seat_handed_out_of_its_group_still_counts_for_its_group() -> None:
    """objectstack, QA run #9352: a slot reassigned to an outsider satisfied no group, and the case was at a dead end."""
    house = vote("{need: 1, of: each_group}", "{law: person(bob), money: person(dan)}")
    house.engine.reassign("k", by="adm", to="fay", reason="bob is away", task=house.task_of("bob"))
    assert say(house, "+fay", "+dan").case.status == "approved"


# ---- fewer seats than the rule needs (§2.3)


def test_a_missing_weight_waits_for_an_owner() -> None:
    house = vote("{need: 50, of: weight}", "{chair: {who: each(person(boss)), weight: 40}}")
    assert [(task.holder, task.weight) for task in house.tasks] == [("boss", 40), (None, 10)]


def test_a_missing_seat_of_a_group_waits_in_its_group() -> None:
    house = vote("{need: 2, of: each_group}", "{law: each(role(legal)), audit: each(role(audit))}")
    assert [(task.holder, task.group) for task in house.tasks] == [("bob", "law"), ("cat", "law"), ("fay", "audit"), (None, "audit")]


def test_a_group_is_weakened_only_where_clamp_is_written() -> None:
    """objectstack: 5 of 2 silently became 2 of 2."""
    house = started(
        "vote: {approvers: {law: each(role(legal)), audit: each(role(audit))}, rule: {need: 2, of: each_group}}", insufficient_seats="clamp"
    )
    assert say(house, "+bob", "+cat", "+fay").case.status == "approved"


# ---- the bugs of others (§2.1 to §2.3)


def test_mixed_votes_never_wait_for_ever() -> None:
    """loonflow #426 left the case where it was; ServiceNow waits for ever where a reject rule is missing."""
    for rule in ("2", "2/3", "any_approve", "{need: 2, reject: 2}", "{need: 2/3, reject: collect}", "all", "any", "sequence"):
        house = vote(rule)
        for person, action in (("bob", "approve"), ("dan", "reject"), ("boss", "reject")):
            if house.case.open:
                house.act(person, action)
        assert not house.case.open, rule


def test_other_rows_do_not_dilute_the_denominator() -> None:
    """warm-flow counts rows of transfers, holds and remarks among the votes."""
    house = vote("2/3", "each(role(legal) | role(finance) | role(audit) | person(boss))", ", allow: {transfer: anyone}")
    house.engine.transfer("k", by="bob", to="adm")
    house.engine.comment("k", by="cat", text="I am reading it")
    house.engine.remind("k", by="ini")
    assert (progress(house).needed, progress(house).possible) == (4, 6)
    assert say(house, "+adm", "+cat", "+dan").step == "vote"
    assert say(house, "+eve").case.status == "approved"


def test_rule_2_3_the_last_voter_does_not_decide_alone() -> None:
    """warm-flow: whoever is left over decides, whatever the tally."""
    house = say(vote("{need: 2, reject: 3, abstain: true}", "[person(bob), person(dan), person(boss), person(fay)]"), "0bob", "0dan")
    assert house.step == "vote"
    assert say(house, "+boss").step == "vote"
    assert say(house, "-fay").case.status == "rejected"


def test_a_seat_handed_on_has_one_vote_under_the_step_s_rule() -> None:
    """django-approval-workflow: a delegated vote became a row without the rule and so passed the quorum by."""
    house = vote("2", THREE, ", allow: {transfer: anyone}")
    house.engine.transfer("k", by="bob", to="fay")
    assert say(house, "+fay").step == "vote"
    assert (progress(house).got, progress(house).possible) == (1, 2)
    assert house.refused("bob", "approve") in ("seat_already_decided", "not_holder")


def test_two_thirds_of_six_are_four() -> None:
    """django-approval-workflow: 66.67 % of 6 are 4.0002, and the code demands 5."""
    house = vote("2/3", SIX)
    assert progress(house).needed == 4


def test_votes_of_other_rounds_and_cases_do_not_count() -> None:
    """flowlong: other branches' actors distort the tally."""
    house = started(
        "draft: {by: initiator}\nvote: {approvers: [person(bob), person(dan), person(boss)], rule: 2}", head="return: {to: draft}"
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("dan", "return", to="draft", comment="again")
    house.act("ini", "submit")
    assert (progress(house).got, progress(house).possible) == (0, 3)


def test_rule_2_17_a_finished_vote_leaves_no_seat_without_a_trace() -> None:
    """warm-flow, django-approval-workflow and OCA delete the rows of the others."""
    house = say(vote("{need: 2, reject: 2, abstain: true}"), "+bob", "+boss")
    assert len(house.rows()) == 3
    assert all(reason for _, reason in house.rows().values())
