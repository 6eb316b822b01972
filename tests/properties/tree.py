"""A family of workflows with branches, lists, workflows below and joins of every kind, and all that may happen anywhere in their trees."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeAlias

from hypothesis import strategies as st

from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.ports import Wanted
from signoff.engine.world import Limits
from signoff.testing import ManualClock

from ..engine.house import MONDAY, PEOPLE, Register

PERSONS = ("ini", "bob", "cat", "dan", "eve", "fay", "boss", "adm")
ACTIONS = ("submit", "approve", "reject", "return", "withdraw", "free", "back", "on")
JOINS = ("all", "any", "none", "1/2", "2/3", "1")
LISTS = ("parts", "parts if zero > 0 else bad.where(it / 0 > 1)")
KINDS: tuple[Mapping[str, object], ...] = (
    {},
    {},
    {},
    {"wait": False},
    {"wait": False, "outlives": True},
    {"keep_if_done": True},
    {"when": "zero < 5"},
)
POLICIES = {"empty": "hold", "duplicate": "none", "self": "allow", "insufficient_seats": "hold"}
INNER = f"""
signoff: 1
workflow: inner
withdraw: {{until: end}}
defaults: {json.dumps(POLICIES)}
steps:
  look: {{approvers: role(legal)}}
"""

Plain: TypeAlias = dict[str, object]


def approval(draw: st.DrawFn, before: list[str]) -> Plain:
    """A decision; its duties look back over the split."""
    approvers, rule = draw(
        st.sampled_from(
            (
                ("role(legal)", None),
                ("person(bob)", None),
                ("each(role(legal))", "all"),
                ("each(role(legal) | role(finance))", "1/2"),
                ("[role(legal), role(finance)]", "any"),
                ("[person(bob), person(dan)]", "sequence"),
            )
        )
    )
    entries = approvers.strip("[]").split(", ") if approvers.startswith("[") else approvers
    made: Plain = {"approvers": entries, "allow": {"transfer": "anyone"}}
    made |= {"rule": rule} if rule else {}
    made["duplicate"] = draw(st.sampled_from(("none", "none", "consecutive", "any", "forbid")))
    made["return"] = {"to": "any_earlier", "comment": "optional", "resume": ["rewalk", "straight_back"]}
    named = draw(st.sampled_from((None, None, *before)))
    return made | ({"not_same_as": [named]} if named else {})


def branch(draw: st.DrawFn, names: Iterator[int], before: list[str], depth: int) -> Plain:
    """A branch: a workflow of its own, or steps in place; perhaps for each element of a list, perhaps with branches inside."""
    number = next(names)
    looped = draw(st.sampled_from((None, None, *LISTS)))
    made: Plain = {"for_each": f"p{number} in {looped}"} if looped else {}
    made |= draw(st.sampled_from(KINDS))
    if draw(st.integers(0, 5)) == 0:
        return {**made, "workflow": "inner"}
    steps: Plain = {}
    if depth and draw(st.integers(0, 3)) == 0:
        steps[f"split{number}"] = split(draw, names, before, depth - 1)
    steps[f"check{number}"] = approval(draw, before)
    if draw(st.booleans()):
        back = {"back": "parent.draft"} if depth else {}
        steps[f"do{number}"] = {"by": "role(finance)", "actions": {"submit": "next", "free": f"void{number}", **back}}
        steps |= {f"ok{number}": {"end": "done"}, f"void{number}": {"end": "void"}}
    return {**made, **draw(st.sampled_from(({}, {"withdraw": {"until": "end"}}))), "steps": steps}


def split(draw: st.DrawFn, names: Iterator[int], before: list[str], depth: int) -> Plain:
    """A step that opens branches."""
    branches = {f"b{next(names)}": branch(draw, names, before, depth) for _ in range(draw(st.integers(1, 3)))}
    made: Plain = {
        "parallel": branches,
        "join": draw(st.sampled_from(JOINS[: 6 if any("wait" not in one for one in branches.values()) else 5])),
        "rest": draw(st.sampled_from(("cancel", "keep"))),
    }
    return {**made, **draw(st.sampled_from(({}, {}, {"else": "draft"})))} if depth else made


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of a workflow of the family."""
    names = count(1)
    steps: Plain = {"draft": {"by": "initiator", "may_edit": ["zero", "parts"]}}
    before = ["draft"]
    if draw(st.booleans()):
        steps["first"] = approval(draw, before)
        before = ["draft", "first"]
    steps["split"] = split(draw, names, before, 1)
    steps["sign"] = approval(draw, before)
    lists = {name: {"type": "list", "of": of} for name, of in (("parts", "text"), ("bad", "integer"))}
    whole = {
        "signoff": 1,
        "workflow": "w",
        "data": {"zero": {"type": "integer", "default": draw(st.sampled_from((1, 1, 0)))}, **lists},
        "defaults": POLICIES,
        "withdraw": {"until": draw(st.sampled_from(("end", "first_decision")))},
        "steps": steps,
    }
    return json.dumps(whole, indent=1)


@dataclass(frozen=True)
class Go:
    """One of the moves that are offered, of whomever, in whichever case: the n-th."""

    number: int
    straight: bool = False


@dataclass(frozen=True)
class At:
    """A command on the n-th case of the tree."""

    number: int
    command: c.OnCase


@dataclass(frozen=True)
class Change:
    """A person's roles change, or he leaves (roles None)."""

    person: str
    roles: tuple[str, ...] | None


Doing: TypeAlias = Go | At | Change

people = st.sampled_from(PERSONS)
administrators = st.just("adm") | people
BRANCHES = tuple(f"b{number}" for number in range(1, 6))
edits = st.sampled_from(({"zero": 0}, {"zero": 9}, {"parts": ["c"]}, {"parts": list("abcdef")}))
places = st.sampled_from(("draft", "split", "sign", "check1", "do2"))
elements = st.sampled_from((None, None, "a", "b", "z", {"name": "a"}))
here, why = st.just(""), st.just("r")
branches = st.sampled_from(BRANCHES)
targets = st.sampled_from((None, "draft", "first", "parent.draft", "check1", "check2"))
resumes = st.sampled_from((None, "straight_back"))
commands: st.SearchStrategy[c.OnCase] = st.one_of(
    st.builds(c.Act, case=here, by=people, action=st.sampled_from(ACTIONS), to=targets, resume=resumes),
    st.builds(c.Withdraw, case=here, by=people),
    st.builds(c.Transfer, case=here, by=people, to=people),
    st.builds(c.Claim, case=here, by=people),
    st.builds(c.Reassign, case=here, by=administrators, to=people, reason=why),
    st.builds(c.Edit, case=here, by=people, data=edits),
    st.builds(c.Suspend, case=here, by=administrators, reason=why),
    st.builds(c.Resume, case=here, by=administrators),
    st.builds(c.Terminate, case=here, by=administrators, reason=why),
    st.builds(c.Jump, case=here, by=administrators, to=places, reason=why),
    st.builds(c.Retry, case=here, by=administrators, reason=why),
    st.builds(c.StartBranch, case=here, by=administrators, branch=branches, element=elements, reason=why),
    st.builds(c.CancelBranch, case=here, by=administrators, branch=branches, element=elements, reason=why),
)
moves = st.builds(Go, st.integers(0, 60), st.booleans())
changes = st.builds(Change, st.sampled_from(PERSONS[1:6]), st.none() | st.sampled_from(((), ("legal",), ("finance", "legal"))))
doings: st.SearchStrategy[Doing] = st.one_of(moves, moves, moves, moves, st.builds(At, st.integers(0, 9), commands), changes)
"""What may happen next."""


class Tree:
    """An engine with one case of a workflow of the family, and all that is below it."""

    def __init__(self, text: str, database: str = "memory://") -> None:
        self.people = Register()
        self.engine = Engine(database, workflows=[text, INNER], directory=self.people, clock=ManualClock(MONDAY), limits=Limits(children=8))
        self.engine.start("w", by="ini", key="k", data={"parts": ["a", "b"], "bad": [1]})

    @property
    def cases(self) -> Mapping[str, Case]:
        """All cases of the tree by id, as they are stored."""
        return self.engine.store.find("default", "w/k").cases

    def nth(self, number: int) -> str:
        """The id of the n-th case."""
        ids = sorted(self.cases)
        return ids[number % len(ids)]

    def do(self, doing: Doing) -> None:
        """Let it happen; raises what the engine refuses with."""
        match doing:
            case Go():
                possible = list(self.offered(doing.straight))
                if possible:
                    self.engine._run(possible[doing.number % len(possible)])
            case At():
                self.engine._run(replace(doing.command, case=self.nth(doing.number)))
            case Change():
                old = PEOPLE[doing.person]
                self.people.put(replace(old, roles=doing.roles or (), active=doing.roles is not None))

    def offered(self, straight: bool = False) -> Iterator[c.Act]:
        """What lies in the inboxes; rejecting and withdrawing end so much that they come last."""
        found = [
            c.Act(case=item.case.id, by=person, action=offer.action, task=item.task.id, to=to, resume=resume)
            for person in PERSONS
            for item in self.engine.inbox(person)
            for offer in item.offers
            for to in offer.targets or (None,)
            for resume in ("straight_back" if straight and offer.targets else None,)
        ]
        mild = [act for act in found if act.action not in ("reject", "withdraw", "back")]
        yield from mild if mild and not straight else found

    def tried(self, command: c.OnCase) -> None:
        """Carry a command out, with all that follows from it, and write nothing; raises what it is refused with."""
        service = self.engine._service
        with service.store.begin() as unit:
            (stored,) = unit.load(Wanted("default", case=command.case)).aggregates
            service.carrier(stored, service.world(service.now(), unit)).carry(command, stored.meant.id)

    def every_act(self) -> Iterator[c.Act]:
        """Every action by everybody on every case."""
        for case in self.cases.values():
            for person in PERSONS:
                for action in ACTIONS:
                    to = "draft" if action == "return" else None
                    yield c.Act(case=case.id, by=person, action=action, to=to)
