"""Where the time goes: computed from the history and the open cases, a page at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ..case import SUSPENDED, Case, Task
from ..errors import DirectoryUnavailable
from ..events import Event
from ..ports import CaseFilter
from ..reading import world_of
from ..service import Service
from ..world import World
from .durations import Minutes
from .places import Place, Places
from .values import Bottlenecks, Load, Passage, StepTime
from .walks import KINDS, Walks

PAGE = 2000
"""So many events, or open cases, are read with one statement."""


def bottlenecks(service: Service, workflow: str | None = None, since: datetime | None = None, until: datetime | None = None) -> Bottlenecks:
    """Time per step, returns, load, of one workflow or of all, within a period. A statement for each page of events and of open cases."""
    world = world_of(service)
    places = Places(service, world)
    walks = Walks(places, workflow, since, until)
    for event in _told(service):
        walks.read(event)
    now = Now(world.now)
    for case in _open(service, workflow):
        now.take(case)
    people, units, failed = _loads(world, walks.done, now)
    return Bottlenecks(
        at=world.now,
        since=since,
        until=until,
        cases=walks.roots,
        events=walks.events,
        steps=tuple(sorted(_steps(walks, now, places), key=lambda one: (-one.total, one.workflow, one.branch, one.step))),
        passages=tuple(sorted(_passages(walks), key=lambda one: (one.workflow, one.branch, -one.count, one.step, one.to))),
        people=people,
        units=units,
        unavailable=failed,
    )


def _told(service: Service) -> Iterator[Event]:
    after: tuple[str, int] | None = None
    while True:
        page = service.store.told(service.tenant, KINDS, PAGE, after)
        yield from (link.event for link in page)
        if len(page) < PAGE:
            return
        after = (page[-1].event.root, page[-1].event.seq)


def _open(service: Service, workflow: str | None) -> Iterator[Case]:
    wanted = CaseFilter(workflow=workflow, open=True, limit=PAGE)
    while True:
        page = service.store.cases(service.tenant, wanted)
        yield from page
        if len(page) < PAGE:
            return
        wanted = replace(wanted, after=page[-1].id)


class Now:
    """What lies where now, gathered from the open cases."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.waiting: Counter[Place] = Counter()
        self.overdue: Counter[Place] = Counter()
        self.known: dict[Place, tuple[str, str]] = {}
        self.open: Counter[tuple[str, str]] = Counter()
        self.late: Counter[tuple[str, str]] = Counter()

    def take(self, case: Case) -> None:
        """One open case: where it stands, with whom its seats are."""
        place = (case.workflow, case.branch, case.step)
        self.known[place] = (case.definition, case.branch)
        self.waiting[place] += 1
        runs = case.status is not SUSPENDED
        self.overdue[place] += runs and case.due_at is not None and case.due_at < self.now
        for task in case.open_tasks:
            late = runs and (due := task.due_at or case.due_at) is not None and due < self.now
            for holder in _with(task):
                self.open[holder] += 1
                self.late[holder] += late


def _with(task: Task) -> list[tuple[str, str]]:
    """With whom a seat is: whoever holds it, else the pools or persons who may take it."""
    if task.holder is not None:
        return [("person", task.holder)]
    return [*(("pool", token) for token in task.tokens), *(("person", person) for person in task.candidates)]


def _steps(walks: Walks, now: Now, places: Places) -> Iterator[StepTime]:
    returned: Counter[Place] = Counter()
    received: Counter[Place] = Counter()
    for (place, to, back), count in walks.passages.items():
        if back:
            returned[place] += count
            received[(*place[:2], to)] += count
    for place, (definition, branch) in {**now.known, **walks.known}.items():
        times = walks.times.get(place, Minutes())
        about = places.about(definition, branch, place[2])
        yield StepTime(
            workflow=place[0],
            branch=place[1],
            step=place[2],
            title=about.title,
            step_title=about.step_title,
            position=about.position,
            working=about.calendar is not None,
            visits=times.count,
            median=times.median,
            p90=times.p90,
            total=times.total,
            returned=returned[place],
            received=received[place],
            waiting=now.waiting[place],
            overdue=now.overdue[place],
        )


def _passages(walks: Walks) -> Iterator[Passage]:
    for (place, to, back), count in walks.passages.items():
        if count:
            yield Passage(workflow=place[0], branch=place[1], step=place[2], to=to, count=count, back=back)


def _loads(world: World, done: Counter[str], now: Now) -> tuple[tuple[Load, ...], tuple[Load, ...], str | None]:
    """By person and pool, and by unit as the directory knows it; the latter is left out where it does not answer."""
    people = {("person", person): Load(kind="person", name=person, done=count) for person, count in done.items() if count}
    for (kind, name), count in now.open.items():
        known = people.get((kind, name), Load(kind=kind, name=name))
        people[kind, name] = replace(known, open=count, overdue=now.late[kind, name])
    ordered = tuple(sorted(people.values(), key=_heaviest))
    units: dict[str, Load] = {}
    try:
        for load in ordered:
            unit = _unit(world, load)
            if unit:
                known = units.get(unit, Load(kind="unit", name=unit))
                units[unit] = replace(known, open=known.open + load.open, overdue=known.overdue + load.overdue, done=known.done + load.done)
    except DirectoryUnavailable as error:
        return ordered, (), error.message
    return ordered, tuple(sorted(units.values(), key=_heaviest)), None


def _heaviest(load: Load) -> tuple[int, int, int, str]:
    return -load.overdue, -load.open, -load.done, load.name


def _unit(world: World, load: Load) -> str | None:
    if load.kind == "pool":
        return load.name.rpartition("@")[2] if "@" in load.name else None
    person = world.person(load.name)
    return person.unit if person is not None else None
