"""Fields that are put off: nobody can tell, and nothing is worked out before somebody asks."""

import pickle
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, asdict, dataclass, replace

import pytest

from signoff import Engine
from signoff.adapters.memory import MemoryStore
from signoff.engine.frozen import altered, maker
from signoff.engine.history import opened, opened_when_asked
from signoff.engine.inspect import StuckFinding
from signoff.engine.lazily import Later
from signoff.testing import ManualClock

from .house import MONDAY, Register, workflow


@dataclass(frozen=True, slots=True)
class Told(Later):
    """One with a field that may be put off."""

    name: str
    words: str = ""


def late(asked: list[str]) -> Told:
    """One of which the words are put off; `asked` hears of every question."""

    def ask(told: Told, name: str) -> str:
        asked.append(name)
        return told.name.upper()

    return maker(Told, "words")(ask, "ann")


def test_a_field_that_is_put_off_is_worked_out_once_and_when_it_is_asked_for() -> None:
    asked: list[str] = []
    told = late(asked)
    assert told.name == "ann" and asked == []
    assert (told.words, told.words) == ("ANN", "ANN") and asked == ["words"]


def test_whatever_reads_a_dataclass_finds_it() -> None:
    at_once = Told("ann", "ANN")
    assert late([]) == at_once and hash(late([])) == hash(at_once) and repr(late([])) == repr(at_once)
    assert copy(late([])) == deepcopy(late([])) == pickle.loads(pickle.dumps(late([]))) == at_once
    assert asdict(late([])) == asdict(at_once)
    assert replace(late([]), name="bob") == altered(late([]), name="bob") == Told("bob", "ANN")


def test_it_is_as_frozen_as_before_and_has_no_other_attributes() -> None:
    for told in (late([]), Told("ann"), maker(Told, "name", "words")(lambda told, name: name)):
        with pytest.raises(FrozenInstanceError):
            told.words = "else"  # type: ignore[misc]
        with pytest.raises(AttributeError, match="nothing"):
            getattr(told, "nothing")  # noqa: B009  # a checker knows that it is not there
        assert not hasattr(told, "__deepcopy__")


def test_everything_but_what_is_known_may_be_put_off() -> None:
    told = maker(Told, "words")(lambda told, name: f"{told.name}'s {name}", name="ann")
    assert told == Told("ann", "ann's words")


STEPS = """
draft: {by: initiator, actions: {submit: next}}
check: {approvers: role(legal), allow: {transfer: anyone}}
sign: {approvers: [person(bob), role(legal)], rule: all}
"""


@pytest.fixture
def engine() -> Engine:
    """Cases whose seats have opened, have been claimed and given to others."""
    made = Engine(MemoryStore(), workflows=[workflow(STEPS)], directory=Register(), clock=ManualClock(MONDAY))
    for key in ("a", "b", "c"):
        made.start("w", by="ini", key=key)
        made.act(key, "submit", by="ini")
    made.claim("b", by="cat")
    made.act("c", "approve", by="cat")
    return made


def test_an_event_read_when_asked_is_the_same_event(engine: Engine) -> None:
    links = [link for key in ("a", "b", "c") for link in engine.store.history("default", engine.case(key).id)]
    tasks = {getattr(link.event.fact, "task", None) for link in links}
    assert len(tasks) > 4
    for link in links:
        kind, header, payload = link.event.kind, link.header, link.payload
        for task in tasks:
            found = opened_when_asked(kind, header, payload, task)
            assert found.fact == link.event.fact, "also where the task asked for is another one"
            assert found == opened(header, payload)


def test_a_seat_that_only_mentions_a_task_keeps_its_own() -> None:
    header = '{"actor":"a","at":"2026-03-02T12:00:00.000000Z","case":"c","kind":"seat_opened","root":"c","seq":1}'
    payload = '{"seat":"1","task":"own","trace":{"task":"other"}}'
    for task in ("own", "other", "1"):
        assert opened_when_asked("seat_opened", header, payload, task) == opened(header, payload)
    twice = '{"seat":"1","task":"own","trace":{"task":"own"}}'
    assert opened_when_asked("seat_opened", header, twice, "own") == opened(header, twice)


def test_a_finding_tells_the_same_whenever_it_is_asked(engine: Engine) -> None:
    people = Register()
    people.leave("bob", "cat")
    found = Engine(engine.store, workflows=[workflow(STEPS)], directory=people, clock=ManualClock(MONDAY)).stuck().findings
    assert found
    for one in found:
        before = {"evidence": one.evidence, "root": one.root, "lines": [command.line for command in one.commands]}
        assert one.root is not None and all(before["lines"])  # type: ignore[arg-type]
        same: StuckFinding = pickle.loads(pickle.dumps(one))
        assert same == one and same.to_plain() == one.to_plain()
