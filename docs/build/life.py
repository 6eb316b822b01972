"""The life of a case and of a task: drawn from what happens when every example that ships is played, and a few more."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache

from signoff.engine.case import Case, Task
from signoff.engine.definition import Workflow
from signoff.engine.events import Event
from signoff.engine.evolve import evolve
from signoff.engine.people_data import PeopleFile
from signoff.testing import Trial, engine_for
from signoff.workflows.loader import Loaded, load
from signoff.workflows.rehearsal import failed, rehearse
from signoff.workflows.shipped import catalogue, catalogue_path

MORE = """
signoff: 1
workflow: more
data: {big: {type: bool}}
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold, allow: {transfer: anyone}}
steps:
  pool: {approvers: role(clerk)}
  row: {approvers: each(role(signer)), rule: sequence}
withdraw: {by: initiator, until: end}
examples:
  - {do: [pool.claim, pool.release, pool.claim, pool.approve, row.approve, row.approve, row.approve, row.approve], end: approved}
  - {do: [pool.approve, row.reject], end: rejected}
  - {do: [pool.approve, withdraw], end: withdrawn}
  - {do: [pool.claim, withdraw], end: withdrawn}
"""
Edge = tuple[str, str, str]
"""From, to, by which event."""


def life_of_case() -> str:
    """Statuses of a case, as Mermaid."""
    return _drawn({edge for before, event, after in _moments() for edge in _case_edges(before, event, after)}, {})


def life_of_task() -> str:
    """States of a task, as Mermaid."""
    return _drawn({edge for before, event, after in _moments() for edge in _task_edges(before, event, after)}, TASK)


TASK: Mapping[str, str] = {"waiting": "waits for its turn", "pool": "open to a pool", "held": "open, held by one person"}
START = "[*]"


def _case_edges(before: Case | None, event: Event, after: Case) -> Iterator[Edge]:
    if before is None:
        yield START, after.status.value, event.kind
    elif before.status is not after.status:
        yield before.status.value, after.status.value, event.kind
        yield after.status.value, START, ""


def _task_edges(before: Case | None, event: Event, after: Case) -> Iterator[Edge]:
    known = {task.id: task for task in before.tasks} if before is not None else {}
    for task in after.tasks:
        was, now = _state(known.get(task.id)), _state(task)
        if was != now or (event.kind == "transferred" and task is not known.get(task.id)):
            yield was, now, event.kind


def _state(task: Task | None) -> str:
    if task is None or task.state.value == "closed":
        return START
    return task.state.value if not task.open else "held" if task.holder is not None else "pool"


def _drawn(edges: set[Edge], says: Mapping[str, str]) -> str:
    by_pair: dict[tuple[str, str], list[str]] = {}
    for was, now, kind in sorted(edges):
        by_pair.setdefault((was, now), []).append(kind)
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR", *(f"  {id} : {text}" for id, text in says.items())]
    lines += [f"  {was} --> {now}" + (f" : {', '.join(kinds)}" if any(kinds) else "") for (was, now), kinds in by_pair.items()]
    return "\n".join([*lines, "```"])


@cache
def _moments() -> tuple[tuple[Case | None, Event, Case], ...]:
    """Every event of every example played, with the case before and after it."""
    found: list[tuple[Case | None, Event, Case]] = []
    for loaded in [*(load(catalogue_path(name)) for name in catalogue()), load(MORE)]:
        for engine in _played(loaded):
            for view in engine.cases():
                case: Case | None = None
                for event in engine.history(view.id):
                    before, case = case, evolve(case, event)
                    found.append((before, event, case))
    return tuple(found)


def _played(loaded: Loaded) -> list[Trial]:
    made: list[Trial] = []
    wrong = [result.report for result in failed(rehearse(loaded, _maker(made)))]
    if wrong:
        raise AssertionError("\n".join(wrong))
    return made


def _maker(made: list[Trial]) -> Callable[[Workflow, PeopleFile, datetime], Trial]:
    def make(workflow: Workflow, people: PeopleFile, start: datetime) -> Trial:
        made.append(engine_for(workflow, people=people, now=start))
        return made[-1]

    return make
