"""What racing processes ask for: the workflow, its people, and every verb with how often it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from signoff.engine import commands as c
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.views import CaseView
from signoff.workflows.loader import load

LEGAL = ("li", "lu", "mo", "na")
PERSONS = ("ann", "he", *LEGAL, "adm")
PEOPLE = PeopleFile({}, {id: Person(id, roles=(("legal",) if id in LEGAL else ()) + (("admin",) if id == "adm" else ())) for id in PERSONS})
RACED = """
signoff: 1
workflow: raced
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
series: {papers: {format: "P{seq}", per: none}}
data: {note: text, paper: text}
return: {to: any_earlier, comment: optional, resume: [rewalk, straight_back]}
withdraw: {by: initiator, until: end}
take_back: {until: decided}
steps:
  draft:
    by: initiator
    may_edit: [note]
    due: 1h
    escalate: [{at: due, every: 1h, times: 3, remind: holder}]
  check:
    approvers: role(legal)
    may_edit: [note]
    allow: {transfer: anyone, delegate: anyone}
    due: 1h
    escalate: [{at: due, remind: holder}, {at: due + 1h, notify: person(ann)}]
  vote:
    approvers: each(role(legal))
    rule: 2/3
    allow: {transfer: anyone}
    effects: [{call: keep, with: [case: 'k']}]
  both:
    parallel:
      one: {steps: {first: {approvers: role(legal), due: 1h, escalate: [{at: due, remind: holder}]}}}
      two: {steps: {second: {approvers: [person(he), role(legal)], rule: all}}}
  file:
    by: person(he)
    actions: {file: {to: approved, effects: [{allocate: paper, from: papers}]}}
"""
READ = load(RACED, plugins={"signoff.effects": {"keep": "1"}}).workflow


@dataclass(frozen=True)
class Wish:
    """What a command is made of: the case, somebody, somebody else, words that no other command has, a seat, and chance."""

    case: str
    by: str
    to: str
    words: str
    id: str
    seat: Mapping[str, Any]
    chance: Random

    @property
    def mine(self) -> dict[str, Any]:
        """What every command has: the case, who asks, the id of the request."""
        return {"case": self.case, "by": self.by, "request_id": self.id}

    @property
    def ruling(self) -> dict[str, Any]:
        """The same of an administrator, with a reason."""
        return {**self.mine, "by": "adm", "reason": self.words}


def wish(view: CaseView, words: str, id: str, chance: Random) -> Wish:
    """Mostly of somebody who holds a seat, mostly naming it."""
    task = chance.choice(view.tasks) if view.tasks else None
    holder = task.holder if task is not None and task.holder is not None else chance.choice(LEGAL)
    by = holder if chance.random() < 0.8 else chance.choice(PERSONS)
    seat = {"task": task.id} if task is not None and chance.random() < 0.7 else {}
    return Wish(view.id, by, chance.choice(PERSONS), words, id, seat, chance)


def command(given: Wish) -> c.Command:
    """Something to ask for."""
    verb: Callable[[Wish], c.Command] = given.chance.choices(list(VERBS), list(VERBS.values()))[0]
    return verb(given)


def _act(t: Wish) -> c.Command:
    action = t.chance.choices(("approve", "submit", "file", "reject", "return"), (10, 6, 4, 1, 1.5))[0]
    back: dict[str, Any] = {"to": "draft", "resume": t.chance.choice((None, "straight_back"))} if action == "return" else {}
    return c.Act(**t.mine, action=action, comment=t.words, **t.seat, **back)


VERBS: Mapping[Callable[[Wish], c.Command], float] = {
    _act: 60,
    lambda t: c.Claim(**t.mine, **t.seat): 8,
    lambda t: c.Release(**t.mine, **t.seat): 3,
    lambda t: c.Transfer(**t.mine, to=t.to, comment=t.words, **t.seat): 4,
    lambda t: c.Delegate(**t.mine, to=t.to, comment=t.words, **t.seat): 3,
    lambda t: c.GiveBack(**t.mine, comment=t.words, **t.seat): 3,
    lambda t: c.Comment(**t.mine, text=t.words): 5,
    lambda t: c.Ask(**t.mine, to=t.to, text=t.words, **t.seat): 1,
    lambda t: c.CopyTo(**t.mine, to=(t.to,), text=t.words): 1,
    lambda t: c.Edit(**t.mine, data={"note": t.words}): 4,
    lambda t: c.TakeBack(**t.mine, comment=t.words): 3,
    lambda t: c.Suspend(**t.ruling): 1,
    lambda t: c.Resume(**t.ruling): 4,
    lambda t: c.Jump(**t.ruling, to="check"): 1,
    lambda t: c.Escalate(**t.ruling): 1,
    lambda t: c.Acknowledge(**t.ruling, code="overdue"): 1,
    lambda t: c.Extend(**t.ruling, to="due + 1h"): 1,
    lambda t: c.Reassign(**t.ruling, to=t.to): 1,
    lambda t: c.Withdraw(**{**t.mine, "by": "ann"}, comment=t.words): 0.3,
    lambda t: c.Terminate(**t.ruling): 0.2,
}
"""What is asked for, each so often."""


def token_of(command: c.Command) -> str | None:
    """The words by which the command can be told in the history; claims and releases leave none."""
    data: Mapping[str, object] = getattr(command, "data", {})
    said = [getattr(command, name, None) for name in ("comment", "text", "reason")] + list(data.values())
    return next((str(words) for words in said if words), None)
