"""The arithmetic of votes: exact, early in both directions, never "the last one decides" (approval-semantics §2.1 to §2.3)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from .case import Task, TaskState
from .definition import Rule
from .frozen import altered, dataclass, maker, quickly_made

APPROVED, REJECTED = "approved", "rejected"
APPROVE, REJECT, ABSTAIN = "approve", "reject", "abstain"
VOTES = (APPROVE, REJECT, ABSTAIN)
"""Actions by which a seat of a decision has its outcome."""
WORDS = {APPROVED: APPROVE, REJECTED: REJECT}
"""The action whose arms lead on from an outcome."""
LOST = "lost"


@quickly_made
@dataclass(frozen=True, slots=True)
class Vote:
    """One seat as a rule sees it. `choice` is approve, reject or abstain; None while the seat may still decide."""

    choice: str | None = None
    group: str | None = None
    weight: int = 1
    seat: str = ""


_vote = maker(Vote)


RuleFunction: TypeAlias = Callable[[Sequence[Vote]], str | None]
"""A rule of a plug-in: from how the seats stand to `approved`, `rejected`, or None while nothing is decided."""


@quickly_made
@dataclass(frozen=True, slots=True)
class GroupTally:
    """How one group stands under `of: each_group`."""

    group: str
    got: int
    needed: int
    rejected: int
    possible: int


_group_tally = maker(GroupTally)


@quickly_made
@dataclass(frozen=True, slots=True)
class Tally:
    """How a slate stands: approvals got and needed, rejections, seats that may still decide. `outcome` None: nothing yet.

    They count what `of` says: `seats`, their `weight`, or for `each_group` what its groups need and no more; `plugin` where a rule
    of the host's alone knows what it needs. `refusals` is how many rejections end the step (None: no number does), `attainable`
    whether approval can still be reached.
    """

    got: int
    needed: int
    rejected: int
    possible: int
    outcome: str | None
    abstained: int = 0
    refusals: int | None = None
    attainable: bool = True
    of: str = "seats"
    groups: tuple[GroupTally, ...] = ()


_tally = maker(Tally)


def portion(part: int | Fraction, total: int) -> int:
    """A number as it is; a share p/q of a total is ceil(p·n/q), by integers."""
    return -(-part.numerator * total // part.denominator) if isinstance(part, Fraction) else part


def needed(rule: Rule, total: int) -> int:
    """How much approval a rule needs of so many seats (or so much weight)."""
    match rule.need:
        case "any" | "any_approve":
            return min(1, total)
        case "all" | "sequence":
            return total
        case int() | Fraction() as part:
            return portion(part, total)
    raise ValueError(f"there is no rule {rule.need!r}")


def refusals(rule: Rule, total: int) -> int | None:
    """How much rejection ends a step; None where no number of rejections does so by itself."""
    if rule.reject == "collect" or rule.need == "any_approve":
        return None
    return 1 if isinstance(rule.reject, str) else portion(rule.reject, total)


def lacking(rule: Rule, votes: Sequence[Vote]) -> tuple[Vote, ...]:
    """The seats (or the one seat with the weight) that a rule needs and that are not there."""
    if rule.plugin is not None:
        return ()
    if rule.of == "weight":
        total = sum(vote.weight for vote in votes)
        short = needed(rule, total) - total
        return (_vote(weight=short),) if short > 0 else ()
    parts = ((group, needed(rule, len(seats)) - len(seats)) for group, seats in _parts(rule, votes))
    return tuple(_vote(group=group) for group, short in parts for _ in range(short))


def count(rule: Rule, votes: Sequence[Vote], clamp: bool = False) -> Tally:
    """How the seats stand under a rule that is written in the language.

    Rejections come first; then approval reached; then approval out of reach, which fails at once. `collect` waits for everyone.
    """
    worth = _worth(rule, votes)
    grouped = rule.of == "each_group"
    parts = [_group(rule, name or "", _worth(rule, seats) if grouped else worth, clamp) for name, seats in _parts(rule, votes)]
    no, still = worth.get(REJECT, 0), worth.get(None, 0)
    met = all(part.got >= part.needed for part in parts)
    attainable = all(part.got + part.possible >= part.needed for part in parts)
    limit = refusals(rule, sum(worth.values()))
    return _tally(
        got=sum([min(part.got, part.needed) if grouped else part.got for part in parts]),
        needed=sum(part.needed for part in parts),
        rejected=no,
        possible=still,
        outcome=_outcome(rule, limit is not None and no >= limit, met, attainable, None in worth),
        abstained=worth.get(ABSTAIN, 0),
        refusals=limit,
        attainable=attainable and not (limit is not None and no >= limit),
        of=rule.of,
        groups=tuple(parts) if grouped else (),
    )


def _outcome(rule: Rule, refused: bool, met: bool, attainable: bool, open: bool) -> str | None:
    if rule.reject == "collect" and open:
        return None
    if refused:
        return REJECTED
    if met:
        return APPROVED
    return None if attainable else REJECTED


def _parts(rule: Rule, votes: Sequence[Vote]) -> list[tuple[str | None, list[Vote]]]:
    """What is counted apart: each group by itself, else the whole slate."""
    if rule.of != "each_group":
        return [(None, list(votes))]
    names = dict.fromkeys(vote.group for vote in votes if vote.group is not None)
    return [(name, [vote for vote in votes if vote.group == name]) for name in names]


def _group(rule: Rule, name: str, worth: Mapping[str | None, int], clamp: bool) -> GroupTally:
    total = sum(worth.values())
    need = min(needed(rule, total), total) if clamp else needed(rule, total)
    return _group_tally(name, worth.get(APPROVE, 0), need, worth.get(REJECT, 0), worth.get(None, 0))


def _worth(rule: Rule, votes: Sequence[Vote]) -> dict[str | None, int]:
    """How much the votes of each choice count; of None, those that may still decide."""
    found: dict[str | None, int] = {}
    for vote in votes:
        found[vote.choice] = found.get(vote.choice, 0) + (vote.weight if rule.of == "weight" else 1)
    return found


def judged(function: RuleFunction, votes: Sequence[Vote]) -> Tally:
    """Under a rule of a plug-in. If it says nothing though everyone has decided, the step has failed: none waits for ever."""
    said = function(tuple(votes))
    if said not in (APPROVED, REJECTED, None):
        raise ValueError(f"a rule gives `approved`, `rejected` or None, not {said!r}")
    found = count(Rule("all", reject="collect"), votes)
    outcome = said if said is not None or found.possible else REJECTED
    return altered(found, needed=0, outcome=outcome, attainable=outcome != REJECTED, of="plugin")


def votes_of(tasks: tuple[Task, ...], unable: Collection[str] = ()) -> tuple[Vote, ...]:
    """The seats of a slate as votes. Tasks that are `unable` are open, and nobody will ever decide them."""
    return tuple(
        [
            _vote(_choice(task, task.id in unable), task.group, task.weight, task.seat)
            for task in tasks
            if not replaced(task, tasks) and not skipped(task)
        ]
    )


def _choice(task: Task, unable: bool) -> str | None:
    if task.state is not TaskState.CLOSED:
        return LOST if unable else None
    return LOST if task.superseded else task.outcome


def tally(rule: Rule, tasks: tuple[Task, ...], clamp: bool = False, unable: Collection[str] = ()) -> Tally:
    """How the seats of a slate stand under a rule that is written in the language."""
    return count(rule, votes_of(tasks, unable), clamp)


def replaced(task: Task, tasks: tuple[Task, ...]) -> bool:
    """Whether a superseded task has been opened again: the new one speaks for the seat."""
    return task.superseded and any(other.seat == task.seat and other.id != task.id and not other.superseded for other in tasks)


def skipped(task: Task) -> bool:
    """Whether nobody held the seat and the policy left it out: it is no vote on either side."""
    return task.state is TaskState.CLOSED and task.outcome is None
