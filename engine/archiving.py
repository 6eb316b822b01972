"""Archiving: whole roots that have ended go from the tables to a file, batch by batch; a stub stays of every case.

Each batch is read without locks, written, and on the disk before one short transaction locks its roots, leaves out whatever has
changed or is held by somebody, and removes the others. A crash leaves a root in both places or in one, never in none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime

from .archive_writing import Known, Writer
from .case import Case
from .durations import Duration
from .errors import Misconfigured, Refused
from .frozen import dataclass
from .history import broken
from .plain import text
from .ports import Archives, Record, Stub
from .reading import world_of
from .service import Service
from .verdict.definitions import publishing
from .verify import rebuilt
from .worktime import shift

MOST_EVENTS = 10_000
"""A batch holds no more events than this, unless one root alone has more: memory stays flat."""
MOST_NAMED = 1_000
"""So many roots that stay are named in a report; all are counted."""

Watch = Callable[["ArchiveReport"], object]


@dataclass(frozen=True, slots=True)
class Kept:
    """A root that stays in the tables, and why.

    `reason` is one of `open_case` (a child is under way), `timer`, `question`, `asked_back`, `undelivered`, `too_young` (something
    happened later), `unsound` (`verify` says what is wrong), `busy` (somebody held it, or has changed it meanwhile).
    """

    root: str
    workflow: str
    key: str
    reason: str


@dataclass(slots=True)
class ArchiveReport:
    """What was archived (or would be, with `dry_run`): roots, their cases and events; and what stays, by reason.

    `before` is the instant before which the last event of a root must lie; `file` the name that the stubs bear.
    """

    before: datetime
    file: str | None = None
    dry_run: bool = False
    roots: int = 0
    cases: int = 0
    events: int = 0
    looked_at: int = 0
    left: dict[str, int] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    def keep(self, record: Record, reason: str) -> None:
        """A root stays."""
        self.left[reason] = self.left.get(reason, 0) + 1
        top = record.stored.cases[record.stored.root]
        if len(self.kept) < MOST_NAMED:
            self.kept.append(Kept(top.id, top.workflow, top.key, reason))

    def count(self, record: Record) -> None:
        """A root goes."""
        self.roots, self.cases, self.events = self.roots + 1, self.cases + len(record.stored.cases), self.events + len(record.links)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be archived: at most `batch` roots in one transaction. In a folder, the new file is `packed` or not."""

    older_than: str | Duration
    to: str
    by: str
    workflow: str | None = None
    batch: int = 100
    dry_run: bool = False
    packed: bool = False


def archive(service: Service, wish: Wish, watch: Watch = lambda report: None, *, trusted: bool = False) -> ArchiveReport:
    """Archive what has ended and is old enough; `watch` hears of every batch.

    Raises Refused (`not_admin`), Misconfigured for an age or a batch that is none, ArchiveUnavailable.
    """
    archives = archives_of(service)
    reasons = publishing(wish.by, "archive", world_of(service), trusted).reasons
    if reasons:
        raise Refused(reasons)
    if service.bound:
        raise Misconfigured("a file cannot be part of the host's transaction", hint="Archive with the engine itself, not with a bound one.")
    if isinstance(wish.batch, bool) or not isinstance(wish.batch, int) or wish.batch < 1:
        raise Misconfigured("a batch holds at least one root", hint="Give a whole number from 1.")
    if not wish.to:
        raise Misconfigured("the file has no name", hint="Name a file, or a folder where each day gets one; `.` is this folder.")
    now = service.now()
    report = ArchiveReport(before=cutoff(wish.older_than, now, service), dry_run=wish.dry_run)
    run = Run(service, wish, report, service.store.undelivered(service.tenant), now)
    if wish.dry_run:
        for records in run.batches():
            list(map(report.count, run.fit(records)))
            watch(report)
        return report
    known = Known(service.tenant)
    with archives.append(wish.to, name_of(service.tenant, now, wish.packed), known.read) as file:
        report.file = file.name
        writer = Writer(file, known, service.store.definition, now)
        for records in run.batches():
            run.archived(writer, records)
            watch(report)
    return report


def name_of(tenant: str, now: datetime, packed: bool) -> str:
    """The file of a day, in a folder."""
    return f"signoff-{UNFIT.sub('_', tenant)}-{now:%Y-%m-%d}.jsonl{'.gz' if packed else ''}"


UNFIT = re.compile(r"[^\w.-]")
"""What may stand in the name of a tenant and not in that of a file."""


def archives_of(service: Service) -> Archives:
    """What opens files of archived cases; raises Misconfigured where there is nothing."""
    found = service.setting.archives
    if found is None:
        raise Misconfigured("this desk has no files", hint="Use signoff.Engine.")
    return found


def cutoff(age: str | Duration, now: datetime, service: Service) -> datetime:
    """So long before now: `730d`, `36h`, `24m`, or `2y` for 24 months; raises Misconfigured for anything else."""
    hint = "Write 730d, 24m, 2y or 36h."
    try:
        written = f"{12 * int(age[:-1])}m" if isinstance(age, str) and age.endswith("y") else age
        duration = Duration.parse(written) if isinstance(written, str) else written
    except ValueError:
        raise Misconfigured(f"{age!r} is no age", hint=hint) from None
    if not isinstance(duration, Duration):
        raise Misconfigured(f"{age!r} is no age", hint=hint)
    if duration.unit.needs_calendar or duration.count < 0:
        raise Misconfigured(f"{duration} is no age: cases grow old by calendar days", hint=hint)
    return shift(now, -duration, None, service.setting.around.zone).at


@dataclass(slots=True)
class Run:
    """One run through the tenant's ended roots, the oldest first."""

    service: Service
    wish: Wish
    report: ArchiveReport
    undelivered: frozenset[str]
    now: datetime

    def batches(self) -> Iterator[Sequence[Record]]:
        """Roots whose own case has ended, a batch at a time."""
        store, tenant, after = self.service.store, self.service.tenant, None
        while page := store.ended_roots(tenant, self.report.before, self.wish.batch, after, self.wish.workflow):
            after = page[-1].id
            for ids in sliced((root.id, root.seq) for root in page):
                records = store.records(tenant, ids)
                self.report.looked_at += len(records)
                yield records

    def fit(self, records: Sequence[Record]) -> Iterator[Record]:
        """Those that may go; why the others stay is in the report."""
        for record in records:
            reason = self.stays(record)
            if reason is None:
                yield record
            else:
                self.report.keep(record, reason)

    def stays(self, record: Record) -> str | None:
        """Why a root is not archived; None where it may be."""
        cases = record.stored.cases.values()
        found = next((reason for reason, holds in UNFINISHED.items() if any(map(holds, cases))), None)
        if found is not None:
            return found
        if record.stored.root in self.undelivered:
            return "undelivered"
        if any(case.at is not None and case.at >= self.report.before for case in cases):
            return "too_young"
        return None if sound(record) else "unsound"

    def archived(self, writer: "Writer", records: Sequence[Record]) -> None:
        """Write a batch, then remove what has stayed as it was read."""
        fit = list(self.fit(records))
        if not fit:
            return
        writer.write(fit)
        with self.service.store.begin() as unit:
            held = unit.lock(self.service.tenant, [record.stored.root for record in fit])
            still = [record for record in fit if held.get(record.stored.root) == record.stored.version]
            if still:
                unit.remove([stub for record in still for stub in stubs_of(record, writer.file.name, self.now, self.wish.by)])
        gone = {record.stored.root for record in still}
        for record in fit:
            if record.stored.root in gone:
                self.report.count(record)
            else:
                self.report.keep(record, "busy")


UNFINISHED: dict[str, Callable[[Case], object]] = {
    "open_case": lambda case: case.open,
    "timer": lambda case: case.timers,
    "question": lambda case: case.questions,
    "asked_back": lambda case: case.asked_back,
}
"""What a case may have that is not over."""


def sound(record: Record) -> bool:
    """Whether the chain holds and the cases are what it says: only what verifies is archived."""
    stored = record.stored
    if any(broken(record.links, stored.root, stored.head)) or not stored.seq == stored.version == len(record.links):
        return False
    try:
        cases, _ = rebuilt(link.event for link in record.links)
    except Exception:  # whatever a history says that nobody should have written
        return False
    return sorted(map(text, cases.values())) == sorted(map(text, stored.cases.values()))


def sliced(roots: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Ids in runs that hold a bounded number of events."""
    run, events = list[str](), 0
    for id, seq in roots:
        if run and events + seq > MOST_EVENTS:
            yield run
            run, events = [], 0
        run.append(id)
        events += seq
    if run:
        yield run


def stubs_of(record: Record, file: str, at: datetime, by: str) -> Iterator[Stub]:
    """A stub for each case; the root's knows the head of the chain."""
    stored = record.stored
    for id, case in stored.cases.items():
        seq, head = (stored.seq, stored.head) if id == stored.root else (0, "")
        names = {"tenant": stored.tenant, "id": id, "root": stored.root, "workflow": case.workflow, "key": case.key}
        yield Stub(**names, seq=seq, head=head, file=file, at=at, by=by)
