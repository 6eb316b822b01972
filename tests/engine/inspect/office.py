"""An office to look into: workflows as texts, people who leave, a clock that is set by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.memory import MemoryStore
from signoff.engine.calendars import Calendar
from signoff.engine.desk import Desk
from signoff.engine.expressions import PeopleQuery
from signoff.engine.inspect import StuckFinding
from signoff.engine.people_data import PeopleFile, Person, Unit
from signoff.engine.registry import Registry
from signoff.engine.service import Service, Setting
from signoff.engine.world import Surroundings
from signoff.testing import ManualClock
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.loader import load

MONDAY = datetime(2026, 6, 1, 1, tzinfo=UTC)
CALENDAR = Calendars()["cn-gov"]

STAFF = (
    Person("ann", unit="desk", manager="max"),
    Person("bob", unit="desk", manager="max", roles=("legal",)),
    Person("cat", unit="desk", manager="max", roles=("legal",)),
    Person("dan", unit="desk", manager="max", roles=("finance", "board")),
    Person("eve", unit="desk", manager="max", roles=("board",)),
    Person("fay", unit="desk", manager="max", roles=("board",)),
    Person("max", unit="desk", posts=("head",)),
    Person("adm", unit="desk", roles=("admin",)),
)

HEAD = """\
signoff: 1
workflow: w
calendar: cn-gov
data:
  sum: {type: integer, default: 1}
  by_day: {type: date}
defaults:
  empty: hold
  duplicate: none
  self: forbid
  insufficient_seats: hold
return: {to: any_earlier, resume: [rewalk, straight_back]}
withdraw: {by: initiator, until: end}
steps:
  draft: {by: initiator, may_edit: [sum]}
"""


class Staff:
    """A directory that changes between commands. With `down` it fails."""

    def __init__(self, *people: Person) -> None:
        self.people = {person.id: person for person in people or STAFF}
        self.down = False

    def leaves(self, *ids: str) -> None:
        """They are no longer active."""
        for id in ids:
            self.people[id] = replace(self.people[id], active=False)

    def vanishes(self, *ids: str) -> None:
        """The directory no longer knows them."""
        for id in ids:
            del self.people[id]

    def find(self, query: PeopleQuery) -> tuple[str, ...]:
        return self._now().find(query)

    def person(self, id: str) -> Person | None:
        return self._now().person(id)

    def unit(self, id: str) -> Unit | None:
        return self._now().unit(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        return self._now().tokens_of(person)

    def _now(self) -> StaticDirectory:
        if self.down:
            raise OSError("no answer")
        return StaticDirectory(PeopleFile({id: Unit(id) for id in ("desk", "yard")}, self.people))


class Office:
    """A desk in an office, with one workflow `w`."""

    def __init__(self, steps: str = "", *, text: str | None = None, calendars: dict[str, Calendar] | None = None) -> None:
        self.text = text or HEAD + "".join(f"  {line}\n" for line in dedent(steps).strip("\n").split("\n"))
        self.clock, self.staff, self.store = ManualClock(MONDAY, calendar=CALENDAR), Staff(), MemoryStore()
        self.calendars = {"cn-gov": CALENDAR} if calendars is None else calendars
        self.registry = Registry([load(self.text).workflow])
        self.service = Service(self.store, Setting(self.registry, Surroundings(self.staff, self.calendars), self.clock))
        self.desk = Desk(self.service)

    def submitted(self, key: str = "1", by: str = "ann", **data: object) -> str:
        """A case that its initiator has handed in."""
        self.desk.start("w", by=by, key=key, data=data)
        self.desk.act(key, "submit", by=by)
        return key

    def codes(self, **wanted: object) -> list[str]:
        """The codes that `stuck` finds."""
        return [finding.code for finding in self.desk.stuck(**wanted).findings]  # type: ignore[arg-type]

    def only(self, **wanted: str) -> StuckFinding:
        """The one finding there is."""
        (finding,) = self.desk.stuck(**wanted).findings  # type: ignore[arg-type]
        return finding
