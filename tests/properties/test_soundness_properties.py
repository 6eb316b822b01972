"""What the walk through a definition says, compared with an exploration by the engine itself: every start, every act, every state."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from signoff import Engine
from signoff.engine import commands as c
from signoff.engine.definition import Workflow
from signoff.engine.errors import InvalidWorkflow, Refused
from signoff.engine.expressions import types_of
from signoff.engine.ports import Stored
from signoff.testing import ManualClock
from signoff.workflows import check, load
from signoff.workflows.soundness import Truth, Walk, walk

from .conftest import SLOW

HEAD = """\
signoff: 1
workflow: small
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data:
  kind: {type: choice, options: [a, b], required: true}
  size: {type: integer, required: true, min: 0, max: 3}
  flag: {type: bool}
names: {large: size > 2}
steps:
"""
CONDITIONS = (
    "kind == a", "kind == b", "kind != a", "size > 1", "size >= 1", "size == 2", "flag", "not flag", "large",
    "kind == a and size < 2", "kind == b or flag", "not (kind == a or size > 2)", "size > 5", "has(kind)",
)  # fmt: skip
STEPS = ("one", "two", "three", "four")
ENDS = ("approved", "rejected")
FEW = max(10, settings.default.max_examples // 2 if settings.default else 25)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HUMAN = ("work", "approval")
SETS = ("kind: b", "size: 3", "flag: true", "kind: a")


def target(draw: st.DrawFn) -> str:
    return draw(st.sampled_from((*STEPS, *ENDS, "next")))


def route(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return target(draw)
    first, last = target(draw), target(draw)
    return f"[{{when: {draw(st.sampled_from(CONDITIONS))}, to: {first}}}, {{to: {last}}}]"


def arm(draw: st.DrawFn) -> str:
    parts = [f"to: {route(draw)}"]
    if draw(st.booleans()):
        parts.append(f"when: {draw(st.sampled_from(CONDITIONS))}")
    if draw(st.integers(0, 4)) == 0:
        parts.append(f"require: {{sorry: {draw(st.sampled_from(CONDITIONS))}}}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"effects: [{{set: {{{draw(st.sampled_from(SETS))}}}}}]")
    if draw(st.integers(0, 5)) == 0:
        parts.append("may_edit: [kind]")
    return f"{{{', '.join(parts)}}}"


def action(draw: st.DrawFn) -> str:
    arms = [arm(draw) for _ in range(draw(st.integers(1, 2)))]
    return arms[0] if len(arms) == 1 else f"[{', '.join(arms)}]"


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """Small workflows of work, approval and automatic steps, all of whose conditions can be followed."""
    lines = [HEAD]
    for number, id in enumerate(STEPS):
        kind = draw(st.sampled_from(("work", "work", "approval", "automatic"))) if number else "work"
        lines.append(f"  {id}:\n")
        if draw(st.integers(0, 3)) == 0:
            lines.append(f"    when: {draw(st.sampled_from(CONDITIONS))}\n")
        if kind == "automatic":
            lines.append(f"    then: {route(draw)}\n")
            continue
        lines.append("    by: person(ann)\n" if kind == "work" else "    approvers: person(ben)\n")
        lines.append("    may_edit: [size]\n" if draw(st.integers(0, 4)) == 0 else "")
        names = ("go", "drop") if kind == "work" else ("approve", "reject")
        actions = [f"{name}: {action(draw)}" for name in names[: draw(st.integers(1, 2))]]
        lines.append(f"    actions: {{{', '.join(actions)}}}\n")
    return "".join(lines)


@dataclass
class Explored:
    """What the engine itself comes to: states by step and data, and the states that follow each."""

    after: dict[tuple[object, ...], set[tuple[object, ...]]] = field(default_factory=dict)
    ended: set[tuple[object, ...]] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    endless: bool = False

    def dead(self) -> set[tuple[object, ...]]:
        """The states from which no end is ever reached."""
        good = set(self.ended)
        while more := {state for state, after in self.after.items() if state not in good and after & good}:
            good |= more
        return set(self.after) - good


def explored(engine: Engine) -> Explored:
    """Breadth first, through the engine's own machinery; every state is tried with every act."""
    found = Explored()
    waiting: list[Stored] = []
    for kind in "ab":
        for size in range(4):
            for flag in (False, True):
                try:
                    case = engine.start("small", by="ann", data={"kind": kind, "size": size, "flag": flag})
                except Refused as refused:
                    found.endless = found.endless or refused.code == "endless_circle"
                else:
                    waiting.append(engine.store.find("default", case.id))
                    found.passed |= steps_in(waiting[-1])
    while waiting:
        stored = waiting.pop()
        state = key(stored)
        if state in found.after or state in found.ended:
            continue
        if not stored.meant.open:
            found.ended.add(state)
            continue
        after = list(followers(engine, stored, found))
        found.after[state] = {key(one) for one in after}
        waiting += after
    return found


def followers(engine: Engine, stored: Stored, found: Explored) -> Iterator[Stored]:
    case = stored.meant
    step = engine.workflows["small"].steps[case.step]
    sizes = [{"size": size} for size in range(4)] if step.may_edit else []
    edits = [c.Edit(case=case.id, by=holder(stored), data=data) for data in sizes]
    acts = [
        c.Act(case=case.id, by=holder(stored), action=name, data=data)
        for name, action in step.actions.items()
        for data in ({}, *([{"kind": "a"}, {"kind": "b"}] if any(arm.may_edit for arm in action.arms) else []))
    ]
    for command in (*edits, *acts):
        try:
            with engine.store.begin() as unit:
                carrier = engine._service.carrier(stored, engine._service.world(NOW, unit))
                carrier.carry(command, case.id)
        except Refused as refused:
            found.endless = found.endless or refused.code == "endless_circle"
            continue
        made = replace(stored, cases=dict(carrier.unfolding.cases), seq=carrier.unfolding.seq)
        found.passed |= steps_in(made)
        yield made


def holder(stored: Stored) -> str:
    return stored.meant.open_tasks[0].holder or ""


def key(stored: Stored) -> tuple[object, ...]:
    case = stored.meant
    return (case.step, *(case.data.get(name) for name in ("kind", "size", "flag")))


def steps_in(stored: Stored) -> set[str]:
    return {id for id, memory in stored.meant.memory.items() if memory.rounds} | {stored.meant.step}


@given(text=definitions())
@settings(max_examples=FEW, suppress_health_check=SLOW)
def test_the_walk_says_what_the_engine_comes_to(text: str) -> None:
    """Dead ends, endless circles and steps never entered: neither a false alarm, nor one that is missed."""
    workflow = loaded(text)
    engine = Engine("memory://", workflows=[workflow], clock=ManualClock(NOW))
    found, told = explored(engine), check(text)
    codes = {finding.code for finding in told}
    event(", ".join(sorted(codes)) or "sound")
    assert ("endless_circle" in codes) == found.endless, text
    assert bool({"endless_circle", "no_way_out"} & codes) == (found.endless or bool(found.dead())), text
    walked = walk(workflow, Truth(workflow, types_of(workflow), types_of(workflow, clock=True)), {})
    assert found.endless or walked.steps() - set(ENDS) == found.passed - set(ENDS), text
    assert found.endless or {state.step for state in walked.reached} == walked.steps(), text
    assert found.endless or resting_dead(walked) <= {str(state[0]) for state in found.dead()}, text
    idle = codes & {"never_entered", "never_taken"}
    assert found.endless or found.dead() or set(STEPS) <= found.passed or idle, text


def resting_dead(walked: Walk) -> set[str]:
    """The steps where people act, and from where the walk sees no end for some data."""
    ending, steps = walked.ending(), walked.workflow.steps
    return {state.step for state in walked.reached if state not in ending and not walked.apart(state) and steps[state.step].human}


def loaded(text: str) -> Workflow:
    """The definition, where nothing but the walk could find anything wrong with it."""
    try:
        return load(text).workflow
    except InvalidWorkflow:
        reject()
