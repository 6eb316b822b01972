"""What a person may see and change of a case's data now, and what a host may let be changed of the record behind it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from . import commands as c
from . import events as e
from .case import Case
from .data import is_empty
from .definition import Arm
from .events import Event
from .frozen import dataclass
from .model import Model
from .verdict import verdict, who_could
from .verdict.asides import party
from .verdict.seats import barred_reason, owns
from .views import CaseView
from .world import World

HIDDEN, READ, EDIT, REQUIRED = "hidden", "read", "edit", "required"


def hidden(model: Model, case: Case, person: str, world: World) -> frozenset[str]:
    """The fields that this person is not shown now: those under `hide`, but to the initiator and to administrators."""
    hide = model.step(case.step).hide if case.open else ()
    if not hide or person == case.initiator or world.administrator(person, "fields"):
        return frozenset()
    return frozenset(hide)


def fields(model: Model, case: Case, person: str, world: World) -> dict[str, str]:
    """For every field what it is to this person now: hidden, read, edit or required."""
    unseen = hidden(model, case, person, world)
    step = model.step(case.step)
    mine = case.open and any(owns(task, person, world) for task in case.open_tasks) and barred_reason(step, case, person, world) is None
    arms = list(_arms(model, case, person, world, step.actions)) if case.open else []
    beside = list(_arms(model, case, person, world, model.anytime[step.id]))
    editable = {*(step.may_edit if mine else ()), *(name for arm in (*arms, *beside) for name in (*arm.may_edit, *arm.needs))}
    needed = set.intersection(*({*arm.needs} for arm in arms)) if arms else set()

    def right(name: str) -> str:
        if name in unseen:
            return HIDDEN
        if name not in editable:
            return READ
        asked = name in needed and is_empty(case.data.get(name))
        return REQUIRED if asked or model.workflow.data[name].required else EDIT

    return {name: right(name) for name in model.workflow.data}


def _arms(model: Model, case: Case, person: str, world: World, actions: Iterable[str]) -> Iterator[Arm]:
    """The arms of those of these actions that are offered to this person."""
    seats: list[str | None] = [task.id for task in case.open_tasks if owns(task, person, world)]
    for action in actions:
        for seat in seats or [None]:
            said = verdict(model, case, c.Act(case=case.id, by=person, action=action, task=seat), world)
            if said.offered and said.arm is not None:
                yield said.arm
                break


def may_read(model: Model, case: Case, person: str, world: World) -> bool:
    """Whether this person may read the case: whoever has a part in it, was given a copy, or was asked something."""
    return party(case, person, "read", world, False) or any(question.to == person for question in case.questions)


def shown_to(view: CaseView, unseen: frozenset[str]) -> CaseView:
    """The case without the fields that are hidden."""
    return replace(view, data={name: value for name, value in view.data.items() if name not in unseen}) if unseen else view


def told_to(event: Event, unseen: frozenset[str], person: str | None) -> Event:
    """The event without the values of hidden fields, and without what stands in somebody else's draft."""
    fact = event.fact
    match fact:
        case e.Held() if person is None or event.actor != person:
            return replace(event, fact=e.Held(task=fact.task))
        case e.Started() if unseen:
            return replace(event, fact=replace(fact, data=_seen(fact.data, unseen)))
        case e.Edited() if unseen:
            return replace(event, fact=replace(fact, fields=_seen(fact.fields, unseen)))
    return event


def _seen(data: Mapping[str, object], unseen: frozenset[str]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in unseen}


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether a record is under approval: truthy while a case about it is open. `editable` says which fields may be changed, by whom.

    Where several cases are open, only what all of them allow.
    """

    cases: tuple[str, ...] = ()
    editable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cases)

    def may_edit(self, person: str, name: str) -> bool:
        """Whether this person may change this field of the record now."""
        return not self.cases or person in self.editable.get(name, ())


def lock_of(found: list[tuple[Model, Case]], world: World) -> Lock:
    """The lock that these cases put on the record they are about."""
    open = [(model, case) for model, case in found if case.open]
    allowed = [_editable(model, case, world) for model, case in open]
    names = set.intersection(*(set(one) for one in allowed)) if allowed else set()
    editable = {name: tuple(p for p in allowed[0][name] if all(p in other[name] for other in allowed)) for name in sorted(names)}
    return Lock(tuple(case.key for _, case in open), {name: people for name, people in editable.items() if people})


def _editable(model: Model, case: Case, world: World) -> dict[str, tuple[str, ...]]:
    step = model.step(case.step)
    people = who_could(step, case, world)
    return dict.fromkeys(step.may_edit, people) if people else {}
