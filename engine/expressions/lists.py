"""What a list can be asked: `some every count where first last list sum max min`, three-valued like everything else."""

from collections.abc import Callable, Iterator, Sequence

from . import operations as op
from .errors import Unfit
from .frame import Frame, Run
from .values import MISSING, People

MOST_NAMED = 60
"""Texts of so many characters are names; longer ones are told by their number."""


def method(name: str, owner: Run, argument: Run | None, ranking: Sequence[str] | None) -> Run:
    """The closure for `owner.name(argument)`."""
    work = _WORK[name]

    def run(f: Frame) -> object:
        return work(f, _elements(owner(f)), argument, ranking)

    return run


def _elements(value: object) -> Sequence[object]:
    if value is MISSING or value is None:
        return ()
    if isinstance(value, People):
        return value.entries
    if isinstance(value, tuple | list):
        return value
    raise Unfit(f"this is a {op.kind_of(value)}, not a list")


def _each(f: Frame, elements: Sequence[object], argument: Run | None) -> Iterator[object]:
    """The argument's value for each element; the element itself where there is no argument."""
    for element in elements:
        f.tick()
        if argument is None:
            yield element
            continue
        f.its.append(element)
        try:
            yield argument(f)
        finally:
            f.its.pop()


def _truths(f: Frame, elements: Sequence[object], argument: Run | None) -> list[bool | None]:
    """For each element whether the condition holds; None where a value is missing."""
    found: list[bool | None] = []
    for value in _each(f, elements, argument):
        if value is not MISSING and not isinstance(value, bool):
            raise Unfit(f"a condition is needed in the brackets, not a {op.kind_of(value)}")
        found.append(value if isinstance(value, bool) else None)
    return found


def _some(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    mark = len(f.missing)
    truths = _truths(f, elements, argument)
    if True in truths:
        del f.missing[mark:]
        return True
    return MISSING if None in truths else False


def _name(element: object, number: int) -> int | str:
    """What a failing element is called: a child case by its label, a short text by itself, anything else by its number, counted from 1."""
    label = element if isinstance(element, str) else getattr(element, "label", None)
    return label if isinstance(label, str) and 0 < len(label) <= MOST_NAMED and label.isprintable() else number


def _every(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    truths = _truths(f, elements, argument)
    failing = tuple(
        _name(element, number) for number, (element, truth) in enumerate(zip(elements, truths, strict=True), 1) if truth is not True
    )
    if failing and not f.its:
        f.failing = failing
    return False if False in truths else MISSING if None in truths else True


def _count(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    return len(elements) if argument is None else sum(truth is True for truth in _truths(f, elements, argument))


def _where(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    return tuple(element for element, truth in zip(elements, _truths(f, elements, argument), strict=True) if truth is True)


def _first(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    fitting = elements if argument is None else _where(f, elements, argument, ranking)
    assert isinstance(fitting, Sequence)
    return fitting[0] if fitting else MISSING


def _last(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    return elements[-1] if elements else MISSING


def _list(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    """Elements without a value are left out."""
    mark = len(f.missing)
    found = tuple(value for value in _each(f, elements, argument) if value is not MISSING and value is not None)
    del f.missing[mark:]
    return found


def _sum(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
    """0 for the empty list; no value if an element has none, since a part is not the whole."""
    total: object = 0
    for value in _each(f, elements, argument):
        if value is MISSING or value is None:
            return MISSING
        total = op.arithmetic("+", total, value)
    return total


def _extreme(later: bool) -> Callable[[Frame, Sequence[object], Run | None, Sequence[str] | None], object]:
    def work(f: Frame, elements: Sequence[object], argument: Run | None, ranking: Sequence[str] | None) -> object:
        """The greatest or least of the values that are there; no value if there is none."""
        best: object = MISSING
        mark = len(f.missing)
        for value in _each(f, elements, argument):
            if value is MISSING or value is None:
                continue
            if best is MISSING or (op.before(best, value, ranking) if later else op.before(value, best, ranking)):
                best = value
        if best is not MISSING:
            del f.missing[mark:]
        return best

    return work


_WORK: dict[str, Callable[[Frame, Sequence[object], Run | None, Sequence[str] | None], object]] = {
    "some": _some,
    "every": _every,
    "count": _count,
    "where": _where,
    "first": _first,
    "last": _last,
    "list": _list,
    "sum": _sum,
    "max": _extreme(later=True),
    "min": _extreme(later=False),
}
