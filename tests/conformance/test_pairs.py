"""Every two commands on one case, in both orders of their commits: what each is told, and what is stored, is as if one had waited."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeAlias

import pytest

from signoff.adapters.memory import MemoryStore
from signoff.engine import commands as c
from signoff.engine.faultpoints import planted
from signoff.engine.internal import Signal

from .conftest import opened
from .doing import PATIENCE
from .pairs import COMMANDS, Scene
from .pairs_kept import forgotten, kept

STORES = ("sqlite-file", "postgresql", "mariadb")
VARIABLE = "SIGNOFF_PAIRS"
"""Set to `all`, every pair runs on every database; without it, each runs on one of them, in turn."""

SPECIFIED = {
    ("act: approve", "act: approve"): "seat_already_decided",
    ("act: reject", "act: approve"): "not_open",
    ("act: return", "act: approve"): "already_done",
    ("terminate", "act: approve"): "not_open",
    ("withdraw", "terminate"): "not_open",
    ("suspend", "act: approve"): "suspended",
    ("suspend", "suspend"): "suspended",
    ("claim", "act: approve for a pool"): "not_holder",
    ("transfer", "act: approve"): "not_holder",
    ("remind", "remind"): "reminded_lately",
    ("fire", "fire"): "already_done",
    ("start, another key", "start, another key"): "key_taken",
    ("act: approve", "act: approve for a pool"): "ok",
    ("start_branch", "start_branch"): "branch_running",
    ("consent_back", "decline_back"): "nothing_asked",
    ("migrate", "migrate"): "already_migrated",
}
"""What the second one is told, of some pairs in which it matters. The first one is told `ok`."""

Outcome: TypeAlias = tuple[str, str, object]
"""What the first one and the second one are told, and what has happened."""


@cache
def waiting(first: str) -> dict[str, Outcome]:
    """What it comes to in memory where the second one is given when the first one is done: by the name of the second one."""
    scene = Scene(MemoryStore())
    scene.set()
    told = scene.answer(COMMANDS[first](scene))
    again, found = kept(scene.store), {}
    for second in COMMANDS:
        again()
        found[second] = told, scene.answer(COMMANDS[second](scene)), scene.outcome()
    return found


IDLE = {"recount"}
"""Commands that find nothing to change here: they write nothing, so what they have read before the first one's commit may stand."""


def specified(first: str, second: str) -> list[Outcome]:
    """What it may come to: the second one is told what it would be told later; one that writes nothing may as well have come first."""
    told = [waiting(first)[second]]
    if second in IDLE:
        earlier, later, happened = waiting(second)[first]
        told.append((later, earlier, happened))
    return told


class Order:
    """Lets the first one come to its save, then the second one as far as it gets, and only then lets the first one go on."""

    def __init__(self) -> None:
        self._saving, self._met, self._over = threading.Event(), threading.Event(), threading.Event()
        self._first = self._second = 0

    def first(self, work: Callable[[], str]) -> str:
        """Its commit comes first."""
        self._first = threading.get_ident()
        try:
            return work()
        finally:
            self._saving.set()
            self._over.set()

    def second(self, work: Callable[[], str]) -> str:
        """It begins while the first one has decided and has not committed."""
        _come(self._saving)
        self._second = threading.get_ident()
        try:
            return work()
        finally:
            self._met.set()

    def reached(self, point: str) -> None:
        """The hook: on a file the second one waits as it begins, on a server for the lock, or it has read without one."""
        who = threading.get_ident()
        if who == self._first and point == "save.before" and not self._saving.is_set():
            self._saving.set()
            _come(self._met)
        if who == self._first and point in ("commit.after", "rollback.after"):
            self._over.set()  # what it counts afterwards, it counts beside
        if who == self._second and point in ("begin.before", "begin.after", "save.before"):
            self._met.set()
        if who == self._second and point == "save.before":
            _come(self._over)


def _come(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


def together(scene: Scene, first: c.Command, second: c.Command) -> Outcome:
    """Both at once, committed in this order."""
    order = Order()
    with planted(order.reached), ThreadPoolExecutor(2) as pool:
        one = pool.submit(order.first, lambda: scene.answer(first))
        two = pool.submit(order.second, lambda: scene.answer(second))
        return one.result(PATIENCE), two.result(PATIENCE), scene.outcome()


@pytest.fixture(scope="module", params=STORES)
def scene(request: pytest.FixtureRequest) -> Iterator[tuple[Scene, Callable[[], None], int]]:
    """The scene on a database, what puts it back, and the database's number."""
    for store in opened(request, request.param):
        found = Scene(store)
        found.set()
        yield found, kept(store), STORES.index(request.param)
        forgotten(store)


@pytest.mark.parametrize("first", COMMANDS)
def test_of_two_at_once_the_second_is_told_what_it_would_be_told_later(first: str, scene: tuple[Scene, Callable[[], None], int]) -> None:
    found, again, database = scene
    for number, second in enumerate(COMMANDS, list(COMMANDS).index(first)):
        if number % len(STORES) == database or os.environ.get(VARIABLE) == "all":
            again()
            assert together(found, COMMANDS[first](found), COMMANDS[second](found)) in specified(first, second), f"{first}, then {second}"
            assert found.engine.verify("k").problems == (), f"{first}, then {second}"


def test_the_loser_is_told_what_is_specified() -> None:
    assert {pair: waiting(pair[0])[pair[1]][1] for pair in SPECIFIED} == SPECIFIED
    assert {waiting(pair[0])[pair[1]][0] for pair in SPECIFIED} == {"ok"}


def test_every_verb_has_its_place_and_succeeds_where_nobody_else_is() -> None:
    """A command that is new wants a line among the pairs."""
    scene = Scene(MemoryStore())
    scene.set()
    assert {type(make(scene)) for make in COMMANDS.values()} == {*c.COMMANDS, Signal}
    assert {name for name in COMMANDS if waiting(name)["comment"][0] != "ok"} == {"start, the same key"}
