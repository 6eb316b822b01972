"""One case with all below it, as it stood at an instant: the fold of its history, and the questions that rows are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from itertools import takewhile
from typing import Any

from signoff.engine.case import Case, CaseClock, Status
from signoff.engine.desk import Desk
from signoff.engine.events import Event
from signoff.engine.evolve import evolve
from signoff.engine.frozen import dataclass

PAGE = 100
"""So many cases are asked for at a time."""


@dataclass(frozen=True, slots=True)
class Told:
    """A root with its cases by id, in the order they began, and what happened to each."""

    root: Case
    cases: Mapping[str, Case]
    events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)

    def below(self, case: Case, branch: str = "", workflow: str = "") -> list[Case]:
        """The children of a case, of a branch or of a workflow of their own; what was released or voided is not among them."""
        return [
            one
            for one in self.children(case)
            if one.status is not Status.VOID and branch in ("", last(one)) and workflow in ("", one.workflow)
        ]

    def children(self, case: Case) -> list[Case]:
        """Every child of a case, of any round."""
        return [one for one in self.cases.values() if one.parent == case.id]

    def all_below(self, case: Case) -> Iterator[Case]:
        """Every case below."""
        for child in self.children(case):
            yield child
            yield from self.all_below(child)


def last(case: Case) -> str:
    """The branch that a case is of; empty for a workflow of its own."""
    return case.branch.rpartition("/")[2]


def clock(case: Case, id: str) -> CaseClock | None:
    """The clock of this deadline; of several the last one."""
    return next((one for one in reversed(case.clocks) if one.deadline == id), None)


def met_at(found: CaseClock | None) -> datetime | None:
    """When the duty of a clock was done; None where it is not."""
    return found.stopped_at if found is not None and found.stopped == "met" else None


def rows(case: Case, name: str) -> list[Mapping[str, Any]]:
    """The rows of a list of the case."""
    found = case.data.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


def text(case: Case, name: str) -> str:
    """A text of the case; empty where it has none."""
    found = case.data.get(name)
    return found if isinstance(found, str) else ""


def moment(case: Case, name: str) -> datetime | None:
    """An instant of the case."""
    found = case.data.get(name)
    return found if isinstance(found, datetime) else None


def people(case: Case, name: str) -> tuple[str, ...]:
    """Persons or texts of a list of the case."""
    found = case.data.get(name)
    return tuple(str(one) for one in found) if isinstance(found, list | tuple) else ()


def roots(desk: Desk, workflow: str, as_of: datetime) -> Iterator[Told]:
    """Every root of a workflow that had begun by then, one after another: no more than a page of cases is held at a time."""
    after: str | None = None
    while True:
        page = desk.cases(workflow=workflow, limit=PAGE, after=after)
        for view in page:
            if view.parent is None and view.started <= as_of:
                yield folded(desk, view.id, as_of)
        if len(page) < PAGE:
            return
        after = page[-1].id


def folded(desk: Desk, case: str, as_of: datetime) -> Told:
    """A case and all below it as of an instant."""
    cases: dict[str, Case] = {}
    events: dict[str, list[Event]] = {}
    for event in takewhile(lambda event: event.at <= as_of, desk.history(case, children=True)):
        cases[event.case] = evolve(cases.get(event.case), event)
        events.setdefault(event.case, []).append(event)
    return Told(next(iter(cases.values())), cases, {id: tuple(several) for id, several in events.items()})
