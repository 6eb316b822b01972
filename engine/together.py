"""Many commands as one act: in one transaction, at one instant, all of them or none (统一交办)."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime

from . import commands as c
from . import submitting
from .batching import DONE, REFUSED, UNCHANGED, Batched, BatchReport
from .carrying import Carrier
from .errors import NotFound, Refused, Stale, StoreUnavailable
from .frozen import dataclass
from .loading import ReadFirst, Unread
from .model import Model
from .normal import normal
from .numbers import Disputed, Numbers, counted
from .observing import Happening, Watch, move_of
from .ports import Change, Definition, Loaded, Save, Stored, UnitOfWork, Wanted
from .reading import view
from .saving import change_of, definition_of, definitions_of
from .service import MOST_TRIES, Service, latest
from .uncertain import COMMIT_UNKNOWN, look_up
from .world import Versions

HELD = "held"
"""Would have been done; nothing was, since others were refused, or it was a dry run."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The definition that a new case begins with now."""

    model: Model
    retired: bool
    known: bool


@dataclass(slots=True)
class Work:
    """What has become of the commands, by their places, and what a save would write."""

    items: dict[int, Batched] = field(default_factory=dict)
    carriers: list[tuple[Carrier, Stored | None]] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    told: list[Happening] = field(default_factory=list)
    saved: tuple[Change, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether any command was refused."""
        return any(item.state == REFUSED for item in self.items.values())


def together(service: Service, commands: Sequence[c.Command], os_user: str | None, trusted: bool, *, dry_run: bool) -> BatchReport:
    """Carry all of them out or none. What stands in the way of one is told of every one; raises NotFound, Stale, StoreUnavailable."""
    given, roots = _addressed(service, [normal(command) for command in commands])
    if not service.bound:
        service.listen()
    for left in reversed(range(1 if service.bound else MOST_TRIES)):
        try:
            return _Together(service, given, roots, os_user, trusted).carried_out(dry_run)
        except Stale as error:
            if error.code != "conflict" or not left:
                raise
    raise AssertionError("unreachable")


def _addressed(service: Service, commands: Sequence[c.Command]) -> tuple[list[c.Command], list[str | None]]:
    """The commands with the ids of their cases, and the roots of these."""
    found: list[c.Command] = []
    roots: list[str | None] = []
    for command in commands:
        stored = service.store.find(service.tenant, str(command.case)) if isinstance(command, c.OnCase) else None
        found.append(replace(command, case=stored.meant.id) if stored is not None and isinstance(command, c.OnCase) else command)
        roots.append(stored.root if stored is not None else None)
    return found, roots


class Unsaved(Exception):
    """Leaves the transaction without a commit; what would have been done is known."""

    def __init__(self, work: Work) -> None:
        super().__init__("nothing is saved")
        self.work = work


@dataclass(frozen=True, eq=False)
class _Together:
    """One attempt at it."""

    service: Service
    commands: Sequence[c.Command]
    roots: Sequence[str | None]
    os_user: str | None
    trusted: bool

    def carried_out(self, dry_run: bool) -> BatchReport:
        """The report of a transaction, or of why there was none."""
        while True:
            work = Work()
            try:
                with self.service.store.begin() as unit:
                    found = self._within(unit)
                    if isinstance(found, Work):
                        if dry_run or found.refused:
                            raise Unsaved(found)
                        work = found
                        self._save(unit, work)
                        return self._report(work)
            except Unsaved as unsaved:
                return self._held(unsaved.work, dry_run)
            except Disputed as disputed:
                self.service.settle(disputed)
                continue
            except StoreUnavailable as error:
                self._look_up(work, error)
                return self._report(work)
            except Refused as error:
                # What only the database can know: a human key that another case has.
                return self._taken(error)
            found.read(self.service.setting.registry, self.service.store)

    def _within(self, unit: UnitOfWork) -> Work | Unread:
        """What becomes of each; or what has to be read first."""
        wanted = tuple(sorted({root for root in self.roots if root is not None}))
        loaded = unit.load(Wanted(tenant=self.service.tenant, roots=wanted))
        missing = set(wanted) - {stored.root for stored in loaded.aggregates}
        if missing:
            raise NotFound(f"there is no case {min(missing)!r}", data={"case": min(missing)})
        unread = self.service.setting.registry.unread(case for stored in loaded.aggregates for case in stored.cases.values())
        beginnings = {workflow: self._beginning(unit, workflow) for workflow in self._started()}
        unread |= {hash for hash in beginnings.values() if isinstance(hash, str)}
        if unread:
            return Unread(unread)
        known = {workflow: found for workflow, found in beginnings.items() if isinstance(found, Beginning)}
        try:
            work, _ = counted(
                unit, self.service.tenant, self.service.setting.agreed, lambda numbers: self._each(unit, loaded, known, numbers)
            )
        except ReadFirst as first:
            return Unread({first.definition})
        return work

    def _started(self) -> list[str]:
        return sorted({command.workflow for command in self.commands if isinstance(command, c.Start)})

    def _beginning(self, unit: UnitOfWork, workflow: str) -> Beginning | str:
        registry = self.service.setting.registry
        given = registry.current.get(workflow)
        wanted = Wanted(tenant=self.service.tenant, definition=given.hash if given is not None else None, workflow=workflow)
        loaded = unit.load(wanted)
        hash, retired = registry.beginning(workflow, loaded.current, loaded.known)
        model = registry.known(hash)
        return hash if model is None else Beginning(model, retired, loaded.known)

    def _each(self, unit: UnitOfWork, loaded: Loaded, beginnings: Mapping[str, Beginning], numbers: Numbers) -> Work:
        work = Work()
        stored = {found.root: found for found in loaded.aggregates}
        at = max([self.service.now(loaded.now), *(self.service.now(loaded.now, latest(found)) for found in loaded.aggregates)])
        carriers: dict[str, Carrier] = {}
        for place, (command, root) in enumerate(zip(self.commands, self.roots, strict=True)):
            beginning = beginnings[command.workflow] if isinstance(command, c.Start) else None
            carrier = carriers.get(root or "") or self._carrier(unit, stored.get(root or ""), at, numbers, beginning)
            if root is not None and root not in carriers:
                carriers[root] = carrier
                work.carriers.append((carrier, stored[root]))
            work.items[place] = self._one(carrier, command, work)
            if beginning is not None and work.items[place].state == DONE:
                work.carriers.append((carrier, None))
                if not beginning.known:
                    work.definitions[beginning.model.hash] = definition_of(beginning.model)
        return work

    def _carrier(self, unit: UnitOfWork, stored: Stored | None, at: datetime, numbers: Numbers, beginning: Beginning | None) -> Carrier:
        world = self.service.world(at, unit)
        world.numbers = numbers
        world.versions = Versions(retired=beginning.retired) if beginning is not None else Versions()
        world.dead = lambda case: unit.dead(self.service.tenant, case.id)
        return self.service.carrier(stored, world, beginning.model if beginning is not None else None, self.os_user, self.trusted)

    def _one(self, carrier: Carrier, command: c.Command, work: Work) -> Batched:
        case = carrier.unfolding.cases[command.case] if isinstance(command, c.OnCase) else None
        before = len(carrier.unfolding.events)
        try:
            self.service.hooked(command, case)
            carrier.carry(command, case.id if case is not None else None)
        except Refused as error:
            return Batched(command, REFUSED, None, error.code, error.message, error.reasons)
        changed = carrier.unfolding.events[before:]
        after = carrier.unfolding.cases[case.id if case is not None else changed[0].case]
        move = move_of(command, self.service.tenant)
        move.workflow, move.case, move.step = after.workflow, after.id, (case or after).step
        work.told.append(move)
        return Batched(command, DONE if changed else UNCHANGED, view(self.service, after, carrier.unfolding.cases))

    def _save(self, unit: UnitOfWork, work: Work) -> None:
        names = self.service.setting.listening.names
        changed = [(carrier, stored) for carrier, stored in work.carriers if carrier.unfolding.events]
        changes: tuple[Change, ...] = tuple(change_of(carrier, stored, self.service.tenant, names) for carrier, stored in changed)
        for carrier, _ in changed:
            work.definitions |= {definition.hash: definition for definition in definitions_of(carrier)}
        if not changes:
            return
        now = max(carrier.world.now for carrier, _ in changed)
        wakes = self.service.setting.bell.rings(changes, now)
        numbering = changed[0][0].world.numbers.numbering(self.service.tenant)
        what = Save(changes, now, definitions=tuple(work.definitions.values()), numbering=numbering, wakes=wakes)
        submitting.save(unit, what, self.service.setting.dispatcher)
        work.saved = changes
        watch = self.service.setting.watch
        if watch.awake:
            for move in work.told:
                move.after_commit = True
            unit.transaction.after_commit(lambda: _tell(watch, work.told))

    def _look_up(self, work: Work, error: StoreUnavailable) -> None:
        """Return where the commit has happened: one history tells of all. Raises the error otherwise."""
        if not work.saved or error.code != COMMIT_UNKNOWN:
            raise error
        change = next((change for change in work.saved if change.before), work.saved[0])
        look_up(self.service.store, self.service.tenant, change.root, change.head, error)
        for move in work.told:
            move.after_commit = False  # nobody has told of this commit

    def _report(self, work: Work) -> BatchReport:
        return BatchReport(tuple(work.items[place] for place in range(len(self.commands))))

    def _held(self, work: Work, dry_run: bool) -> BatchReport:
        found = []
        for place, command in enumerate(self.commands):
            item = work.items[place]
            if item.state != REFUSED:
                item = replace(item, state=HELD if item.state == DONE else item.state, case=item.case if dry_run else None)
            elif not dry_run:
                self.service.count_refusal(command, None, Refused(item.reasons))
            found.append(item)
        return BatchReport(tuple(found))

    def _taken(self, error: Refused) -> BatchReport:
        key = error.data.get("key")
        mine = [isinstance(command, c.Start) and key is not None and command.key == key for command in self.commands]
        if not any(mine):
            raise error
        return BatchReport(
            tuple(
                Batched(command, REFUSED, None, error.code, error.message, error.reasons) if taken else Batched(command, HELD)
                for command, taken in zip(self.commands, mine, strict=True)
            )
        )


def _tell(watch: Watch, moves: Sequence[Happening]) -> None:
    for move in moves:
        watch.tell(move)
