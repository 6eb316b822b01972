"""What the machine of a single case meets: every verb done and refused, every rule to both its ends, every common refusal.

The same lives every time. Those of trees of cases are in `test_statistics_of_trees`.
"""

from functools import partial
from random import Random

import pytest

from . import invariants
from .family import COUNTED, NEEDS, World, texts
from .lively import doing
from .met import Met, examples, verbs

TEXTS, SEEDS, LENGTH = 100, 6, 40
THREE = "[person(bob), person(cat), role(finance)]"
PLAIN = """
signoff: 1
workflow: w
data: {{amount: {{type: integer, required: true}}, note: text}}
defaults: {{empty: hold, duplicate: none, self: allow, insufficient_seats: clamp}}
return: {{to: any_earlier, comment: optional}}
withdraw: {{until: first_decision}}
take_back: {{until: claimed, later: ask_holder}}
steps:
  draft: {{by: initiator, may_edit: [amount, note]}}
  one: {{approvers: {approvers}, rule: {rule}, allow: {{add_signer: anyone, remove_signer: any, transfer: anyone}}}}
  two: {{approvers: role(legal), duplicate: forbid, allow: {{delegate: anyone}}, due: 1d, escalate: [{{at: due, remind: holder}}]}}
  three: {{approvers: initiator, self: skip}}
  four: {{approvers: [person(bob), role(finance)], rule: any, duplicate: any}}
"""


def live(met: Met, world: World, chance: Random) -> None:
    """One life, counted, and right in the end."""
    for _ in range(LENGTH):
        if not world.case.open and chance.random() < 0.1:
            break
        tried = doing(world, chance)
        met.tried(type(tried).__name__, partial(world.run, tried))
    met.lived(world.engine.history("k"), {world.case.id: world.model})
    invariants.hold(world)


@pytest.fixture(scope="module")
def met() -> Met:
    """What so many lives have met."""
    found = Met()

    for text in examples(texts(), TEXTS):
        live(found, World(text), Random(text))
    for number, (approvers, rule) in enumerate([*((THREE, need) for need in NEEDS), *COUNTED] * SEEDS):
        live(found, World(PLAIN.format(approvers=approvers, rule=rule)), Random(number))
    return found


VERBS = verbs() - {
    *("Terminate", "StartBranch", "CancelBranch", "Retry"),  # in the lives of trees; what is terminated would refuse the rest of its life
    *("Migrate", "VoidNumber"),  # in tests/properties/test_migration_properties.py, tests/engine/test_series.py
    *("Acknowledge", "Rearm"),  # in tests/properties/test_late_lives.py: a clock has to lack its timers, or be late
    "Succeed",  # in tests/engine/test_succession.py: it takes a post that changes hands
    "Recount",  # in tests/engine/test_recounting.py: it takes a calendar that changes
}
CODES = {
    *("not_open", "not_editable:amount", "inactive_person", "not_now", "not_holder", "not_by", "not_delegated", "nothing_asked"),
    *("add_signer_not_allowed", "delegate_not_allowed", "transfer_not_allowed", "remove_signer_not_allowed", "unknown_action"),
    *("already_done", "not_claimed", "not_admin", "not_proxy", "already_signer", "not_same_as", "enough", "stale_revision"),
    *("not_suspended", "suspended", "comment_too_large", "comment_required", "already_holder", "amount_invalid", "nothing_to_read"),
    *("illegal_target", "which_task", "rule_invalid", "no_deadline", "unknown_field:zz", "self_forbidden", "asks_oneself"),
    *("duplicate_forbidden", "main_opinion_required", "seat_already_decided"),
}
FACTS = {
    *("seat_opened", "decided", "left", "entered", "noticed", "task_closed", "acted", "edited", "submitted", "ended", "started"),
    *("urged", "returned", "timer_fired", "superseded", "reopened", "rearmed", "passed_over", "resumed", "transferred", "seen"),
    *("suspended", "reactivated", "asked", "held", "commented", "jumped", "claimed", "signers_added", "carried", "vote_taken_back"),
    *("delegated", "taken_back", "extended", "seat_turned", "given_back", "back_asked", "back_answered", "released"),
}
RULES = ("any", "any_approve", "all", "sequence", "2", "4", "1", "2/3", "1/2")


def test_every_verb_is_done_and_is_refused(met: Met) -> None:
    assert sorted(verb for verb in VERBS if not met.done[verb]) == []
    assert sorted(verb for verb in VERBS if not met.refused[verb]) == []


def test_every_refusal_that_people_meet_is_met(met: Met) -> None:
    assert sorted(code for code in CODES if not met.codes[code]) == []


def test_every_fact_of_a_single_case_is_met(met: Met) -> None:
    assert sorted(fact for fact in FACTS if not met.facts[fact]) == []


def test_every_rule_comes_to_approval_and_the_votes_to_rejection(met: Met) -> None:
    assert [rule for rule in RULES if not met.outcomes[rule, "approve"]] == []
    assert [rule for rule in ("all", "any", "2", "1/2") if not met.outcomes[rule, "reject"]] == []


def test_policies_decide_seats(met: Met) -> None:
    assert sorted(policy for policy in ("empty", "duplicate", "self") if not met.policies[policy]) == []
