"""The one `execute`: lock and load, decide, save — one transaction holds the whole move."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol

from . import commands as c
from .case import Case, Task
from .clock import Clock
from .data import storable
from .decide import decide
from .errors import Corrupt, NotFound, Reason, Refused, SignoffError, Stale
from .events import Event
from .evolve import evolve, fold
from .expressions import show
from .history import GENESIS, seal
from .ids import id_source
from .model import Model
from .normal import normal
from .outgoing import Wanted as HandlerWanted
from .outgoing import outgoing
from .plain import digest
from .ports import (
    Answered,
    Attempt,
    Beats,
    Change,
    Definition,
    Loaded,
    Outbox,
    Reader,
    Request,
    Roots,
    Save,
    Store,
    Stored,
    Timers,
    UnitOfWork,
    Wanted,
)
from .registry import Registry
from .world import Surroundings, World

LONGEST_REQUEST = 200
"""Characters of a request id."""
MOST_TRIES = 6
"""How often a command in a transaction of its own is tried again when the database reports a conflict."""


class AnyStore(Store, Reader, Roots, Timers, Outbox, Beats, Protocol):
    """A store with every role."""


Before = Callable[[str, c.Command, Case | None], None]
"""A hook inside the transaction: the command's name, the command, the case before it. It may raise Refused."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What an engine and all its bound copies share."""

    registry: Registry
    around: Surroundings
    clock: Clock | None = None
    handled: HandlerWanted = lambda name, workflow: False
    before: Sequence[tuple[str, Before]] = ()


@dataclass(frozen=True, eq=False)
class Service:
    """Carries commands out on one store. `bound`: within the host's transaction, which is neither retried nor ended here."""

    store: AnyStore
    setting: Setting
    tenant: str = "default"
    bound: bool = False

    def now(self, of_store: datetime | None = None, case: Case | None = None) -> datetime:
        """The instant of a command: the injected clock's, else the store's, read with the lock; never before the case's last event.

        Where there was no lock, the store is asked for it now.
        """
        clock = self.setting.clock
        found = clock.now() if clock is not None else self.store.now() if of_store is None else of_store
        return found if case is None or case.at is None else max(found, case.at)

    def execute(self, command: c.Command, *, os_user: str | None = None, trusted: bool = False) -> Case:
        """Carry a command out; the case as it is afterwards.

        Raises Refused with every reason (an attempt is counted, nothing else is written), Stale, NotFound, DirectoryUnavailable,
        StoreUnavailable. With a `request_id` the same command given again is answered as it was the first time.
        """
        command = normal(command)
        _check_request(command.request_id)
        for left in reversed(range(1 if self.bound else MOST_TRIES)):
            try:
                return self._once(command, os_user, trusted)
            except Stale as error:
                if error.code != "conflict" or not left:
                    raise
        raise AssertionError("unreachable")

    def _once(self, command: c.Command, os_user: str | None, trusted: bool) -> Case:
        found: list[Case] = []
        try:
            while True:
                with self.store.begin() as unit:
                    done = self._within(unit, command, os_user, trusted, found)
                if isinstance(done, Case):
                    return done
                if isinstance(done, Answered):
                    return self._answered(done, command)
                self.setting.registry.pinned(done.definition, self.store)
        except (Refused, NotFound, Stale) as error:
            if not (isinstance(error, Stale) and error.code == "conflict"):
                self._count(command, found[0] if found else None, error)
            raise

    def _within(
        self, unit: UnitOfWork, command: c.Command, os_user: str | None, trusted: bool, found: list[Case]
    ) -> "Case | Answered | Unread":
        """The case after the command; or what has to be read first, outside: a transaction needs no second connection."""
        model = self.setting.registry.workflow(command.workflow) if isinstance(command, c.Start) else None
        loaded = unit.load(
            Wanted(
                tenant=self.tenant,
                case=command.case if isinstance(command, c.OnCase) else None,
                request_id=command.request_id,
                definition=model.hash if model is not None else None,
            )
        )
        if loaded.answered is not None:
            return loaded.answered
        stored, case = _addressed(loaded, command)
        if case is not None:
            found[:] = [case]
            model = self.setting.registry.known(case.definition)
            if model is None:
                return Unread(case.definition)
        assert model is not None
        move = self._move(model, stored, case, command, self.now(loaded.now, case), os_user, trusted)
        if move is None:
            assert case is not None
            return case
        unit.save(self._save(move, command, loaded))
        return move.case

    def _move(
        self,
        model: Model,
        stored: Stored | None,
        case: Case | None,
        command: c.Command,
        now: datetime,
        os_user: str | None,
        trusted: bool,
    ) -> "Move | None":
        verbs = (c.verb(type(command)), "withdraw" if isinstance(command, c.Act) and command.action == "withdraw" else "")
        for name, hook in self.setting.before:
            if name in verbs:
                hook(name, command, case)
        world = World(self.setting.around, now, id_source(now))
        seq = stored.seq if stored is not None else 0
        events = decide(model, case, command, world, tenant=self.tenant, seq=seq, os_user=os_user, trusted=trusted)
        return moved(model, stored, case, events, now) if events else None

    def _save(self, move: "Move", command: c.Command, loaded: Loaded) -> Save:
        change = change_of(move, self.tenant, self.setting.handled)
        definition = None
        if not loaded.known and isinstance(command, c.Start):
            workflow = move.model.workflow
            definition = Definition(move.model.hash, workflow.id, workflow.version, move.model.text)
        request = None
        if command.request_id is not None:
            answered = Answered(fingerprint(command), move.case.root, move.case.id, move.events[-1].seq)
            request = Request(self.tenant, command.request_id, answered, move.now)
        return Save((change,), move.now, request, definition)

    def _answered(self, answered: Answered, command: c.Command) -> Case:
        """The answer that this request was given: the case as it stood then."""
        if answered.fingerprint != fingerprint(command):
            told = f"the request id {command.request_id!r} was used for another command"
            raise Refused([Reason("request_id_reused", told, "Use a new id for a new command.")])
        links = self.store.history(self.tenant, answered.root, answered.case)
        return fold(link.event for link in links if link.event.seq <= answered.seq)

    def _count(self, command: c.Command, case: Case | None, error: SignoffError) -> None:
        """Count the refusal. It never hides the refusal itself: a store that cannot count leaves the error as it is."""
        given = command.case if isinstance(command, c.OnCase) else getattr(command, "workflow", "")
        action = command.action if isinstance(command, c.Act) else c.verb(type(command))
        try:
            at = self.now()
            actor, about = str(command.by), case.id if case is not None else given
            self.store.attempt([Attempt(self.tenant, about, actor, action, error.code, at, error.message)])
        except SignoffError as failed:
            error.add_note(f"the attempt was not counted: {failed}")


@dataclass(frozen=True, slots=True)
class Unread:
    """A case is pinned to a definition that this engine has not read yet."""

    definition: str


@dataclass(frozen=True, slots=True)
class Move:
    """What one command did to one case."""

    model: Model
    stored: Stored | None
    case: Case
    events: tuple[Event, ...]
    tasks: tuple[Task, ...]
    now: datetime


def moved(model: Model, stored: Stored | None, case: Case | None, events: Sequence[Event], now: datetime) -> Move:
    """The case after these events, and every task that they opened, changed or closed."""
    touched: dict[str, Task] = {}
    for event in events:
        before = {task.id: task for task in case.tasks} if case is not None else {}
        case = evolve(case, event)
        touched |= {task.id: task for task in case.tasks if before.get(task.id) is not task}
    if case is None:
        raise Corrupt("a command brought about nothing")
    return Move(model, stored, case, tuple(events), tuple(touched.values()), now)


def change_of(move: Move, tenant: str, handled: HandlerWanted) -> Change:
    """What a save writes of a move."""
    case, stored = move.case, move.stored
    return Change(
        root=case.root,
        tenant=tenant,
        before=stored.cases if stored is not None else {},
        after={**(stored.cases if stored is not None else {}), case.id: case},
        links=seal(move.events, stored.head if stored is not None else GENESIS, salts()),
        version=stored.version if stored is not None else 0,
        tasks={case.id: move.tasks},
        outgoing=outgoing(move.model, case, move.events, handled),
    )


def salts() -> Iterator[str]:
    """One salt after another."""
    while True:
        yield secrets.token_hex(8)


def fingerprint(command: c.Command) -> str:
    """What makes two commands the same, the request id apart."""
    given = {f.name: getattr(command, f.name) for f in fields(command) if f.name != "request_id"}
    return digest(f"{c.verb(type(command))}:{_steady(given)}")


def _steady(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key!r}:{_steady(value[key])}" for key in sorted(value, key=repr)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_steady(item) for item in value) + "]"
    return f"{type(value).__name__}:{str(value)!r}"


def _check_request(id: object) -> None:
    """A request's id is a short text that every database takes."""
    if id is not None and not (isinstance(id, str) and 0 < len(id) <= LONGEST_REQUEST and storable(id)):
        told = f"a request id is a text of 1 to {LONGEST_REQUEST} characters, not {show(id)}"
        raise Refused([Reason("request_id_invalid", told, "Give a UUID, for example.")])


def _addressed(loaded: Loaded, command: c.Command) -> tuple[Stored | None, Case | None]:
    """The aggregate and the case that a command is about; a start has none."""
    if isinstance(command, c.Start):
        return None, None
    stored = loaded.aggregates[0]
    return stored, stored.cases[stored.root]
