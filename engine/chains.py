"""A chain is worked out: its arguments, the plug-in, and what of its answer can be run. Asked when its step is entered, and beforehand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import TypeVar

from .chain_values import ChainCall, ChainStep, FrozenChain
from .definition import Step
from .errors import DirectoryUnavailable, SignoffError, told_by
from .expressions import MISSING, Expression, ExpressionFailed, Kind, People, PeopleQuery, Types, check, plain
from .frozen import dataclass
from .people_data import Person, Unit
from .scope import CaseScope
from .world import ChainFunction, World

CHAINS = "signoff.chains"
"""The group of the plug-ins."""
T = TypeVar("T")
RULES = ("any", "any_approve", "all", "sequence")


@dataclass(frozen=True, slots=True)
class Laid:
    """A chain as it would be frozen now, by which version of the plug-in, and how it came about."""

    chain: FrozenChain
    version: str | None
    trace: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Witness:
    """The directory as a plug-in sees it: it answers, and remembers each question with its answer."""

    world: World
    asked: dict[str, object] = field(default_factory=dict)

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """The persons that fit, as the directory says."""
        found = self.world.find(query).entries
        self.asked[str(query)] = list(found)
        return found

    def person(self, id: str) -> Person | None:
        """The person with this id."""
        found = self.world.person(id)
        self.asked[f"person {id}"] = _told(found)
        return found

    def unit(self, id: str) -> Unit | None:
        """The unit with this id."""
        found = self.world.unit(id)
        self.asked[f"unit {id}"] = None if found is None else {"parent": found.parent}
        return found

    def tokens_of(self, person: str) -> frozenset[str]:
        """What this person carries."""
        found = self.world.tokens_of(person)
        self.asked[f"tokens_of {person}"] = sorted(found)
        return found


def _told(person: Person | None) -> object:
    if person is None:
        return None
    return {"manager": person.manager, "rank": person.rank, "posts": list(person.posts), "active": person.active}


def laid_out(step: Step, scope: CaseScope) -> Laid:
    """The chain of a step as the plug-in gives it now; where that cannot be worked out on these data, one that says why.

    Raises PluginMissing, and DirectoryUnavailable where a source or the plug-in fails, or gives what is no chain.
    """
    call = step.chain
    assert call is not None
    version, function = scope.world.around.chain(call.plugin, scope.model.plugins.get(f"{CHAINS}:{call.plugin}"))
    witness = Witness(scope.world)
    traces: dict[str, object] = {}
    try:
        first, options = _arguments(call, scope, traces)
        answer = _asked(call.plugin, lambda: _called(call.plugin, function, witness, first, options))
        found = _asked(call.plugin, lambda: _checked(answer, scope))
        _bounded(found, scope.world.limits.chain)
    except ExpressionFailed as error:
        return Laid(FrozenChain(error=str(error)), version, {"arguments": traces, "asked": witness.asked, "error": str(error)})
    return Laid(FrozenChain(found), version, {"arguments": traces, "asked": witness.asked})


def _bounded(steps: tuple[ChainStep, ...], most: int) -> None:
    if len(steps) > most:
        raise ExpressionFailed(f"the chain would have {len(steps)} steps; a chain has at most {most} (limit `chain`)")


def _arguments(call: ChainCall, scope: CaseScope, traces: dict[str, object]) -> tuple[list[object], dict[str, object]]:
    """What the plug-in is called with; `traces` gets how each argument came about."""

    def value(name: str, expression: Expression) -> object:
        outcome = expression.evaluate(scope)
        traces[name] = outcome.trace.line()
        found = outcome.value
        return None if found is MISSING else found.entries if isinstance(found, People) else found

    first = [value(call.argument.text, call.argument)] if call.argument is not None else []
    return first, {name: value(name, expression) for name, expression in call.options.items()}


def _called(plugin: str, function: ChainFunction, witness: Witness, first: list[object], options: dict[str, object]) -> object:
    """The answer of the plug-in, to its end; a ValueError says that these arguments make no chain."""
    try:
        answer: object = function(witness, *first, **options)
        return tuple(answer) if isinstance(answer, Iterable) and not isinstance(answer, str) else answer
    except ValueError as error:
        raise ExpressionFailed(f"the chain `{plugin}` cannot be worked out: {error}") from error


def _asked(plugin: str, question: Callable[[], T]) -> T:
    try:
        return question()
    except SignoffError:
        raise
    except Exception as error:
        told = f"the chain `{plugin}` failed: {told_by(error)}"
        raise DirectoryUnavailable(told, hint="Nothing has changed; mend the plug-in, or its arguments.") from error


def _checked(answer: object, scope: CaseScope) -> tuple[ChainStep, ...]:
    """The answer of a plug-in as a chain; raises ValueError for anything that is none."""
    if not isinstance(answer, tuple):
        raise ValueError(f"a chain is a list of ChainStep, not {plain(answer)!r}")
    for number, one in enumerate(answer, 1):
        if not isinstance(one, ChainStep):
            raise ValueError(f"step {number} is no ChainStep but a {type(one).__name__}")
        for wrong in _wrong(one, scope.model.types, scope.model.clock_types, tuple(scope.model.workflow.steps)):
            raise ValueError(f"step {number}: {wrong}")
    return answer


def _wrong(one: ChainStep, types: Types, clock: Types, steps: tuple[str, ...]) -> Iterable[str]:
    """What is wrong with a step: seats, rule, title, duties, time."""
    given: object = one.approvers
    if not isinstance(given, tuple | list) or not given:
        yield "`approvers` is a tuple of people expressions, one at least"
    else:
        yield from (wrong for who in given for wrong in _unfit(who, types, Kind.PEOPLE))
    if one.rule is not None and not _is_rule(one.rule):
        yield f"`{one.rule}` is no rule"
    if not isinstance(one.title, Mapping) or not all(isinstance(text, str) for pair in one.title.items() for text in pair):
        yield "`title` is a map of languages to texts"
    yield from (f"`not_same_as` names `{id}`, which is no step" for id in one.not_same_as if id not in steps)
    if one.due is not None:
        yield from _unfit(one.due, clock, Kind.TIME)


def _is_rule(rule: object) -> bool:
    if isinstance(rule, bool):
        return False
    return rule in RULES or (isinstance(rule, int) and rule >= 1) or (isinstance(rule, Fraction) and 0 < rule <= 1)


def _unfit(text: object, types: Types, kind: Kind) -> Iterable[str]:
    if not isinstance(text, str):
        yield f"{plain(text)!r} is no expression"
        return
    yield from (f"`{text}`: {problem.message}" for problem in check(Expression(text), types, kind))
