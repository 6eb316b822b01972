"""Where a simulation begins: a case started for it, or a running one as it stands, each time on a fresh desk."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, tzinfo
from typing import Protocol

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.errors import Misconfigured, NotFound, Reason, Refused
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile
from signoff.engine.service import Service

from ..examples import Example
from ..rehearsal_begin import Beginning
from ..rehearsal_children import stubbed
from ..rehearsal_result import Otherwise
from .course import Bench, Ground
from .exploring import MOST_PATHS, explore
from .result import Simulation

NOBODY = PeopleFile({}, {})
"""Where the directory is the engine's own, and no file of it is at hand."""


class MakeBench(Protocol):
    """A fresh desk for a workflow at an instant; with `people`, these are everybody, else the engine's own directory answers."""

    def __call__(self, workflow: Workflow, people: PeopleFile | None, start: datetime) -> Bench: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a simulation is to begin with. `own`: the engine's directory answers; else `people`, and without any, stand-ins."""

    workflow: Workflow
    make: MakeBench
    zone: tzinfo
    calendar: Calendar | None
    now: datetime | date
    by: str | None = None
    data: Mapping[str, object] | None = None
    people: PeopleFile | None = None
    own: bool = False
    known: Collection[str] = ()


def simulated(setup: Setup, most: int = MOST_PATHS) -> Simulation:
    """Start a case and follow every path. Raises Refused where it cannot be started, Misconfigured where nobody is named to start it."""
    if setup.own and setup.by is None:
        raise Misconfigured("a simulation on the engine's own directory has to know who starts the case", hint="Say by='PERSON'.")
    unknown = [name for name in setup.data or {} if name not in setup.workflow.data]
    if unknown:
        raise NotFound(f"the workflow `{setup.workflow.id}` has no field `{unknown[0]}`", hint=f"Fields: {', '.join(setup.workflow.data)}.")
    example = Example(None, (), now=setup.now, by=setup.by, given=dict(setup.data or {}))
    given = NOBODY if setup.own else setup.people
    workflow = stubbed(setup.workflow, example, setup.known)
    beginning = Beginning(workflow, example, setup.zone, given, setup.known)

    def begin() -> Ground:
        begun = beginning.begun(lambda workflow, people, at: setup.make(workflow, None if setup.own else people, at))
        desk: Bench = begun.desk  # type: ignore[assignment]  # what `make` has made
        return Ground(desk, begun.case, begun.workflow, begun.people, setup.zone, setup.calendar, begun.case.started)

    samples = [name for name in beginning.data() if (setup.data or {}).get(name) is None]
    try:
        return explore(begin, most=most, made_up=given is None, samples=samples)
    except Otherwise as error:
        raise Refused([Reason("start_not_allowed", error.failure.message, "Say who starts it, or give other data.")]) from error


def looked_ahead(service: Service, case: str, setup: Callable[[Workflow], Setup], most: int = MOST_PATHS) -> Simulation:
    """Every path of a running case from here: of its whole aggregate, where a child is named. Raises NotFound."""
    store, tenant, registry = service.store, service.tenant, service.setting.registry
    stored = store.find(tenant, case)
    links = tuple(store.history(tenant, stored.root))
    models = {hash: registry.pinned(hash, store) for hash in {one.definition for one in stored.cases.values()}}
    root = stored.cases[stored.root]
    workflow = models[root.definition].workflow
    asked, now = setup(workflow), service.now(case=root)

    def begin() -> Ground:
        desk = asked.make(workflow, None, now)
        desk.seed(stored, links, models.values())
        return Ground(desk, desk.case(stored.root), workflow, NOBODY, asked.zone, asked.calendar, now, stored.seq)

    return explore(begin, most=most)
