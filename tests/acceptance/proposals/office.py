"""A government office to play the scenarios in: the city that ships with the package, the workflows that ship, a clock set by hand.

Verbs of the office (`assign`, `sign_in`, `contact`, …) do what a test is not about; questions (`due`, `clock`, `told`, `codes`) say what
has come of it. Times are those of Asia/Shanghai, written `2026-03-10 10:00`. The case is the base case K of the scenarios: suggestion
6115, lead unit transport, to be assigned on 2026-03-10 at 10:00.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signoff import CaseView, Refused, TaskView
from signoff.engine.definition import Workflow
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Notice
from signoff.testing import Trial, engine_for
from signoff.workflows import catalogue_path, load_many, load_people, people_path

ZONE = ZoneInfo("Asia/Shanghai")
U1, U2, U3, U4, U5, U6 = "transport", "finance", "highways", "housing", "urban_management", "natural_resources"
"""The units of the scenarios: 交通局 (lead), 财政局, 公路事务中心 (external), 住建局, 城管局, 自然资源局."""
OFFICERS = {U1: "a1", U2: "b1", U3: "c1", U4: "h1", U5: "e1", U6: "f1"}
HEADS = {U1: "a3", U2: "b3", U3: "c3", U4: "h3", U5: "e3", U6: "f3"}
DEPUTIES = {U1: "a4", U2: "b4", U3: "c4", U4: "h4", U5: "e4", U6: "f4"}
PRINCIPALS = {U1: "a5", U2: "b5", U3: "c5", U4: "h5", U5: "e5", U6: "f5"}
CHAIN = (
    ("drafting", "submit", "a1", None),
    ("unit_check", "approve", "a3", None),
    ("unit_sign", "approve", "a5", None),
    ("section_revision", "approve", "li", None),
    ("deputy_director_review", "approve", "huang", None),
    ("director_check", "approve", "zhou", None),
    ("city_leader_approval", "approve", "wu", "同意"),
    ("pre_print_check", "pass", "li", None),
    ("numbering_sealing", "issue", "li", None),
)
"""Who does what over a reply of U1 that concerns nobody else: step, action, person, comment."""
K = "npc_suggestion-2026-6115"
ASSIGNED = "2026-03-10 10:00"


GOVERNED = (
    "proposal-handling",
    "co-opinion-handling",
    "reply-approval",
    "look-back",
    "supervision",
    "upstream-support",
    "leader-pick",
    "document-approval",
)
"""The workflows that go by the policy of the city."""


@cache
def definitions(policy: str = "taishan", *overlay: tuple[str, str]) -> tuple[Workflow, ...]:
    """The workflows of the office under the policy of a city, perhaps with values laid over; loaded once for all tests."""
    files = [catalogue_path(name) for name in GOVERNED]
    return tuple(loaded.workflow for loaded in load_many(files, policy=policy, overlay=dict(overlay)).values())


@cache
def city() -> PeopleFile:
    """The people of the invented city."""
    return load_people(people_path())


def local(instant: object) -> str | None:
    """An instant as the scenarios write it: `2026-03-13 17:30`, with seconds where there are any."""
    if instant is None:
        return None
    assert isinstance(instant, datetime)
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


class Office:
    """The engine with the workflows that ship, the invented city, and a clock that stands at the assignment of K."""

    def __init__(
        self,
        database: str = "memory://",
        now: str = ASSIGNED,
        people: PeopleFile | None = None,
        policy: str = "taishan",
        overlay: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> None:
        workflows = definitions(policy, *(overlay or {}).items())
        self.sent: list[Notice] = []
        settings = {"notifiers": {"log": self}, **settings}
        self.engine: Trial = engine_for(workflows, people=people or city(), now=now, database=database, **settings)

    def send(self, notice: Notice) -> None:
        """The office is its own postman: notices are kept."""
        self.sent.append(notice)

    # time

    def to(self, instant: str) -> None:
        """Let time pass up to then; every timer on the way fires at its own instant."""
        self.engine.advance_to(instant)

    @property
    def now(self) -> str | None:
        """What the clock says."""
        return local(self.engine.clock.now())

    # what is done

    def register(self, key: str = K, units: Sequence[str] = (U1, U2, U3, U5), by: str = "li", **data: Any) -> CaseView:
        """Register a case and propose its assignment: the first unit leads unless `roles` says otherwise."""
        kind, year, number = key.split("-")
        roles: Mapping[str, str] = data.pop("roles", dict.fromkeys(units[1:], "co"))
        proposed = {
            "mode": data.pop("mode", "joint" if len(units) > 1 else "sole"),
            "units": [{"unit": unit, "role": roles.get(unit, "lead")} for unit in units],
            "follow_up_officer": "chen",
        }
        given = {"kind": kind, "year": int(year), "case_no": number, "title": "关于拓宽某路段的建议", "lead_proposer": "D1", **data}
        self.engine.start("proposal-handling", by=by, data=given)
        return self.act("", "propose_assignment", by, case=key, data=proposed)

    def assigned(self, *, at: str = ASSIGNED, key: str = K, **more: Any) -> "Office":
        """The case, registered, proposed and assigned at that instant."""
        self.register(key, **more)
        self.to(at)
        self.act("", "assign", "chen", case=key)
        return self

    def sign_in(self, *units: str, at: str | None = None) -> None:
        """These units sign in."""
        if at is not None:
            self.to(at)
        for unit in units:
            self.act(unit, "sign_in", HEADS[unit])

    def decompose(self, *units: str) -> None:
        """These units name their section and officer."""
        for unit in units:
            self.act(unit, "decompose", HEADS[unit], data={"section": "业务股", "case_officer": OFFICERS[unit]})

    def plan(self, unit: str = U1, dates: Iterable[str] = ("2026-04-15", "2026-05-06", "2026-05-15"), **data: Any) -> CaseView:
        """The lead unit files its plan, a milestone for each date."""
        rows = [{"what": f"节点{number}", "date": date, "finished": False} for number, date in enumerate(dates, 1)]
        return self.act(unit, "file_plan", OFFICERS[unit], data={"handling_plan": "办理计划", "milestones": rows, **data})

    def under_way(self, *units: str, at: str = "2026-03-12 09:00") -> "Office":
        """These units have signed in and named their officers, and the lead unit has filed its plan."""
        self.to(at)
        self.sign_in(*units)
        self.decompose(*units)
        self.plan(units[0])
        return self

    def opine(self, unit: str, at: str | None = None) -> None:
        """A co-unit writes its opinion, and its principal signs."""
        if at is not None:
            self.to(at)
        self.act(unit, "submit_opinion", OFFICERS[unit], data={"opinion": f"{unit}的会办意见"})
        self.act(unit, "approve", PRINCIPALS[unit])

    def handled(self, at: str = "2026-03-12 09:00") -> "Office":
        """K with the lead unit alone, in touch with the proposer; the officer may start the reply."""
        self.assigned(units=(U1,))
        self.under_way(U1, at=at)
        self.contact("pre")
        self.contact("mid", "symposium")
        return self

    def contact(self, phase: str, mode: str = "phone", unit: str = U1, at: str | None = None, **more: Any) -> CaseView:
        """The officer of the unit has been in touch with the lead proposer."""
        if at is not None:
            self.to(at)
        row = {"date": self.today, "phase": phase, "mode": mode, "counterpart": "proposer", "persons": "D1", **more}
        return self.act(unit, "log_contact", OFFICERS[unit], data={"contacts": [row]})

    def approve(self, child: str = f"{U1}/replying", *, at: Mapping[str, str] | None = None, **data: Any) -> CaseView:
        """A reply goes its whole way, from the draft to the issue; `at` says when, by step."""
        text = {"text": "答复稿", "result_class": "A", "disclosure": "full", "contact_person": "甲一", "phone": "0750-5550000", **data}
        for step, action, by, comment in CHAIN:
            if at is not None and step in at:
                self.to(at[step])
            self.act(child, action, by, comment=comment, data=text if action == "submit" else None)
            if step == "unit_sign":
                self.countersign(child)
        return self.case(child)

    def countersign(self, child: str) -> None:
        """Every co-unit signs, where the city wants them to."""
        for task in self.case(child).tasks:
            if task.step == "co_sign":
                self.act(child, "approve", str(task.holder))

    def replied(self, at: str = "2026-05-26 10:00", **data: Any) -> "Office":
        """The reply of the lead unit is out, it goes over all desks at that instant; contacts and opinions that lacked have come before."""
        for child in self.case().children:
            if child.step == "opining":
                self.opine(child.key.rpartition("/")[2])
        talked = {row["phase"] for row in self.rows(U1, "contacts")}
        for phase, mode in (("pre", "phone"), ("mid", "symposium")):
            if phase not in talked:
                self.contact(phase, mode)
        self.to(at)
        self.act(U1, "start_reply", "a1")
        self.approve(**data)
        return self

    def feedback(self, person: str, value: str, by: str | None = None, at: str | None = None, unit: str = U1, **data: Any) -> CaseView:
        """A signer gives back the form."""
        if at is not None:
            self.to(at)
        given = {"value": value, "channel": "online", **data}
        return self.act(f"{unit}/{person}", "give_feedback", by or person, data=given)

    @property
    def today(self) -> str:
        """The day of the clock."""
        return f"{self.engine.clock.now().astimezone(ZONE):%Y-%m-%d}"

    def act(self, child: str, action: str, by: str, *, case: str = K, **more: Any) -> CaseView:
        """An act on a child of the case, named by the rest of its key (`transport/D1`), or on the case itself."""
        return self.engine.act(f"{case}/{child}" if child else case, action, by=by, **more)

    def refused(self, child: str, action: str, by: str, *, case: str = K, **more: Any) -> list[str]:
        """The codes of the refusal; nothing has changed, and one attempt is noted."""
        key = f"{case}/{child}" if child else case
        return self.refusal(key, lambda: self.engine.act(key, action, by=by, **more))

    def refusal(self, key: str, command: Callable[[], object]) -> list[str]:
        """The codes of the refusal of a command on a case; nothing has changed, and one attempt is noted."""
        before, tried = self.engine.case(key), self._attempts(key)
        with pytest.raises(Refused) as caught:
            command()
        assert self.engine.case(key) == before
        assert self._attempts(key) == tried + 1
        return [reason.code for reason in caught.value.reasons]

    def _attempts(self, key: str) -> int:
        return sum(row.count for row in self.engine.attempts(key))

    # what has come of it

    def case(self, child: str = "", *, case: str = K) -> CaseView:
        """The case, or a child of it."""
        return self.engine.case(f"{case}/{child}" if child else case)

    def step(self, child: str = "", **more: Any) -> str:
        """Where it rests, or has ended."""
        return self.case(child, **more).step

    def rows(self, child: str, field: str, **more: Any) -> list[Mapping[str, object]]:
        """The rows of a list of the case."""
        found = self.case(child, **more).data.get(field) or ()
        assert isinstance(found, Sequence)
        return list(found)

    def tasks(self, child: str = "", **more: Any) -> list[TaskView]:
        """Every open task of the case and all below it."""
        return [task for one in family(self.case(child, **more)) for task in one.tasks]

    def due(self, child: str = "", **more: Any) -> str | None:
        """When the step is due."""
        return local(self.case(child, **more).due_at)

    def clock(self, child: str, id: str, **more: Any) -> str | None:
        """When a clock of the case is due."""
        return next((local(clock.due_at) for clock in self.case(child, **more).clocks if clock.id == id), None)

    def clocks(self, child: str, **more: Any) -> dict[str, str]:
        """The clocks of the case and how they stand: `running`, `met`, …"""
        return {clock.id: clock.status for clock in self.case(child, **more).clocks}

    def timers(self, child: str, clock: str = "", *, case: str = K) -> list[str]:
        """When the armed timers of a case fire, those of one clock only if it is named."""
        rows = self.engine.store.projection(self.engine.tenant, self.case(case=case).id).timers
        about = self.case(child, case=case).id
        return sorted(str(local(row.due)) for row in rows if row.case == about and row.key.split(":")[0].startswith(clock))

    def orders(self, child: str = "", clock: str | None = None, **more: Any) -> list[CaseView]:
        """The supervision orders of the case, or of a child of it; those for one clock only if it is named."""
        found = [one for one in family(self.case(child, **more)) if one.workflow == "supervision"]
        return [one for one in found if clock in (None, getattr(one.data.get("cause"), "clock", None))]

    def told(self, kind: str | None = None, *, since: int = 0) -> list[tuple[str, str]]:
        """Every notice up to now: to whom, and its Chinese text; `since` leaves out so many from the start."""
        return [(person.id, words(notice)) for notice in self.notices()[since:] for person in notice.to if kind in (None, notice.kind)]

    def notices(self) -> list[Notice]:
        """Every notice up to now; what still waits in the outbox is delivered first."""
        self.engine.deliver()
        return self.sent

    @property
    def mark(self) -> int:
        """How many notices there are, for `told(since=…)`."""
        return len(self.notices())

    def sound(self) -> bool:
        """Whether tables and history agree."""
        assert self.engine.verify().problems == ()
        return True


def words(notice: Notice) -> str:
    """The text of a notice in Chinese."""
    return str(notice.text.get("zh") or next(iter(notice.text.values()), ""))


def family(case: CaseView) -> list[CaseView]:
    """A case and all below it."""
    return [case, *(one for child in case.children for one in family(child))]
