"""What fires by itself when its condition becomes true: `by: system` (LANGUAGE §4 Action)."""

import pytest

from signoff import Refused

from .house import House, started

DATA = "amount: integer\nwhy: text\nfinished: bool\nrows: {type: list, fields: {phase: text}}"
WAIT = """
draft: {by: initiator, may_edit: [amount, why, finished]}
waiting:
  by: role(legal)
  may_edit: [finished]
  actions: {go_on: {by: system, when: finished, to: next}, stop: rejected}
last: {by: role(finance)}
"""


def house(steps: str = WAIT, head: str = "") -> House:
    return started(steps, head=head, data=DATA)


def test_it_fires_as_soon_as_a_move_makes_its_condition_true() -> None:
    made = house()
    made.act("ini", "submit")
    assert made.step == "waiting"
    made.engine.edit("k", by="bob", data={"finished": True})
    assert made.step == "last"
    assert list(made.rows().values())[1] == (None, "not_needed:go_on_by=system:workflow") and made.sound()


def test_it_fires_at_once_where_the_condition_holds_on_entry() -> None:
    made = house()
    made.engine.edit("k", by="ini", data={"finished": True})
    assert made.act("ini", "submit").step == "last"
    assert made.sound()


def test_history_says_that_nobody_did_it() -> None:
    made = house()
    made.act("ini", "submit")
    made.engine.edit("k", by="bob", data={"finished": True})
    (event,) = [event for event in made.engine.history("k") if event.kind == "acted"]
    assert (event.actor, event.fact.system, event.fact.decision.automatic) == ("system:workflow", True, "system")  # type: ignore[attr-defined]
    assert "ini" not in made.fields("left", "by")[-1]


def test_nobody_takes_it() -> None:
    made = house()
    made.act("ini", "submit")
    assert made.refused("bob", "go_on") == "not_by"
    assert [offer.action for offer in made.engine.offers("k", by="bob")] == ["stop"]


def test_its_guards_and_needs_hold_as_for_a_person() -> None:
    made = house(WAIT.replace("when: finished", "when: finished, needs: [why], require: {small: amount < 5}"))
    made.engine.edit("k", by="ini", data={"finished": True, "amount": 9})
    made.act("ini", "submit")
    assert made.step == "waiting"


def test_the_first_arm_that_fits_fires_and_arms_of_people_are_theirs() -> None:
    arms = "go_on: [{by: system, when: amount > 5, to: last}, {by: role(legal), to: rejected}]"
    made = house(WAIT.replace("go_on: {by: system, when: finished, to: next}", arms))
    made.engine.edit("k", by="ini", data={"amount": 1})
    made.act("ini", "submit")
    assert made.act("bob", "go_on").status == "rejected"


def test_it_closes_the_seats_of_a_vote_and_counts_on_neither_side() -> None:
    steps = """
    draft: {by: initiator}
    board:
      approvers: [person(bob), person(cat)]
      rule: all
      may_edit: [finished]
      actions: {approve: next, reject: rejected, lapse: {by: system, when: finished, to: rejected}}
    """
    made = house(steps)
    made.act("ini", "submit")
    made.act("bob", "approve")
    made.engine.edit("k", by="cat", data={"finished": True})
    assert made.case.status == "rejected" and made.sound()


def test_a_step_that_wants_a_person_is_not_passed() -> None:
    head = (
        "anytime: {go_on: {by: system, when: finished, in: board, to: last}, drop: {by: system, when: amount > 5, in: board, to: rejected}}"
    )
    steps = """
    draft: {by: initiator, may_edit: [finished]}
    board: {approvers: person(bob), human_required: true, may_edit: [amount]}
    last: {by: role(finance)}
    """
    made = house(steps, head)
    made.engine.edit("k", by="ini", data={"finished": True})
    assert made.act("ini", "submit").step == "board"
    made.engine.edit("k", by="bob", data={"amount": 9})
    assert made.case.status == "rejected"


def test_effects_of_one_may_set_off_the_next() -> None:
    head = """
    anytime:
      first_: {by: system, when: finished, to: stay, effects: [{set: {why: "told"}}]}
      second: {by: system, when: has(why), to: stay, effects: [{set: {amount: 7}}]}
    """
    made = house(head=head)
    made.engine.edit("k", by="ini", data={"finished": True})
    assert (made.case.data["why"], made.case.data["amount"]) == ("told", 7) and made.sound()


# ---------------------------------------------------------------- once for every time that it becomes true

NOTE = "anytime: {large: {by: system, when: amount > 5, to: stay, effects: [{notify: initiator}]}}"


def test_what_stays_fires_once_as_long_as_its_condition_holds() -> None:
    made = house(head=NOTE)
    for amount in (9, 10, 11):
        made.engine.edit("k", by="ini", data={"amount": amount})
    made.act("ini", "submit")
    assert len(made.notices()) == 1 and made.sound()


def test_it_fires_again_after_its_condition_has_failed() -> None:
    made = house(head=NOTE)
    for amount in (9, 1, 9, 2):
        made.engine.edit("k", by="ini", data={"amount": amount})
    assert len(made.notices()) == 2 and made.fields("rearmed", "arms") == [(("anytime:large",),)] * 2 and made.sound()


def test_what_belongs_to_no_step_leads_away_once_for_every_time() -> None:
    head = "anytime: {check: {by: system, when: amount > 5, to: last}}"
    steps = """
    draft: {by: initiator, may_edit: [amount]}
    mid: {by: role(legal)}
    last: {by: role(finance), actions: {back: draft, submit: next}}
    """
    made = house(steps, head)
    made.engine.edit("k", by="ini", data={"amount": 9})
    assert made.step == "last"
    made.act("dan", "back")
    assert made.step == "draft"
    made.engine.edit("k", by="ini", data={"amount": 1})
    made.engine.edit("k", by="ini", data={"amount": 9})
    assert made.step == "last" and made.sound()


def test_a_step_s_own_is_new_with_every_entry() -> None:
    steps = """
    draft: {by: initiator, may_edit: [amount]}
    check:
      by: role(legal)
      actions: {note: {by: system, when: amount > 5, to: stay, effects: [{notify: initiator}]}, back: draft, submit: next}
    """
    made = house(steps)
    made.engine.edit("k", by="ini", data={"amount": 9})
    for _ in range(2):
        made.act("ini", "submit")
        made.act("bob", "back")
    assert len(made.notices()) == 2 and made.sound()


def test_a_circle_is_refused_and_nothing_has_happened() -> None:
    steps = """
    draft: {by: initiator, may_edit: [finished]}
    ping: {by: role(legal), actions: {go: {by: system, when: finished, to: pong}, submit: next}}
    pong: {by: role(legal), actions: {go: {by: system, when: finished, to: ping}, submit: next}}
    """
    made = house(steps)
    made.engine.edit("k", by="ini", data={"finished": True})
    with pytest.raises(Refused, match="`go`") as caught:
        made.act("ini", "submit")
    assert caught.value.code == "endless_circle"
    assert made.step == "draft" and made.sound()


# ---------------------------------------------------------------- other cases of the aggregate

SPLIT = """
draft: {by: initiator, may_edit: [rows]}
split:
  parallel:
    work: {steps: {a: {by: role(legal)}}}
    visit:
      steps:
        seen: {by: role(audit), actions: {visited: {by: system, when: rows.some(it.phase == 'post'), to: next}}}
  join: all
last: {by: role(finance)}
"""
LOG = "anytime: {log: {by: initiator, needs: [rows]}}"


def test_a_branch_waits_for_what_is_done_in_the_case_around_it() -> None:
    made = house(SPLIT, LOG)
    made.act("ini", "submit")
    made.act("ini", "log", data={"rows": [{"phase": "pre"}]})
    assert [child.status for child in made.case.children] == ["open", "open"]
    made.act("ini", "log", data={"rows": [{"phase": "post"}]})
    assert [child.status for child in made.case.children] == ["open", "approved"]
    made.engine.act("k/work", "submit", by="bob")
    assert made.step == "last" and made.sound()


def test_a_case_waits_for_the_end_of_a_child() -> None:
    head = "anytime: {ready: {by: system, when: extra.some(it.ended), to: last}}\nbranches: {extra: {steps: {a: {by: role(legal)}}}}"
    steps = "draft: {by: initiator, actions: {more: {to: stay, effects: [{start: extra}]}, submit: next}}\nlast: {by: role(finance)}"
    made = house(steps, head)
    made.act("ini", "more")
    assert made.step == "draft"
    made.engine.act("k/extra", "submit", by="bob")
    assert made.step == "last" and made.sound()


def test_a_timer_s_move_makes_it_look_too() -> None:
    steps = """
    draft:
      by: initiator
      due: 1d
      escalate: [{at: due, set: {finished: true}}]
      actions: {lapse: {by: system, when: finished, to: last}, submit: next}
    last: {by: role(finance)}
    """
    made = house(steps)
    made.tick("2d")
    assert made.step == "last" and made.sound()


def test_a_suspended_case_looks_when_it_goes_on() -> None:
    made = house(SPLIT, LOG)
    made.act("ini", "submit")
    made.engine.suspend("k/visit", by="adm", reason="ill")
    made.act("ini", "log", data={"rows": [{"phase": "post"}]})
    assert made.engine.case("k/visit").status == "suspended"
    made.engine.resume("k/visit", by="adm")
    assert made.engine.case("k/visit").status == "approved" and made.sound()


def test_an_end_that_it_names_is_woken() -> None:
    head = "anytime: {log: {by: initiator, in: closed, needs: [rows]}, redo: {by: system, in: closed, when: rows.count() > 1, to: draft}}"
    made = house("draft: {by: initiator}\nclosed: {end: done}", head)
    made.act("ini", "submit")
    made.act("ini", "log", data={"rows": [{"phase": "a"}]})
    assert made.case.status == "done"
    assert made.act("ini", "log", data={"rows": [{"phase": "b"}]}).status == "open" and made.sound()


# ---------------------------------------------------------------- why and stuck


def test_why_says_that_it_waits_for_a_condition() -> None:
    made = house(SPLIT, LOG)
    made.act("ini", "submit")
    why = made.engine.why("k/visit")
    assert [(mover.kind, mover.how, mover.action) for mover in why.movers] == [("effect", "itself", "visited")]
    assert why.movers[0].condition == "rows.some(it.phase == 'post')"
    assert why.findings == ()


def test_a_parent_is_not_stuck_on_a_branch_that_waits_for_a_condition() -> None:
    made = house(SPLIT, LOG)
    made.act("ini", "submit")
    assert made.engine.stuck().findings == ()


def test_what_only_notes_or_voids_brings_nobody_on() -> None:
    head = "anytime: {note: {by: role(legal)}, gone: {by: role(legal), to: withdrawn}}"
    made = house("draft: {by: role(legal), actions: {submit: {to: next, when: amount > 5}}}", head)
    found = made.engine.stuck().findings
    assert [finding.code for finding in found] == ["no_move"]
    assert made.engine.why("k").movers == ()


def test_why_shows_who_may_act_anytime_behind_all_others() -> None:
    made = house("draft: {by: initiator}\nlast: {by: role(finance)}", "anytime: {skip: {by: role(legal), in: draft, to: last}}")
    movers = made.engine.why("k").movers
    assert [(mover.how, mover.primary) for mover in movers] == [("holder", True), ("anytime", False)]


def test_stuck_names_a_case_that_waits_for_what_nothing_can_bring_about() -> None:
    steps = WAIT.replace("  may_edit: [finished]\n", "").replace(", stop: rejected}", "}")
    made = house(steps)
    made.act("ini", "submit")
    (finding,) = made.engine.stuck().findings
    assert (finding.code, finding.params["reasons"]) == ("no_move", "go_on: not_by")
    by_hand = house(steps, head="anytime: {note: {by: role(audit), may_edit: [finished]}}")
    by_hand.act("ini", "submit")
    assert by_hand.engine.stuck().findings == ()
