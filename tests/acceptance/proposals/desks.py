"""The desks over which a reply goes by itself, without the case that it answers: people who change, and what one reads off a reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from signoff import CaseView, Refused
from signoff.adapters.directory import StaticDirectory
from signoff.engine.events import Event, Noticed, Superseded
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import PeopleFile, Person, Proxy, Unit
from signoff.testing import Trial, engine_for

from .office import ZONE as ZONE
from .office import city, definitions

KEY = "6115"
CONTACTS = [{"phase": "pre", "mode": "phone"}, {"phase": "mid", "mode": "symposium"}]
REPLY: Mapping[str, object] = {
    "case_no": "6115",
    "title": "关于台城至斗山S273路段拓宽的建议",
    "unit": "transport",
    "follow_up_officer": "chen",
    "text": "r1",
    "result_class": "A",
    "disclosure": "full",
    "contact_person": "甲一",
    "phone": "0750-5550000",
    "contacts": CONTACTS,
}
"""A reply of U1 that is fit to be handed in."""
JOINT: Mapping[str, object] = {**REPLY, "joint": True, "co_units": ["finance", "highways", "urban_management"]}
"""The same, to be countersigned by U2, U3 and U5."""
OPINION: Mapping[str, object] = {
    "case_no": "6022",
    "title": "关于加强绿道管理的建议",
    "document_kind": "co_opinion",
    "unit": "transport",
    "text": "r1",
    "contact_person": "甲一",
    "phone": "0750-5550000",
}
"""A co-handling opinion of U1 to the unit of the upper level that leads."""

CHAIN = (
    ("submit", "a1", None),
    ("approve", "a3", None),
    ("approve", "a4", None),
    ("approve", "li", None),
    ("approve", "huang", None),
    ("approve", "zhou", None),
    ("approve", "wu", "同意"),
    ("pass", "li", None),
    ("issue", "li", None),
)
"""Who does what, from the draft to the issue."""
DESKS = (
    "drafting",
    "unit_check",
    "unit_sign",
    "section_revision",
    "deputy_director_review",
    "director_check",
    "city_leader_approval",
    "pre_print_check",
    "numbering_sealing",
)
"""The steps at which these acts are done."""


class Staff:
    """The people file that ships, in which persons change."""

    def __init__(self, people: PeopleFile) -> None:
        self.people = people
        self._now = StaticDirectory(people)

    def put(self, person: Person) -> None:
        """Add a person, or replace one."""
        self.people = replace(self.people, people={**self.people.people, person.id: person})
        self._now = StaticDirectory(self.people)

    def change(self, id: str, **changes: Any) -> None:
        """A person has other posts, or is no longer active."""
        self.put(replace(self.people.people[id], **changes))

    def in_charge(self, unit: str, post: str, person: str | None) -> None:
        """Whose portfolio a unit is, by post; nobody's while the post is vacant."""
        old = self.people.units[unit]
        held = {other: who for other, who in old.portfolio_of.items() if other != post} | ({post: person} if person else {})
        self.people = replace(self.people, units={**self.people.units, unit: replace(old, portfolio_of=held)})
        self._now = StaticDirectory(self.people)

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """As of now."""
        return self._now.find(query)

    def person(self, id: str) -> Person | None:
        """As of now."""
        return self._now.person(id)

    def unit(self, id: str) -> Unit | None:
        """As of now."""
        return self._now.unit(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        """As of now."""
        return self._now.tokens_of(person)

    def proxies(self, person: str) -> Sequence[Proxy]:
        """As of now."""
        return self._now.proxies(person)


class Desks:
    """The engine with its staff; times are those of Shanghai."""

    def __init__(
        self,
        database: str,
        now: str,
        *proxies: Proxy,
        workflow: str = "reply-approval",
        policy: str = "taishan",
        overlay: Mapping[str, str] | None = None,
    ) -> None:
        self.staff = Staff(replace(city(), proxies=proxies))
        self.workflow = workflow
        workflows = definitions(policy, *(overlay or {}).items())
        self.engine: Trial = engine_for(workflows, people=self.staff, now=now, database=database, timezone="Asia/Shanghai")

    def start(self, data: Mapping[str, object] = REPLY, *, by: str = "a1", key: str = KEY) -> CaseView:
        """A case of U1's officer, about to be drafted."""
        return self.engine.start(self.workflow, by=by, key=key, data=data)

    def at(self, instant: str) -> None:
        """Let time pass, timers firing on the way."""
        self.engine.advance_to(instant)

    def act(self, action: str, by: str, at: str | None = None, *, key: str = KEY, **more: Any) -> CaseView:
        """Act, at an instant if one is given."""
        if at is not None:
            self.at(at)
        return self.engine.act(key, action, by=by, **more)

    def go(self, until: str, data: Mapping[str, object] = REPLY, *, key: str = KEY) -> CaseView:
        """A case that everybody passes on at once, up to a desk."""
        case = self.start(data, key=key)
        for action, by, comment in CHAIN:
            if case.step == until:
                break
            case = self.act(action, by, key=key, comment=comment)
        assert case.step == until, case.step
        return case

    def refused(self, action: str, by: str, *, key: str = KEY, **more: Any) -> str:
        """The code with which an act is refused; nothing has changed: neither the case nor a task."""
        before, events = self.engine.case(key), len(self.engine.history(key))
        with pytest.raises(Refused) as refused:
            self.engine.act(key, action, by=by, **more)
        assert self.engine.case(key) == before and len(self.engine.history(key)) == events
        return refused.value.reasons[0].code

    def missing(self, action: str, by: str, *, key: str = KEY, **more: Any) -> str:
        """The one reason for which an act is refused, as it is written in a message: with what is missing."""
        with pytest.raises(Refused) as refused:
            self.engine.act(key, action, by=by, **more)
        (reason,) = refused.value.reasons
        return reason.code

    def none(self, verb: str, *, key: str = KEY, **more: Any) -> str:
        """The code with which a verb of the engine is refused."""
        with pytest.raises(Refused) as refused:
            getattr(self.engine, verb)(key, **more)
        return refused.value.reasons[0].code

    def case(self, key: str = KEY) -> CaseView:
        """The case as it stands."""
        return self.engine.case(key)

    def open(self, key: str = KEY) -> list[tuple[str, str, str | None]]:
        """The open tasks: step, holder (or the pool), due."""
        case = self.engine.case(key)
        return [(task.step, task.holder or "|".join((*task.tokens, *task.candidates)), local(task.due_at)) for task in case.tasks]

    def facts(self, kind: type, key: str = KEY) -> list[Any]:
        """The facts of one kind in the history."""
        return [event.fact for event in self.engine.history(key) if isinstance(event.fact, kind)]

    def told(self, key: str = KEY) -> list[tuple[str, tuple[str, ...]]]:
        """Every notice of the case: what kind, to whom."""
        return [(fact.kind, fact.to) for fact in self.facts(Noticed, key)]

    def superseded(self, key: str = KEY) -> list[str]:
        """The steps at which approvals have fallen."""
        return [fact.step for fact in self.facts(Superseded, key)]

    def last(self, key: str = KEY) -> Event:
        """The last event."""
        return self.engine.history(key)[-1]

    def sheet(self, key: str = KEY) -> list[str]:
        """The lines of the sheet, as on paper, by the ids of persons."""
        return [line.text(zone=ZONE) for line in self.engine.sheet(key)]


Office = Callable[..., Desks]
"""Opens the office at an instant: `office(now, *proxies, workflow=…, overlay=…)`."""


def local(instant: object) -> str | None:
    """An instant as people of the office write it."""
    if instant is None:
        return None
    assert isinstance(instant, datetime)
    return instant.astimezone(ZONE).strftime("%m-%d %H:%M")
