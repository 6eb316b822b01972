"""Mistakes that duties and rounds might be built with, seeded one by one: the invariants catch each of them.

A mutant takes the place of the original's code for as long as lives are tried; they are the same lives for every one of them.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from inspect import getsource
from random import Random
from types import CodeType, FunctionType
from typing import NamedTuple

import pytest

from signoff.engine import commands as c
from signoff.engine.case import Case

from ..engine.house import PEOPLE
from . import from_history, invariants
from .family import RULES, World
from .test_engine_properties import NO

LIVES, TRIES = 80, 100
ABLE = ("ini", "bob", "cat", "dan", "eve", "fay", "boss")
WEIGHTS = {"submit": 6, "approve": 14, "return": 4, "edit": 1, "add": 2, "transfer": 4, "delegate": 1, "claim": 2, "give back": 2}
RESUMES = ("rewalk", "straight_back")

WORKFLOW = """
signoff: 1
workflow: w
signs: [amount]
data:
  amount: {type: integer, required: true}
  note: text
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
return: {to: any_earlier, comment: optional, resume: [rewalk, straight_back]}
steps:
  draft: {by: initiator, may_edit: [amount, note], due: 1d}
  one:
    approvers: [person(bob), role(legal) | role(finance)]
    rule: any_approve
    duplicate: any
    may_edit: [amount, note]
    allow: {transfer: anyone, delegate: anyone}
    due: 1d
    escalate: [{at: due, remind: holder}]
  two:
    approvers: [person(fay), role(legal) | role(finance)]
    rule: all
    not_same_as: [draft, one]
    may_edit: [amount]
    allow: {transfer: anyone, delegate: anyone, add_signer: anyone, remove_signer: any}
    due: 1d
  three:
    approvers: [person(bob), person(dan), role(legal) | role(finance)]
    rule: 2
    self: superior
    duplicate: any
    may_edit: [amount]
    allow: {transfer: anyone}
  four: {approvers: role(legal) | role(finance)}
"""


class Mutant(NamedTuple):
    """In which function of which module, what it says, and what it might say by mistake."""

    function: str
    was: str
    becomes: str


DUTIES = (
    Mutant("people.barred", "for other in step.not_same_as", "for other in step.not_same_as[:1]"),
    Mutant("people.barred", "for other in step.not_same_as", "for other in ()"),
    Mutant("people.barred", 'step.self_ in ("forbid", "superior")', 'step.self_ == "superior"'),
    Mutant("people.barred", 'return "self_forbidden"', "return None"),
    Mutant("people.signers", "for other in others for person in (other.holder, other.owner)", "for other in others for person in ()"),
    Mutant("walked.acted_at", "set(case.remembers(step).acted)", "set(case.remembers(step).acted[:1])"),
    Mutant("seat_changes._decided", "_remember_actors(case, decision.principal, decision.actor)", "{}"),
    Mutant("verdict.seats._named", "(None, reason) if reason is not None else (task, None)", "(task, None)"),
    Mutant("verdict.seats.seat_of", "    if reason is not None:\n        return None, reason\n", ""),
    Mutant("verdict.seats.owns", "if task.holder not in (None, person):\n        return False\n    return", "return True or"),
    Mutant("verdict.standing_in._kept", "if code is not None", "if code is None and False"),
    Mutant("changing.remember_hand", "(person, *memory.acted)", "memory.acted"),
)
ROUNDS = (
    Mutant("flow.arrive", ".rounds + 1", ".rounds or 1"),
    Mutant("flow.arrive", "armed(step, round,", "armed(step, 1,"),
    Mutant("way_changes._left", "approvals_of(case.tasks)", "(*case.remembers(fact.step).approvals, *approvals_of(case.tasks))"),
    Mutant("walked.steps_before", "for step in case.walk if", "for step in case.memory if"),
    Mutant("scope.approved", " and not any(approval.superseded for approval in memory.approvals)", ""),
    Mutant("routing._again", "if not approval.superseded", ""),
    Mutant("routing.send_back", 'close_rest(draft, "returned")', "None"),
    Mutant("edits.fallen", "a.content != case.content)", "False)"),
)


def looked_up(path: str) -> FunctionType:
    """The function `module.name` of the core."""
    module, _, name = path.rpartition(".")
    found = getattr(importlib.import_module(f"signoff.engine.{module}"), name)
    assert isinstance(found, FunctionType)
    return found


def mutated(function: FunctionType, was: str, becomes: str) -> CodeType:
    """The code of the function with one piece of its text replaced."""
    source = getsource(function)
    assert source.count(was) >= 1, "the mutant names a piece of the function that is there"
    namespace = dict(function.__globals__)
    exec(compile(source.replace(was, becomes), f"<mutant of {function.__name__}>", "exec"), namespace)
    code = namespace[function.__name__].__code__
    assert isinstance(code, CodeType)
    return code


@contextmanager
def instead(mutant: Mutant) -> Iterator[None]:
    """The mutant runs in place of the original."""
    function = looked_up(mutant.function)
    original, function.__code__ = function.__code__, mutated(function, mutant.was, mutant.becomes)
    try:
        yield
    finally:
        function.__code__ = original


def something(case: Case, chance: Random, editing: float) -> c.Command:
    """What somebody tries next, with other data so often: much of it is refused."""
    pick = chance.choice
    by, to, task = (
        "ini" if case.step == "draft" else pick(ABLE),
        pick((*ABLE, "ini", "ini")),
        pick([None, *(task.id for task in case.open_tasks)]),
    )
    match chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]:
        case "return":
            return c.Act(case="k", by=by, action="return", task=task, to=pick(("draft", "one", "two")), resume=pick(RESUMES))
        case "edit":
            return c.Edit(case="k", by=by, data={"amount": pick((1, 2, 9))})
        case "add":
            return c.AddSigner(case="k", by=by, who=(to,), where=pick(("before", "after", "parallel")))
        case "transfer":
            return c.Transfer(case="k", by=by, to=to)
        case "delegate":
            return c.Delegate(case="k", by=by, to=to)
        case "claim":
            return c.Claim(case="k", by=by)
        case "give back":
            return c.GiveBack(case="k", by=by, opinion="approve")
        case action:
            data = {"amount": pick((1, 2, 9))} if chance.random() < editing else {}
            return c.Act(case="k", by=by, action=action, task=task, data=data, behalf_of=pick((None, None, None, "bob", "cat")))


def lives() -> None:
    """The same lives every time: what may happen to a case, and whether all of it was right."""
    for seed in range(LIVES):
        world, chance = World(WORKFLOW), Random(seed)
        for _ in range(TRIES):
            if not world.case.open:
                break
            with suppress(*NO):
                world.engine._run(something(world.case, chance, 0.3 if seed % 2 else 0.05))
        invariants.hold(world)
        events = tuple(link.event for link in world.engine.store.history("default", world.case.root))
        from_history.never_leak(events)
        from_history.passes(events)
        from_history.entitled(events, {id: person.roles for id, person in PEOPLE.items()}, RULES)


def test_without_a_mutant_all_is_right() -> None:
    lives()


@pytest.mark.parametrize("mutant", [*DUTIES, *ROUNDS], ids=lambda mutant: f"{mutant.function}: {mutant.becomes[:40]}")
def test_a_mutant_of_the_duties_or_the_rounds_is_caught(mutant: Mutant) -> None:
    with instead(mutant), pytest.raises(Exception, match=r".*"):
        lives()
