"""Lives in which much succeeds: somebody who can mostly tries what he may; now and then anybody tries anything."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from signoff.engine import commands as c
from signoff.engine.case import Case, Status, Task

from ..engine.house import PEOPLE
from .family import PERSONS, STEPS, Change, Doing, Go, Pass, World


class Try(NamedTuple):
    """Who tries something on which seat, perhaps with whom; `chance` for what is left open."""

    by: str
    to: str
    task: str | None
    chance: Random


def people_of(task: Task) -> list[str]:
    """Who has the seat, or may take it."""
    if task.holder is not None:
        return [task.holder, *([task.parked.holder] if task.parked else [])]
    named = {token.split(":")[1].split("@")[0] for token in task.tokens}
    return [*task.candidates, *(id for id, person in PEOPLE.items() if named & set(person.roles))]


def trial(case: Case, chance: Random) -> Try:
    """Somebody for whom a seat is open; one time in eight anybody."""
    task = chance.choice(case.open_tasks) if case.open_tasks else None
    able = people_of(task) if task is not None and chance.random() < 0.87 else []
    return Try(chance.choice(able or PERSONS), chance.choice(PERSONS), chance.choice((None, task.id if task else None)), chance)


def _act(t: Try) -> c.OnCase:
    action = t.chance.choice(("approve", "approve", "approve", "abstain", "reject", "reject", "return", "submit", "note", "fly"))
    behalf, resume = t.chance.choice((None, None, None, "bob", "cat")), t.chance.choice((None, "rewalk", "straight_back"))
    said = t.chance.choice(("ok", "ok", None, "x" * 10_001))
    return c.Act(case="k", by=t.by, action=action, task=t.task, comment=said, to=_back(t, action), resume=resume, behalf_of=behalf)


def _back(t: Try, action: str) -> str | None:
    return t.chance.choice(STEPS) if action == "return" else None


def _revised(t: Try) -> c.OnCase:
    return c.Act(case="k", by=t.by, action="approve", task=t.task, comment="ok", revision=t.chance.randint(1, 3))


def _add(t: Try) -> c.OnCase:
    where, rule = t.chance.choice(("before", "after", "parallel")), t.chance.choice(("all", "any", "sequence", "1", "x"))
    return c.AddSigner(case="k", by=t.by, who=(t.to,), where=where, rule=rule, task=t.task)


def _remove(t: Try) -> c.OnCase:
    return c.RemoveSigner(case="k", by=t.by, task=t.task or "none", comment="ok")


def _edit(t: Try) -> c.OnCase:
    field, value = t.chance.choice((("amount", 0), ("amount", 9), ("amount", "n"), ("note", "n"), ("zz", 1)))
    return c.Edit(case="k", by=t.by, data={field: value}, task=t.task)


def _hold(t: Try) -> c.OnCase:
    return c.Hold(case="k", by=t.by, action=t.chance.choice(("approve", None, "fly")), comment="later", task=t.task)


def _give_back(t: Try) -> c.OnCase:
    return c.GiveBack(case="k", by=t.by, opinion=t.chance.choice((None, "approve")), task=t.task)


def _admin(t: Try) -> str:
    return t.chance.choice(("adm", "adm", "adm", t.by))


VERBS: dict[Callable[[Try], c.OnCase], int] = {
    _act: 8,
    _revised: 1,
    _add: 4,
    _remove: 3,
    _edit: 2,
    _hold: 1,
    _give_back: 3,
    lambda t: c.Claim(case="k", by=t.by, task=t.task): 2,
    lambda t: c.Release(case="k", by=t.by, task=t.task): 2,
    lambda t: c.Transfer(case="k", by=t.by, to=t.to, task=t.task): 4,
    lambda t: c.Delegate(case="k", by=t.by, to=t.to, task=t.task): 3,
    lambda t: c.Withdraw(case="k", by=t.chance.choice(("ini", t.by))): 1,
    lambda t: c.TakeBack(case="k", by=t.to, task=None): 5,
    lambda t: c.ConsentBack(case="k", by=t.by): 2,
    lambda t: c.DeclineBack(case="k", by=t.by): 1,
    lambda t: c.Comment(case="k", by=t.to, text=t.chance.choice(("hm", " "))): 1,
    lambda t: c.Remind(case="k", by=t.chance.choice(("ini", t.by))): 1,
    lambda t: c.Ask(case="k", by=t.by, to=t.to, text="?", task=t.task): 1,
    lambda t: c.CopyTo(case="k", by=t.by, to=(t.to,), receipt=True): 1,
    lambda t: c.Read(case="k", by=t.by): 1,
    lambda t: c.Reassign(case="k", by=_admin(t), to=t.to, reason="r", task=t.task): 1,
    lambda t: c.Suspend(case="k", by=_admin(t), reason="r"): 1,
    lambda t: c.Resume(case="k", by=_admin(t)): 1,
    lambda t: c.Jump(case="k", by=_admin(t), to=t.chance.choice(STEPS), reason="r"): 1,
    lambda t: c.Extend(case="k", by=_admin(t), to=t.chance.choice(("due + 1d", "due - 9d", "soon")), reason="r"): 1,
    lambda t: c.Escalate(case="k", by=_admin(t), reason="r"): 1,
}
"""What is tried, each so often. That somebody terminates the case is left out: the rest of its life would be refusals."""


def following(case: Case, chance: Random) -> list[c.OnCase]:
    """What only some situations allow, and chance would seldom hit: an answer to a request, and a seat that comes back."""
    who = chance.choice([person for task in case.tasks for person in people_of(task)] or PERSONS)
    asked: list[c.OnCase] = [c.ConsentBack(case="k", by=who), c.DeclineBack(case="k", by=who)] if case.asked_back else []
    lent = [task.holder for task in case.open_tasks if task.parked is not None and task.holder is not None]
    claimed = [task.holder for task in case.open_tasks if task.holder is not None and (task.tokens or task.candidates)]
    back: list[c.OnCase] = [c.GiveBack(case="k", by=holder, opinion="approve") for holder in lent]
    return [*asked, *back, *([c.Release(case="k", by=claimed[0])] if claimed and chance.random() < 0.2 else [])]


def doing(world: World, chance: Random) -> Doing:
    """What happens next: half of it brings the case on."""
    kind = chance.choices(("move", "verb", "pass", "change"), (10, 12, 1, 0.4))[0]
    if world.case.status is Status.SUSPENDED and chance.random() < 0.5:
        return c.Resume(case="k", by="adm")
    apt = chance.choice((*following(world.case, chance), None, None))
    if apt is not None:
        return apt
    if kind == "move":
        return Go(chance.randrange(60), chance.random() < 0.3, chance.choice((None, None, None, 0, 7, 9)))
    if kind == "pass":
        return Pass(chance.choice(("1h", "30h", "100h")))
    if kind == "change":
        return Change(chance.choice(PERSONS[1:6]), chance.choice((None, (), ("legal",), ("finance",), ("finance", "legal"))))
    return chance.choices(list(VERBS), list(VERBS.values()))[0](trial(world.case, chance))
