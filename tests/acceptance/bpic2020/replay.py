"""The log replayed on an engine, the sweep before every event; and what the engine's own history then says of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signoff import Refused
from signoff.compose import Engine
from signoff.engine import events as e
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

from .log import Row, Stay

WORKFLOW = Path(__file__).with_name("declarations.yaml")
FIRST = datetime(2017, 1, 1, tzinfo=UTC)

ACTIONS = {
    "SAVED": "save",
    "SUBMITTED": "submit",
    "APPROVED": "approve",
    "FINAL_APPROVED": "final_approve",
    "REJECTED": "reject",
    "Request Payment": "request_payment",
    "Payment Handled": "payment_handled",
    "FOR_APPROVAL": "for_approval",
}
ROLES = ("EMPLOYEE", "ADMINISTRATION", "PRE_APPROVER", "BUDGET OWNER", "SUPERVISOR", "DIRECTOR", "SYSTEM", "MISSING")
STATES = {"to_pay": "approved"}
"""The step that the log calls otherwise: `approved` is a word of the language."""
DAYS = (7, 14, 30)
"""What the rungs of the workflow stand for."""


def person_of(role: str) -> str:
    """The one person of a role, called as the role is: `budget_owner`."""
    return role.lower().replace(" ", "_")


PERSONS = {person_of(role): role for role in ROLES}
ACTIVITIES = {action: activity for activity, action in ACTIONS.items()}
PEOPLE = PeopleFile({}, {id: Person(id, roles=(id,)) for id in PERSONS})


def engine_on(database: Any) -> tuple[Engine, ManualClock]:
    """An engine for the declarations, and the clock that it goes by."""
    clock = ManualClock(FIRST)
    return Engine(database, workflows=WORKFLOW, directory=PEOPLE, clock=clock), clock


@dataclass(slots=True)
class Waiting:
    """Who waits on an approver at an instant: where, and for how many whole days."""

    steps: dict[str, str] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Replay:
    """An engine under replay. A declaration stops at its first refusal."""

    engine: Engine
    clock: ManualClock
    started: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, Row] = field(default_factory=dict)
    refusals: set[tuple[str, int, str, str, str]] = field(default_factory=set)
    codes: Counter[str] = field(default_factory=Counter)
    fired: int = 0

    def run(self, rows: Iterable[Row]) -> None:
        """Each event at its time, everything that is due before it."""
        for row in rows:
            self.until(row.at)
            if row.case not in self.stopped:
                self._do(row)

    def until(self, instant: datetime) -> None:
        """Let the time come, and fire what is due by then."""
        self.clock.set(instant)
        swept = self.engine.fire_timers()
        assert not swept.failed
        self.fired += swept.fired

    def _do(self, row: Row) -> None:
        if row.case not in self.started:
            self.started[row.case] = self.engine.start("declarations", by="employee", key=row.case).id
        id = self.started[row.case]
        try:
            self.engine.act(id, ACTIONS[row.activity], by=person_of(row.role))
        except Refused as refused:
            self.codes[refused.code] += 1
            self.stopped[row.case] = row
            self.refusals.add((row.case, row.idx, state(self.engine.case(id).step), row.activity, row.role))

    def waiting(self) -> Waiting:
        """The declarations that wait in a step with a clock now."""
        found = Waiting()
        for step in ("submitted", "adm_ok", "bo_ok", "pre_ok"):
            for case in self.engine.cases(step=step, open=True):
                found.steps[case.key] = step
                found.days[case.key] = (self.clock.now() - case.entered).days
        return found


def state(step: str) -> str:
    """A step as the log calls it."""
    return STATES.get(step, step)


@dataclass(frozen=True, slots=True)
class Told:
    """What the history of one declaration says: its moves as lines of the log, its stays that outlived a rung, where it is."""

    moves: tuple[tuple[str, str, str, str], ...]
    escalations: Mapping[int, tuple[Stay, ...]]
    end: str
    doubles: int


def told(case: str, history: Sequence[e.Event], until: datetime | None) -> Told:
    """Read a history; of a declaration that has stopped, as far as it had come `until` then."""
    moves: list[tuple[str, str, str, str]] = []
    fired: dict[str, e.TimerFired] = {}
    stays: dict[int, list[Stay]] = {days: [] for days in DAYS}
    step, entered, doubles = "", FIRST, 0
    for event in history:
        if until is not None and event.at > until:
            break
        match event.fact:
            case e.Entered() as fact:
                step, entered, fired = fact.step, event.at, {}
            case e.Ended() as fact:
                step = fact.step
            case e.Decided() | e.Acted() as fact:
                moves.append((state(event.step), ACTIVITIES[fact.decision.action], PERSONS[fact.decision.actor], state(event.step)))
            case e.Left() as fact:
                moves[-1] = (*moves[-1][:3], state(fact.to))
                for key, rung in fired.items():
                    stays[days_of(key)].append(Stay(case, state(step), entered, rung.due, event.at))
            case e.TimerFired() as fact:
                doubles += fact.key in fired
                fired[fact.key] = fact
    return Told(tuple(moves), {days: tuple(found) for days, found in stays.items()}, state(step), doubles)


def days_of(key: str) -> int:
    """What the timer `STEP:ROUND:RUNG:REPEAT` stands for."""
    return DAYS[int(key.split(":")[2])]


def lines(case: str, told: Told) -> Iterator[str]:
    """The moves as the log's fingerprint counts them."""
    return (f"{case}|{idx}|{'|'.join(move)}\n" for idx, move in enumerate(told.moves))


def fingerprint(histories: Mapping[str, Told]) -> str:
    """sha256 over all moves, the declarations in the order of their names."""
    found = hashlib.sha256()
    for case in sorted(histories):
        for line in lines(case, histories[case]):
            found.update(line.encode())
    return found.hexdigest()
