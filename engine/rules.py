"""The arithmetic of votes: exact, early in both directions, never "the last one decides" (approval-semantics §2.1 to §2.3)."""

from dataclasses import dataclass
from fractions import Fraction

from .case import Task, TaskState
from .definition import Rule

APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a slate stands: approvals got and needed, rejections, seats that may still decide. `outcome` None: nothing yet."""

    got: int
    needed: int
    rejected: int
    possible: int
    outcome: str | None


def needed(rule: Rule, seats: int) -> int:
    """How many approvals a rule needs of so many seats; a share p/q needs ceil(p·n/q)."""
    match rule.need:
        case "any":
            return min(1, seats)
        case "all" | "sequence":
            return seats
        case Fraction() as share:
            return -(-share.numerator * seats // share.denominator)
        case int() as count:
            return count
    raise ValueError(f"there is no rule {rule.need!r}")


def tally(rule: Rule, tasks: tuple[Task, ...], clamp: bool = False) -> Tally:
    """How the seats of a slate stand. One rejection is a veto; a number that can no longer be reached fails at once."""
    seats = tuple(task for task in tasks if not replaced(task, tasks) and not skipped(task))
    got = sum(task.outcome == "approve" and not task.superseded for task in seats)
    no = sum(task.outcome == "reject" for task in seats)
    still = sum(task.state is not TaskState.CLOSED for task in seats)
    need = needed(rule, len(seats))
    if clamp:
        need = min(need, len(seats))
    if no:
        outcome: str | None = REJECTED
    elif got >= need:
        outcome = APPROVED
    else:
        outcome = REJECTED if got + still < need else None
    return Tally(got, need, no, still, outcome)


def replaced(task: Task, tasks: tuple[Task, ...]) -> bool:
    """Whether a superseded task has been opened again: the new one speaks for the seat."""
    return task.superseded and any(other.seat == task.seat and other.id != task.id and not other.superseded for other in tasks)


def skipped(task: Task) -> bool:
    """Whether nobody held the seat and the policy left it out: it is no vote on either side."""
    return task.state is TaskState.CLOSED and task.outcome is None
