"""How a rehearsal begins: data with samples for what nobody gives, people or stand-ins, and a case that one of them starts."""

from collections.abc import Callable, Collection
from datetime import datetime, tzinfo

from signoff.engine.definition import Workflow
from signoff.engine.errors import Refused
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView

from .examples import Example
from .rehearsal_children import stubbed
from .rehearsal_desk import Desk
from .rehearsal_result import Otherwise, told
from .rehearsal_seats import in_order
from .rehearsal_values import local, moment
from .samples import COMMENT, PERSON, UNIT, required
from .standins import stand_ins

Make = Callable[[Workflow, PeopleFile, datetime], Desk]
"""A desk for one example: the workflow, the people, and the instant at which its clock stands."""

MONDAY = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - local wherever the workflow is
"""When an example begins that does not say: a Monday 09:00 in the workflow's time zone, in a year whose holidays are known."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A case just started, at its desk. `workflow` has stand-ins for those that it runs."""

    desk: Desk
    case: CaseView
    workflow: Workflow
    people: PeopleFile


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where an example begins. Without `given` people, stand-ins are made up; `known` are the other workflows that are there."""

    workflow: Workflow
    example: Example
    zone: tzinfo
    given: PeopleFile | None
    known: Collection[str] = ()

    @property
    def at(self) -> datetime:
        """The instant."""
        return moment(self.example.now, self.zone) if self.example.now else MONDAY.replace(tzinfo=self.zone)

    def begun(self, make: Make) -> Begun:
        """The case, started; raises Otherwise where nobody may start it."""
        data = self.data()
        people, starters = self.people(data)
        workflow = stubbed(self.workflow, self.example, self.known)
        desk = make(workflow, people, self.at)
        return Begun(desk, self._start(desk, starters, data), workflow, people)

    def data(self) -> dict[str, object]:
        """What the case starts with: what is given, and samples for what must be there besides."""
        given = {name: value for name, value in self.example.given.items() if value is not None}
        return given | required(self.workflow.data, given, self.at.date(), self.workflow.start.needs)

    def people(self, data: dict[str, object]) -> tuple[PeopleFile, tuple[str, ...]]:
        """Who is there, and who may be the initiator, the likeliest first."""
        if self.given is None:
            made = stand_ins(self.workflow, self.example, data)
            return made.people, (made.initiator,)
        _put_real(data, self.workflow, self.given)
        return self.given, (self.example.by,) if self.example.by else tuple(person.id for person in in_order(self.given))

    def _start(self, desk: Desk, starters: tuple[str, ...], data: dict[str, object]) -> CaseView:
        refused: Refused | None = None
        given, said = local(self.workflow.data, data, self.zone), COMMENT if self.workflow.start.comment == "required" else None
        for by in starters:
            try:
                return desk.start(self.workflow.id, by=by, data=given, comment=said)
            except Refused as error:
                refused = refused or error
        reasons = refused.reasons if refused else ()
        why = "; ".join(map(told, reasons)) if reasons else "the people file holds nobody"
        place = self.example.places.get("given", (self.example.line, self.example.column))
        raise Otherwise(f"the case could not be started by {starters[0] if starters else 'anybody'}: {why}", place, reasons)


def _put_real(data: dict[str, object], workflow: Workflow, people: PeopleFile) -> None:
    """Where a people file is used, samples of units and persons are ones that it holds."""
    real = {UNIT: next(iter(people.units), UNIT), PERSON: next((p.id for p in in_order(people)), PERSON)}
    for name, value in data.items():
        if workflow.data[name].type in ("unit", "person") and value in (UNIT, PERSON):
            data[name] = real[str(value)]
