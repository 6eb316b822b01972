"""An independent recount: what a rule comes to, told in as few words as possible and by other means than the engine's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from signoff.engine import events as e
from signoff.engine.definition import Rule
from signoff.engine.events import Event
from signoff.engine.rules import Vote


def outcome(rule: Rule, votes: Sequence[Vote], clamp: bool = False) -> str | None:
    """`approved`, `rejected`, or None while both are still possible."""
    say = [("" if vote.choice is None else vote.choice, vote.weight if rule.of == "weight" else 1, vote.group) for vote in votes]
    no, all_ = sum(w for c, w, _ in say if c == "reject"), sum(w for _, w, _ in say)
    asked = {g: [row for row in say if row[2] == g] for _, _, g in say if g is not None} if rule.of == "each_group" else {"": say}

    def met(rows: list[tuple[str, int, str | None]]) -> bool:
        total, agreed = sum(w for _, w, _ in rows), sum(w for c, w, _ in rows if c == "approve")
        if isinstance(rule.need, Fraction):
            return agreed * rule.need.denominator >= rule.need.numerator * total
        needed = {"any": 1, "any_approve": 1}.get(str(rule.need), rule.need if isinstance(rule.need, int) else total)
        return agreed >= (min(needed, total) if clamp or rule.need in ("any", "any_approve") else needed)

    if rule.reject == "collect":
        undecided = any(c == "" for c, _, _ in say)
        return None if undecided else "approved" if all(map(met, asked.values())) else "rejected"
    share = rule.reject if isinstance(rule.reject, Fraction) else None
    limit = no * share.denominator >= share.numerator * all_ if share else no >= (rule.reject if isinstance(rule.reject, int) else 1)
    if limit and no and rule.need != "any_approve":
        return "rejected"
    if all(map(met, asked.values())):
        return "approved"
    best = [[("approve" if c == "" else c, w, g) for c, w, g in rows] for rows in asked.values()]
    return None if all(map(met, best)) else "rejected"


def slates(events: Sequence[Event]) -> Iterator[tuple[Event, list[Vote]]]:
    """From history alone: every time a step was left by a vote, and how its seats stood then."""
    seats: dict[str, Vote] = {}
    of: dict[str, str] = {}
    added = False
    for event in events:
        match event.fact:
            case e.Entered():
                seats, of, added = {}, {}, False
            case e.SignersAdded():
                # What advice counts is told apart, in the tests of added signers.
                added = True
            case e.SeatOpened(task=task, seat=seat, group=group, weight=weight):
                of[task], seats[seat] = seat, Vote(None, group, weight)
            case e.Decided(task=task) | e.Carried(task=task) as fact:
                seats[of[task]] = replace(seats[of[task]], choice=fact.decision.action)
            case e.TaskClosed(task=task, reason=reason) if reason == "empty" or reason.startswith("removed_by"):
                seats.pop(of[task], None)
            case e.Left(outcome="approve" | "reject", trace=trace) if not trace and not added:
                yield event, list(seats.values())
