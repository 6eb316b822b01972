"""What one save writes, worked out before the first statement: rows by table, and the differences of timers and candidates."""

from dataclasses import dataclass, field

from signoff.engine.case import Status, Task
from signoff.engine.number_rows import number_rows
from signoff.engine.ports import Change, Save
from signoff.engine.projection import live

from . import rows
from .rows import Row
from .states import keep


@dataclass(slots=True)
class Batch:
    """Rows by what is done with them. `moved` are cases that exist and change, `dropped_*` name rows that go."""

    requests: list[Row] = field(default_factory=list)
    definitions: list[Row] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)
    started: list[Row] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)
    dropped_candidates: list[Row] = field(default_factory=list)
    timers: list[Row] = field(default_factory=list)
    dropped_timers: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    numbers: list[Row] = field(default_factory=list)
    voided: list[Row] = field(default_factory=list)
    counters: list[Row] = field(default_factory=list)
    settings: list[Row] = field(default_factory=list)
    wakes: bool = False

    @property
    def numbering(self) -> bool:
        """Whether anything of a number series is written."""
        return bool(self.numbers or self.voided or self.counters or self.settings)


def batch(save: Save, *, read_soon: bool = True) -> Batch:
    """The rows of a save. A change that is alone is somebody's act, whose states will be `read_soon`, and are remembered for that."""
    found = Batch(wakes=save.wakes)
    if save.request:
        found.requests.append(rows.of_request(save.request))
    found.definitions += [rows.of_definition(one, save.at) for one in (save.definition, *save.definitions) if one is not None]
    for change in save.changes:
        _add_cases(found, change, remembered=read_soon and len(save.changes) == 1)
        _add_tasks(found, change)
        _add_timers(found, change)
        found.events += [rows.of_link(change.tenant, change.root, link) for link in change.links]
        new, void = number_rows(link.event for link in change.links)
        found.numbers += [rows.of_number(change.tenant, row) for row in new]
        found.voided += [rows.of_number(change.tenant, row) for row in void]
        found.outbox += [rows.of_outgoing(change.tenant, outgoing) for outgoing in change.outgoing]
    if save.numbering is not None:
        tenant = save.numbering.tenant
        found.counters += [rows.of_counter(tenant, counter) for counter in save.numbering.counters]
        found.settings += [rows.of_change(tenant, change) for change in save.numbering.changes]
    return found


def _add_cases(found: Batch, change: Change, *, remembered: bool) -> None:
    for id, case in change.after.items():
        is_root = id == change.root
        seq, head = (change.links[-1].event.seq, change.head) if is_root else (0, "")
        new = id not in change.before
        if not new and not is_root and case == change.before[id]:
            continue
        row = rows.of_case(case, change.version, seq, head, change.live.get(id))
        if new:
            found.keys.append(rows.of_key(case))
        (found.started if new else found.moved).append(row)
        if remembered:
            keep(case, row["state"])


def _add_tasks(found: Batch, change: Change) -> None:
    for case, tasks in change.tasks.items():
        known = {task.id: task for task in change.before[case].tasks} if case in change.before else {}
        for task in tasks:
            found.tasks.append(rows.of_task(change.tenant, change.root, case, task))
            _add_candidates(found, change, known.get(task.id), task)


def _add_candidates(found: Batch, change: Change, before: Task | None, after: Task) -> None:
    if _offered(after) == (_offered(before) if before is not None else _NOBODY):
        return
    now = list(rows.of_candidates(change.tenant, change.root, after))
    was = list(rows.of_candidates(change.tenant, change.root, before)) if before else []
    found.candidates += [row for row in now if row not in was]
    found.dropped_candidates += [_key(row, "tenant", "root_id", "task_id", "position") for row in was[len(now) :]]


def _offered(task: Task) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """To whom a task is open, and whether it is so now: what the rows of its candidates say. To nobody says the same either way."""
    return (task.candidates, task.tokens, live(task)) if task.candidates or task.tokens else _NOBODY


_NOBODY: tuple[tuple[str, ...], tuple[str, ...], bool] = ((), (), False)


def _add_timers(found: Batch, change: Change) -> None:
    was = {(id, timer.key): (case, timer) for id, case in change.before.items() for timer in case.timers}
    for id, case in change.after.items():
        for timer in case.timers:
            before = was.pop((id, timer.key), None)
            if before is None or before[1] != timer or (before[0].status is Status.OPEN) is not (case.status is Status.OPEN):
                found.timers.append(rows.of_timer(case, timer))
    found.dropped_timers += [rows.key_of_timer(case, timer) for case, timer in was.values()]


def _key(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}
