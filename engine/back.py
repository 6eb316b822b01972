"""What may be undone of one's own last act, and what has begun since: the one reading behind check, button and explanation."""

from collections.abc import Iterator

from .added import asked, batches, below, seat_places
from .definition import Step
from .frozen import dataclass
from .remembered import Approval, Memory
from .rules import VOTES
from .task import AFTER, BEFORE, Task, TaskState

TAKEN_BACK = "taken_back"
"""The reason with which seats close that are opened again for it."""
REJECTED_BY_ADDED = "rejected_by_added"


@dataclass(frozen=True, slots=True)
class Undoing:
    """What would be undone, a `vote` or the move from `to`, and the seats that had their turn only because of it."""

    next: tuple[Task, ...]
    vote: Task | None = None
    to: str | None = None

    def begun(self, until: str) -> tuple[Task, ...]:
        """The seats at which somebody has done what `take_back.until` names, or more."""
        return tuple(task for task in self.next if begun_by(task, until) is not None)


def others_of(memory: Memory, person: str) -> tuple[Approval, ...]:
    """What others had approved at a step that this person's last act has left: it still counts when that is taken back."""
    return tuple(approval for approval in memory.approvals if person not in (approval.actor, approval.person))


def nothing_open(memory: Memory, person: str) -> bool:
    """Whether no seat would open again: the last to speak had been asked for an opinion, and all who decide have decided."""
    decided = {approval.seat for approval in others_of(memory, person) if not approval.superseded}
    return bool(memory.seats) and all(owner.seat in decided for owner in memory.seats)


def begun_by(task: Task, until: str) -> str | None:
    """What somebody has done at a seat, as far as that ends taking back: `decided`, `claimed`, `read`; None: nothing that counts."""
    if _decided(task) or task.reason == REJECTED_BY_ADDED:
        return "decided"
    claimed = task.parked is not None or (task.holder is not None and bool(task.candidates or task.tokens))
    if until != "decided" and claimed and task.open:
        return "claimed"
    return "read" if until == "read" and task.read_at is not None and task.open else None


def _decided(task: Task) -> bool:
    """Whether a person has decided here, and has not taken that back."""
    return task.decision is not None and task.decision.automatic is None and task.reason != TAKEN_BACK


def votes_by(person: str, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """The seats of a slate that this person has decided, the last one first, as far as the decisions still stand."""
    mine = [task for task in tasks if _decided(task) and not task.superseded and task.decision is not None]
    votes = [t for t in mine if t.decision is not None and t.decision.actor == person and t.decision.action in VOTES]
    return tuple(sorted(votes, key=lambda task: task.closed_at or task.opened_at)[::-1])


def follows(step: Step, tasks: tuple[Task, ...], vote: Task) -> tuple[Task, ...]:
    """The seats that had their turn only because this one had decided: later ones of a sequence, those asked after it, who asked it."""
    found = {task.id: task for task in _behind(step, tasks, vote) if _touched(task)}
    return tuple(task for task in tasks if task.id in found)


def asked_since(step: Step, tasks: tuple[Task, ...], vote: Task) -> Task | None:
    """A seat behind this one that has asked others to sign in the meantime."""
    asker = vote.added.seat if vote.added is not None and asked(vote) else None
    behind = (task for task in _behind(step, tasks, vote) if task.seat != asker and not task.superseded)
    return next((task for task in behind if any(not one.superseded for one in below(task.seat, tasks))), None)


def _touched(task: Task) -> bool:
    return not task.superseded and (task.open or _decided(task) or task.reason == REJECTED_BY_ADDED)


def _behind(step: Step, tasks: tuple[Task, ...], vote: Task) -> Iterator[Task]:
    places = seat_places(tasks)
    yield from (task for batch in batches(vote.seat, tasks, AFTER) for task in batch)
    added = vote.added
    if added is None or not asked(vote):
        if step.rule.need == "sequence":
            yield from (task for task in tasks if not asked(task) and places[task.seat] > places[vote.seat])
        return
    same = [task for task in tasks if task.added is not None and task.added.batch == added.batch]
    if added.rule == "sequence":
        yield from (task for task in same if places[task.seat] > places[vote.seat])
    asker = [task for task in tasks if task.seat == added.seat][-1]
    if added.where == BEFORE and asker.state is not TaskState.WAITING:
        yield asker
    if asker.state is TaskState.CLOSED:
        yield from (task for task in _behind(step, tasks, asker) if task not in same)
