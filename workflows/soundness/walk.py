"""Everything that a case can come to: a state is a step with what is known of the fields. Pure, and bounded: a cut is said."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import field

from signoff.engine.definition import Workflow
from signoff.engine.frozen import dataclass

from ..graph import Graph
from .cells import UNKNOWABLE, Facts
from .moves import ASIDE, EDIT, OUT, Moves, Way
from .truth import Split, Truth

MOST_STATES = 10_000
"""States that are looked at; beyond them the walk is cut."""


@dataclass(frozen=True, slots=True)
class State:
    """A case at a step, with what is known of its fields; at `""` it has left this workflow."""

    step: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one state to another; without a way, the state is told apart into those below it."""

    to: State
    way: Way | None = None

    @property
    def certain(self) -> bool:
        """Whether a case can take it whatever else is true."""
        return self.way is None or self.way.certain


@dataclass(slots=True)
class Walk:
    """What a walk has found: for each state the moves out of it, and by which move it was certainly come to first.

    `cut` says that there are more states than were looked at; of those not looked at anything is possible.
    """

    workflow: Workflow
    truth: Truth
    moves: dict[State, tuple[Move, ...]] = field(default_factory=dict)
    reached: dict[State, tuple[State, Move] | None] = field(default_factory=dict)
    cut: bool = False

    def steps(self) -> set[str]:
        """The steps that some case may come to."""
        return {state.step for state in self.moves}

    def taken(self) -> set[tuple[str, int]]:
        """The arms and the numbers of their targets that some case may take."""
        return {(move.way.arm, move.way.route) for moves in self.moves.values() for move in moves if move.way is not None}

    def apart(self, state: State) -> bool:
        """Whether a state only stands for those that it is told apart into."""
        return any(move.way is None for move in self.moves.get(state, ()))

    def path(self, state: State) -> list[tuple[State, Move]]:
        """How a case certainly comes to a state: the moves from the start, each with where it is taken."""
        found: list[tuple[State, Move]] = []
        while (before := self.reached[state]) is not None:
            found.append(before)
            state = before[0]
        return found[::-1]

    def ending(self) -> set[State]:
        """The states from which an end is possible, other than by what is possible everywhere and only ends a case."""
        back: dict[State, list[State]] = {}
        for state, moves in self.moves.items():
            for move in moves:
                if move.way is not None and move.way.how == ASIDE:
                    continue
                back.setdefault(move.to, []).append(state)
        steps = self.workflow.steps
        known = [s for s in {*self.moves, *back} if s.step == OUT or s.step not in steps or steps[s.step].end is not None]
        waiting = deque([*known, *(state for state in back if state not in self.moves)])
        found = set(waiting)
        while waiting:
            for before in back.get(waiting.popleft(), ()):
                if before not in found:
                    found.add(before)
                    waiting.append(before)
        return found


def walk(
    workflow: Workflow,
    truth: Truth,
    fills: Mapping[str, bool | None],
    *,
    begun: Facts | None = None,
    most: int = MOST_STATES,
) -> Walk:
    """Walk through a workflow from its first step.

    `fills` says of each step that opens children whether its join can be met (None: not known). `begun` is what is known at the start
    of a branch, whose data nobody gives; None for a case that somebody starts.
    """
    moves = Moves(workflow, truth, _before(workflow), dict(fills), begun is not None)
    done = Walk(workflow, truth)
    waiting: deque[State] = deque()
    for move in _starts(workflow, truth, moves, begun or frozenset()):
        _arrive(done, None, move, waiting)
    while waiting:
        state = waiting.popleft()
        if state in done.moves:
            continue
        if len(done.moves) >= most:
            done.cut = True
            break
        done.moves[state] = tuple(_out_of(state, workflow, truth, moves))
        for move in done.moves[state]:
            _arrive(done, state, move, waiting)
    _certainly(done)
    return done


def _before(workflow: Workflow) -> dict[str, tuple[str, ...]]:
    graph = Graph.of(workflow)
    human = [step.id for step in workflow.steps.values() if step.human]
    return {id: tuple(h for h in human if h != id and id in graph.after(h)) for id in workflow.steps}


def _starts(workflow: Workflow, truth: Truth, moves: Moves, begun: Facts) -> Iterator[Move]:
    """Where a case may begin: with any data that `start` admits."""
    first = Way("start", "", workflow.first.id, begun)

    def made(facts: Facts) -> list[Way]:
        admitted = truth.guarded(workflow.start.require, facts)
        if admitted is False or any(_lacks(truth, name, facts) for name in workflow.start.needs):
            return []
        return list(moves.into(Way("start", "", first.to, facts, admitted is True)))

    for _, ways in truth.told_apart(begun, made):
        yield from (Move(State(way.to, way.facts), way) for way in ways)


def _lacks(truth: Truth, name: str, facts: Facts) -> bool:
    """Whether a field that must be there is not."""
    domain = truth.domains.get(name)
    if domain is None or domain.missing is None:
        return False
    cell = dict(facts).get(name)
    if cell is None:
        raise Split(name)
    return cell == domain.missing


def _out_of(state: State, workflow: Workflow, truth: Truth, moves: Moves) -> Iterator[Move]:
    step = workflow.steps.get(state.step)
    if step is None:
        return
    apart = list(truth.told_apart(state.facts, lambda facts: moves.out_of(step, facts)))
    if len(apart) > 1:
        yield from (Move(State(state.step, facts)) for facts, _ in apart)
        return
    for way in apart[0][1]:
        yield from _moved(way, truth, moves)


def _moved(way: Way, truth: Truth, moves: Moves) -> Iterator[Move]:
    if way.how == EDIT:
        yield Move(State(way.to, way.facts), way)
        return

    def arrived(facts: Facts) -> list[Way]:
        return list(moves.into(Way(way.how, way.name, way.to, facts, way.certain, way.arm, way.route)))

    for _, ways in truth.told_apart(way.facts, arrived):
        yield from (Move(State(found.to, found.facts), found) for found in ways)


def _arrive(done: Walk, state: State | None, move: Move, waiting: deque[State]) -> None:
    if state is None and move.certain:
        done.reached.setdefault(move.to, None)
    waiting.append(move.to)


def _certainly(done: Walk) -> None:
    """By which moves each state is certainly come to, the shortest first."""
    waiting = deque(done.reached)
    while waiting:
        state = waiting.popleft()
        for move in done.moves.get(state, ()):
            if move.certain and move.to not in done.reached:
                done.reached[move.to] = (state, move)
                waiting.append(move.to)


def begun_with(truth: Truth, given: set[str]) -> Facts:
    """What is known at the start of a branch: its fields have their defaults or nothing, except those that somebody gives."""
    found: set[tuple[str, int]] = set()
    for name, domain in truth.domains.items():
        default = domain.field.default
        if domain.field.type == "bool" and default is None:
            default = False
        cell = UNKNOWABLE if name in given else domain.cell_of(default)
        found.add((name, UNKNOWABLE if cell is None else cell))
    return frozenset(found)
