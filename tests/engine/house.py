"""A small house to approve things in: one workflow, people who may change, a clock that is set by hand."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from textwrap import dedent, indent

import pytest

from signoff import CaseView, Refused, TaskView
from signoff.adapters.directory import StaticDirectory
from signoff.compose import Engine
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import PeopleFile, Person, Proxy, Unit
from signoff.testing import ManualClock

MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)

PEOPLE = {
    "ini": Person("ini", unit="office", manager="boss", roles=("clerk",)),
    "bob": Person("bob", unit="office", manager="boss", roles=("legal",), rank=1),
    "cat": Person("cat", unit="office", manager="boss", roles=("legal",), rank=2),
    "dan": Person("dan", unit="office", manager="boss", roles=("finance",), rank=3),
    "eve": Person("eve", unit="office", manager="boss", roles=("finance",), rank=4),
    "fay": Person("fay", unit="office", manager="boss", roles=("audit",), rank=5),
    "boss": Person("boss", unit="office", posts=("head",), rank=9),
    "adm": Person("adm", unit="office", roles=("admin",)),
    "gus": Person("gus", unit="office", active=False),
}
UNITS = {"office": Unit("office", portfolio_of={"leader": "boss"})}
DEFAULTS = {"empty": "hold", "duplicate": "none", "self": "allow", "insufficient_seats": "hold"}


class Register:
    """A directory whose people come and go, and stand in for each other under `rules`; with `broken` it fails."""

    def __init__(self, *rules: Proxy) -> None:
        self.people: dict[str, Person] = dict(PEOPLE)
        self.units: Mapping[str, Unit] = UNITS  # as they are when the directory is first asked
        self.rules = rules
        self.broken = False
        self._read: tuple[Mapping[str, Person], tuple[Proxy, ...], StaticDirectory] | None = None

    def put(self, *persons: Person) -> None:
        """Add persons, or replace them."""
        self.people |= {person.id: person for person in persons}

    def leave(self, *ids: str) -> None:
        """These persons are no longer active."""
        for id in ids:
            old = self.people[id]
            self.people[id] = Person(id, unit=old.unit, active=False)

    def _now(self) -> StaticDirectory:
        if self.broken:
            raise OSError("the directory server is down")
        if self._read is None or self._read[:2] != (self.people, self.rules):
            people = dict(self.people)
            self._read = people, self.rules, StaticDirectory(PeopleFile(self.units, people, self.rules))
        return self._read[2]

    def find(self, query: PeopleQuery) -> tuple[str, ...]:
        return self._now().find(query)

    def person(self, id: str) -> Person | None:
        return self._now().person(id)

    def unit(self, id: str) -> Unit | None:
        return self._now().unit(id)

    def tokens_of(self, person: str) -> frozenset[str]:
        return self._now().tokens_of(person)

    def proxies(self, person: str) -> tuple[Proxy, ...]:
        return self._now().proxies(person)


def workflow(steps: str, head: str = "", data: str = "", **defaults: str) -> str:
    """The text of the workflow `w` with these steps; the four policies are named, and may be named otherwise."""
    chosen = {**DEFAULTS, **{name.rstrip("_"): value for name, value in defaults.items()}}
    named = "".join(f"  {name}: {value}\n" for name, value in chosen.items())
    fields = f"data:\n{indent(dedent(data).strip(chr(10)), '  ')}\n" if data else ""
    inner = indent(dedent(steps).strip("\n"), "  ")
    return f"signoff: 1\nworkflow: w\n{dedent(head)}\n{fields}defaults:\n{named}steps:\n{inner}\n"


class House:
    """An engine with one case under way; a test says who does what and looks at what has come of it."""

    def __init__(
        self, text: str | Iterable[str], *, register: Register | None = None, database: object = "memory://", **settings: object
    ) -> None:
        self.clock = ManualClock(MONDAY)
        self.people = register or Register()
        texts = [text] if isinstance(text, str) else list(text)
        self.engine = Engine(database, workflows=texts, directory=self.people, clock=self.clock, **settings)  # type: ignore[arg-type]
        self.key = ""

    def start(self, data: Mapping[str, object] | None = None, by: str = "ini", key: str = "k") -> CaseView:
        """Start the case that all that follows is about."""
        case = self.engine.start("w", by=by, key=key, data=data or {})
        self.key = key
        return case

    def act(self, by: str, action: str, **more: object) -> CaseView:
        """Take an action."""
        return self.engine.act(self.key, action, by=by, **more)  # type: ignore[arg-type]

    def refused(self, by: str, action: str, **more: object) -> str:
        """The codes of the refusal of an action, as one text; `can` has said the same."""
        can = self.engine.can(self.key, action, by=by, **more)  # type: ignore[arg-type]
        with pytest.raises(Refused) as caught:
            self.act(by, action, **more)
        codes = [reason.code for reason in caught.value.reasons]
        assert not can and [reason.code for reason in can.reasons] == codes
        return " ".join(codes)

    @property
    def case(self) -> CaseView:
        """The case as it is read."""
        return self.engine.case(self.key)

    @property
    def step(self) -> str:
        """Where it rests."""
        return self.case.step

    @property
    def tasks(self) -> tuple[TaskView, ...]:
        """Its open tasks."""
        return self.case.tasks

    @property
    def holders(self) -> list[str | None]:
        """Who holds the open tasks."""
        return [task.holder for task in self.tasks]

    def task_of(self, holder: str) -> str:
        """The id of the one open task that this person holds."""
        (found,) = [task.id for task in self.tasks if task.holder == holder]
        return found

    def kinds(self) -> list[str]:
        """What has happened, by kind."""
        return [event.kind for event in self.engine.history(self.key)]

    def facts(self, kind: str) -> list[object]:
        """The facts of one kind, in order."""
        return [event.fact for event in self.engine.history(self.key) if event.kind == kind]

    def fields(self, kind: str, *names: str) -> list[tuple[object, ...]]:
        """These attributes of the facts of one kind."""
        return [tuple(getattr(fact, name) for name in names) for fact in self.facts(kind)]

    def notices(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every notice that went to somebody: its kind and the persons."""
        return [(str(kind), tuple(to)) for kind, to in self.fields("noticed", "kind", "to") if to]  # type: ignore[arg-type]

    def rows(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Every task of the case ever: outcome and reason by id."""
        root = self.case.id
        rows = self.engine.store.projection(self.engine.tenant, root).tasks
        return {row.id: (row.outcome, row.reason) for row in rows}

    def tick(self, by: str | None = None) -> int:
        """Let time pass, then fire what is due; how many."""
        if by is not None:
            self.clock.advance(by)
        return self.engine.fire_timers().fired

    def sound(self) -> bool:
        """Whether tables and history agree."""
        found = self.engine.verify()
        assert found.problems == ()
        return True


def started(steps: str, *, head: str = "", data: str = "", given: Mapping[str, object] | None = None, **defaults: str) -> House:
    """A house in which the case has been started."""
    house = House(workflow(steps, head, data, **defaults))
    house.start(given)
    return house
