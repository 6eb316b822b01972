"""Simulation at an engine: a workflow, or what lies ahead of a case, run on a store and a clock of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from signoff.adapters.directory import Anybody, StaticDirectory
from signoff.adapters.memory import Bench
from signoff.engine.definition import Workflow
from signoff.engine.people_data import PeopleFile
from signoff.engine.ports import Directory
from signoff.engine.registry import Registry
from signoff.workflows.people_file import load_people
from signoff.workflows.rehearsal import zone_of
from signoff.workflows.simulation import MOST_PATHS, Simulation
from signoff.workflows.simulation.beginning import Setup, looked_ahead, simulated

from .duties import DutyDesk


class SimulatingDesk(DutyDesk):
    """The part of the engine that plays through what would happen. Nothing happens to the cases."""

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """The definitions that this engine was given; `definitions()` says which ones new cases start with."""
        return {id: model.workflow for id, model in self._service.setting.registry.current.items()}

    @property
    def directory(self) -> Directory:
        """Who is who."""
        return self._service.setting.around.directory

    def simulate(
        self,
        workflow: str,
        *,
        by: str | None = None,
        data: Mapping[str, object] | None = None,
        people: PeopleFile | Path | str | None = None,
        now: datetime | date | None = None,
        most: int = MOST_PATHS,
    ) -> Simulation:
        """Run a whole workflow against this data, on a clock and a store of its own: every path, who is asked, until when, dead ends.

        `people` replaces the engine's directory; an engine without one makes stand-ins up. Samples fill what `data` leaves out.
        Raises NotFound, Refused where the case cannot be started, Misconfigured.
        """
        staff = load_people(Path(people)) if isinstance(people, str | Path) else people
        own = staff is None and not isinstance(self.directory, Anybody)
        found = self._service.setting.registry.workflow(workflow).workflow
        asked = self._bench_for(found)
        return simulated(replace(asked, now=now or self.now(), by=by, data=data, people=staff, own=own), most)

    def ahead(self, case: str, *, most: int = MOST_PATHS) -> Simulation:
        """What lies ahead of a running case: every path from where it stands now. Nothing happens to the case."""
        return looked_ahead(self._service, case, self._bench_for, most)

    def _bench_for(self, workflow: Workflow) -> Setup:
        """How a desk for a simulation is made: this engine's directory, calendars and plug-ins, a store and a clock of its own."""
        setting = self._service.setting
        zone, calendar = zone_of(workflow, setting.around.calendars.get), setting.around.calendars.get(workflow.calendar or "")

        made: dict[int, Registry] = {}  # what is compiled serves all paths

        def make(workflow: Workflow, people: PeopleFile | None, start: datetime) -> Bench:
            around = setting.around if people is None else replace(setting.around, directory=StaticDirectory(people))
            if id(workflow) not in made:
                made[id(workflow)] = setting.registry.of([*(w for w in self.workflows.values() if w.id != workflow.id), workflow])
            standing = self.store.proxy_rows(self.tenant) if people is None else ()
            return Bench(made[id(workflow)], around, start, workflow.calendar, zone, self.tenant, standing)

        return Setup(workflow=workflow, make=make, zone=zone, calendar=calendar, now=self.now(), known=tuple(self.workflows))
