"""A family of workflows with branches, lists, workflows below and joins of every kind, and all that may happen anywhere in their trees."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeAlias

from hypothesis import strategies as st

from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.events import Event
from signoff.engine.model import Model
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


@dataclass(frozen=True)
class Steer:
    """What few situations allow and chance would seldom hit: the n-th of what can be added, taken out, or mended in the draft now."""

    number: int
    verb: type[c.OnCase]


Doing: TypeAlias = Go | At | Change | Steer

people = st.sampled_from(PERSONS)
administrators = st.just("adm") | people
BRANCHES = tuple(f"b{number}" for number in range(1, 6))
EDITS: tuple[Mapping[str, object], ...] = ({"zero": 0}, {"zero": 9}, {"parts": ["c"]}, {"parts": list("abcdef")})
STEERED = (c.StartBranch, c.CancelBranch, c.Edit)
edits = st.sampled_from(EDITS)
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
steers = st.builds(Steer, st.integers(0, 60), st.sampled_from(STEERED))
doings: st.SearchStrategy[Doing] = st.one_of(moves, moves, moves, moves, st.builds(At, st.integers(0, 9), commands), changes, steers)
"""What may happen next."""


class Tree:
    """An engine with one case of a workflow of the family, and all that is below it."""

    def __init__(self, text: str, database: object = "memory://", **settings: Any) -> None:
        self.people, clock = Register(), ManualClock(MONDAY)
        workflows = [text, INNER]
        self.engine = Engine(database, workflows=workflows, directory=self.people, clock=clock, limits=Limits(children=8), **settings)
        self.engine.start("w", by="ini", key="k", data={"parts": ["a", "b"], "bad": [1]})

    @property
    def cases(self) -> Mapping[str, Case]:
        """All cases of the tree by id, as they are stored."""
        return self.engine.store.find("default", "w/k").cases

    def model_of(self, case: Case) -> Model:
        """The model of a case."""
        return self.engine._service.setting.registry.model_of(case, self.engine.store)

    @property
    def models(self) -> Mapping[str, Model]:
        """The model of each of them, by id."""
        return {id: self.model_of(case) for id, case in self.cases.items()}

    @property
    def root(self) -> Case:
        """The case that all others are below."""
        return next(case for case in self.cases.values() if case.parent is None)

    @property
    def history(self) -> tuple[Event, ...]:
        """What has happened to the tree, in its order."""
        return tuple(link.event for link in self.engine.store.history("default", self.root.id))

    @property
    def by_key(self) -> list[Case]:
        """All cases in the order of their keys, which is the same in every run."""
        return sorted(self.cases.values(), key=lambda case: case.key)

    def do(self, doing: Doing) -> None:
        """Let it happen; raises what the engine refuses with."""
        if isinstance(doing, Change):
            old = PEOPLE[doing.person]
            self.people.put(replace(old, roles=doing.roles or (), active=doing.roles is not None))
            return
        command = self.meant(doing)
        if command is not None:
            self.engine._run(command)

    def meant(self, doing: Go | At | Steer) -> c.OnCase | None:
        """The command that this comes to now; None where there is nothing of the kind."""
        possible = list[c.OnCase]()
        match doing:
            case At():
                cases = self.by_key
                return replace(doing.command, case=cases[doing.number % len(cases)].id)
            case Go():
                possible += self.offered(doing.straight)
            case Steer():
                possible += self.steered(doing.verb)
        return possible[doing.number % len(possible)] if possible else None

    def steered(self, verb: type[c.OnCase]) -> Iterator[c.OnCase]:
        """What an administrator can add to an open case or take out of it, and how its initiator can mend its draft."""
        for case in self.by_key:
            model, running = self.model_of(case), [child for child in case.children if child.open]
            if verb is c.CancelBranch:
                yield from (c.CancelBranch(case=case.id, by="adm", branch=one.branch, element=one.element, reason="r") for one in running)
            elif case.open and verb is c.StartBranch:
                yield from (
                    c.StartBranch(case=case.id, by="adm", branch=id, element=element, reason="r")
                    for id in model.step(case.step).parallel
                    for element in ((None,) if model.workflow.branches[id].loop is None else ("a", "y", "z"))
                )
            elif case.open and verb is c.Edit and model.step(case.step).may_edit:
                yield from (c.Edit(case=case.id, by="ini", data=data) for data in EDITS)

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
