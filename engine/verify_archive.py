"""Does a file of archived cases hold: by itself, and beside the stubs that stay in the tables?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .archive_lines import Head, Reading, Seal, Unreadable
from .errors import SignoffError
from .history import broken
from .number_rows import number_rows
from .plain import digest, text
from .ports import Definition, Projection, Record, Stub
from .projection import KeyRow, key_row
from .service import Service
from .verify import PAGE, WRONG, Problem, Verified, compared, rebuilt


def verify_archive(
    lines: Iterable[str], service: Service | None = None, against: Mapping[str, str] | None = None, name: str | None = None
) -> Verified:
    """Check a file; with a service also against the stubs: nothing in it may be changed, removed or put in.

    A root that stands in the tables as well (a crash came between, or somebody brought it back) is no problem as long as its
    chain there goes on from the one in the file; nor is a copy of one that was archived again later. `name` is what the file is
    called now: whatever the tables say of a file of this name, or of the one it was begun under, has to be in it.
    """
    return Check(service, against or {}, names={name} if name is not None else set()).run(lines)


@dataclass(slots=True)
class Check:
    """One walk through a file."""

    service: Service | None
    against: Mapping[str, str]
    cases: int = 0
    events: int = 0
    names: set[str] = field(default_factory=set)
    begun: bool = False
    problems: list[Problem] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    unsealed: dict[str, str] = field(default_factory=dict)
    definitions: set[str] = field(default_factory=set)

    def run(self, lines: Iterable[str]) -> Verified:
        """Look at everything."""
        reading = Reading(lines)
        for item in reading:
            if isinstance(item, Head):
                self._begin(item, reading.begun_at)
            elif isinstance(item, Definition):
                self._definition(item)
            elif isinstance(item, Record):
                self._record(item)
            elif isinstance(item, Unreadable):
                self._add("", f"line {item.line}", "unreadable", item.why)
            elif isinstance(item, Seal):
                self._seal(item)
        if not self.begun:
            self._add("", "", "unreadable", "it is no file of archived cases")
        self._behind_the_last_seal()
        self._missing()
        return Verified(self.cases, self.events, tuple(self.problems), self.heads)

    def _add(self, root: str, key: str, code: str, message: str, seq: int | None = None) -> None:
        self.problems.append(Problem(root, key, code, message, seq))

    def _begin(self, head: Head, line: int) -> None:
        if line != 1:
            self._add("", f"line {line}", "unreadable", "a file begins with its head, and has no other")
        self.begun = True
        self.names.add(head.name)
        if self.service is not None and head.tenant != self.service.tenant:
            self._add("", "", "stub", f"the file holds cases of the tenant {head.tenant!r}, not of {self.service.tenant!r}")

    def _definition(self, found: Definition) -> None:
        if digest(found.content) != found.hash:
            self._add("", found.workflow, "fold", f"the definition {found.hash[:12]} has been changed")
        if found.hash in self.definitions:
            self._add("", found.workflow, "fold", f"the definition {found.hash[:12]} stands there twice")
        self.definitions.add(found.hash)

    def _seal(self, seal: Seal) -> None:
        if not seal.holds:
            self._add("", f"line {seal.line}", "seal", "the seal does not fit to what stands above it: something was changed there")
        self.unsealed.clear()

    def _record(self, record: Record) -> None:
        stored = record.stored
        key = stored.cases[stored.root].key if stored.root in stored.cases else stored.root
        self.cases, self.events = self.cases + len(stored.cases), self.events + len(record.links)
        self.heads[stored.root], self.unsealed[stored.root] = stored.head, key
        for code, message, seq in self._problems(record):
            self._add(stored.root, key, code, message, seq)

    def _problems(self, record: Record) -> Iterator[tuple[str, str, int | None]]:
        stored = record.stored
        yield from ((code, WRONG.get(code, code), seq) for seq, code in broken(record.links, stored.root, stored.head))
        if stored.seq != len(record.links):
            yield "sequence", f"the root says {stored.seq} events, the history has {len(record.links)}", None
        exported = self.against.get(stored.root)
        if exported is not None and exported not in {link.hash for link in record.links}:
            yield "against", "the exported head is not in the chain: the history has been rewritten", None
        yield from ((code, message, None) for code, message in folded(record))
        unknown = {case.definition for case in stored.cases.values()} - self.definitions
        if unknown:
            yield "fold", f"the definition {min(unknown)[:12]} is not in the file", None
        if self.service is not None:
            yield from ((code, message, None) for code, message in self._beside(record, self.service))

    def _beside(self, record: Record, service: Service) -> Iterator[tuple[str, str]]:
        """What the tables say of a root in the file."""
        stored = record.stored
        rows = service.store.projection(service.tenant, stored.root)
        top = next((stub for stub in rows.stubs if stub.id == stored.root), None)
        if top is None:
            if not rows.cases:
                yield "stub", "the tables know nothing of this case: it was put in, or its stub was taken out"
            elif stored.head not in (link.hash for link in service.store.history(service.tenant, stored.root)):
                yield "stub", "the case stands in the tables too, with another history"
            return
        if top.seq > len(record.links):
            return
        self.found.add(stored.root)
        if (top.head, top.seq) != (stored.head, stored.seq):
            yield "stub", "the head that stays in the tables is another one"
        yield from stubs_beside(record, rows)

    def _behind_the_last_seal(self) -> None:
        for root, key in self.unsealed.items():
            if self.service is None or root in self.found:
                self._add(root, key, "seal", "no seal stands below the case: the end of the file was cut off")

    def _missing(self) -> None:
        """What should be in the file and is not."""
        for name in sorted(self.names) if self.service is not None else ():
            for stub in stubs_of(self.service, name):
                if stub.root not in self.found:
                    self._add(stub.root, stub.key, "missing", f"the tables say that the case is in {name}, and it is not")


def stubs_of(service: Service | None, file: str) -> Iterator[Stub]:
    """The stubs of all roots that should be in a file."""
    after: str | None = None
    while service is not None and (page := service.store.stubs(service.tenant, PAGE, after, file=file)):
        after = page[-1].id
        yield from page


def folded(record: Record) -> Iterator[tuple[str, str]]:
    """Whether the cases in the file are what the history there says."""
    try:
        cases, _ = rebuilt(link.event for link in record.links)
    except (SignoffError, ValueError, TypeError, KeyError, StopIteration) as error:
        yield "fold", f"the history cannot be folded: {type(error).__name__}: {error}"
        return
    if sorted(map(text, cases.values())) != sorted(map(text, record.stored.cases.values())):
        yield "fold", "the case in the file is not what its history says"


def stubs_beside(record: Record, rows: Projection) -> Iterator[tuple[str, str]]:
    """Whether stubs, human keys and numbers are those of the file."""
    keys: set[object] = {key_row(case) for case in record.stored.cases.values()}
    yield from compared("stub", keys, {KeyRow(stub.workflow, stub.key, stub.id) for stub in rows.stubs}, "the file")
    yield from compared("key", keys, set(rows.keys), "the file")
    new, _ = number_rows(link.event for link in record.links)
    yield from compared("number", set(new), set(rows.numbers), "the file")
