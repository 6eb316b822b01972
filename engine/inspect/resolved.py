"""Why exactly these people: how the seats of the present slate were resolved, read from history."""

from collections.abc import Iterator, Mapping, Sequence

from .. import events as e
from ..case import Task, TaskState
from ..events import Event
from .facts import Facts, again
from .flat import flat
from .look import Look, working_minutes
from .seats import Standing
from .story import Handing, Resolution, Seat


def seats(look: Look) -> Iterator[Seat]:
    """Every seat that is still to be decided, open ones and those that wait for their turn."""
    for task, standing in look.seats:
        if task.state is not TaskState.CLOSED:
            yield _seat(look, task, standing)


def _seat(look: Look, task: Task, standing: Standing) -> Seat:
    since = look.facts.held_since(task)
    return Seat(
        task=task.id,
        seat=task.seat,
        group=task.group,
        state=task.state.value,
        holder=task.holder,
        candidates=task.candidates,
        tokens=task.tokens,
        able=standing.able,
        kept=standing.codes,
        opened_at=task.opened_at,
        held_since=since,
        working=working_minutes(since, look.world.now, look.calendar),
        due_at=task.due_at,
        urged=task.urged,
        resolution=resolution(look.facts, task),
        hands=tuple(handing(event) for event in look.facts.moved(task.id)),
        weight=task.weight,
        main=task.main,
    )


def resolution(facts: Facts, task: Task) -> Resolution:
    """How a task's people were found; of a seat that was only opened again, how it had been the first time."""
    opened, first = facts.opened(task.id), facts.resolved(task)
    if opened is None or first is None:
        return Resolution()
    trace = first.trace
    removed = {str(person): str(code) for person, code in _mapping(trace.get("removed")).items()}
    instead = _found(_mapping(trace.get("instead"))) or _listed(trace.get("superior"))
    return Resolution(
        expression=_text(trace),
        found=_found(trace),
        removed=removed,
        policy=_policy(trace),
        instead=tuple(person for person in instead if person not in removed),
        reopened=again(opened.trace),
        trace=flat(trace),
    )


def _text(trace: Mapping[str, object]) -> str | None:
    text = trace.get("text")
    return str(text) if text is not None else None


def _found(trace: Mapping[str, object]) -> tuple[str, ...]:
    """The persons in the value of a trace."""
    return _listed(_mapping(trace.get("value")).get("people"))


def _policy(trace: Mapping[str, object]) -> str | None:
    """The policy that decided in the expression's stead; both, where one fell to the other."""
    return ", ".join(f"{name}: {trace[name]}" for name in ("insufficient_seats", "self", "empty") if name in trace) or None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def handing(event: Event) -> Handing:
    """A change of hands as it stands in history."""
    match event.fact:
        case e.Claimed() as fact:
            return Handing(event.at, event.actor, "claim", None, fact.holder)
        case e.Released() as fact:
            return Handing(event.at, event.actor, "release", fact.holder, None)
        case e.Transferred() as fact:
            pool = ", ".join((*fact.tokens, *fact.candidates)) or None
            return Handing(event.at, event.actor, fact.verb, fact.was, fact.holder or pool, fact.comment)
        case e.Delegated() as fact:
            return Handing(event.at, event.actor, "delegate", fact.was, fact.holder, fact.comment)
        case e.GivenBack() as fact:
            return Handing(event.at, event.actor, "give_back", fact.was, fact.holder, fact.comment)
    raise TypeError(f"a {event.kind} moves no seat")
