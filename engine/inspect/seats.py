"""How the seats of a case stand with the directory of today. Who may act is asked of `verdict`, never worked out here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any, TypeVar

from ..case import CLOSED, Case, Task
from ..definition import Step
from ..errors import Reason
from ..frozen import dataclass, maker, quickly_made
from ..model import Model
from ..outlook import leads_on
from ..proxies import conflict, second_vote, stand_ins
from ..reading import offered
from ..scope import holder_of
from ..verdict.seats import barred_reason, had_his_vote, known_person, not_holder, owns
from ..verdict.taking_back import ANSWERS
from ..world import World

T = TypeVar("T")


@quickly_made
@dataclass(frozen=True, slots=True)
class Standing:
    """One seat: `able` may act on it once it is open; `kept` are its people who may not, each with the reason."""

    able: tuple[str, ...] = ()
    kept: Mapping[str, Reason] = field(default_factory=dict)

    @property
    def codes(self) -> dict[str, str]:
        """The code for each person who is kept from it."""
        return {person: reason.code for person, reason in self.kept.items()} if self.kept else {}


_standing = maker(Standing)
NOBODY = Standing()
"""Of a seat that is closed, or has no people."""
UNASKED: Any = object()
"""Stands where a question has no answer yet; None is an answer."""


def unable(step: Step, case: Case, task: Task, person: str, world: World) -> Reason | None:
    """Why a person of this seat may not act on it."""
    found = known_person(person, world)
    if found is None and not owns(task, person, world):
        found = not_holder(case, person, world)
    return found or barred_reason(step, case, person, world) or had_his_vote(case, task, person)


def standing(step: Step, case: Case, task: Task, world: World) -> Standing:
    """Who of a seat's people may act, and why the others may not."""
    people = holder_of(task, world).entries
    if not people:
        return NOBODY
    asked = {person: unable(step, case, task, person, world) for person in people}
    able = tuple(person for person, reason in asked.items() if reason is None)
    able += tuple(p for p in for_holder(step, case, task, world) if p not in able)
    return _standing(able, {person: reason for person, reason in asked.items() if reason is not None})


def for_holder(step: Step, case: Case, task: Task, world: World) -> Iterator[str]:
    """Those who stand in for the holder of a seat and may act on it."""
    if task.holder is None or task.parked is not None or barred_reason(step, case, task.holder, world) is not None:
        return
    for rule in stand_ins(step, case, task.holder, world):
        if conflict(rule, step, case, rule.proxy, world) is None and not second_vote(case, task, rule.proxy):
            yield rule.proxy


class Standings:
    """The standing of every seat of a case, worked out once for all cases that agree in what it depends on.

    Holds for one scan: what the directory said through one world is not asked again. Whoever works out more that hangs on the same
    keeps it here, too (`once`).
    """

    def __init__(self) -> None:
        self._known: dict[object, tuple[Standing, ...]] = {}
        self._kept: dict[object, Any] = {}
        self._numbers: dict[object, int] = {}
        self._last: tuple[Case, World, int] | None = None

    def of(self, model: Model, case: Case, world: World) -> tuple[Standing, ...]:
        """One standing for each of the case's tasks, in their order; of a closed seat an empty one."""
        key = self.acts(case, world), tuple(map(_seat, case.tasks))
        found = self._known.get(key)
        if found is None:
            step = model.step(case.step)
            each = [NOBODY if task.state is CLOSED else standing(step, case, task, world) for task in case.tasks]
            found = self._known[key] = tuple(each)
        return found

    def acts(self, case: Case, world: World) -> int:
        """A number for all that the question "may this person act" reads of a case beside its seats: where it is, who did what before."""
        last = self._last
        if last is None or last[0] is not case or last[1] is not world:
            number = self._numbers.setdefault((world, *_acts(case, world)), len(self._numbers))
            last = self._last = case, world, number
        return last[2]

    def once(self, key: tuple[object, ...], ask: Callable[[], T]) -> T:
        """The answer to a question, asked once for all cases that agree in the key: it holds all on which the answer depends."""
        found: T = self._kept.get(key, UNASKED)
        if found is UNASKED:
            found = self._kept[key] = ask()
        return found

    def __len__(self) -> int:
        """How many different situations were looked at."""
        return len(self._known)


def _acts(case: Case, world: World) -> tuple[object, ...]:
    around = tuple((child.step, parent.walk, _done(parent)) for parent, child in world.family(case).around(case)) if case.branch else ()
    return case.definition, case.branch, case.step, case.status, case.initiator, case.walk, _done(case), around


def _seat(task: Task) -> tuple[object, ...]:
    said = task.decision
    return task.state, task.holder, task.candidates, task.tokens, said and (said.actor, said.authority)


def _done(case: Case) -> tuple[object, ...]:
    found = []
    for step, memory in sorted(case.memory.items()):
        approvals = tuple([(a.person, a.actor, a.superseded) for a in memory.approvals]) if memory.approvals else ()
        found.append((step, memory.acted, memory.outcome, approvals))
    return tuple(found)


def may_move(model: Model, case: Case, task: Task, person: str, world: World) -> bool:
    """Whether any action that brings the case on is offered to this person at this seat."""
    more = {name for name, action in model.anytime[case.step].items() if not leads_on(model, action)}
    beside = ("withdraw", "take_back", *ANSWERS, *more)
    return any(offer.action not in beside for offer in offered(model, case, person, task.id, world))
