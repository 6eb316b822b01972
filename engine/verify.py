"""Does the history hold, and do the tables say what it says? Finds any single row changed, removed, inserted or swapped."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import field

from .case import Case, Task
from .errors import SignoffError, Stale, StoreUnavailable
from .events import Event
from .evolve import evolve
from .frozen import dataclass
from .history import broken
from .liveness import liveness
from .number_rows import number_rows
from .plain import digest, text
from .ports import Link, Projection
from .projection import KeyRow, LiveRow, case_row, key_row, live_row, task_row, timer_row
from .service import Service
from .verify_numbers import register_problems

PAGE = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not agree.

    `code` is one of sequence, root, previous, payload, hash, columns, head, fold, case, mover, task, timer, key, number, definition,
    stub, against, unreadable; in a file of archived cases also seal and missing.
    """

    root: str
    key: str
    code: str
    message: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, what does not agree, and the head of every chain (to be kept elsewhere, for `against`).

    `archived` counts the stubs of cases whose history lies in a file, which has to be verified for itself.
    """

    cases: int
    events: int
    problems: tuple[Problem, ...]
    heads: Mapping[str, str] = field(default_factory=dict)
    archived: int = 0

    def __bool__(self) -> bool:
        return not self.problems


def verify(service: Service, case: str | None = None, against: Mapping[str, str] | None = None) -> Verified:
    """Check one case or all of a tenant; `against` holds heads exported earlier, which a rewritten history cannot still contain.

    Rows that cannot be read are problems like others; Stale and StoreUnavailable are raised.
    """
    against = against or {}
    cases = events = archived = 0
    heads: dict[str, str] = {}
    problems: list[Problem] = []
    pinned: dict[str, str] = {}
    roots = _roots(service) if case is None else [service.store.find(service.tenant, case).root]
    for root in roots:
        try:
            projection = service.store.projection(service.tenant, root)
            if projection.stubs:
                archived, heads[root] = archived + len(projection.stubs), _stub_head(root, projection)
                problems += stub_problems(service, root, projection)
                continue
            count, found = _aggregate(service, root, projection, against.get(root))
        except UNANSWERED:
            raise
        except Exception as error:
            problems.append(_unreadable(root, "the rows cannot be read", error))
            continue
        cases, events, heads[root] = cases + len(projection.cases), events + count, projection.head
        problems += found
        for state in projection.states:
            pinned.setdefault(state.definition, state.key)
    if case is None:
        gone = [root for root in against if root not in roots]
        problems += [Problem(root, root, "against", "the case is no longer there, though its head was exported") for root in gone]
        problems += _registers(service)
        pinned |= {row.hash: pinned.get(row.hash, row.workflow) for row in service.store.definitions(service.tenant)}
    problems += _definitions(service, pinned)
    return Verified(cases, events, tuple(problems), heads, archived)


def _definitions(service: Service, pinned: Mapping[str, str]) -> Iterator[Problem]:
    """Definitions, by hash with a case that is pinned to them (or their workflow), that are gone or have another content."""
    for hash, key in sorted(pinned.items()):
        stored = service.store.definition(hash)
        if stored is None:
            yield Problem("", key, "definition", f"the definition {hash[:12]} is not in the tables")
        elif digest(stored.content) != hash:
            yield Problem("", key, "definition", f"the content of the definition {hash[:12]} has been changed")


def _registers(service: Service) -> list[Problem]:
    """What does not agree in the registers of numbers."""
    try:
        found = list(register_problems(service.store.register(service.tenant)))
    except UNANSWERED:
        raise
    except Exception as error:
        return [_unreadable("", "the register of numbers cannot be read", error)]
    return [Problem("", f"{key.series}/{key.period}".rstrip("/"), "number", message) for key, message in found]


UNANSWERED = (Stale, StoreUnavailable)
"""The database has not answered; that says nothing of what stands in it. Anything else is raised by what was read."""


def _unreadable(root: str, message: str, error: Exception) -> Problem:
    return Problem(root, root, "unreadable", f"{message}: {type(error).__name__}: {error}")


def _roots(service: Service) -> list[str]:
    """Every root of the tenant that any row tells of; a case whose own row is gone still has its history."""
    found: list[str] = []
    while page := service.store.roots(service.tenant, PAGE, found[-1] if found else None):
        found += page
    return found


def _stub_head(root: str, projection: Projection) -> str:
    return next((stub.head for stub in projection.stubs if stub.id == root), "")


def stub_problems(service: Service, root: str, projection: Projection) -> Iterator[Problem]:
    """What does not agree where a root is archived: nothing but its stubs, its human keys and its numbers may be there."""
    key = next((stub.key for stub in projection.stubs if stub.id == root), root)
    tops = [stub for stub in projection.stubs if stub.id == root and stub.seq and stub.head]
    if len(tops) != 1 or len({(stub.file, stub.at, stub.by) for stub in projection.stubs}) != 1:
        yield Problem(root, key, "stub", "the stubs of an archived case do not agree")
    left = projection.cases or projection.tasks or projection.timers or next(service.store.history(service.tenant, root), None)
    if left:
        yield Problem(root, key, "stub", "the case is archived, and there are rows of it")
    names = {KeyRow(stub.workflow, stub.key, stub.id) for stub in projection.stubs}
    yield from (Problem(root, key, *found) for found in compared("key", names, set(projection.keys), "the stub"))


def _aggregate(service: Service, root: str, projection: Projection, exported: str | None) -> tuple[int, list[Problem]]:
    key = next((row.key for row in projection.cases if row.id == root), root)
    links = list(service.store.history(service.tenant, root))
    problems = [Problem(root, key, code, WRONG.get(code, code), seq) for seq, code in broken(links, root, projection.head)]
    if exported is not None and exported not in {link.hash for link in links}:
        problems.append(Problem(root, key, "against", "the exported head is not in the chain: the history has been rewritten"))
    if projection.seq != len(links):
        problems.append(Problem(root, key, "sequence", f"the root says {projection.seq} events, the history has {len(links)}"))
    if projection.version != projection.seq:
        told = f"the root's version is {projection.version}, its last event has the number {projection.seq}"
        problems.append(Problem(root, key, "case", told))
    return len(links), problems + [Problem(root, key, *found) for found in _tables(service, links, projection)]


WRONG = {
    "sequence": "an event is missing, doubled or out of order",
    "root": "an event of another case stands in this chain",
    "previous": "an event does not follow the one before it",
    "payload": "the content of an event has been changed",
    "hash": "the header or the hash of an event has been changed",
    "columns": "a column beside an event disagrees with its header",
    "head": "the chain does not end where the case says it ends",
}


def _tables(service: Service, links: Iterable[Link], projection: Projection) -> Iterator[tuple[str, str]]:
    try:
        cases, tasks = rebuilt(link.event for link in links)
    except (SignoffError, ValueError, TypeError, KeyError, StopIteration) as error:
        yield "fold", f"the history cannot be folded: {type(error).__name__}: {error}"
        return
    timers = {timer_row(case, timer) for case in cases.values() for timer in case.timers}
    yield from compared("mover", _alive(service, cases, projection), set(projection.live))
    yield from compared("case", {case_row(case) for case in cases.values()}, set(projection.cases))
    yield from compared("task", {task_row(id, task) for id, found in tasks.items() for task in found.values()}, set(projection.tasks))
    yield from compared("timer", timers, set(projection.timers))
    new, _ = number_rows(link.event for link in links)
    yield from compared("number", set(new), set(projection.numbers))
    yield from compared("key", {key_row(case) for case in cases.values()}, set(projection.keys))
    told, stored = sorted(map(text, cases.values())), sorted(map(text, projection.states))
    if told != stored:
        yield "fold", "the stored case is not what its history says"


def _alive(service: Service, cases: Mapping[str, Case], projection: Projection) -> set[object]:
    """What keeps each case alive. Where a definition cannot be had, and of an open case of which nothing is told, the tables are right."""
    told: set[object] = set()
    for row in projection.live:
        case = cases.get(row.case)
        if case is None or (case.open and row == LiveRow(row.case)):
            told.add(row)
            continue
        try:
            told.add(live_row(case, liveness(service.setting.registry.model_of(case, service.store), case) if case.open else None))
        except (SignoffError, ValueError, TypeError, KeyError):
            told.add(row)
    return told


def rebuilt(events: Iterable[Event]) -> tuple[dict[str, Case], dict[str, dict[str, Task]]]:
    """The cases and all their tasks, open and closed, as the history says; raises Corrupt for a history that cannot be."""
    cases: dict[str, Case] = {}
    tasks: dict[str, dict[str, Task]] = {}
    for event in events:
        case = cases[event.case] = evolve(cases.get(event.case), event)
        tasks.setdefault(event.case, {}).update({task.id: task for task in case.tasks})
    return cases, tasks


def compared(code: str, told: Set[object], stored: Set[object], source: str = "the history") -> Iterator[tuple[str, str]]:
    """Where rows that are told and rows that are stored differ: a code, and which row."""
    for row in sorted(map(repr, told - stored)):
        yield code, f"{source} says, the tables do not: {row}"
    for row in sorted(map(repr, stored - told)):
        yield code, f"the tables say, {source} does not: {row}"
