"""A town hall in which everything goes wrong once: a case for every reason code, made by commands and by faults that happen.

People leave and stand in for each other, a handler fails whenever it is called, a node stops, a plug-in, a calendar and definitions are not
there for the engine that looks. No row is edited.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from signoff import EffectCall, Refused
from signoff.adapters.delivery import Backoff
from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.calendars import Calendar
from signoff.engine.people_data import Person
from signoff.engine.ports import Definition
from signoff.testing import ManualClock

from ..engine.house import MONDAY, Register, workflow

CALENDAR = Calendar(id="town")
"""Weekends only, open round the clock."""
SUNDAYS = Calendar(id="works", weekend=frozenset(range(6)))
"""A mistake in a file: only Sundays are working days."""
WEEKDAYS = Calendar(id="works")
"""The same file mended, and nobody has counted anew."""


class Lost:
    """A store whose table of definitions was brought back from an old backup: some are `gone`, some are of a `newer` release."""

    def __init__(self, store: object, gone: str, newer: str) -> None:
        self._store, self._gone, self._newer = store, gone, newer

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def definition(self, hash: str) -> Definition | None:
        if hash == self._gone:
            return None
        if hash == self._newer:
            return Definition(hash, "newer", None, '{"id":"newer","steps_of_tomorrow":{}}')
        found: Definition | None = self._store.definition(hash)  # type: ignore[attr-defined]
        return found


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a case comes to stand still: its workflow, what happens to it, and what `stuck` has to say.

    `root` is the kind and the ids of the root cause. `along` are codes that come with this one by their nature, `below` those of its child.
    """

    steps: str
    root: tuple[str, tuple[str, ...]]
    happens: Callable[["Town", str], object] = lambda town, key: None
    data: str = ""
    given: Mapping[str, object] | None = None
    head: str = ""
    policies: Mapping[str, str] | None = None
    along: tuple[str, ...] = ()
    below: Mapping[str, str] | None = None
    variant: str = ""

    def text(self, code: str) -> str:
        """The workflow; its id is the code with dashes."""
        told = workflow(self.steps, head=self.head, data=self.data, **(self.policies or {}))
        return told.replace("workflow: w\n", f"workflow: {named(code)}\n", 1)


def named(code: str) -> str:
    """A workflow's name, and its case's key."""
    return code.replace("_", "-")


class Town:
    """The engine with which everything began, and the one that looks afterwards."""

    def __init__(self, database: object, troubles: Mapping[str, Trouble]) -> None:
        self.clock, self.people, self.troubles = ManualClock(MONDAY), Register(), troubles
        self.texts = {code: trouble.text(code) for code, trouble in troubles.items()}
        self.engine = Engine(
            database,
            workflows=list(self.texts.values()),
            directory=self.people,
            clock=self.clock,
            calendars={"town": CALENDAR, "works": SUNDAYS},
            plugins=[
                Plugin("signoff.effects", "post", "1", never_works),
                Plugin("signoff.effects", "seal", "1", never_works),
                Plugin("signoff.resolvers", "owner_of", "1", lambda argument: ("bob",)),
            ],
            backoff=Backoff(tries=2, jitter=0),
        )

    def play(self) -> None:
        """Start every case, and let happen what happens to it."""
        for code, trouble in self.troubles.items():
            key = named(code)
            self.engine.start(key, by="ini", key=key, data=trouble.given or {})
            trouble.happens(self, key)

    def after(self) -> Engine:
        """The engine that looks: on the same tables, without plug-ins and calendars, on a process that ticks and delivers notices."""
        store = self.engine.store
        if {"definition_missing", "definition_unreadable"} <= self.troubles.keys():
            hashes = [self.engine.case(named(code)).definition for code in ("definition_missing", "definition_unreadable")]
            store = Lost(store, *hashes)  # type: ignore[assignment]
        return Engine(store, workflows=[], directory=self.people, clock=self.clock, calendars={"works": WEEKDAYS})


def never_works(call: EffectCall) -> None:
    """An effect that fails whenever it is called."""
    raise ConnectionError("no such counter")


def act(*deeds: tuple[str, str]) -> Callable[[Town, str], object]:
    """Somebody does something, one after the other."""

    def happens(town: Town, key: str) -> None:
        for person, action in deeds:
            town.engine.act(key, action, by=person)

    return happens


def leaves(*people: str) -> Callable[[Town, str], object]:
    """These are no longer active."""
    return lambda town, key: town.people.leave(*people)


def tried_in_vain(town: Town, key: str) -> None:
    """Somebody who holds nothing tries three times, later than the last event."""
    town.clock.advance(timedelta(minutes=1))
    for _ in range(3):
        with suppress(Refused):
            town.engine.act(key, "approve", by="eve")


def goes_back_and_forth(town: Town, key: str) -> None:
    """Three returns with different words."""
    for word in ("the sum is missing", "the sum is wrong", "the sum again"):
        town.engine.act(key, "submit", by="ini")
        town.engine.act(key, "return", by="bob", to="draft", comment=word)


def others_are_quick(town: Town, key: str) -> None:
    """Thirty others of its kind take an hour each."""
    for number in range(30):
        town.engine.start(key, by="ini", key=f"{key}-{number}")
    town.clock.advance("1h")
    for number in range(30):
        town.engine.act(f"{key}-{number}", "approve", by="bob")


def away(*pairs: tuple[str, str]) -> Callable[[Town, str], object]:
    """Somebody is away until the end of July, and another stands in."""

    def happens(town: Town, key: str) -> None:
        for principal, proxy in pairs:
            town.engine.proxy(principal, proxy, by=principal, reason="on leave", until=date(2026, 7, 31), scope=[key])

    return happens


STRANGERS = (
    Person("kim", unit="office", manager="boss"),
    Person("lee", unit="office", manager="boss"),
    Person("mia", unit="office", manager="boss"),
)
"""Those who will be gone."""

TROUBLES: Mapping[str, Trouble] = {
    "nobody_assigned": Trouble("check: {approvers: role(nurse)}", ("expression", ("role(nurse)",))),
    "candidates_empty": Trouble("check: {approvers: role(audit)}", ("person", ("fay",))),
    "holder_inactive": Trouble("check: {approvers: person(kim)}", ("person", ("kim",))),
    "holder_unknown": Trouble("check: {approvers: person(lee)}", ("person", ("lee",))),
    "duties_leave_nobody": Trouble(
        "one: {approvers: person(bob)}\ntwo: {approvers: person(bob), not_same_as: [one]}", ("person", ("bob",)), act(("bob", "approve"))
    ),
    "holder_away": Trouble("check: {approvers: person(dan)}", ("person", ("dan",)), away(("dan", "kim"))),
    "delegation_loop": Trouble("check: {approvers: person(bob)}", ("person", ("bob", "cat")), away(("bob", "cat"), ("cat", "bob"))),
    "quorum_unattainable": Trouble(
        "check: {approvers: [person(kim), person(mia), person(bob)], rule: 2}", ("person", ("kim", "mia")), along=("holder_inactive",) * 2
    ),
    "overdue": Trouble("check: {approvers: person(bob), due: 1d, escalate: none}", ("person", ("bob",))),
    "ladder_exhausted": Trouble(
        "check: {approvers: person(bob), due: 1d, escalate: [{at: due, remind: holder}]}", ("person", ("bob",)), along=("overdue",)
    ),
    "timer_missing": Trouble(
        "check: {approvers: person(bob), may_edit: [day], due: day + 1d, escalate: [{at: due - 1d, remind: holder}]}",
        ("expression", ("day + 1d",)),
        data="day: {type: date}",
        given={"day": "9999-12-31"},
    ),
    "timer_unfired": Trouble(
        "check: {approvers: person(bob), due: 40d, escalate: [{at: due - 11d, remind: holder}]}", ("process", ("hall",))
    ),
    "suspended": Trouble(
        "check: {approvers: person(bob)}",
        ("person", ("adm",)),
        lambda t, key: t.engine.suspend(key, by="adm", reason="a ruling is awaited"),
    ),
    "silent": Trouble("check: {approvers: person(bob)}", ("person", ("bob",)), others_are_quick),
    "no_move": Trouble(
        "wait: {by: initiator, actions: {go: {to: next, when: sum > 5}}}",
        ("expression", ("sum > 5",)),
        data="sum: {type: integer, default: 1}",
    ),
    "guard_raises": Trouble(
        "wait: {by: initiator, actions: {go: {to: next, when: 10 / sum > 5}}}",
        ("expression", ("10 / sum > 5",)),
        data="sum: {type: integer, default: 0}",
    ),
    "ping_pong": Trouble(
        "draft: {by: initiator}\ncheck: {approvers: person(bob), return: {to: any_earlier, resume: [rewalk]}}",
        ("person", ("bob", "ini")),
        goes_back_and_forth,
    ),
    "child_stuck": Trouble(
        "split: {parallel: {law: {steps: {read: {approvers: role(nurse)}}}}}",
        ("case", ("child-stuck/law",)),
        below={"law": "nobody_assigned"},
    ),
    "not_opened": Trouble(
        "draft: {by: initiator, may_edit: [parts]}\n"
        "split: {parallel: {part: {for_each: p in parts.where(10 / (it - 1) > 0), steps: {do: {by: role(legal)}}}}}",
        ("expression", ("part",)),
        act(("ini", "submit")),
        data="parts: {type: list, of: integer}",
        given={"parts": [1, 2]},
    ),
    "join_open": Trouble(
        "split: {parallel: {law: {steps: {read: {approvers: person(bob)}}}}, join: 10 / sum > 0}",
        ("step", ("split",)),
        lambda town, key: town.engine.act(f"{key}/law", "approve", by="bob"),
        data="sum: {type: integer, default: 0}",
    ),
    "other_case_over": Trouble(
        "wait: {by: initiator, actions: {told: {by: case(main), to: next}}}",
        ("case", ("nowhere",)),
        data="main: {type: text, default: nowhere}",
    ),
    "effect_dead": Trouble(
        "one: {approvers: person(bob), actions: {approve: {to: next, effects: [{call: post}]}}}\ntwo: {approvers: person(bob)}",
        ("effect", ("post",)),
        act(("bob", "approve")),
    ),
    "effect_waiting": Trouble(
        "one: {approvers: person(bob), actions: {approve: {to: next, effects: [{call: seal}]}}}\ntwo: {approvers: person(bob)}",
        ("effect", ("call:seal@1",)),
    ),
    "plugin_missing": Trouble("check: {approvers: owner_of(initiator)}", ("plugin", ("signoff.resolvers:owner_of@1",))),
    "definition_missing": Trouble("check: {approvers: person(bob)}", ("definition", ())),
    "definition_unreadable": Trouble("one: {approvers: person(bob)}\ntwo: {approvers: person(bob)}", ("definition", ())),
    "calendar_missing": Trouble(
        "check: {approvers: person(bob), due: 90wd, escalate: [{at: due - 1wd, remind: holder}]}",
        ("calendar", ("town",)),
        head="calendar: town",
    ),
    "commands_failing": Trouble("check: {approvers: person(bob)}", ("person", ("eve",)), tried_in_vain),
}
"""By reason code, in the order of the table of reasons."""

VARIANTS: Mapping[str, Trouble] = {
    "timer_missing_rungs": Trouble(
        "check: {approvers: person(bob), due: 60d, escalate: [{at: due - 12wd, remind: holder}]}",
        ("expression", ("60d",)),
        head="calendar: works",
        variant="rungs",
    ),
    "timer_missing_clock": Trouble(
        "check: {approvers: person(bob)}",
        ("expression", ("reply",)),
        head="deadlines: {reply: {from: started, when: today >= day, due: 90d}}",
        data="day: {type: date, default: 2026-06-20}",
        variant="clock_missing",
    ),
    "timer_missing_clock_rungs": Trouble(
        "check: {approvers: person(bob)}",
        ("expression", ("reply",)),
        head="calendar: works\ndeadlines: {reply: {due: 60d, escalate: [{at: due - 12wd, remind: holder}]}}",
        variant="clock_rungs",
    ),
}
"""More ways in which timers are missing: by a name of their own, each with the variant of its finding."""
AHEAD: Mapping[str, Trouble] = {
    "calendar_missing_ahead": Trouble(
        "ask: {by: initiator}\ncheck: {approvers: person(bob), due: 90wd}", ("calendar", ("town",)), head="calendar: town", variant="ahead"
    ),
}
"""What stops a case only when it goes on."""
WHOLE: Mapping[str, Trouble] = {**TROUBLES, **VARIANTS, **AHEAD}
"""Everything that goes wrong in the town."""


def code_of(name: str) -> str:
    """The reason code of a trouble."""
    return "timer_missing" if name in VARIANTS else "calendar_missing" if name in AHEAD else name


def troubled(database: object, troubles: Mapping[str, Trouble] = WHOLE) -> Town:
    """The town after a month in which all this has come to pass."""
    town = Town(database, troubles)
    town.people.put(*STRANGERS)
    town.play()
    town.engine.tick()
    town.clock.advance("2d")
    town.engine.tick()
    if "effect_waiting" in troubles:
        town.engine.act("effect-waiting", "approve", by="bob")
    town.clock.advance("1h")
    hall = Engine(town.engine.store, workflows=[], directory=town.people, clock=town.clock, node="hall")
    hall.tick()
    town.engine.leave()
    town.people.leave("fay", "kim", "mia")
    del town.people.people["lee"]
    town.clock.advance("28d")
    hall.heart.did("deliver", {"ok": True})
    return town
