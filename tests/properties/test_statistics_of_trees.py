"""What the lives of trees of cases meet: branches added and taken out, joins of every kind met and failed, returns over the split."""

from functools import partial
from random import Random

import pytest

from . import tree_invariants
from .lively_tree import doing
from .met import Met, apart
from .tree import JOINS, Change, Tree, texts

TEXTS, LENGTH = 120, 25


@pytest.fixture(scope="module")
def met() -> Met:
    """What so many lives have met, each right in the end."""
    found = Met()
    for text in apart(texts(), TEXTS):
        live(found, Tree(text), Random(text))
    return found


def live(met: Met, tree: Tree, chance: Random) -> None:
    """One life, counted."""
    for _ in range(LENGTH):
        if not tree.root.open and chance.random() < 0.3:
            break
        tried = doing(tree, chance)
        command = None if isinstance(tried, Change) else tree.meant(tried)
        if command is None:
            tree.do(tried)
        else:
            met.tried(type(command).__name__, partial(tree.engine._run, command))
    met.lived(tree.history, tree.models)
    tree_invariants.hold(tree)


VERBS = {
    *("Act", "Claim", "Edit", "Jump", "Reassign", "Resume", "Suspend", "Terminate", "Transfer", "Withdraw"),
    *("StartBranch", "CancelBranch"),
}
CODES = {
    *("branch_running", "branch_not_running", "unknown_branch", "not_admin", "not_by", "not_editable:zero", "not_holder", "not_now"),
    *("not_open", "not_same_as", "not_suspended", "nothing_to_retry", "transfer_not_allowed", "unknown_action", "illegal_target"),
    *("already_done", "inactive_person", "element_invalid", "suspended"),
}
FACTS = {
    *("child_opened", "child_ended", "child_closed", "sent_up", "split_failed", "returned", "resumed", "superseded", "seat_turned"),
    *("edited", "jumped", "transferred", "suspended", "reactivated", "claimed", "task_closed", "ended"),
}
CLOSED = ("cancelled", "ended", "returned_before_split", "not_needed:join_met", "not_needed:join_failed", "jumped")


def test_every_verb_on_a_tree_is_done_and_is_refused(met: Met) -> None:
    assert sorted(verb for verb in VERBS if not met.done[verb]) == []
    assert sorted(verb for verb in {*VERBS, "Retry"} if not met.refused[verb]) == []


def test_branches_are_added_and_taken_out_and_drafts_mended_again_and_again(met: Met) -> None:
    """Once would be luck, and the invariants of joins have to see them in many places."""
    assert min(met.done[verb] for verb in ("StartBranch", "CancelBranch", "Edit")) >= 10


def test_every_refusal_that_branches_cause_is_met(met: Met) -> None:
    assert sorted(code for code in CODES if not met.codes[code]) == []


def test_every_fact_of_a_tree_is_met(met: Met) -> None:
    assert sorted(fact for fact in FACTS if not met.facts[fact]) == []


def test_joins_of_every_kind_are_met_and_those_that_can_fail_do(met: Met) -> None:
    assert [join for join in JOINS if not met.outcomes[join, "joined"]] == []
    assert [join for join in ("all", "any", "1/2", "2/3") if not met.outcomes[join, "join_failed"]] == []


def test_children_are_closed_for_every_reason(met: Met) -> None:
    assert [reason for reason in CLOSED if not met.outcomes["closed", reason]] == []
