"""One command and all that follows from it in its aggregate: a bounded list of (case, command), worked off in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from . import commands as c
from .case import Case, Task
from .decide import decide
from .errors import Corrupt, Reason, Refused
from .events import Event
from .evolve import evolve
from .internal import Internal, Join, following
from .kin import Family
from .model import Model
from .world import World

MOST_FOLLOWING = 20_000
"""How much may follow from one command."""


@dataclass(eq=False)
class Unfolding:
    """The cases of an aggregate as events come in, and by case every task that they opened, changed or closed."""

    cases: dict[str, Case]
    seq: int = 0
    events: list[Event] = field(default_factory=list)
    tasks: dict[str, dict[str, Task]] = field(default_factory=dict)

    def add(self, events: Iterable[Event]) -> None:
        """What has happened."""
        for event in events:
            before = self.cases.get(event.case)
            known = {task.id: task for task in before.tasks} if before is not None else {}
            case = self.cases[event.case] = evolve(before, event)
            changed = {task.id: task for task in case.tasks if known.get(task.id) is not task}
            if changed:
                self.tasks.setdefault(event.case, {}).update(changed)
            self.events.append(event)
            self.seq = event.seq


@dataclass(frozen=True, eq=False)
class Carrier:
    """Carries commands out on one aggregate. `models` gives the definition of a case, `model` that of one still to be started."""

    unfolding: Unfolding
    models: Callable[[Case], Model]
    world: World
    tenant: str = "default"
    os_user: str | None = None
    trusted: bool = False
    model: Model | None = None

    def carry(self, command: c.Command, case: str | None) -> None:
        """A command on the case with this id, and what follows; raises what `decide` raises."""
        following_: deque[tuple[c.Command, str | None]] = deque([(command, case)])
        joins: set[str] = set()
        for _ in range(MOST_FOLLOWING):
            if not following_:
                return
            command, case = following_.popleft()
            joins -= {case} if isinstance(command, Join) and case is not None else set()
            for more in self._once(command, case):
                if isinstance(more, Join):
                    if more.case in joins:
                        continue
                    joins.add(more.case)
                following_.append((more, more.case))
        told = f"more than {MOST_FOLLOWING} moves would follow from this one"
        raise Refused([Reason("endless_circle", told, "Mend the definition: cases set each other off in a circle.")])

    def _once(self, command: c.Command, id: str | None) -> Iterator[Internal]:
        case = self.unfolding.cases[id] if id is not None else None
        model = self.models(case) if case is not None else self.model
        if model is None:
            raise Corrupt("a command that starts nothing needs a case")
        events = decide(
            model,
            case,
            command,
            self.world,
            tenant=self.tenant,
            seq=self.unfolding.seq,
            os_user=self.os_user,
            trusted=self.trusted,
        )
        self.unfolding.add(events)
        if events:
            self.world.is_of(events[0].root, Family(self.unfolding.cases, self.models))
        yield from following(events, self.unfolding.cases)
        yield from self._joins(events)

    def _joins(self, events: Iterable[Event]) -> Iterator[Internal]:
        """Whatever has moved, the steps above it that wait for branches look again whether these have come together."""
        family = Family(self.unfolding.cases, self.models)
        touched = {event.case: event.actor for event in events}
        waiting: Mapping[str, str] = {
            above.id: actor
            for id, actor in touched.items()
            for case in [self.unfolding.cases[id]]
            for above in (case, *family.above(case))
            if above.open and above.step and self.models(above).step(above.step).splits
        }
        for id, actor in waiting.items():
            yield Join(case=id, by=actor)
