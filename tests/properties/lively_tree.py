"""Lives of trees of cases in which much succeeds: they come on, an administrator adds and takes out, anybody tries anything."""

from collections.abc import Callable
from random import Random

from signoff.engine import commands as c
from signoff.engine.case import Case, Status

from .lively import Try, trial
from .tree import ACTIONS, BRANCHES, EDITS, PERSONS, STEERED, At, Change, Doing, Go, Steer, Tree


def _by(t: Try) -> str:
    return t.chance.choice(("adm", "adm", "adm", t.by))


def _act(t: Try) -> c.OnCase:
    action = t.chance.choice(ACTIONS)
    to = t.chance.choice((None, "draft", "first", "parent.draft")) if action == "return" else None
    return c.Act(case="", by=t.by, action=action, to=to, resume=t.chance.choice((None, "straight_back")), task=t.task)


def _start(t: Try) -> c.OnCase:
    element = t.chance.choice((None, "a", "z", {"name": "a"}))
    return c.StartBranch(case="", by=_by(t), branch=t.chance.choice(BRANCHES), element=element, reason="r")


def _cancel(t: Try) -> c.OnCase:
    return c.CancelBranch(case="", by=_by(t), branch=t.chance.choice(BRANCHES), element=t.chance.choice((None, "a", "z")), reason="r")


def _jump(t: Try) -> c.OnCase:
    return c.Jump(case="", by=_by(t), to=t.chance.choice(("draft", "split", "sign", "check1", "do2")), reason="r")


VERBS: dict[Callable[[Try], c.OnCase], int] = {
    _act: 6,
    _start: 1,
    _cancel: 1,
    _jump: 2,
    lambda t: c.Claim(case="", by=t.by, task=t.task): 2,
    lambda t: c.Transfer(case="", by=t.by, to=t.to, task=t.task): 3,
    lambda t: c.Reassign(case="", by=_by(t), to=t.to, reason="r", task=t.task): 1,
    lambda t: c.Edit(case="", by=t.by, data=t.chance.choice(EDITS)): 1,
    lambda t: c.Withdraw(case="", by=t.chance.choice(("ini", t.by))): 1,
    lambda t: c.Suspend(case="", by=_by(t), reason="r"): 1,
    lambda t: c.Resume(case="", by=_by(t)): 1,
    lambda t: c.Retry(case="", by=_by(t), reason="r"): 1,
}
"""What is tried on any case, each so often; the root is terminated at the end of a life at most."""


def doing(tree: Tree, chance: Random) -> Doing:
    """What happens next."""
    cases = tree.by_key
    number, case = chance.randrange(60), chance.choice([case for case in cases if case.open] or cases)
    resting = [case for case in cases if case.status is Status.SUSPENDED]
    if resting and chance.random() < 0.5:
        return At(cases.index(resting[0]), c.Resume(case="", by="adm"))
    kind = chance.choices(("move", "steer", "verb", "change"), (10, 4, 5, 0.3))[0]
    if kind == "move":
        return Go(number, chance.random() < 0.2)
    if kind == "steer":
        apt = [verb for verb in (*STEERED, c.StartBranch, c.StartBranch) if any(tree.steered(verb))]
        return Steer(number, chance.choice(apt or STEERED))
    if kind == "change":
        return Change(chance.choice(PERSONS[1:6]), chance.choice((None, (), ("legal",), ("finance", "legal"))))
    return At(cases.index(case), command(case, chance))


def command(case: Case, chance: Random) -> c.OnCase:
    """Something on this case; a child, which is one of several, is terminated now and then."""
    if case.parent is not None and chance.random() < 0.15:
        return c.Terminate(case="", by=chance.choice(("adm", "bob", "bob")), reason="r")
    return chance.choices(list(VERBS), list(VERBS.values()))[0](trial(case, chance))
