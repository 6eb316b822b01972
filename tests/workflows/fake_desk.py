"""A desk that is no engine: just enough of one to see what a rehearsal asks for. Its tasks and timers are told by the test."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from signoff.engine.definition import Workflow
from signoff.engine.durations import Duration
from signoff.engine.errors import Reason, Refused
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import Can, CaseView, TaskView

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def seat(id: str, *, holder: str | None = None, role: str | None = None, group: str | None = None, step: str = "") -> TaskView:
    """An open seat: a holder's, or a pool's."""
    tokens = (f"role:{role}",) if role else ()
    return TaskView(id, "c", "k", "w", step, 1, group, holder, (), tokens, NOON, None, "open", 0)


@dataclass
class FakeClock:
    """Stands still until it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def set(self, instant: datetime) -> None:
        self.at = instant


@dataclass
class FakeDesk:
    """Every act leads to the step that the workflow names, unless `refuse` says a reason; `calls` are the commands as given."""

    workflow: Workflow
    people: PeopleFile
    start_at: datetime
    seats: Mapping[str, Sequence[TaskView]] = field(default_factory=dict)
    refuse: Callable[[str, Mapping[str, object]], str | None] = lambda action, asked: None
    timers: list[datetime] = field(default_factory=list)
    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    ticks: list[datetime] = field(default_factory=list)
    due: datetime | None = None
    failed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = FakeClock(self.start_at)

    def start(self, workflow: str, *, by: str, data: Mapping[str, object] | None = None, comment: str | None = None) -> CaseView:
        self._asked("start", by=by, data=data, comment=comment)
        first = self.workflow.first.id
        self.view = CaseView(
            "c", "k", workflow, "hash", first, "open", 1, 1, by, dict(data or {}), (), self.due, self.start_at, self.start_at
        )
        return self._at(first)

    def _asked(self, action: str, **asked: object) -> None:
        self.calls.append((action, {name: value for name, value in asked.items() if value is not None}))
        code = self.refuse(action, asked)
        if code is not None:
            raise Refused([Reason(code, f"because of {code}")])

    def _at(self, step: str, data: Mapping[str, object] | None = None) -> CaseView:
        end = self.workflow.steps[step].end
        tasks = [] if end else self.seats.get(step, [seat("t1", holder=self.view.initiator)])
        self.view = replace(
            self.view,
            step=step,
            status=end.value if end else "open",
            tasks=tuple(replace(task, step=step) for task in tasks),
            data={**self.view.data, **(data or {})},
        )
        return self.view

    def act(self, case: str, action: str, **asked: object) -> CaseView:
        self._asked(action, **asked)
        if action == "return":
            return self._at(str(asked["to"]))
        data = asked.get("data")
        return self._at(
            self.workflow.steps[self.view.step].actions[action].arms[0].routes[0].to, data if isinstance(data, Mapping) else None
        )

    def can(self, case: str, action: str, **asked: object) -> Can:
        code = self.refuse(action, asked)
        return Can(code is None, (Reason(code, code),) if code else ())

    def _side(self, verb: str, **asked: object) -> CaseView:
        self._asked(verb, **asked)
        return self.view

    def signal(self, case: str, action: str, *, by: str, data: Mapping[str, object] | None = None) -> CaseView:
        return self.act(case, action, by=by, data=data)

    def claim(self, case: str, **asked: object) -> CaseView:
        return self._side("claim", **asked)

    def delegate(self, case: str, **asked: object) -> CaseView:
        return self._side("delegate", **asked)

    def add_signer(self, case: str, **asked: object) -> CaseView:
        return self._side("add_signer", **asked)

    def remove_signer(self, case: str, **asked: object) -> CaseView:
        return self._side("remove_signer", **asked)

    def give_back(self, case: str, **asked: object) -> CaseView:
        return self._side("give_back", **asked)

    def release(self, case: str, **asked: object) -> CaseView:
        return self._side("release", **asked)

    def transfer(self, case: str, **asked: object) -> CaseView:
        return self._side("transfer", **asked)

    def reassign(self, case: str, **asked: object) -> CaseView:
        return self._side("reassign", **asked)

    def withdraw(self, case: str, **asked: object) -> CaseView:
        self._asked("withdraw", **asked)
        return self._at("withdrawn")

    def take_back(self, case: str, **asked: object) -> CaseView:
        self._asked("take_back", **asked)
        return self._at("draft")

    def consent_back(self, case: str, **asked: object) -> CaseView:
        return self._side("consent_back", **asked)

    def decline_back(self, case: str, **asked: object) -> CaseView:
        return self._side("decline_back", **asked)

    def read(self, case: str, **asked: object) -> CaseView:
        return self._side("read", **asked)

    def comment(self, case: str, **asked: object) -> CaseView:
        return self._side("comment", **asked)

    def edit(self, case: str, **asked: object) -> CaseView:
        return self._side("edit", **asked)

    def remind(self, case: str, **asked: object) -> CaseView:
        return self._side("remind", **asked)

    def case(self, key: str) -> CaseView:
        return self.view

    def tick(self) -> "FakeDesk":
        self.ticks.append(self.clock.now())
        self.timers = [due for due in self.timers if due > self.clock.now()]
        return self

    def next_timer(self) -> datetime | None:
        return min(self.timers, default=None)

    def after(self, duration: Duration) -> datetime:
        return self.clock.now() + timedelta(days=duration.count)
