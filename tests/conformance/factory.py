"""Cases as a workflow would leave them, built by hand: a test mentions only what it is about."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from signoff.engine.case import Case, CaseClock, ClockRef, Decision, Memory, Status, Task, TaskState, Timer
from signoff.engine.events import Commented, Ended, Entered, Event, Fact, Started
from signoff.engine.history import GENESIS, seal
from signoff.engine.ports import Change, Link, Outgoing, Request, Save, Stored

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
"""When everything happens unless said otherwise."""

_numbers = itertools.count(1)


def new_id() -> str:
    """An id that sorts behind all before it, spelled like a UUID."""
    return f"0195{next(_numbers):04x}-0000-7000-8000-000000000000"


def later(minutes: int) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def a_task(id: str | None = None, **given: object) -> Task:
    """An open task of somebody called `huang`."""
    plain: dict[str, object] = {
        "step": "review",
        "round": 1,
        "seat": "review",
        "state": TaskState.OPEN,
        "opened_at": NOON,
        "holder": "huang",
    }
    return Task(id=id or new_id(), **(plain | given))  # type: ignore[arg-type]


def a_pool(*tokens: str, persons: Sequence[str] = (), **given: object) -> Task:
    """An open task without a holder, for whoever carries a token or is named."""
    return a_task(**{"holder": None, "tokens": tokens, "candidates": tuple(persons), **given})  # type: ignore[arg-type]


def a_timer(key: str = "due:1:0", due: datetime = NOON, **given: object) -> Timer:
    """An armed timer."""
    plain: dict[str, object] = {"clock": "due", "round": 1, "rung": 0}
    return Timer(key=key, due=due, **(plain | given))  # type: ignore[arg-type]


def a_case(**given: object) -> Case:
    """An open case at a review."""
    id = str(given.get("id") or new_id())
    plain: dict[str, object] = {"root": id, "tenant": "default", "workflow": "reply", "definition": "d" * 64, "key": f"key-{id[4:8]}"}
    plain |= {"initiator": "a1", "started": NOON, "step": "review", "entered": NOON, "round": 1, "content": "c" * 64}
    return Case(**(plain | given | {"id": id}))  # type: ignore[arg-type]


def a_rich_case(**given: object) -> Case:
    """A case that uses every part of the fold."""
    decision = Decision(action="approve", actor="he", principal="huang", at=NOON, revision=2, content="c" * 64, comment="同意 👍", arm="a")
    done = a_task(state=TaskState.CLOSED, outcome="approve", closed_at=later(1), decision=decision, held=("huang", "he"), group="lead")
    plain: dict[str, object] = {
        "data": {
            "subject": "道路 \"quoted\" \\ 'x'\n\t%s :name",
            "n": 3,
            "list": (1, "two", None, True),
            "deep": {"at": NOON},
            "cause": ClockRef("c1", "reply", 2),
        },
        "subject": ("reply", "17"),
        "due_at": later(60),
        "tasks": (done, a_task(due_at=later(60), urged=2), a_pool("role:legal", "role:legal@finance", persons=("li", "wang"))),
        "clocks": (CaseClock("reply/踏勘", "reply", 2, NOON, NOON, later(60), later(90), True, extended=True, kept=(a_timer(),)),),
        "timers": (a_timer(due=later(60)), a_timer("due:1:1", later(120), rung=1, seat="review", provisional=True, repeat=3)),
        "walk": ("draft", "review"),
        "memory": {"draft": Memory(rounds=1, entered=NOON, left=NOON, outcome="submit", acted=("a1",))},
        "seq": 2,
        "at": NOON,
    }
    return a_case(**(plain | given))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an aggregate after a save, enough to make the next change."""

    stored: Stored
    links: tuple[Link, ...]

    @property
    def case(self) -> Case:
        """The root case."""
        return self.stored.cases[self.stored.root]


def links_of(case: Case, facts: Sequence[Fact], seq: int = 0, head: str = GENESIS, actor: str = "a1") -> tuple[Link, ...]:
    """The links of these facts behind the chain's head."""
    events = [
        Event(seq=seq + n, root=case.root, case=case.id, at=NOON, actor=actor, fact=fact, step=case.step, round=case.round)
        for n, fact in enumerate(facts, 1)
    ]
    return seal(events, head, (f"salt-{n}" for n in itertools.count()))


def beginning(case: Case, *children: Case, outgoing: Sequence[Outgoing] = (), facts: Sequence[Fact] = ()) -> Change:
    """The change that starts a case (with children)."""
    same = {name: getattr(case, name) for name in ("workflow", "definition", "key", "initiator", "tenant", "root")}
    started = Started(content="c", **same)
    links = links_of(case, [started, Entered(step=case.step, round=case.round), *facts])
    family = {one.id: one for one in (case, *children)}
    tasks = {one.id: one.tasks for one in family.values()}
    return Change(case.root, case.tenant, {}, family, links, tasks=tasks, outgoing=tuple(outgoing))


def moving(
    before: Stored,
    *after: Case,
    tasks: Mapping[str, tuple[Task, ...]] | None = None,
    outgoing: Sequence[Outgoing] = (),
    facts: Sequence[Fact] = (),
    version: int | None = None,
) -> Change:
    """The change that brings an aggregate to its next state: one event unless told otherwise."""
    family = {**before.cases, **{case.id: case for case in after}}
    links = links_of(family[before.root], facts or [Commented(text="好")], before.seq, before.head)
    changed = tasks if tasks is not None else {case.id: case.tasks for case in after}
    known = before.version if version is None else version
    return Change(before.root, before.tenant, before.cases, family, links, known, changed, tuple(outgoing))


def saving(*changes: Change, request: Request | None = None, at: datetime = NOON) -> Save:
    """A save of these changes."""
    return Save(changes, at, request=request)


def ended(case: Case) -> tuple[Case, dict[str, tuple[Task, ...]], list[Fact]]:
    """The case after its end: no open tasks, no timers; and the tasks in their final form."""
    closed = tuple(replace(t, state=TaskState.CLOSED, closed_at=NOON, reason="ended") if t.open else t for t in case.tasks)
    after = replace(case, status=Status.APPROVED, end="approved", ended_at=NOON, step="approved", tasks=(), timers=())
    return after, {case.id: closed}, [Ended(step="approved", status="approved")]


def an_outgoing(case: Case, id: str | None = None, at: datetime = NOON) -> Outgoing:
    """A notice to be delivered."""
    id = id or new_id()
    return Outgoing(id, f"key:{id}", "notify", case.root, case.id, at, {"to": ("huang",), "text": {"zh": "催办"}, "at": NOON, "n": 1})
