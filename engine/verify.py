"""Does the history hold, and do the tables say what it says? Finds any single row changed, removed, inserted or swapped."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from .case import Case, Task
from .errors import SignoffError, Stale, StoreUnavailable
from .events import Event
from .evolve import evolve
from .history import broken
from .number_rows import number_rows
from .plain import text
from .ports import Link, Projection
from .projection import case_row, key_row, task_row, timer_row
from .service import Service
from .verify_numbers import register_problems

PAGE = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not agree.

    `code` is one of sequence, root, previous, payload, hash, columns, head, fold, case, task, timer, key, number, against, unreadable.
    """

    root: str
    key: str
    code: str
    message: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, what does not agree, and the head of every chain (to be kept elsewhere, for `against`)."""

    cases: int
    events: int
    problems: tuple[Problem, ...]
    heads: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return not self.problems


def verify(service: Service, case: str | None = None, against: Mapping[str, str] | None = None) -> Verified:
    """Check one case or all of a tenant; `against` holds heads exported earlier, which a rewritten history cannot still contain.

    Rows that cannot be read are problems like others; Stale and StoreUnavailable are raised.
    """
    against = against or {}
    cases = events = 0
    heads: dict[str, str] = {}
    problems: list[Problem] = []
    roots = _roots(service) if case is None else [service.store.find(service.tenant, case).root]
    for root in roots:
        try:
            projection = service.store.projection(service.tenant, root)
            count, found = _aggregate(service, root, projection, against.get(root))
        except UNANSWERED:
            raise
        except Exception as error:
            problems.append(_unreadable(root, "the rows cannot be read", error))
            continue
        cases, events, heads[root] = cases + len(projection.cases), events + count, projection.head
        problems += found
    if case is None:
        gone = [root for root in against if root not in roots]
        problems += [Problem(root, root, "against", "the case is no longer there, though its head was exported") for root in gone]
        problems += _registers(service)
    return Verified(cases, events, tuple(problems), heads)


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
    return len(links), problems + [Problem(root, key, *found) for found in _tables(links, projection)]


WRONG = {
    "sequence": "an event is missing, doubled or out of order",
    "root": "an event of another case stands in this chain",
    "previous": "an event does not follow the one before it",
    "payload": "the content of an event has been changed",
    "hash": "the header or the hash of an event has been changed",
    "columns": "a column beside an event disagrees with its header",
    "head": "the chain does not end where the case says it ends",
}


def _tables(links: Iterable[Link], projection: Projection) -> Iterator[tuple[str, str]]:
    try:
        cases, tasks = rebuilt(link.event for link in links)
    except (SignoffError, ValueError, TypeError, KeyError, StopIteration) as error:
        yield "fold", f"the history cannot be folded: {type(error).__name__}: {error}"
        return
    timers = {timer_row(case, timer) for case in cases.values() for timer in case.timers}
    yield from _compared("case", {case_row(case) for case in cases.values()}, set(projection.cases))
    yield from _compared("task", {task_row(id, task) for id, found in tasks.items() for task in found.values()}, set(projection.tasks))
    yield from _compared("timer", timers, set(projection.timers))
    new, _ = number_rows(link.event for link in links)
    yield from _compared("number", set(new), set(projection.numbers))
    yield from _compared("key", {key_row(case) for case in cases.values()}, set(projection.keys))
    told, stored = sorted(map(text, cases.values())), sorted(map(text, projection.states))
    if told != stored:
        yield "fold", "the stored case is not what its history says"


def rebuilt(events: Iterable[Event]) -> tuple[dict[str, Case], dict[str, dict[str, Task]]]:
    """The cases and all their tasks, open and closed, as the history says; raises Corrupt for a history that cannot be."""
    cases: dict[str, Case] = {}
    tasks: dict[str, dict[str, Task]] = {}
    for event in events:
        case = cases[event.case] = evolve(cases.get(event.case), event)
        tasks.setdefault(event.case, {}).update({task.id: task for task in case.tasks})
    return cases, tasks


def _compared(code: str, told: Set[object], stored: Set[object]) -> Iterator[tuple[str, str]]:
    for row in sorted(map(repr, told - stored)):
        yield code, f"the history says, the tables do not: {row}"
    for row in sorted(map(repr, stored - told)):
        yield code, f"the tables say, the history does not: {row}"
