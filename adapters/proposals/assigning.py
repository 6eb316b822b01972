"""统一交办: many cases are assigned in one act, at one instant, under one record that names them all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from signoff.engine import commands as c
from signoff.engine.batching import DONE, REFUSED, Batched
from signoff.engine.desk import Desk
from signoff.engine.errors import Reason, Refused
from signoff.engine.expressions import PeopleQuery
from signoff.engine.frozen import dataclass
from signoff.engine.ports import Directory
from signoff.engine.together import HELD
from signoff.engine.views import CaseView, TaskView

from .merging import ACTION, misfits
from .picking import Pick, ask_for, units_of

RECORD = "assign-batch"
"""The workflow of the records."""
NUMBER = "assign_batch"
"""The field of the cases that names the record."""
CHINA = ZoneInfo("Asia/Shanghai")
PERSON = "follow_up_officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is assigned together: `number` of the batch within the `year`, and the assignment meeting (交办会) if there was one."""

    number: str
    year: int
    title: str | None = None
    meeting_on: date | None = None
    meeting_place: str | None = None
    comment: str | None = None

    @property
    def key(self) -> str:
        """The key of its record."""
        return f"{self.year}-{self.number}"


@dataclass(frozen=True, slots=True)
class Assigned:
    """What has become of it: an entry for each case, in the order given. `record` is the key of the batch; None: nothing was assigned."""

    record: str | None
    items: tuple[tuple[CaseView, Batched], ...] = ()
    reasons: tuple[Reason, ...] = field(default=())
    """Why there can be no such record."""
    picks: tuple[Pick, ...] = ()
    """The principals who were asked with it to pick a case (选件领办); on a dry run those who would be."""

    def __bool__(self) -> bool:
        return not self.reasons and all(item.state != REFUSED for _, item in self.items)


def assign(
    desk: Desk, cases: Sequence[str], batch: Batch, *, by: str, leave_out: bool = False, dry_run: bool = False, zone: tzinfo = CHINA
) -> Assigned:
    """Take the action `assign` on all of them, in one transaction and at one instant, and record that they belong together.

    All or none; with `leave_out` those that are refused stay where they are, and the others are assigned. On a dry run nothing is written.
    A case that cannot be merged (并案) into the one that it names is refused, too.
    The principals of units that have their first case of a year are asked to pick one (选件领办) behind it, where that duty is in use.
    Every unit, and every follow-up officer, gets one notice, from the record. Raises NotFound, Refused without any case, and for a
    meeting that is still to come on the day that it is in `zone`: the record says what has been.
    """
    today = desk.now().astimezone(zone).date()
    if batch.meeting_on is not None and batch.meeting_on > today:
        raise Refused([_ahead(batch.meeting_on, today)])
    views = list({view.id: view for view in map(desk.case, cases)}.values())
    if not views:
        raise Refused([Reason("no_cases", "a batch has at least one case", "Name the cases.")])
    told = _tried(desk, views, batch, by, dry_run)
    if leave_out and not dry_run and not told.reasons:
        # Those that are refused stay; whatever stood in the way meanwhile is found in the next round.
        while (left := [view for view, item in told.items if item.state != REFUSED]) and told.record is None:
            refused = [(view, item) for view, item in told.items if item.state == REFUSED]
            again = _tried(desk, left, batch, by, dry_run)
            told = Assigned(again.record, _in_order(views, [*refused, *again.items]), again.reasons)
            if again.reasons:
                break
    meant = [view for view, item in told.items if item.state == (HELD if dry_run else DONE)]
    return replace(told, picks=ask_for(desk, meant, by=by, dry_run=dry_run))


def _tried(desk: Desk, views: Sequence[CaseView], batch: Batch, by: str, dry_run: bool) -> Assigned:
    wrong = misfits(desk, views)
    report = desk.together([*(_act(view, batch, by) for view in views), _record(views, batch, by)], dry_run=dry_run or bool(wrong))
    *found, record = report.items
    items = [_kept(item, wrong.get(view.id), dry_run) for view, item in zip(views, found, strict=True)] if wrong else found
    reasons = record.reasons if record.state == REFUSED else ()
    return Assigned(batch.key if report and not dry_run and not wrong else None, tuple(zip(views, items, strict=True)), reasons)


def _kept(item: Batched, wrong: Reason | None, dry_run: bool) -> Batched:
    """What becomes of a case where some cannot be merged as they say; what the engine refuses stays refused for its own reasons."""
    if wrong is not None and item.state != REFUSED:
        return replace(item, state=REFUSED, case=None, code=wrong.code, message=wrong.message, reasons=(wrong,))
    return item if dry_run else replace(item, case=None)


def untaken(done: Assigned, directory: Directory) -> tuple[str, ...]:
    """The units in which nobody finds the first task of what is (on a dry run: would be) assigned to them."""
    moved = [item.case for _, item in done.items if item.state != REFUSED and item.case is not None]
    return tuple(dict.fromkeys(unit for case in moved for unit in _untaken(case, directory)))


def _untaken(case: CaseView, directory: Directory) -> Iterator[str]:
    named = frozenset(units_of(case))
    for child in case.children:
        unit = child.key.rpartition("/")[2]
        if unit in named and not all(_found(task, directory) for task in child.tasks):
            yield unit


def _found(task: TaskView, directory: Directory) -> bool:
    """Whether anybody holds a task or may claim it."""
    pools = (token.removeprefix("role:").partition("@") for token in task.tokens)
    return bool(task.holder or task.candidates) or any(directory.find(PeopleQuery("role", role, unit or None)) for role, _, unit in pools)


def _ahead(meeting_on: date, today: date) -> Reason:
    told = f"the assignment meeting of {meeting_on} is still to come, today is {today}"
    return Reason("meeting_ahead", told, "Give the day on which it was held, or leave it out.", {"meeting_on": meeting_on, "today": today})


def _in_order(views: Sequence[CaseView], items: Iterable[tuple[CaseView, Batched]]) -> tuple[tuple[CaseView, Batched], ...]:
    found = {view.id: item for view, item in items}
    return tuple((view, found[view.id]) for view in views)


def _act(view: CaseView, batch: Batch, by: str) -> c.Act:
    return c.Act(case=view.id, by=by, action=ACTION, data={NUMBER: batch.key}, comment=batch.comment)


def _record(views: Sequence[CaseView], batch: Batch, by: str) -> c.Start:
    """The record, with everybody whom its one notice is for."""
    data: dict[str, object] = {
        "year": batch.year,
        "batch_no": batch.number,
        "title": batch.title,
        "meeting_on": batch.meeting_on,
        "meeting_place": batch.meeting_place,
        "cases": [view.key for view in views],
        "units": list(dict.fromkeys(unit for view in views for unit in units_of(view))),
        "follow_up_officers": list(dict.fromkeys(str(view.data[PERSON]) for view in views if view.data.get(PERSON))),
    }
    return c.Start(workflow=RECORD, by=by, key=batch.key, data={name: value for name, value in data.items() if value is not None})
