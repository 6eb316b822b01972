"""选件领办: each principal of a handling unit picks one of the unit's cases of the year, and leads it himself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime

from signoff.engine import commands as c
from signoff.engine.batching import DONE
from signoff.engine.desk import Desk
from signoff.engine.errors import Reason
from signoff.engine.events import Signalled
from signoff.engine.frozen import dataclass
from signoff.engine.together import HELD
from signoff.engine.views import CaseView

from .reading.told import Told, folded

PICK, DUTY = "leader-pick", "leader_pick"
"""The workflow of the duty, and its clock."""
LEAD = "lead_case"
"""The action on the case that is picked."""
HANDLED = ("proposal-handling", "co-opinion-handling")
PAGE = 500


@dataclass(frozen=True, slots=True)
class Pick:
    """What one principal owes in a year: due when, and which case it was. `reasons` say why he could not be asked."""

    unit: str
    key: str
    principals: tuple[str, ...] = ()
    due: datetime | None = None
    picked: str | None = None
    picked_by: str | None = None
    picked_at: datetime | None = None
    excused: bool = False
    asked: bool = True
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def open(self) -> bool:
        """Whether it is still owed."""
        return self.picked is None and not self.excused

    def late(self, now: datetime) -> bool:
        """Whether it was done after its time, or its time is over."""
        return self.due is not None and not self.excused and (self.picked_at or now) > self.due


def ask(desk: Desk, year: int, *, by: str, dry_run: bool = False) -> tuple[Pick, ...]:
    """Begin the duty for each unit that handles a case of this year and has none yet; those that were begun (or would be).

    Its time runs from the first case that was assigned to the unit. Run again it asks only those who have come since.
    """
    return tuple(
        _asked(desk, year, unit, first, by, dry_run) for unit, first in _first_cases(desk, year).items() if not _duty(desk, year, unit)
    )


def ask_for(desk: Desk, cases: Iterable[CaseView], *, by: str, dry_run: bool = False) -> tuple[Pick, ...]:
    """Begin the duty for each unit of cases that were assigned just now (on a dry run: would be), of the cases' years.

    Nothing where `leader-pick` is not among the workflows in use: the office has no such duty, then.
    """
    if not any(one.workflow == PICK and one.current and not one.retired for one in desk.definitions()):
        return ()
    years: dict[int, dict[str, None]] = {}
    for view in cases:
        if isinstance(year := view.data.get("year"), int):
            years.setdefault(year, {}).update(dict.fromkeys(units_of(view)))
    return tuple(one for year, units in years.items() for one in _ask_units(desk, year, units, by, dry_run))


def units_of(view: CaseView) -> Iterator[str]:
    """The units that a case names."""
    rows = view.data.get("units")
    if isinstance(rows, tuple | list):
        yield from (str(row["unit"]) for row in rows if isinstance(row, Mapping) and row.get("unit"))


def picks(desk: Desk, year: int) -> tuple[Pick, ...]:
    """What has become of every principal's duty: those who have not picked come first, then by unit.

    A unit that handles a case and whose principal was not asked is there, too (`asked` is false).
    """
    asked = {str(case.data["unit"]): _pick(desk.case(case.id)) for case in _pages(desk, PICK) if case.data.get("year") == year}
    others = [Pick(unit, f"{year}-{unit}", asked=False) for unit in _first_cases(desk, year) if unit not in asked]
    return tuple(sorted([*asked.values(), *others], key=lambda one: (not one.open, one.unit)))


def pick(desk: Desk, case: str, *, by: str, deliver: Callable[[str], object] | None = None) -> CaseView:
    """The principal `by` picks a case: it is led by him from now on, and the case tells so to the duty of his unit and year.

    That is a signal: `deliver` brings it there at once (`engine.deliver_row`); unsaid, whoever ticks next does. A principal who owes
    nothing (any more) may lead a further case. Raises NotFound, Refused.
    """
    view = desk.act(case, LEAD, by=by)
    if deliver is not None:
        told = (event.fact for event in reversed(desk.history(view.id)) if isinstance(event.fact, Signalled))
        if (signal := next(told, None)) is not None:
            deliver(signal.key)
    return view


def _ask_units(desk: Desk, year: int, units: Iterable[str], by: str, dry_run: bool) -> Iterator[Pick]:
    owing = [unit for unit in units if not _duty(desk, year, unit)]
    # A unit may have cases from before, of which its principal was not asked: the first of them counts.
    first = _first_cases(desk, year) if owing and not dry_run else {}
    for unit in owing:
        yield _asked(desk, year, unit, first.get(unit, desk.now()), by, dry_run)


def _asked(desk: Desk, year: int, unit: str, first: datetime, by: str, dry_run: bool) -> Pick:
    data: Mapping[str, object] = {"year": year, "unit": unit, "assigned_at": first.isoformat()}
    (item,) = desk.together([c.Start(workflow=PICK, by=by, data=data)], dry_run=dry_run).items
    if item.state == DONE and item.case is not None:
        return _pick(desk.case(item.case.id))
    return Pick(unit, f"{year}-{unit}", asked=item.state == HELD or item.code == "key_taken", reasons=item.reasons)


def _duty(desk: Desk, year: int, unit: str) -> bool:
    return bool(desk.cases(workflow=PICK, key=f"{year}-{unit}", limit=1))


def _pick(case: CaseView) -> Pick:
    data, clock = case.data, next((one for one in case.clocks if one.id == DUTY), None)
    at = data.get("picked_at")
    return Pick(
        unit=str(data["unit"]),
        key=case.key,
        principals=tuple(dict.fromkeys(one for task in case.tasks for one in ((task.holder,) if task.holder else task.candidates))),
        due=clock.due_at if clock is not None else None,
        picked=str(data["picked"]) if data.get("picked") else None,
        picked_by=str(data["picked_by"]) if data.get("picked_by") else None,
        picked_at=at if isinstance(at, datetime) else None,
        excused=case.status == "void",
    )


def _first_cases(desk: Desk, year: int) -> dict[str, datetime]:
    """The units that handle a case of the year, each with the instant since when; units that were released are not among them."""
    found: dict[str, datetime] = {}
    for workflow in HANDLED:
        for view in _pages(desk, workflow):
            if view.data.get("year") == year and view.parent is None:
                for unit, since in _handling(folded(desk, view.id, desk.now())):
                    found[unit] = min(since, found.get(unit, since))
    return dict(sorted(found.items()))


def _handling(told: Told) -> Iterator[tuple[str, datetime]]:
    for share in told.below(told.root, "unit_assignment"):
        if isinstance(share.element, Mapping):
            yield str(share.element["unit"]), share.started


def _pages(desk: Desk, workflow: str) -> Iterator[CaseView]:
    after: str | None = None
    while page := desk.cases(workflow=workflow, limit=PAGE, after=after):
        yield from page
        after = page[-1].id
