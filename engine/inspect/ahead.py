"""What each action would do now: tried on a copy of the case by the same `decide` that a command goes through, and thrown away."""

from collections.abc import Iterator

from .. import commands as c
from ..case import Case, Status
from ..decide import decide
from ..definition import StepKind
from ..errors import Reason, SignoffError
from ..evolve import fold
from ..reading import offered
from ..rules import VOTES
from ..verdict import verdict
from ..views import Offer
from ..voting import counted
from .flat import flat
from .look import Look
from .movers import moving, people_named
from .story import Next, Refusal

TRIED = "-"
"""The comment of a trial, where one is required."""


def nexts(look: Look) -> Iterator[Next]:
    """Every action that is offered to anybody, once, as the first who may take it would take it."""
    done = set[str]()
    for person, task in _people(look):
        for offer in offered(look.model, look.case, person, task, look.world):
            if offer.action not in done:
                done.add(offer.action)
                yield _next(look, person, offer)


def _people(look: Look) -> Iterator[tuple[str, str | None]]:
    """Who might act, at which seat: the people of the seats, the initiator, and whom actions name, also those that only note something."""
    for task, standing in look.seats:
        if task.open and standing.able:
            yield standing.able[0], task.id
    yield look.case.initiator, None
    for mover in moving(look.model, look.case, look.world, look.standings):
        if mover.how == "arm":
            yield mover.who[0], None
    arms = (arm for action in look.model.anytime[look.case.step].values() for arm in action.arms if arm.by is not None)
    for person in dict.fromkeys(p for arm in arms for p in people_named(look.model, look.case, look.world, arm.by)):  # type: ignore[arg-type]
        yield person, None


def _next(look: Look, person: str, offer: Offer) -> Next:
    command = _trial(look.case, person, offer)
    said = verdict(look.model, look.case, command, look.world)
    after = _after(look, command) if said.allowed else None
    to, status, more = _outcome(look, after, offer.action) if after is not None else (said.to, None, None)
    return Next(
        action=offer.action,
        title=offer.title,
        by=person,
        task=offer.task,
        comment=offer.comment,
        to=to,
        status=status,
        more=more,
        needs=offer.needs,
        refused=tuple(refusal(reason) for reason in said.reasons),
        targets=offer.targets,
        resume=offer.resume,
    )


def _trial(case: Case, person: str, offer: Offer) -> c.Act:
    """The act with as much as it needs to be judged: a return goes to its nearest target."""
    to = offer.targets[-1] if offer.targets else None
    comment = TRIED if offer.comment == "required" else None
    return c.Act(case=case.id, by=person, action=offer.action, task=offer.task, to=to, comment=comment)


def _after(look: Look, command: c.Act) -> Case | None:
    try:
        return fold(decide(look.model, look.case, command, look.world, seq=look.case.seq), look.case)
    except SignoffError:
        return None


def _outcome(look: Look, after: Case, action: str) -> tuple[str | None, str | None, int | None]:
    """Where the case came to rest, how it ended, and how many approvals it lacks if it stayed."""
    before = look.case
    if not before.open and after.status is before.status and after.step == before.step:
        return None, None, None
    if after.status is not Status.OPEN:
        return after.step, after.status.value, None
    if (after.step, after.round) != (before.step, before.round):
        return after.step, None, None
    if look.step.kind is StepKind.APPROVAL and action in VOTES:
        count = counted(look.model, look.step, after.tasks, look.world.around)
        return None, None, count.needed - count.got
    return None, None, None


def refusal(reason: Reason) -> Refusal:
    """A reason as `why` tells it."""
    data: dict[str, object] = flat(reason.data)
    return Refusal(reason.code, reason.message, reason.hint, data)
