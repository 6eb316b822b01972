"""A small family of workflows, and everything that people, clocks and the directory may do to their cases: legal or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.model import Model
from signoff.engine.people_data import Person, Proxy
from signoff.testing import ManualClock

from ..engine.house import MONDAY, PEOPLE, Register

PERSONS = ("ini", "bob", "cat", "dan", "eve", "boss", "adm", "gus")
STRANGERS = ("nobody", "system:timer", "")
ACTIONS = (
    *("submit", "approve", "reject", "abstain", "return", "withdraw", "take_back", "consent_back", "decline_back"),
    *("give_back", "note", "stop", "fly"),
)
ANYTIME = ("remark", "halt", "hasten", "wake")
STEPS = ("draft", "one", "two", "three")
PLACES = (*STEPS, "one_1", "two_2")
"""Where an act or a jump may want to go: steps, and steps of chains."""

APPROVERS = (
    "role(legal)",
    "person(bob)",
    "initiator",
    "role(nobody)",
    "[person(bob), person(cat), role(finance)]",
    "[role(legal), role(legal) | role(finance), post_x@office]",
    "[person(bob), person(bob)]",
    "each(role(legal) | role(finance))",
    "{a: role(legal), b: {who: role(finance), when: amount > 5}}",
    "manager_of(initiator)",
    "actor_of(draft) | role(legal)",
)


RULES = (
    Proxy("bob", "dan", until=MONDAY.date() + timedelta(days=1)),
    Proxy("boss", "eve", kind="substitute_post"),
    Proxy("cat", "bob", kind="ab_role"),
    Proxy("eve", "fay", fallback="cat"),
)
"""Who stands in for whom; the first rule ends as time passes."""

NEEDS = (
    *("any", "any_approve", "all", "sequence", "2", "2/3", "1/2"),
    *("{need: 1/2, reject: 1/2, abstain: true}", "{need: 2/3, reject: collect}"),
)
COUNTED = (
    ("{a: {who: role(legal), weight: 3}, b: {who: each(role(finance)), weight: 2}}", "{need: 4, of: weight, reject: 2}"),
    ("[{who: person(bob), weight: 5}, {who: role(finance), weight: 2}, role(legal)]", "{need: 1/2, of: weight, reject: collect}"),
    ("{a: each(role(legal)), b: [person(boss), role(finance)]}", "{need: 1, of: each_group, reject: 2}"),
    ("{a: each(role(legal)), b: each(role(finance))}", "{need: 2, of: each_group, reject: 1/2}"),
    ("{a: each(role(legal) | role(finance)), b: person(boss)}", "{need: 1/2, of: each_group, reject: 3, abstain: true}"),
)
"""Approvers and a rule that counts their weights or their groups."""


CHAINS = (
    "management_line(initiator)",
    "{management_line: person(bob), levels: amount}",
    "{management_line: initiator, up_to: 'head', levels: 6 / amount}",
)
"""The second and the third cannot be worked out for every amount."""

ADDING = "{add_signer: anyone, remove_signer: any, transfer: anyone}"
BINDING = "{add_signer: {binding: true, depth: 2}, remove_signer: own, delegate: anyone}"


def _several(approvers: str) -> bool:
    return approvers[0] in "[{" or approvers.startswith("each")


@st.composite
def approval(draw: st.DrawFn, earlier: tuple[str, ...]) -> str:
    """The inside of an approval step."""
    approvers, rule = draw(st.tuples(st.sampled_from(APPROVERS), st.sampled_from(NEEDS)) | st.sampled_from(COUNTED))
    chain = draw(st.sampled_from(("", "", "", *CHAINS)))
    parts = [f"chain: {chain}" if chain else f"approvers: {approvers}"]
    if _several(approvers) and not chain:
        parts.append(f"rule: {rule}")
    rest: Mapping[str, tuple[str, ...]] = {
        "when": ("", "", "amount > 5", "1 / amount > 0"),
        "on_change": ("", "void", "keep"),
        "not_same_as": ("", "", "[draft]", f"[{', '.join(earlier)}]"),
        "may_edit": ("", "[amount]", "[amount, note]"),
        "allow": (
            "",
            "{transfer: anyone}",
            "{transfer: role(legal)}",
            "{delegate: anyone, transfer: anyone}",
            ADDING,
            ADDING,
            BINDING,
            BINDING,
        ),
        "due": ("", "1d"),
        "main": ("", "", "first", "last"),
        "actions": (
            "",
            "",
            "{approve: next, reject: rejected, note: stay, stop: {by: initiator, to: rejected}}",
            "{approve: {to: next, comment: required, require: {enough: amount > 0}}, reject: {to: draft}}",
            "{approve: [{when: amount > 5, to: next}, {to: draft}], reject: rejected}",
        ),
        "duplicate": ("none", "consecutive", "any", "forbid"),
        "self": ("allow", "skip", "superior", "forbid"),
        "empty": ("hold", "admin", "skip", "{assign: role(finance)}"),
        "insufficient_seats": ("hold", "admin", "clamp"),
    }
    for key, options in rest.items():
        value = draw(st.sampled_from(options))
        if value:
            parts.append(f"{key}: {value}")
    if "due: 1d" in parts:
        parts.append("escalate: [{at: due, remind: holder}, {at: due + 1d, per: seat, reassign: manager_of(holder)}]")
    return "{" + ", ".join(parts) + "}"


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of a workflow of the family."""
    count = draw(st.integers(1, 3))
    steps = [
        "  draft: {by: initiator, may_edit: [amount, note], due: 1d,"
        " escalate: [{at: due, every: 1d, times: 2, remind: holder}], actions: {submit: next, stop: rejected}}"
    ]
    for number in range(1, count + 1):
        steps.append(f"  {STEPS[number]}: {draw(approval(STEPS[:number]))}")
    back = draw(st.sampled_from(("any_earlier", "previous", "draft", "initiator")))
    comment = draw(st.sampled_from(("required", "optional")))
    until = draw(st.sampled_from(("first_decision", "end", STEPS[count])))
    taken = draw(st.sampled_from(("read", "claimed", "decided")))
    later = draw(st.sampled_from(("none", "ask_holder")))
    beside = "".join(
        draw(st.sampled_from(("", line)))
        for line in (
            "  remark: {by: role(legal) | initiator, may_edit: [note]}\n",
            "  halt: {by: role(finance), in: [open, approved], to: rejected}\n",
            f"  hasten: {{by: role(legal), to: {STEPS[count]}}}\n",
            "  wake: {by: role(finance) | initiator, in: [approved, rejected, withdrawn, terminated], to: draft}\n",
            f"  leap: {{by: system, when: amount > 8, in: draft, to: {STEPS[count]}}}\n",
            "  told: {by: system, when: amount > 5, effects: [{set: {note: 'told'}}]}\n",
        )
    )
    clocks = "".join(
        draw(st.sampled_from(("", line)))
        for line in (
            "  whole: {due: 3d, max: 9d, met: passed(draft), escalate: [{at: due, remind: holder}, {at: due + 1d, remind: initiator}]}\n",
            f"  late: {{from: {STEPS[count]}.entered, due: 2d, when: amount > 0, escalate: [{{at: due, act: reject}}]}}\n",
            "  grown: {due: 1d if amount > 5 else 2d, escalate: [{at: due - 1d, remind: initiator}, {at: due, to: rejected}]}\n",
        )
    )
    signs = draw(st.sampled_from(("", "signs: [amount]\n")))
    told = draw(st.sampled_from(("", "notify: [{event: opened, to: holder}, {event: overdue, to: initiator, receipt: true}]\n")))
    return (
        f"signoff: 1\nworkflow: w\n{signs}{told}data:\n  amount: {{type: integer, required: true}}\n  note: text\n"
        "defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}\n"
        f"return: {{to: {back}, comment: {comment}, resume: [rewalk, straight_back]}}\nwithdraw: {{until: {until}}}\n"
        f"take_back: {{until: {taken}, later: {later}}}\n"
        + (f"anytime:\n{beside}" if beside else "")
        + (f"deadlines:\n{clocks}" if clocks else "")
        + "steps:\n"
        + "\n".join(steps)
        + "\n"
    )


@dataclass(frozen=True)
class Pass:
    """Time passes, and what is due happens."""

    by: str


@dataclass(frozen=True)
class Change:
    """A person's roles change, or he leaves (roles None)."""

    person: str
    roles: tuple[str, ...] | None


@dataclass(frozen=True)
class Go:
    """One of the moves that are offered, of whomever: the n-th; with an edit where the step allows it."""

    number: int
    straight: bool = False
    amount: int | None = None


Doing: TypeAlias = c.OnCase | Pass | Change | Go

people = st.sampled_from((*PERSONS, *PERSONS, *PERSONS, *STRANGERS))
comments = st.sampled_from((None, None, "ok", " ", "x" * 10_001))
data = st.dictionaries(st.sampled_from(("amount", "note", "zz")), st.sampled_from((0, 1, 9, "n", 1.5, None)), max_size=2)
tasks = st.none() | st.integers(0, 9).map(str)
acts = st.builds(
    c.Act,
    case=st.just("k"),
    by=people,
    action=st.sampled_from((*ACTIONS, *ANYTIME)),
    comment=comments,
    data=st.just({}) | data,
    task=tasks,
    to=st.none() | st.sampled_from(PLACES),
    resume=st.none() | st.sampled_from(("rewalk", "straight_back", "reapprove_marked")),
    revision=st.none() | st.integers(1, 3),
)
adding = st.builds(
    c.AddSigner,
    case=st.just("k"),
    by=people,
    who=st.lists(st.sampled_from(PERSONS), min_size=0, max_size=2).map(tuple),
    where=st.sampled_from((None, "before", "after", "parallel")),
    rule=st.sampled_from(("all", "all", "any", "sequence", "1", "x")),
    task=tasks,
)
moves = st.builds(Go, st.sampled_from(range(31)), st.booleans(), st.sampled_from((None, None, None, None, 0, 1, 7, 9)))
sides = st.one_of(
    st.builds(c.Claim, case=st.just("k"), by=people, task=tasks),
    st.builds(c.Release, case=st.just("k"), by=people, task=tasks),
    st.builds(c.Transfer, case=st.just("k"), by=people, to=people, comment=comments, task=tasks),
    st.builds(c.Delegate, case=st.just("k"), by=people, to=people, comment=comments, task=tasks),
    adding,
    adding,
    st.builds(c.RemoveSigner, case=st.just("k"), by=people, task=st.integers(0, 9).map(str), comment=comments),
    st.builds(c.GiveBack, case=st.just("k"), by=people, opinion=st.none() | st.sampled_from(ACTIONS), task=tasks),
    st.builds(c.Reassign, case=st.just("k"), by=st.just("adm") | people, to=people, reason=st.just("r"), task=tasks),
    st.builds(c.Withdraw, case=st.just("k"), by=people, comment=comments),
    st.builds(c.TakeBack, case=st.just("k"), by=people, comment=comments, task=tasks),
    st.builds(c.ConsentBack, case=st.just("k"), by=people, comment=comments),
    st.builds(c.DeclineBack, case=st.just("k"), by=people, comment=comments),
    st.builds(c.Comment, case=st.just("k"), by=people, text=st.sampled_from(("hm", " "))),
    st.builds(c.Edit, case=st.just("k"), by=people, data=data, task=tasks),
    st.builds(c.Remind, case=st.just("k"), by=people),
    st.builds(c.Acknowledge, case=st.just("k"), by=people, code=st.sampled_from(("overdue", "silent", "dues")), reason=st.just("r")),
    st.builds(c.Ask, case=st.just("k"), by=people, to=people, text=st.sampled_from(("?", " ")), task=tasks),
    st.builds(c.CopyTo, case=st.just("k"), by=people, to=st.tuples(people), receipt=st.booleans()),
    st.builds(c.Read, case=st.just("k"), by=people),
    st.builds(c.Hold, case=st.just("k"), by=people, action=st.none() | st.sampled_from(ACTIONS), comment=comments, data=data, task=tasks),
)
administrators = st.just("adm") | people
ruling = st.one_of(
    st.builds(c.Suspend, case=st.just("k"), by=administrators, reason=st.just("r")),
    st.builds(c.Resume, case=st.just("k"), by=administrators, keep_due=st.booleans()),
    st.builds(c.Resume, case=st.just("k"), by=administrators),
    st.builds(c.Jump, case=st.just("k"), by=administrators, to=st.sampled_from(PLACES), reason=st.just("r")),
    st.builds(c.Extend, case=st.just("k"), by=administrators, to=st.sampled_from(("due + 1d", "2026-06-30", "soon")), reason=st.just("r")),
    st.builds(c.Escalate, case=st.just("k"), by=administrators, reason=st.just("r")),
    st.builds(c.Rearm, case=st.just("k"), by=administrators, reason=st.just("r")),
    st.builds(c.Terminate, case=st.just("k"), by=people, reason=st.just("r")),
)
passing = st.sampled_from(("1h", "30h", "100h")).map(Pass)
changes = st.builds(
    Change, st.sampled_from(PERSONS[1:6]), st.sampled_from((None, (), ("legal",), ("legal",), ("finance", "legal"), ("finance",)))
)
MIXED: tuple[st.SearchStrategy[Doing], ...] = (*(moves,) * 8, acts, acts, *(sides,) * 4, ruling, passing, changes)
doings: st.SearchStrategy[Doing] = st.sampled_from(range(len(MIXED))).flatmap(MIXED.__getitem__)
"""What may happen next; `moves` are what brings a case on, and so are more than the rest: `one_of` would weigh each verb like them.

A task is a number here: the n-th of the present slate.
"""


class World:
    """An engine with one case of a workflow of the family."""

    def __init__(self, text: str, amount: int = 1, database: object = "memory://", **settings: Any) -> None:
        self.clock, self.people = ManualClock(MONDAY), Register(*RULES)
        self.people.put(replace(PEOPLE["boss"], manager="adm"))
        self.engine = Engine(database, workflows=[text], directory=self.people, clock=self.clock, **settings)
        self.engine.start("w", by="ini", key="k", data={"amount": amount})

    @property
    def case(self) -> Case:
        """The folded case."""
        (found,) = self.engine.store.find("default", "k").cases.values()
        return found

    @property
    def model(self) -> Model:
        """Its definition, with its chains."""
        return self.engine._service.setting.registry.model_of(self.case, self.engine.store)

    def aimed(self, command: c.OnCase) -> c.OnCase:
        """The command with the id of the task that it means."""
        number, slate = getattr(command, "task", None), self.case.tasks
        if number is None or not slate:
            return command
        return replace(command, task=slate[int(number) % len(slate)].id)  # type: ignore[call-arg]

    def do(self, doing: Doing) -> None:
        """Let it happen; raises what the engine refuses with."""
        match doing:
            case Pass():
                self.clock.advance(doing.by)
                swept = self.engine.fire_timers()
                assert not swept.failed
            case Change():
                old = PEOPLE[doing.person]
                roles = doing.roles
                self.people.put(Person(old.id, unit="office", manager=old.manager, roles=roles or (), active=roles is not None))
            case Go():
                self._go(doing)
            case _:
                self.engine._run(self.aimed(doing))

    def run(self, doing: Doing) -> None:
        """The same with commands that name their task by its id."""
        if isinstance(doing, c.OnCase):
            self.engine._run(doing)
        else:
            self.do(doing)

    def _go(self, doing: Go) -> None:
        possible = [
            c.Act(case="k", by=person, action=offer.action, task=item.task.id, comment="ok", to=to, resume=resume)
            for person in PERSONS
            for item in self.engine.inbox(person)
            for offer in item.offers
            for to in offer.targets or (None,)
            for resume in ("straight_back" if doing.straight and offer.targets else None,)
        ]
        if not self.case.open:
            woken = ((person, offer.action) for person in PERSONS for offer in self.engine.offers("k", by=person))
            possible = [c.Act(case="k", by=person, action=action) for person, action in woken]
        # Rejecting ends everything and returning leads nowhere; a case is to live a while, and to come on.
        rare = ("reject", "stop", "halt") if doing.number % 4 else ("stop", "halt")
        possible = [act for act in possible if act.action not in rare and (act.action != "return" or doing.number % 3 == 0)] or possible
        if not possible:
            return
        act = possible[doing.number % len(possible)]
        editable = self.model.step(self.case.step).may_edit
        self.engine._run(replace(act, data={"amount": doing.amount} if doing.amount is not None and "amount" in editable else {}))

    def every_act(self) -> Iterator[c.Act]:
        """Every action by everybody, bare and with all that it may ask for."""
        slate = [task.id for task in self.case.tasks]
        for person in (*PERSONS, *STRANGERS):
            for action in (*ACTIONS, *ANYTIME):
                yield c.Act(case="k", by=person, action=action)
                yield c.Act(case="k", by=person, action=action, behalf_of="bob")
                yield c.Act(case="k", by=person, action=action, comment="ok", to="draft" if action == "return" else None)
                for task in slate[:3]:
                    yield c.Act(case="k", by=person, action=action, comment="ok", task=task)
