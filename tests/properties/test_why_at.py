"""`why(at=…)`: of any instant of a life it says from history alone what `why` said then, and marks the rest as not recorded."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

import pytest

from signoff.adapters.delivery import Backoff
from signoff.adapters.memory import MemoryStore
from signoff.adapters.sql import SqlStore
from signoff.cli.why_telling import UNRECORDED
from signoff.compose import Engine
from signoff.engine import events as e
from signoff.engine.inspect import Why
from signoff.engine.ports import Notice
from signoff.engine.service import AnyStore
from signoff.testing import ManualClock

from ..acceptance.databases import own_database
from ..conformance.conftest import closing, emptied
from . import family, lively, lively_tree, tree
from .family import World
from .met import NO, apart, examples
from .tree import Tree

MENDING = "findings.commands"
"""What would mend a finding is left out of the past: nothing can be mended there."""


class SetUp(NamedTuple):
    """How many lives of cases and of trees are lived on a store, how long they are, and how many answers there have to be."""

    lives: int
    trees: int
    length: int
    pairs: int


SET_UPS = {"memory": SetUp(17, 22, 26, 1_000), "sqlite-file": SetUp(4, 4, 20, 120), "postgresql": SetUp(4, 4, 20, 120)}
"""The many on the store that is quick; on the others what is read back has to say the same."""


class Messenger:
    """Brings notices, or cannot."""

    lost = False

    def send(self, notice: Notice) -> None:
        """Deliver; or fail, so that the row is tried again and then given up."""
        if self.lost:
            raise ConnectionError("nobody at home")


@dataclass
class Asked:
    """What was asked live and again when the life was over: how often, the fields in which the past said the same, and those marked.

    `live` are the answers of the life that is lived now, `arrived` what was told of whether that which was sent had arrived.
    """

    store: AnyStore
    most: SetUp
    messenger: Messenger = field(default_factory=Messenger)
    live: list[Why] = field(default_factory=list)
    pairs: int = 0
    same: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    arrived: Counter[bool] = field(default_factory=Counter)

    def settings(self) -> dict[str, Any]:
        """Of the engine of the next life: on a store without a row."""
        if isinstance(self.store, SqlStore):
            emptied(self.store)
        else:
            self.store = MemoryStore()
        return {"database": self.store, "notifiers": {"log": self.messenger}, "backoff": Backoff(tries=2, jitter=0)}

    def ask(self, engine: Engine, cases: Sequence[str], chance: Random) -> None:
        """Ask of one of these cases now and then, each time about somebody, and let time pass: what comes after has another instant."""
        clock = engine._service.setting.clock
        assert isinstance(clock, ManualClock)
        for _ in range(chance.choice((0, 1, 2, 3))):
            self.live.append(engine.why(chance.choice(cases), person=chance.choice(tree.PERSONS)))
            clock.advance(chance.choice(("1m", "20m", "5h")))
            self.deliver(engine, cases, chance)

    def deliver(self, engine: Engine, cases: Sequence[str], chance: Random) -> None:
        """Now and then what was sent is brought, or given up; and somebody has what was given up tried again."""
        self.messenger.lost = chance.random() < 0.7
        if chance.random() < 0.5:
            engine.deliver()
        if chance.random() < 0.2:
            _try(lambda: engine.retry(chance.choice(cases), by="adm", reason="r"))

    def over(self, engine: Engine) -> None:
        """A life is over: each question of it is asked again, of the past."""
        for live in self.live:
            assert live.person is not None
            past = engine.why(live.case, person=live.person.person, at=live.at)
            compare(self, live, past)
            self.sent(engine, past)
        self.pairs += len(self.live)
        self.live.clear()

    def sent(self, engine: Engine, past: Why) -> None:
        """That it is not recorded whether it had arrived is said where anything had been sent by then, and nowhere else."""
        then = [event.fact for event in engine.history(past.case) if event.case == past.case and event.at <= past.at]
        sent = any((isinstance(fact, e.Noticed) and fact.key and fact.to) or isinstance(fact, e.Called) for fact in then)
        assert ("effects" in past.unrecorded) == sent
        self.arrived[sent] += 1


def life(asked: Asked, text: str) -> None:
    """A life of one case, in which somebody asks now and then."""
    world, chance = World(text, **asked.settings()), Random(text)
    for _ in range(asked.most.length):
        if not world.case.open and chance.random() < 0.2:
            break
        _try(lambda: world.run(lively.doing(world, chance)))
        asked.ask(world.engine, [world.case.id], chance)
    asked.over(world.engine)


def life_of_tree(asked: Asked, text: str) -> None:
    """A life of a case and all below it; whichever of them is asked about."""
    grown, chance = Tree(text, **asked.settings()), Random(text)
    for _ in range(asked.most.length):
        if not grown.root.open and chance.random() < 0.5:
            break
        _try(lambda: grown.do(lively_tree.doing(grown, chance)))
        asked.ask(grown.engine, [grown.root.id, *grown.cases], chance)
    asked.over(grown.engine)


def _try(run: Callable[[], object]) -> None:
    with suppress(*NO):
        run()


@pytest.fixture(scope="module", params=SET_UPS)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """So many answers on a store, each asked again when the life was over, and compared."""
    with _opened(request.param, tmp_path_factory) as store:
        found = Asked(store, SET_UPS[request.param])
        for text in examples(family.texts(), found.most.lives):
            life(found, text)
        for text in apart(tree.texts(), found.most.trees):
            life_of_tree(found, text)
        yield found


@contextmanager
def _opened(kind: str, folder: pytest.TempPathFactory) -> Iterator[AnyStore]:
    if kind == "memory":
        yield MemoryStore()
    elif kind == "sqlite-file":
        yield from closing(SqlStore(f"sqlite:///{folder.mktemp('why') / 'signoff.db'}"))
    else:
        with own_database(kind) as url:
            yield from closing(SqlStore(url))


def compare(asked: Asked, live: Why, past: Why) -> None:
    """The two agree in everything that is not marked."""
    marks = {*past.unrecorded, MENDING}
    told, said = live.to_plain(), past.to_plain()
    del told["unrecorded"], said["unrecorded"]
    asked.marked["effects"] += "effects" in marks
    assert (told.pop("past"), said.pop("past")) == (False, True)
    for name, compared in (("attempts", _attempts), ("findings", _findings), ("person", _person)):
        compared(asked, told.pop(name), said.pop(name), marks)
    assert told.keys() == said.keys()
    for name, value in told.items():
        if name in marks:
            asked.marked[name] += 1
            continue
        inner = {mark.partition(".")[2] for mark in marks if mark.startswith(f"{name}.")}
        asked.marked.update(f"{name}.{one}" for one in inner)
        assert _without(said[name], inner) == _without(value, inner), f"{name} at {past.at}"
        if value:
            asked.same[name] += 1


def _without(value: object, fields: set[str]) -> object:
    if not isinstance(value, list) or not fields:
        return value
    return [{name: inner for name, inner in row.items() if name not in fields} for row in value]


def _attempts(asked: Asked, told: list[dict[str, object]], said: list[dict[str, object]], marks: set[str]) -> None:
    """Each kind of refusal once; one that was repeated later lacks how often, and its last words."""
    cut = {"count", "last_at", "message"} if "attempts.count" in marks else set()
    key = ("actor", "action", "code")
    assert _by(_without(said, cut), key) == _by(_without(told, cut), key)
    asked.same["attempts"] += bool(told) and not cut
    asked.marked["attempts.count"] += bool(cut)


def _by(rows: object, key: tuple[str, ...]) -> object:
    assert isinstance(rows, list)
    return sorted(rows, key=lambda row: [row[name] for name in key])


def _findings(asked: Asked, told: list[dict[str, object]], said: list[dict[str, object]], marks: set[str]) -> None:
    """What is told was so; of a family that is not marked, nothing is missing."""
    fields = {mark.removeprefix("findings.") for mark in marks if mark.startswith("findings.")}
    was, now = _without(told, fields), _without(said, fields)
    assert isinstance(was, list) and isinstance(now, list)
    assert [one for one in now if one not in was] == []
    assert [one for one in was if one not in now and one["family"] not in fields] == []
    asked.same.update(f"finding {one['code']}" for one in now)
    asked.marked.update(f"findings.{one}" for one in fields)


def _person(asked: Asked, told: dict[str, object], said: dict[str, object], marks: set[str]) -> None:
    """What somebody who was active might do, as far as it hung on nothing but the case."""
    assert said["acted"] == told["acted"]
    assert (said["known"], said["active"]) == (None, None)
    if "person.tasks" not in marks:
        assert said["tasks"] == told["tasks"]
    if "person.actions" in marks or not told["active"]:
        return
    rows = {row["action"]: row for row in _rows(told)}
    assert list(rows) == [row["action"] for row in _rows(said)]
    for row in _rows(said):
        if row["recorded"]:
            assert row == rows[row["action"]]
            asked.same["allowed" if row["allowed"] else "refused"] += 1
        else:
            asked.marked["person.actions"] += 1


def _rows(person: Mapping[str, object]) -> Iterator[dict[str, object]]:
    rows = person["actions"]
    assert isinstance(rows, list)
    yield from rows


TOLD = {
    *("step", "walk", "attempts", "seats", "clocks", "ended_at", "count", "elapsed", "timers", "due_at", "children", "join"),
    *("promises", "allowed", "refused", "finding overdue", "finding ladder_exhausted", "finding nobody_assigned"),
    *("finding duties_leave_nobody", "finding commands_failing", "finding suspended"),
}
"""What has to have been told of some past, and was right."""
EVERYWHERE = {
    *("step", "walk", "attempts", "seats", "elapsed", "timers", "due_at", "children", "join", "allowed", "refused"),
    *("finding overdue", "finding effect_dead"),
}
"""What of it has to have been told on every store."""
UNKNOWN = {
    *("seats.able", "seats.kept", "movers", "nexts", "stand_ins", "timers.met", "timers.deeds", "children.who", "clocks.holder"),
    *("findings.owner", "findings.logic", "findings.time", "findings.machinery", "findings.people", "findings.root", "findings.peers"),
    *("findings.evidence", "attempts.count", "effects", "person.actions"),
}
"""What may be marked: nothing else ever is."""


def test_so_many_instants_are_told_as_they_were_in_everything_that_is_not_marked(asked: Asked) -> None:
    """They are compared as each life ends; here it is that nothing was left out."""
    assert asked.pairs >= asked.most.pairs
    told = TOLD | EVERYWHERE if asked.most is SET_UPS["memory"] else EVERYWHERE
    assert sorted(name for name in told if not asked.same[name]) == []


def test_both_kinds_of_instants_were_asked_about_those_before_anything_was_sent_and_those_after(asked: Asked) -> None:
    assert min(asked.arrived[True], asked.arrived[False]) >= 20


def test_nothing_is_marked_that_history_holds(asked: Asked) -> None:
    marked = asked.marked.keys() - {MENDING}
    assert marked <= UNKNOWN and (marked == UNKNOWN or asked.most is not SET_UPS["memory"])
    assert UNRECORDED.keys() >= UNKNOWN, "the command line has a sentence for each"
