"""Arithmetic and comparison on plain values: exact, bounded, and never by a host object's own methods."""

import decimal
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from ..durations import Duration
from ..worktime import Due
from .errors import Unfit
from .values import MISSING, Absent, MonthDay, People, at_due, plain

LARGEST = 10**34
CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-60,
    Emax=60,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""34 digits, as in IEEE 754 decimal128; shared by nobody, so a host's own context changes nothing here."""


def is_number(value: object) -> bool:
    """An integer or a decimal; a bool is none."""
    return type(value) in (int, Decimal)


def kind_of(value: object) -> str:
    """A word for a value's type, for messages."""
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "bool"), ((int, Decimal), "number"), (str, "text"), ((datetime, Due), "datetime"), (date, "date"), (Duration, "duration"),
        (People, "people"), ((tuple, list), "list"),
    )  # fmt: skip
    return next((name for kind, name in names if isinstance(value, kind)), type(value).__name__)


def arithmetic(op: str, left: object, right: object) -> object:
    """`+ - * /` of two numbers, exact to 34 digits."""
    if not (is_number(left) and is_number(right)):
        raise Unfit(f"`{op}` means nothing between a {kind_of(left)} and a {kind_of(right)}")
    if op == "/" and not right:
        raise Unfit("division by zero")
    if type(left) is int and type(right) is int and op != "/":
        exact = left + right if op == "+" else left - right if op == "-" else left * right
        if abs(exact) > LARGEST:
            raise Unfit("the number becomes too large")
        return exact
    return _decimal(op, Decimal(left), Decimal(right))  # type: ignore[arg-type]


def _decimal(op: str, left: Decimal, right: Decimal) -> Decimal:
    methods = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}
    try:
        found = methods[op](left, right)
    except decimal.DecimalException:
        raise Unfit("the number cannot be worked out") from None
    if not found.is_finite() or abs(found) > LARGEST:
        raise Unfit("the number becomes too large")
    return found


def negative(value: object) -> object:
    """The number with the other sign."""
    return arithmetic("-", 0, value)


def equal(left: object, right: object) -> bool:
    """Equality of plain values; a person's id equals the people who are just that person."""
    if isinstance(left, People) or isinstance(right, People):
        return _ids(left) == _ids(right)
    left, right = _instant(left), _instant(right)
    if isinstance(left, MonthDay) or isinstance(right, MonthDay):
        return _day_of_year(left) == _day_of_year(right)
    if kind_of(left) != kind_of(right):
        raise Unfit(f"a {kind_of(left)} is compared with a {kind_of(right)}")
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _aware(left) == _aware(right)
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(kind_of(a) == kind_of(b) and equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, bool | int | Decimal | str | date | Duration):
        return left == right
    return left is right


def before(left: object, right: object, ranking: Sequence[str] | None = None) -> bool:
    """Whether left comes before right: numbers, dates, instants, texts; choices by the order of their options."""
    left, right = _instant(left), _instant(right)
    if ranking is not None:
        return _rank(left, ranking) < _rank(right, ranking)
    if is_number(left) and is_number(right):
        return left < right  # type: ignore[operator,no-any-return]
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _aware(left) < _aware(right)
    if type(left) is date and type(right) is date:
        return left < right
    if isinstance(left, str) and isinstance(right, str):
        return str(left) < str(right)
    raise Unfit(f"a {kind_of(left)} and a {kind_of(right)} have no order between them")


def contains(item: object, collection: object) -> bool:
    """`item in collection`: of a list, of people, or a text within a text."""
    if isinstance(collection, People):
        ids = _ids(item)
        return bool(ids) and ids <= set(collection.entries)
    if isinstance(collection, tuple | list):
        return any(kind_of(item) == kind_of(other) and equal(item, other) for other in collection)
    if isinstance(collection, str) and isinstance(item, str):
        return item in collection
    raise Unfit(f"`in` asks a list, and this is a {kind_of(collection)}")


def compare(op: str, left: object, right: object, ranking: Sequence[str] | None = None) -> bool | Absent:
    """A comparison; MISSING if a side has no value."""
    left, right = at_due(left), at_due(right)
    if left is MISSING or right is MISSING:
        return MISSING
    match op:
        case "==":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "<":
            return before(left, right, ranking)
        case ">":
            return before(right, left, ranking)
        case "<=":
            return not before(right, left, ranking)
        case ">=":
            return not before(left, right, ranking)
        case "in":
            return contains(left, right)
    return not contains(left, right)


def _day_of_year(value: object) -> tuple[int, int]:
    if isinstance(value, MonthDay) or type(value) is date:
        return value.month, value.day
    raise Unfit(f"a day of the year is compared with a {kind_of(value)}")


def _ids(value: object) -> frozenset[str]:
    if isinstance(value, People):
        return frozenset(value.entries)
    if isinstance(value, str):
        return frozenset((value,))
    if isinstance(value, tuple | list) and all(isinstance(item, str) for item in value):
        return frozenset(value)
    raise Unfit(f"people are compared with a {kind_of(value)}")


def _instant(value: object) -> object:
    return value.at if isinstance(value, Due) else value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise Unfit("an instant without a time zone cannot be compared")
    return value


def _rank(value: object, ranking: Sequence[str]) -> int:
    if not isinstance(value, str) or value not in ranking:
        raise Unfit(f"`{plain(value)}` is no option of the choice")
    return ranking.index(value)
