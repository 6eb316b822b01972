"""Chains as values: the call that a definition writes, the steps that a plug-in gives, and what of them a case keeps for ever."""

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from .definition_values import Label
from .expressions import Expression
from .frozen import dataclass


@dataclass(frozen=True, slots=True)
class ChainCall:
    """`chain: plugin(argument)` of a step, with further arguments by name."""

    plugin: str
    argument: Expression | None = None
    options: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One approval step of a chain, as a plug-in gives it.

    `approvers` are people expressions, a seat for each (`person(li)`, `role(legal)@finance`, `director@gov_office`); how several add
    up says `rule`: any, any_approve, all, sequence, a number or an exact share. What is left out is as the step with the `chain`
    has it; `not_same_as` and `human_required` come on top of that, and `due` is a time expression in its stead.
    """

    approvers: tuple[str, ...] = ()
    title: Label = field(default_factory=dict)
    rule: str | int | Fraction | None = None
    due: str | None = None
    not_same_as: tuple[str, ...] = ()
    human_required: bool = False


@dataclass(frozen=True, slots=True)
class FrozenChain:
    """The steps of a chain as they were worked out when its step was entered; `error` says why that was not possible."""

    steps: tuple[ChainStep, ...] = ()
    error: str | None = None

    @property
    def length(self) -> int:
        """How many steps the case goes through: where the plug-in found none, one, at which the policy `empty` decides."""
        return max(1, len(self.steps))

    def ids(self, chain: str) -> tuple[str, ...]:
        """The ids of the steps of the step `chain`: `line_1`, `line_2` …"""
        return tuple(f"{chain}_{number}" for number in range(1, self.length + 1))
