"""What is done while something goes wrong: a piece of work of each kind, on a case of its own, and what a case looks like afterwards."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from signoff import EffectCall, Engine, Refused
from signoff.adapters.plugins import Plugin
from signoff.adapters.sql import prepare
from signoff.engine.commands import Act
from signoff.testing import ManualClock
from signoff.workflows.loader import load

from .office import MORNING, PEOPLE

ORDER = """
signoff: 1
workflow: order
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
series: {orders: {format: "P{seq}", per: none}}
data: {no: text}
notify: [{event: opened, to: holder}]
steps:
  check:
    approvers: person(he)
    due: 1d
    escalate: [{at: due, remind: holder}, {at: due + 1d, notify: person(ann)}]
    actions: {approve: {to: both, effects: [{allocate: no, from: orders}, {call: keep, with: [case: 'k']}]}, reject: rejected}
  both:
    parallel:
      one: {steps: {first: {approvers: person(he), due: 1d, escalate: [{at: due, remind: holder}]}}}
      two: {steps: {second: {approvers: person(li)}}}
  file: {by: person(he)}
"""
"""One approval takes a number, calls, opens two children, moves timers and tells three people."""

READ = load(ORDER, plugins={"signoff.effects": {"keep": "1"}}).workflow
"""Read once, also for the processes that are forked."""

DUE = MORNING + timedelta(days=1)
"""When the first rung of a case started in the morning is due."""


class Office:
    """One process's engine over this database, made when it is wanted; its calls become lines of a file."""

    def __init__(self, url: str, calls: Path) -> None:
        self.url, self.calls = url, calls
        self._clock = ManualClock(MORNING)

    def __reduce__(self) -> tuple[Callable[[str, Path], "Office"], tuple[str, Path]]:
        """Another process has its own."""
        return office_of, (self.url, self.calls)

    def ready(self) -> None:
        """Have everything at hand that needs no connection."""
        self.at(MORNING).cases(limit=1)
        self.close()

    def at(self, instant: datetime) -> Engine:
        """The engine, at this instant."""
        self._clock.set(instant)
        return self._engine

    @cached_property
    def _engine(self) -> Engine:
        plugins = [Plugin("signoff.effects", "keep", "1", self._keep)]
        return Engine(self.url, workflows=[READ], directory=PEOPLE, clock=self._clock, plugins=plugins, notifiers={"log": Silent()})

    @cached_property
    def host(self) -> Database:
        """The host's own connections."""
        return prepare(create_engine(self.url, poolclass=NullPool))

    def _keep(self, call: EffectCall) -> None:
        with self.calls.open("a", encoding="utf-8") as file:
            file.write(f"{call.key}\n")

    def close(self) -> None:
        """Let the database go."""
        self._engine.close()
        self.host.dispose()


@cache
def office_of(url: str, calls: Path) -> Office:
    """The one office of this process."""
    return Office(url, calls)


class Silent:
    """Takes every notice and says nothing."""

    def send(self, notice: object) -> None:
        """It has arrived."""


@dataclass(frozen=True)
class Scene:
    """Where a piece of work is done: an office, and the key of its case."""

    office: Office
    key: str

    @property
    def engine(self) -> Engine:
        """The engine, in the morning."""
        return self.office.at(MORNING)


def nothing(scene: Scene) -> None:
    """Nothing has to be there."""


def begun(scene: Scene) -> None:
    """A case that rests at its first step, whose notice has gone out."""
    scene.engine.start("order", by="ann", key=scene.key)
    scene.engine.deliver()


def signed(scene: Scene) -> None:
    """A case that calls, once somebody delivers."""
    begun(scene)
    approve(scene)


def start(scene: Scene) -> None:
    scene.engine.start("order", by="ann", key=scene.key, request_id=f"start {scene.key}")


def approve(scene: Scene) -> None:
    scene.engine.act(scene.key, "approve", by="he", request_id=f"approve {scene.key}")


def approve_with_the_host(scene: Scene) -> None:
    """The host writes a row of its own in the same transaction, unless it has before."""
    with scene.office.host.begin() as connection:
        if not connection.execute(text("SELECT count(*) FROM host_row WHERE id = :key"), {"key": scene.key}).scalar():
            connection.execute(text("INSERT INTO host_row VALUES (:key)"), {"key": scene.key})
        scene.engine.bind(connection).act(scene.key, "approve", by="he", request_id=f"approve {scene.key}")


def beside(scene: Scene) -> str:
    """The key of another case, which moves with the scene's or not at all."""
    return f"{scene.key} too"


def two_begun(scene: Scene) -> None:
    """Two cases that rest at their first step."""
    begun(scene)
    begun(Scene(scene.office, beside(scene)))


def approve_both(scene: Scene) -> None:
    scene.engine.together([Act(case=key, by="he", action="approve") for key in (scene.key, beside(scene))])


def approve_both_still(scene: Scene) -> None:
    """Unless both have moved; one without the other never has."""
    one, other = (scene.engine.case(key).step for key in (scene.key, beside(scene)))
    assert one == other
    if one == "check":
        approve_both(scene)


def be_refused(scene: Scene) -> None:
    """Somebody tries who may not: that is counted, and nothing else."""
    with suppress(Refused):
        scene.engine.act(scene.key, "approve", by="lu", request_id=f"refused {scene.key}")


def be_refused_a_start(scene: Scene) -> None:
    """The key is taken: who finds that out has taken back what he wrote."""
    with suppress(Refused):
        scene.engine.start("order", by="ann", key=scene.key, request_id=f"taken {scene.key}")


def fire(scene: Scene) -> None:
    scene.office.at(DUE).fire_timers()


def deliver(scene: Scene) -> None:
    scene.engine.deliver()


def deliver_later(scene: Scene) -> None:
    """An hour later, when whatever lease a dead node has held is over, and a row that has failed is tried again."""
    scene.office.at(MORNING + timedelta(hours=1)).deliver()


@dataclass(frozen=True)
class Piece:
    """A piece of work: what has to be there, what is done, how that is done again; whether it is a command, and writes a history."""

    before: Callable[[Scene], None]
    work: Callable[[Scene], None]
    again: Callable[[Scene], None]
    command: bool = True
    history: bool = True


PIECES: Mapping[str, Piece] = {
    "start": Piece(nothing, start, start),
    "approve": Piece(begun, approve, approve),
    "approve in a host's transaction": Piece(begun, approve_with_the_host, approve_with_the_host),
    "approve two as one act": Piece(two_begun, approve_both, approve_both_still),
    "a refusal": Piece(begun, be_refused, be_refused, command=False, history=False),
    "a key that is taken": Piece(begun, be_refused_a_start, be_refused_a_start, command=False, history=False),
    "a sweep": Piece(begun, fire, fire, command=False),
    "a delivery": Piece(signed, deliver, deliver_later, command=False, history=False),
}


@dataclass(frozen=True)
class Seen:
    """All that a database says of a case: the kinds of its events, and how many rows of the other tables are about it."""

    kinds: tuple[str, ...]
    rows: Mapping[str, int]


ABOUT = (
    "SELECT kind || ' ' || state, count(*) FROM signoff_outbox WHERE root_id = :root GROUP BY kind || ' ' || state",
    "SELECT 'number', count(*) FROM signoff_number WHERE root_id = :root",
    "SELECT 'timer', count(*) FROM signoff_timer WHERE root_id = :root",
    "SELECT 'host', count(*) FROM host_row WHERE id = :key",
)


def seen(scene: Scene) -> Seen:
    """What is stored of its case now, verified; nothing where there is none."""
    engine = scene.engine
    found = engine.cases(key=scene.key)
    if not found:
        return Seen((), {})
    assert engine.verify(scene.key).problems == ()
    rows: Counter[str] = Counter()
    with scene.office.host.connect() as connection:
        for sql in ABOUT:
            rows.update({kind: count for kind, count in connection.execute(text(sql), {"root": found[0].id, "key": scene.key}) if count})
    return Seen(tuple(event.kind for event in engine.history(found[0].id)), dict(rows))
