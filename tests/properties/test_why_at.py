"""`why(at=…)`: of any instant of a life it says from history alone what `why` said then, and marks the rest as not recorded."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import pytest

from signoff.cli.why_telling import UNRECORDED
from signoff.compose import Engine
from signoff.engine.inspect import Why
from signoff.testing import ManualClock

from . import family, lively, lively_tree, tree
from .family import World
from .met import NO, apart, examples
from .tree import Tree

LIVES, TREES, LENGTH, PAIRS = 17, 22, 26, 1_000
MENDING = "findings.commands"
"""What would mend a finding is left out of the past: nothing can be mended there."""


@dataclass
class Asked:
    """What was answered live, in which engine; and the fields in which the past said the same, or marked that it cannot."""

    live: list[tuple[Engine, Why]] = field(default_factory=list)
    same: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)

    def ask(self, engine: Engine, cases: Sequence[str], chance: Random) -> None:
        """Ask of one of these cases now and then, each time about somebody, and let time pass: what comes after has another instant."""
        clock = engine._service.setting.clock
        assert isinstance(clock, ManualClock)
        for _ in range(chance.choice((0, 1, 2, 3))):
            self.live.append((engine, engine.why(chance.choice(cases), person=chance.choice(tree.PERSONS))))
            clock.advance(chance.choice(("1m", "20m", "5h")))


def life(asked: Asked, text: str) -> None:
    """A life of one case, in which somebody asks now and then."""
    world, chance = World(text), Random(text)
    for _ in range(LENGTH):
        if not world.case.open and chance.random() < 0.2:
            break
        _try(lambda: world.run(lively.doing(world, chance)))
        asked.ask(world.engine, [world.case.id], chance)


def life_of_tree(asked: Asked, text: str) -> None:
    """A life of a case and all below it; whichever of them is asked about."""
    grown, chance = Tree(text), Random(text)
    for _ in range(LENGTH):
        if not grown.root.open and chance.random() < 0.5:
            break
        _try(lambda: grown.do(lively_tree.doing(grown, chance)))
        asked.ask(grown.engine, [grown.root.id, *grown.cases], chance)


def _try(run: Callable[[], object]) -> None:
    with suppress(*NO):
        run()


@pytest.fixture(scope="module")
def asked() -> Asked:
    """So many answers, each asked again when the lives were over, and compared."""
    found = Asked()
    for text in examples(family.texts(), LIVES):
        life(found, text)
    for text in apart(tree.texts(), TREES):
        life_of_tree(found, text)
    Random(1).shuffle(found.live)
    for engine, live in found.live[:PAIRS]:
        assert live.person is not None
        compare(found, live, engine.why(live.case, person=live.person.person, at=live.at))
    return found


def compare(asked: Asked, live: Why, past: Why) -> None:
    """The two agree in everything that is not marked."""
    marks = {*past.unrecorded, MENDING}
    told, said = live.to_plain(), past.to_plain()
    del told["unrecorded"], said["unrecorded"]
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
UNKNOWN = {
    *("seats.able", "seats.kept", "movers", "nexts", "stand_ins", "timers.met", "timers.deeds", "children.who", "clocks.holder"),
    *(
        "findings.owner",
        "findings.logic",
        "findings.time",
        "findings.machinery",
        "findings.people",
        "findings.root",
        "findings.peers",
        "attempts.count",
        "person.actions",
    ),
}
"""What may be marked: nothing else ever is."""


def test_a_thousand_instants_are_told_as_they_were_in_everything_that_is_not_marked(asked: Asked) -> None:
    """They are compared as they are asked; here it is that nothing was left out."""
    assert len(asked.live) >= PAIRS
    assert sorted(name for name in TOLD if not asked.same[name]) == []


def test_nothing_is_marked_that_history_holds(asked: Asked) -> None:
    assert asked.marked.keys() - {MENDING} == UNKNOWN
    assert UNRECORDED.keys() >= UNKNOWN, "the command line has a sentence for each"
