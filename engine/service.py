"""The one `execute`: lock and load, decide, save — one transaction holds the whole move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from . import commands as c
from . import submitting
from .carrying import Carrier, Unfolding
from .case import Case
from .clock import Clock
from .errors import NotFound, Reason, Refused, SignoffError, Stale, StoreUnavailable
from .frozen import altered, dataclass, maker, quickly_made
from .ids import id_source
from .internal import Internal
from .kept import Kept
from .kin import Family
from .listening import Listening
from .loading import Beginnings, ReadFirst, Unread, versions_of, wanted
from .model import Model
from .normal import normal
from .numbered import Counter
from .numbers import Disputed, Numbers, counted
from .observed_log import Log
from .observing import Happening, Outcome, Watch, What, move_of
from .ports import (
    About,
    Answered,
    Archive,
    Archives,
    Attempt,
    Beats,
    Chronicle,
    Definitions,
    Dispatcher,
    Health,
    Loaded,
    Mentions,
    OpenCases,
    Outbox,
    Reader,
    Registers,
    Request,
    Roots,
    Save,
    StandingStore,
    Store,
    Stored,
    Submissions,
    Timers,
    UnitOfWork,
)
from .registry import Registry
from .requests import check_request, fingerprint
from .saving import change_of, definition_of, definitions_of
from .series_settling import settled
from .series_terms import Agreed, agreement
from .standing_rules import Shelf, since
from .uncertain import COMMIT_UNKNOWN, look_up
from .waking import Bell
from .world import Surroundings, World, plain_answer

MOST_TRIES = 6
"""How often a command in a transaction of its own is tried again when the database reports a conflict."""

_save = maker(Save)


class AnyStore(
    Store,
    Reader,
    Chronicle,
    OpenCases,
    Mentions,
    Definitions,
    StandingStore,
    Roots,
    Registers,
    Timers,
    Outbox,
    Submissions,
    Beats,
    Health,
    Archive,
    Protocol,
):
    """A store with every role."""


Before = Callable[[str, c.Command, Case | None], None]
"""A hook inside the transaction: the command's name, the command, the case before it. It may raise Refused."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What an engine and all its bound copies share."""

    registry: Registry
    around: Surroundings
    clock: Clock | None = None
    listening: Listening = field(default_factory=Listening)
    before: Sequence[tuple[str, Before]] = ()
    archives: Archives | None = None
    shelf: Shelf = field(default_factory=Shelf)
    agreements: set[Agreed] = field(default_factory=set)
    usual: Kept = field(default_factory=Kept)
    dispatcher: Dispatcher | None = None
    about: Callable[[], About] | None = None
    bell: Bell = field(default_factory=Bell)
    watch: Watch = field(default_factory=lambda: Watch(Log()))

    def agreed(self, mine: Counter, theirs: Counter) -> bool:
        """Whether it was found before that two workflows may use a series as they do."""
        return agreement(mine, theirs) in self.agreements


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
        """Carry a command out; the case as it is afterwards. Raises what `carry` raises."""
        return self.carry(command, os_user=os_user, trusted=trusted).meant

    def carry(self, command: c.Command, *, os_user: str | None = None, trusted: bool = False) -> "Done":
        """Carry a command out; its aggregate as it is afterwards.

        Raises Refused with every reason (an attempt is counted, nothing else is written), Stale, NotFound, DirectoryUnavailable,
        StoreUnavailable. With a `request_id` the same command given again is answered as it was the first time.
        """
        if isinstance(command, Internal):
            raise Refused([Reason("reserved_name", "cases ask this of each other; nobody else does", "Give a command of your own.")])
        command = normal(command)
        check_request(command.request_id)
        return self._tried(command, os_user, trusted)

    def record(self, command: Internal) -> "Done":
        """Carry out what the engine asks of itself beside any other command; raises what `carry` raises."""
        return self._tried(command, None, False)

    def _tried(self, command: c.Command, os_user: str | None, trusted: bool) -> "Done":
        if not self.bound:
            self.listen()
        with self.setting.watch.during(move_of(command, self.tenant)) as move:
            for left in reversed(range(1 if self.bound else MOST_TRIES)):
                try:
                    done = self._once(command, os_user, trusted, move, locking=left < MOST_TRIES - 1)
                except Stale as error:
                    if error.code != "conflict" or not left:
                        raise
                    move.after_commit = False
                    self.setting.watch.tell(altered(move, what=What.CONFLICT, code=error.code))
                    continue
                move.outcome = Outcome.DONE if done.changed else Outcome.UNCHANGED
                return done
        raise AssertionError("unreachable")

    def _once(self, command: c.Command, os_user: str | None, trusted: bool, move: Happening, *, locking: bool) -> "Done":
        found: list[Case] = []
        try:
            while True:
                done: Done | Answered | Unread | None = None
                try:
                    with self.store.begin(locking=locking) as unit:
                        done = self._within(unit, command, os_user, trusted, found, move)
                except Disputed as disputed:
                    self.settle(disputed)
                    continue
                except StoreUnavailable as error:
                    if done is None or error.code != COMMIT_UNKNOWN:
                        raise
                    if isinstance(done, Done) and done.changed:
                        look_up(self.store, self.tenant, done.meant.root, done.head, error)
                        move.after_commit = False  # nobody has told of this commit
                if isinstance(done, Done):
                    return done
                if isinstance(done, Answered):
                    return self._answered(done, command)
                done.read(self.setting.registry, self.store)
        except (Refused, NotFound, Stale) as error:
            if not (isinstance(error, Stale) and error.code == "conflict"):
                self.count_refusal(command, found[0] if found else None, error)
            raise

    def _within(
        self, unit: UnitOfWork, command: c.Command, os_user: str | None, trusted: bool, found: list[Case], move: Happening
    ) -> "Done | Answered | Unread":
        """The cases after the command; or what has to be read first."""
        registry = self.setting.registry
        loaded = unit.load(wanted(self.tenant, command, registry))
        if self.bound:
            self.listen()
        if loaded.answered is not None:
            return loaded.answered
        stored = None if isinstance(command, c.Start) else loaded.aggregates[0]
        case = stored.meant if stored is not None else None
        if stored is not None and case is not None:
            found[:] = [case]
            move.workflow, move.case, move.step = case.workflow, case.id, case.step
            unread = registry.unread(stored.cases.values())
            if unread:
                return Unread(unread)
        hash, versions = versions_of(case, command, loaded, registry)
        if versions is None:
            return Unread({hash})
        self.hooked(command, case)
        model = registry.pinned(hash, self.store) if case is None else None
        world = self.world(self.now(loaded.now, latest(stored)), unit)
        world.versions, world.dead = versions, lambda case: unit.dead(self.tenant, case.id)

        def carried(numbers: Numbers) -> Carrier:
            world.numbers = numbers
            carrier = self.carrier(stored, world, model, os_user, trusted)
            carrier.carry(command, case.id if case is not None else None)
            return carrier

        try:
            carrier, numbers = counted(unit, self.tenant, self.setting.agreed, carried)
        except ReadFirst as missing:
            return Unread({missing.definition})
        unfolding = carrier.unfolding
        if not unfolding.events:
            assert case is not None
            return Done(case, unfolding.cases, changed=False)
        done = Done(unfolding.cases[case.id if case is not None else unfolding.events[0].case], unfolding.cases)
        what = altered(self._save(carrier, stored, command, loaded, done), numbering=numbers.numbering(self.tenant))
        submitting.save(unit, what, self.setting.dispatcher)
        self._told_afterwards(unit, move, done.meant if case is None else case)
        return altered(done, head=what.changes[0].head)

    def _told_afterwards(self, unit: UnitOfWork, move: Happening, case: Case) -> None:
        """Whoever observes hears of the move after its commit, which may be the host's."""
        move.workflow, move.case, move.step = case.workflow, case.id, case.step
        if self.setting.watch.awake:
            move.after_commit = True
            unit.transaction.after_commit(lambda: self.setting.watch.tell(move))

    def listen(self) -> None:
        """Know who listens: read outside a transaction of our own, and in a host's only once that holds the lock."""
        self.setting.listening.refreshed(self.store)

    def settle(self, found: Disputed) -> None:
        """Two workflows share a series and do not write it alike: raises Refused, unless only cases under way are concerned."""
        self.setting.agreements.add(settled(self.setting.registry, self.store, self.tenant, found))

    def world(self, now: datetime, unit: UnitOfWork) -> World:
        """The world at this instant, within a transaction."""
        world = World(self.setting.around, now, id_source(now))
        mark, shelf = unit.mark, self.setting.shelf
        world.beginning = Beginnings(self.setting.registry, self.tenant, unit.load)
        world.rules = lambda: shelf.at(self.tenant, mark, lambda: unit.standing(self.tenant, since(now)))
        return world

    def carrier(
        self, stored: Stored | None, world: World, model: Model | None = None, os_user: str | None = None, trusted: bool = False
    ) -> Carrier:
        """What carries commands out on an aggregate; `model` is the definition of a case to be started."""
        unfolding = Unfolding(dict(stored.cases) if stored is not None else {}, stored.seq if stored is not None else 0)
        models = self.setting.registry.of_case
        if stored is not None:
            world.is_of(stored.root, Family(unfolding.cases, models))
        return Carrier(unfolding, models, world, self.tenant, os_user, trusted, model)

    def hooked(self, command: c.Command, case: Case | None) -> None:
        """Ask the host's hooks, which may raise Refused."""
        verbs = (c.verb(type(command)), "withdraw" if isinstance(command, c.Act) and command.action == "withdraw" else "")
        for name, hook in self.setting.before:
            if name in verbs:
                plain_answer(hook(name, command, case), f"what was given to engine.before({name!r})")

    def _save(self, carrier: Carrier, stored: Stored | None, command: c.Command, loaded: Loaded, done: "Done") -> Save:
        change = change_of(carrier, stored, self.tenant, self.setting.listening.names)
        model, now = carrier.model or carrier.world.versions.target, carrier.world.now
        definition = definition_of(model) if model is not None and not loaded.known else None
        request = None
        if command.request_id is not None:
            answered = Answered(fingerprint(command), done.meant.root, done.meant.id, carrier.unfolding.seq)
            request = Request(self.tenant, command.request_id, answered, now)
        return _save((change,), now, request, definition, definitions_of(carrier), wakes=self.setting.bell.rings((change,), now))

    def _answered(self, answered: Answered, command: c.Command) -> "Done":
        """The answer that this request was given: the cases as they stood then."""
        if answered.fingerprint != fingerprint(command):
            told = f"the request id {command.request_id!r} was used for another command"
            raise Refused([Reason("request_id_reused", told, "Use a new id for a new command.")])
        unfolding = Unfolding({})
        unfolding.add(link.event for link in self.store.history(self.tenant, answered.root) if link.event.seq <= answered.seq)
        if not unfolding.cases:
            self.store.find(self.tenant, answered.case)  # it has been archived since, which is said here
        return Done(unfolding.cases[answered.case], unfolding.cases, changed=False)

    def count_refusal(self, command: c.Command, case: Case | None, error: SignoffError) -> None:
        """Count the refusal. It never hides the refusal itself: a store that cannot count leaves the error as it is."""
        given = command.case if isinstance(command, c.OnCase) else getattr(command, "workflow", "")
        action = command.action if isinstance(command, c.Act) else c.verb(type(command))
        try:
            at = self.now()
            actor, about = str(command.by), case.id if case is not None else given
            self.store.attempt([Attempt(self.tenant, about, actor, action, error.code, at, error.message)])
        except SignoffError as failed:
            error.add_note(f"the attempt was not counted: {failed}")
            told = f"a refusal ({error.code}) could not be counted: {failed.code}"
            self.setting.watch.tell(altered(move_of(command, self.tenant), what=What.UNCOUNTED, code=failed.code, sentence=told))


@quickly_made
@dataclass(frozen=True, slots=True)
class Done:
    """The case that a command was about, as it is afterwards, and all cases of its aggregate; whether this call has changed anything.

    `head` is the last hash of the history that it wrote.
    """

    meant: Case
    cases: Mapping[str, Case]
    changed: bool = True
    head: str = ""


def latest(stored: Stored | None) -> Case | None:
    """The case to which something happened last: nothing that follows is earlier."""
    return max(stored.cases.values(), key=lambda case: case.seq) if stored is not None else None
