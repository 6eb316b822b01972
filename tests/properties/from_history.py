"""What holds of rounds and of what policies keep from earlier ones, told from the history alone and by other means than the engine's."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from signoff.engine import events as e
from signoff.engine.case import Decision
from signoff.engine.events import Event
from signoff.engine.people_data import Proxy


def never_leak(events: Sequence[Event]) -> None:
    """Each entry is a round of its own, and nothing happens to a seat in another round than that in which it opened."""
    rounds: Counter[tuple[str, str]] = Counter()
    opened: dict[str, tuple[str, int]] = {}
    open_: dict[str, str] = {}
    for event in events:
        match event.fact:
            case e.Entered(step=step, round=round, timers=timers):
                assert all((timer.clock, timer.round) == (step, round) for timer in timers)
                assert not [task for task, case in open_.items() if case == event.case], "a seat of the step before is open still"
                rounds[event.case, step] += 1
                assert round == rounds[event.case, step]
            case e.SeatOpened(task=task):
                opened[task], open_[task] = (event.step, event.round), event.case
            case e.Decided(task=task) | e.TaskClosed(task=task) | e.Carried(task=task):
                assert opened[task] == (event.step, event.round)
                del open_[task]
            case e.Claimed(task=task) | e.Transferred(task=task) | e.SeatTurned(task=task):
                assert opened[task] == (event.step, event.round) and task in open_


def passes(events: Sequence[Event]) -> None:
    """A seat passes by `duplicate`, or is carried over, only on an approval of the present walk on the content as it is now.

    Holds of workflows whose steps all keep to `on_change: void`.
    """
    walk: list[str] = []
    given: dict[str, list[Decision]] = {}
    kept: dict[str, Decision] = {}
    for event in events:
        match event.fact:
            case e.Started(content=new) | e.Edited(content=new):
                given = {step: [one for one in said if one.content == new] for step, said in given.items()}
                kept = {task: one for task, one in kept.items() if one.content == new}
            case e.Entered(step=step):
                walk = [*walk[: walk.index(step) if step in walk else len(walk)], step]
                given.pop(step, None)
            case e.PassedOver(step=step, walked=True):
                walk = [*walk, step]
            case e.PassedOver(step=step):
                given.pop(step, None)
            case e.Returned(walk=left):
                walk = list(left)
            case e.Carried(approval=approval, task=task, decision=decision):
                assert approval.task in kept, "an approval that nobody has given, or that has fallen, is carried over"
                kept[task] = decision
                given.setdefault(event.step, []).append(decision)
            case e.Decided(task=task, decision=decision) if decision.action == "approve":
                if decision.automatic == "duplicate":
                    before = {one.principal for step in walk if step != event.step for one in given.get(step, ())}
                    assert decision.principal in before, "who passes as a duplicate has approved nothing that stands in the present walk"
                kept[task] = decision
                given.setdefault(event.step, []).append(decision)


def entitled(events: Sequence[Event], roles: Mapping[str, Collection[str]], rules: Sequence[Proxy]) -> None:
    """Whoever decides holds the seat, is of its pool, or stands in for who does; each person's `roles` stay what they are."""
    seats: dict[str, tuple[str | None, set[str]]] = {}
    for event in events:
        match event.fact:
            case e.SeatOpened(task=task, holder=holder, candidates=candidates, tokens=tokens):
                carried = {who for who, has in roles.items() if {f"role:{role}" for role in has} & {t.split("@")[0] for t in tokens}}
                seats[task] = holder, {*candidates, *carried}
            case e.Claimed(task=task, holder=holder):
                seats[task] = holder, seats[task][1]
            case e.Released(task=task):
                seats[task] = None, seats[task][1]
            case e.Transferred(task=task, holder=holder, candidates=candidates):
                seats[task] = holder, set(candidates)
            case e.Decided(task=task, decision=decision) if decision.automatic is None:
                holder, pool = seats[task]
                mine = {holder} if holder is not None else pool
                sides = [
                    {rule.principal, *((rule.proxy,) if rule.kind == "ab_role" else ())} for rule in rules if rule.names(decision.actor)
                ]
                standing = any(side & mine for side in sides)
                assert decision.actor in mine or standing, f"{decision.actor} decides a seat of {sorted(map(str, mine))}"
