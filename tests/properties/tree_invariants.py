"""What holds of a tree of cases at every moment, told from its history alone where that is possible."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from signoff.engine import events as e
from signoff.engine.case import Case, Status
from signoff.engine.events import Event
from signoff.engine.inspect import Severity
from signoff.engine.model import Model
from signoff.engine.verify import rebuilt

from . import alive, from_history, invariants
from .tree import Tree

WELL = ("approved", "done")


def hold(tree: Tree) -> None:
    """Every invariant of the tree."""
    cases = tree.cases
    events, models = tree.history, tree.models
    assert tree.engine.verify().problems == ()
    assert rebuilt(events)[0] == cases
    invariants.ordered(events)
    invariants.once(events)
    from_history.never_leak(events)
    for id, case in cases.items():
        mine = tuple(event for event in events if event.case == id)
        invariants.recounted(mine, models[id])
        kept(case, cases)
        rests(case, models[id])
    closed(events, cases)
    nobody_barred(events, models)
    joined(events, models)
    alive.hold(tree.engine._service, cases.values())


def closed(events: Sequence[Event], cases: Mapping[str, Case]) -> None:
    """Every task that closed has a reason, and none of a case that has ended is open."""
    for id, tasks in rebuilt(events)[1].items():
        for task in tasks.values():
            assert (task.reason is not None) == (task.closed_at is not None)
            assert cases[id].open or task.closed_at is not None


def kept(case: Case, cases: Mapping[str, Case]) -> None:
    """What a case remembers of its children is how they stand; and nothing goes on below an end but what outlives a good one."""
    for child in case.children:
        there = cases[child.id]
        assert (child.key, child.open) == (there.key, there.open) and (child.open or child.status is there.status)
    parent = cases.get(case.parent or "")
    if parent is not None and case.open and not parent.open:
        mine = parent.child(case.id)
        assert mine is not None and mine.outlives and parent.status.value in WELL
    if parent is not None and case.status is Status.OPEN and parent.open:
        assert parent.status is Status.OPEN, "a child goes on while its parent rests"


def rests(case: Case, model: Model) -> None:
    """A case rests where somebody has to act, where its branches have not come together, or as a defect that says so."""
    if not case.open:
        assert case.tasks == () and case.unopened is None
        return
    step = model.step(case.step)
    assert step.human or step.splits
    assert case.open_tasks if step.human else not case.tasks
    if step.splits and case.unopened is None:
        children = [child for child in case.children if child.step == step.id and child.round == case.round and child.wait]
        assert outcome(step.join.need, [child.status.value for child in children]) is None


def outcome(need: object, statuses: Sequence[str]) -> str | None:
    """An independent recount of a join."""
    living = [status for status in statuses if status != "void"]
    well, going = sum(status in WELL for status in living), sum(status in ("open", "suspended") for status in living)
    if need == "none" or not statuses:
        return "joined"
    wanted = {"all": len(living), "any": 1}.get(str(need), need)
    if isinstance(need, Fraction):
        wanted = next(number for number in range(len(living) + 1) if number * need.denominator >= need.numerator * len(living))
    assert isinstance(wanted, int)
    return "join_failed" if not living else "joined" if well >= wanted else "join_failed" if well + going < wanted else None


def joined(events: Sequence[Event], models: Mapping[str, Model]) -> None:
    """Whenever branches have come together, or could do so no more, a recount from history comes to the same."""
    present: dict[str, dict[str, str]] = defaultdict(dict)
    waited: dict[str, bool] = {}
    for event in events:
        match event.fact:
            case e.Entered():
                present[event.case] = {}
            case e.ChildOpened(child=child) if child.step == event.step:
                waited[child.id] = child.wait
                present[event.case][child.id] = child.status.value
            case e.ChildEnded(child=id, status=status) if id in present[event.case]:
                present[event.case][id] = status
            case e.ChildClosed(child=id, status=status, reason=reason) if id in present[event.case]:
                # What is closed because the branches have come together was under way when they did.
                present[event.case][id] = present[event.case][id] if reason.startswith("not_needed:join") else status
            case e.Left(outcome="joined" | "join_failed" as found):
                need = models[event.case].step(event.step).join.need
                assert outcome(need, [status for id, status in present[event.case].items() if waited[id]]) == found


def nobody_barred(events: Sequence[Event], models: Mapping[str, Model]) -> None:
    """Nobody has decided at a step who had acted at one of its `not_same_as` before, on this branch or around it."""
    acted: dict[tuple[str, str], set[str]] = defaultdict(set)
    parents: dict[str, str] = {}
    for event in events:
        match event.fact:
            case e.Started(parent=parent, branch=branch) if parent is not None and branch:
                parents[event.case] = parent
            case e.Edited(how="edit"):
                acted[event.case, event.step].add(event.actor)
            case e.Decided(decision=decision) | e.Acted(decision=decision):
                duties = models[event.case].step(event.step).not_same_as
                barred = {who for step in duties for who in _around(event.case, step, acted, parents)}
                assert (decision.principal if decision.automatic else decision.actor) not in barred
                acted[event.case, event.step] |= {decision.actor, decision.principal}


def _around(case: str, step: str, acted: Mapping[tuple[str, str], set[str]], parents: Mapping[str, str]) -> set[str]:
    found = set(acted.get((case, step), ()))
    return found | _around(parents[case], step, acted, parents) if case in parents else found


def every_case_moves(tree: Tree) -> None:
    """Every open case has a next mover, or a finding says why not."""
    told = {finding.case for finding in tree.engine.stuck().findings if finding.severity in (Severity.ERROR, Severity.WARNING)}
    for case in tree.cases.values():
        if case.open:
            assert case.id in told or tree.engine.why(case.id).movers, f"{case.key} at {case.step}"
