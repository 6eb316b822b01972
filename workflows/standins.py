"""Stand-ins: the people and units that an example needs and nobody has named, so that it can be run without a people file.

Four persons per role (`legal_1` … `legal_4`), one per post and unit or portfolio (`director_1`), a manager for each
(`legal_1_manager`) and for each manager, whoever the example names, and an initiator whom `start` admits.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from signoff.engine.asked import ANYWHERE, Asked, Asking
from signoff.engine.definition import Field, Workflow
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile, Person, Unit

from .examples import Example
from .inner import everywhere
from .samples import PERSON, UNIT

HOME = "home"
"""The unit of everybody of whom nothing else is known."""
INITIATOR = "initiator"
PER_ROLE = 4
LEVELS = 2
"""How many managers stand above each person; more where a chain names more."""
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class StandIns:
    """The people of an example, and who starts it."""

    people: PeopleFile
    initiator: str


def stand_ins(workflow: Workflow, example: Example, data: Mapping[str, object]) -> StandIns:
    """Everybody whom a run of the example may ask for; `data` is what the case starts with, samples included."""
    return _Cast(workflow, example, data).made()


@dataclass(slots=True)
class _Cast:
    """Built up person by person; `known` says who answers a question, in order."""

    workflow: Workflow
    example: Example
    data: Mapping[str, object]
    persons: dict[str, Person] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=lambda: {HOME: {}})
    known: dict[Asked, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def made(self) -> StandIns:
        asking = Asking(self.workflow, self.data)
        wanted = asking.everywhere()
        sampled = _sampled(self.workflow, "unit", UNIT)
        for unit in (*_of_type(self.workflow, _all_data(self.example, self.data), "unit"), *(a.unit for a in wanted), *sampled):
            if unit and unit != ANYWHERE:
                self.units.setdefault(unit, {})
        for asked in self._placed(wanted):
            self._answer(asked)
        initiator = self._initiator(asking)
        for id in self._named():
            self._add(Person(id, id, HOME))
        self._answer(Asked("role", "admin"))
        self._managers()
        units = {id: Unit(id, {"en": id}, portfolio_of=leaders) for id, leaders in self.units.items()}
        return StandIns(PeopleFile(units, self.persons), initiator)

    def _placed(self, wanted: Iterable[Asked]) -> Iterator[Asked]:
        """Where only a running case can tell the unit, every unit has such a person."""
        for asked in wanted:
            yield from [replace(asked, unit=unit) for unit in self.units] if asked.unit == ANYWHERE else [asked]

    def _answer(self, asked: Asked) -> None:
        if asked not in self.known:
            self.known[asked] = [self._one(asked) for _ in range(PER_ROLE if asked.kind == "role" else 1)]

    def _one(self, asked: Asked) -> str:
        if asked.kind == "person":
            return self._add(Person(asked.name, asked.name, HOME))
        id = self._number(asked.name)
        held = (f"{asked.name}@{asked.unit}" if asked.unit else asked.name,)
        if asked.kind == "role":
            return self._add(Person(id, id, asked.unit or HOME, roles=held))
        if asked.portfolio:
            self.units[asked.unit or HOME][asked.name] = id
            return self._add(Person(id, id, HOME))
        return self._add(Person(id, id, asked.unit or HOME, posts=held))

    def _number(self, name: str) -> str:
        self.counts[name] += 1
        return f"{name}_{self.counts[name]}"

    def _add(self, person: Person) -> str:
        self.persons.setdefault(person.id, replace(person, rank=len(self.persons) + 1))
        return person.id

    def _initiator(self, asking: Asking) -> str:
        """Who starts the case: the one named, given what `start` asks for; else the first whom it admits."""
        admitted = next(self._placed(asking.by(self.workflow.start.by)), None) if self.workflow.start.by else None
        if self.example.by is None:
            return self.known[admitted][0] if admitted else self._add(Person(INITIATOR, INITIATOR, HOME))
        if admitted is None or admitted.kind == "person" or self.example.by in self.known[admitted]:
            return self._add(Person(self.example.by, self.example.by, HOME))
        like = self.persons[self.known[admitted][0]]
        return self._add(replace(like, id=self.example.by, name=self.example.by))

    def _named(self) -> Iterator[str]:
        """Every person whom the example names."""
        for do in self.example.do:
            yield from (id for id in (do.by, do.who) if id)
        yield from (id for id in self.example.open or () if id not in self.workflow.steps)
        yield from _of_type(self.workflow, _all_data(self.example, self.data), "person")
        yield from _sampled(self.workflow, "person", PERSON)

    def _managers(self) -> None:
        below = list(self.persons)
        for _ in range(max([LEVELS, *_levels(self.workflow)])):
            for id in below:
                self._add(Person(f"{id}_manager", f"{id}_manager", self.persons[id].unit))
                self.persons[id] = replace(self.persons[id], manager=f"{id}_manager")
            below = [f"{id}_manager" for id in below]


def _levels(workflow: Workflow) -> Iterator[int]:
    """How many levels of managers the chains of a workflow name."""
    for _, found in everywhere(workflow):
        for step in found.steps.values():
            levels = step.chain.options.get("levels") if step.chain is not None else None
            if levels is not None and levels.text.isdecimal():
                yield min(int(levels.text), MOST_LEVELS)


def _all_data(example: Example, data: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [data, *(do.with_ for do in example.do), *([example.data] if example.data else [])]


def _of_type(workflow: Workflow, filled: Iterable[Mapping[str, object]], type: str) -> Iterator[str]:
    """The ids in all fields of a type (`unit`, `person`), rows and branches included."""
    kinds = [found.data for _, found in everywhere(workflow)]
    for values in filled:
        for name, value in values.items():
            yield from (id for data in kinds if name in data for id in _ids(data[name], value, type))


def _sampled(workflow: Workflow, type: str, sample: str) -> Iterator[str]:
    """The one whom an act may name by a sample, where a field of this type is asked for."""
    fields = [found.data[name] for _, found in everywhere(workflow) for name in _needed(found) if name in found.data]
    if any(type in (spec.type, spec.of) for one in fields for spec in (one, *one.fields.values())):
        yield sample


def _needed(workflow: Workflow) -> Iterator[str]:
    """The fields that its acts ask for."""
    for actions in (*(step.actions for step in workflow.steps.values()), workflow.anytime):
        yield from (name for action in actions.values() for arm in action.arms for name in arm.needs)
    yield from workflow.withdraw.needs if workflow.withdraw is not None else ()


def _ids(spec: Field, value: object, type: str) -> Iterator[str]:
    if type in (spec.type, spec.of) and isinstance(value, str):
        yield value
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, Mapping):
            yield from (id for name, inner in spec.fields.items() for id in _ids(inner, item.get(name), type))
        else:
            yield from _ids(spec, item, type)
