"""What an example says of the case afterwards, each point checked, each difference told in a sentence."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo

from signoff.engine.definition import Workflow
from signoff.engine.expressions import show
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView

from .examples import Example
from .inner import is_at
from .rehearsal_children import family
from .rehearsal_result import Failure
from .rehearsal_seats import holders
from .rehearsal_values import moment, same


@dataclass(frozen=True, slots=True)
class After:
    """A case at the end of an example, and all that is needed to compare it."""

    workflow: Workflow
    example: Example
    case: CaseView
    people: PeopleFile
    zone: tzinfo


def differences(after: After) -> tuple[Failure, ...]:
    """Everything that is otherwise than the example expects, in the order of its keys."""
    return tuple(
        Failure(message, *after.example.places.get(name, (after.example.line, after.example.column)))
        for name, check in CHECKS.items()
        if getattr(after.example, name) is not None
        for message in check(after)
    )


def _step(after: After) -> Iterator[str]:
    if not is_at(after.workflow, after.case.step, after.example.step or ""):
        yield f"expected the case at the step `{after.example.step}`, it is at `{after.case.step}`"
    elif not after.case.open and after.workflow.steps[after.case.step].end is None:
        yield f"expected the case at the step `{after.example.step}`, it has ended there"


def _end(after: After) -> Iterator[str]:
    if after.case.open:
        yield f"expected the end `{after.example.end}`, the case is open at `{after.case.step}`"
    elif after.case.step != after.example.end:
        yield f"expected the end `{after.example.end}`, the case ended at `{after.case.step}`"


def _round(after: After) -> Iterator[str]:
    if after.case.round != after.example.round:
        yield f"expected round {after.example.round} of `{after.case.step}`, it is round {after.case.round}"


def _due(after: After) -> Iterator[str]:
    expected, due = after.example.due, after.case.due_at
    if expected is None:
        return
    if due is None:
        yield f"expected `{after.case.step}` to be due {_said(expected)}, it has no due time"
        return
    here = due.astimezone(after.zone)
    if (here != moment(expected, after.zone)) if isinstance(expected, datetime) else (here.date() != expected):
        yield f"expected `{after.case.step}` to be due {_said(expected)}, it is due {_said(here)}"


def _said(at: datetime | date) -> str:
    if not isinstance(at, datetime):
        return at.isoformat()
    return at.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def _open(after: After) -> Iterator[str]:
    """Each name is a person (or a step) with an open seat, and each open seat has a name."""
    wanted = after.example.open or ()
    seats = [(task, {task.step, *holders(task, after.people)}) for one in family(after.case) for task in one.tasks]
    for name in wanted:
        if not any(name in names for _, names in seats):
            yield f"expected an open seat of `{name}`; {_seats(after)}"
    for task, names in seats:
        if names.isdisjoint(wanted):
            who = ", ".join(sorted(names - {task.step})) or "nobody"
            yield f"the seat of {who} at `{task.step}` is open, and `open` does not name it"


def _seats(after: After) -> str:
    held = [" or ".join(holders(task, after.people)) or "nobody" for one in family(after.case) for task in one.tasks]
    return f"open are the seats of {', '.join(held)}" if held else "no seat is open"


def _data(after: After) -> Iterator[str]:
    for name, expected in (after.example.data or {}).items():
        actual = after.case.data.get(name)
        if not same(after.workflow.data[name], expected, actual, after.zone):
            yield f"expected `{name}` to be {show(expected)}, it is {show(actual)}"


CHECKS: dict[str, Callable[[After], Iterator[str]]] = {
    "step": _step,
    "end": _end,
    "round": _round,
    "due": _due,
    "open": _open,
    "data": _data,
}
