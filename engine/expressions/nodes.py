"""The tree of an expression: our own small nodes, each with the place in the text that it came from."""

from dataclasses import dataclass
from datetime import time
from typing import TypeAlias


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What all nodes share: from `start` up to `end`, in characters of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Place):
    """A number, text, bool, duration, date, or day of the year."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class Name(Place):
    """A bare name."""

    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Member(Place):
    """`owner.attribute`."""

    owner: "Node"
    attribute: str


@dataclass(frozen=True, slots=True, eq=False)
class Call(Place):
    """`function(argument)`."""

    function: str
    argument: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Method(Place):
    """`owner.name(argument)`, of a list or of a child case. `ranking` serves `max` and `min` of choices, once types are known."""

    owner: "Node"
    name: str
    argument: "Node | None"
    ranking: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Place):
    """`left op right`. `ranking` is the order of a choice's options, once types are known."""

    op: str
    left: "Node"
    right: "Node"
    ranking: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Place):
    """`a and b`, `a or b`."""

    op: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Place):
    """`not a`."""

    operand: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Negative(Place):
    """`-a`."""

    operand: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Place):
    """`left op right` for `+ - * /`."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Choose(Place):
    """`then if condition else otherwise`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Either(Place):
    """`a | b`: all of these people."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class At(Place):
    """`post@UNIT`, `role(x)@UNIT`, `post@portfolio(UNIT)`. `kind` is post or role."""

    kind: str
    name: str
    unit: "Node"
    portfolio: bool


@dataclass(frozen=True, slots=True, eq=False)
class Clock(Place):
    """`base 08:30`: that clock time on the day of `base`."""

    base: "Node"
    at: time


@dataclass(frozen=True, slots=True, eq=False)
class Known(Place):
    """A name that the binder has looked up: what to give where it has no value (`false`, the empty list, or MISSING)."""

    id: str
    default: object


@dataclass(frozen=True, slots=True, eq=False)
class Part(Place):
    """A bound `owner.attribute`. `space` is the owner's name where the scope itself answers (`policy`, a step), else None."""

    owner: "Node"
    attribute: str
    space: str | None
    default: object


@dataclass(frozen=True, slots=True, eq=False)
class Macro(Place):
    """A short name of the workflow, written out; worked out once per evaluation."""

    id: str
    body: "Node"
    text: str


Node: TypeAlias = (
    Literal
    | Name
    | Member
    | Call
    | Method
    | Compare
    | Logic
    | Not
    | Negative
    | Binary
    | Choose
    | Either
    | At
    | Clock
    | Known
    | Part
    | Macro
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Member(owner=owner) | Part(owner=owner):
            return (owner,)
        case Call(argument=argument):
            return (argument,)
        case Method(owner=owner, argument=argument):
            return (owner,) if argument is None else (owner, argument)
        case Compare(left=left, right=right) | Binary(left=left, right=right):
            return (left, right)
        case Logic(parts=parts) | Either(parts=parts):
            return parts
        case Not(operand=operand) | Negative(operand=operand):
            return (operand,)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (then, condition, otherwise)
        case At(unit=unit):
            return (unit,)
        case Clock(base=base):
            return (base,)
        case Macro(body=body):
            return (body,)
    return ()
