"""The small parts of a workflow: labels, fields, policy values, seats and how they add up."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .expressions import Expression
from .frozen import dataclass
from .plain import record
from .worktime import Duration

Label: TypeAlias = Mapping[str, str]
"""Text for people by language: `{"zh": "拟稿", "en": "Draft"}`."""


Literal: TypeAlias = str | int | Decimal | bool | Duration


@record
@dataclass(frozen=True, slots=True)
class Table:
    """A policy value looked up by a data field of the case: `{by: urgency, normal: 2wd, urgent: 1wd}`."""

    by: str
    values: Mapping[str, Literal]


PolicyValue: TypeAlias = Literal | tuple[Literal, ...] | Table


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a case's data (LANGUAGE §3). `options` keeps the written order, which is the ranking."""

    id: str
    type: str
    title: Label
    required: bool = False
    default: str | int | Decimal | bool | None = None
    options: Mapping[str, Label] = field(default_factory=dict)
    of: str | None = None
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    min: str | None = None
    max: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One entry under `approvers`: who holds this seat, in which group, what it weighs, and whether it opens at all."""

    who: Expression
    group: str | None = None
    title: Label | None = None
    when: Expression | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How seats add up: `need` is any, any_approve, all, sequence, a number of approvals, or an exact share `of` seats or weight.

    `reject` says what ends the step without approval: the first rejection (`veto`), a number or a share of them, or nothing before
    everyone has spoken (`collect`). `plugin` names a rule of the host's, which then decides alone.
    """

    need: str | int | Fraction = "all"
    of: str = "seats"
    reject: str | int | Fraction = "veto"
    abstain: bool = False
    plugin: str | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """Nobody found: `hold`, `admin`, `skip`, or `assign` to `who`."""

    mode: str
    who: Expression | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """A side verb of the holder and to whom it may go (None = anyone).

    Of `add_signer`: where they may stand, whether their rejection is `binding`, how `depth` deep those added may add others.
    Of `remove_signer`: `mode` is `own` (whom one has added) or `any`.
    """

    among: Expression | None = None
    where: tuple[str, ...] = ("before", "after", "parallel")
    binding: bool = False
    depth: int = 1
    mode: str = "own"
