"""One command and all that follows from it in its aggregate: a bounded list of (case, command), worked off in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from . import commands as c
from .case import Case, Task
from .decide import drafted
from .errors import Corrupt, Reason, Refused
from .events import Acted, Event
from .evolve import evolve
from .frozen import quickly_made
from .internal import ByItself, Internal, Join, Settle, following
from .kin import Family
from .model import Model
from .world import World

MOST_FOLLOWING = 20_000
"""How much may follow from one command."""
MOST_BY_ITSELF = 100
"""How often one after the other something may fire by itself after one command."""
NOT_FOLDED: Mapping[int, Case] = {}


@dataclass(eq=False)
class Unfolding:
    """The cases of an aggregate as events come in, and by case every task that they opened, changed or closed."""

    cases: dict[str, Case]
    seq: int = 0
    events: list[Event] = field(default_factory=list)
    tasks: dict[str, dict[str, Task]] = field(default_factory=dict)

    def add(self, events: Iterable[Event], after: Mapping[int, Case] = NOT_FOLDED) -> None:
        """What has happened; `after` are the cases as some of the events have left them, where that is known already."""
        for event in events:
            before = self.cases.get(event.case)
            case = self.cases[event.case] = after.get(event.seq) or evolve(before, event)
            if before is None or case.tasks is not before.tasks:
                known = {task.id: task for task in before.tasks} if before is not None else {}
                changed = {task.id: task for task in case.tasks if known.get(task.id) is not task}
                if changed:
                    self.tasks.setdefault(event.case, {}).update(changed)
            self.events.append(event)
            self.seq = event.seq


@quickly_made
@dataclass(frozen=True, eq=False, slots=True)
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
        """A command on the case with this id, what follows, and what then fires by itself; raises what `decide` raises."""
        self._follow(command, case)
        seen = 0
        for _ in range(MOST_BY_ITSELF):
            if len(self.unfolding.events) == seen:
                return
            seen = len(self.unfolding.events)
            for id in self._waiting():
                self._follow(ByItself(case=id), id)
        told = f"actions fire by themselves in a circle: {', '.join(self._fired())}"
        raise Refused([Reason("endless_circle", told, "Mend the definition: what they do must not make their condition hold again.")])

    def _waiting(self) -> list[str]:
        """The cases at whose step something may fire by itself, or whose fired actions may be armed again; parents first."""
        cases = self.unfolding.cases
        return [id for id in sorted(cases) if cases[id].fired or cases[id].step in self.models(cases[id]).itself]

    def _fired(self) -> list[str]:
        acts = (event.fact for event in reversed(self.unfolding.events))
        return list(dict.fromkeys(f"`{fact.decision.action}`" for fact in acts if isinstance(fact, Acted) and fact.system))

    def _follow(self, command: c.Command, case: str | None) -> None:
        following_: deque[tuple[c.Command, str | None]] = deque([(command, case)])
        joins: set[str] = set()
        looked = len(self.unfolding.events)
        for _ in range(MOST_FOLLOWING):
            if not following_:
                following_.extend((more, more.case) for more in self._settling(looked))
                looked = len(self.unfolding.events)
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
        draft = drafted(
            model,
            case,
            command,
            self.world,
            tenant=self.tenant,
            seq=self.unfolding.seq,
            os_user=self.os_user,
            trusted=self.trusted,
        )
        events = draft.events
        self.unfolding.add(events, draft.after)
        if events:
            self.world.is_of(events[0].root, Family(self.unfolding.cases, self.models))
        yield from following(events, self.unfolding.cases)
        yield from self._joins(events)

    def _settling(self, since: int) -> Iterator[Internal]:
        """Whatever has happened since then, the other cases whose clocks look beyond their own look again."""
        if len(self.unfolding.cases) == 1:
            return
        touched = {event.case: event.actor for event in self.unfolding.events[since:]}
        if not touched or not self._watched():
            return
        actor = next(reversed(touched.values()))
        for id, case in self.unfolding.cases.items():
            if case.open and touched.keys() - {id} and self.models(case).watchful:
                yield Settle(case=id, by=actor)

    def _watched(self) -> bool:
        """Whether any definition of the aggregate has clocks that look at other cases."""
        found = {(case.definition, case.branch): case for case in self.unfolding.cases.values()}
        return any(self.models(case).watchful for case in found.values())

    def _joins(self, events: Iterable[Event]) -> Iterator[Internal]:
        """Whatever has moved, the steps above it that wait for branches look again whether these have come together."""
        family = Family(self.unfolding.cases, self.models)
        waiting: dict[str, str] = {}
        for id, actor in {event.case: event.actor for event in events}.items():
            case = self.unfolding.cases[id]
            for above in (case, *family.above(case)):
                if above.open and above.step and self.models(above).step(above.step).splits:
                    waiting[above.id] = actor
        for id, actor in waiting.items():
            yield Join(case=id, by=actor)
