"""Frozen dataclasses that are made sooner are what `dataclasses` makes, in all that can be asked of them."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields
from types import ModuleType
from typing import Any

import pytest

from signoff.engine import frozen
from signoff.engine.case import Memory

SOURCE = '''
@dataclass(frozen=True, slots=True)
class Plain:
    """It has a text."""

    one: int
    two: str = "x"
    more: list[int] = field(default_factory=list, metadata={"unit": "days"})

    @property
    def twice(self):
        return 2 * self.one


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """By name alone."""

    two: str = "x"
    one: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """It says something of its own about how it is made."""

    one: int

    def __post_init__(self):
        if self.one < 0:
            raise ValueError(self.one)


@dataclass(frozen=True, slots=True)
class Hiding:
    """Not all of its fields count."""

    one: int
    two: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standing(Plain):
    """It stands on another one."""

    four: int = 4


@dataclass(frozen=True, slots=True, order=True)
class Sorted:
    """It has an order."""

    one: int
'''
MADE = {"Plain": (1,), "Named": {"one": (1, 2)}, "Empty": (), "Checked": (1,), "Hiding": (1, 2), "Standing": (1,), "Sorted": (1,)}


def classes(decorator: Callable[..., Any]) -> dict[str, Any]:
    """The classes, as this decorator makes them."""
    module = ModuleType("made_here")
    names = vars(module) | {"dataclass": decorator, "field": field}
    exec(SOURCE, names)
    return names


OURS, THEIRS = classes(frozen.dataclass), classes(dataclasses.dataclass)


def made(cls: Any) -> Any:
    given = MADE[cls.__name__]
    return cls(**given) if isinstance(given, dict) else cls(*given)


def answer(question: Callable[[Any], object], cls: Any) -> str:
    """What comes of it, an error included, as text."""
    try:
        return repr(question(cls))
    except Exception as error:
        return repr(error)


def on_each_field(one: Any, action: Callable[[Any, str], None]) -> None:
    for listed in fields(one):
        action(one, listed.name)


QUESTIONS: dict[str, Callable[[Any], object]] = {
    "shown": made,
    "equal": lambda cls: (made(cls) == made(cls), made(cls) != made(cls), made(cls) == 3, made(cls).__eq__(3)),
    "hash": lambda cls: hash(made(cls)) == hash(made(cls)),
    "signature": inspect.signature,
    "names": lambda cls: (cls.__name__, cls.__qualname__, cls.__doc__, cls.__init__.__qualname__, cls.__init__.__annotations__),
    "fields": lambda cls: [(one.name, one.type, one.kw_only, one.metadata) for one in fields(cls)],
    "parameters": lambda cls: (cls.__dataclass_params__, cls.__match_args__, cls.__slots__),
    "replaced": lambda cls: dataclasses.replace(made(cls), one=(7,)),
    "as a dictionary": lambda cls: dataclasses.asdict(made(cls)),
    "copied": lambda cls: (copy.copy(made(cls)) == made(cls), copy.deepcopy(made(cls)) == made(cls)),
    "state": lambda cls: made(cls).__getstate__(),
    "set": lambda cls: on_each_field(made(cls), lambda one, name: setattr(one, name, 2)),
    "deleted": lambda cls: on_each_field(made(cls), delattr),
    "too many": lambda cls: cls(1, 2, 3, 4, 5),
    "unknown": lambda cls: cls(nothing=1),
    "negative": lambda cls: cls(one=-1),
    "compared": lambda cls: made(cls) < made(cls),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", MADE)
def test_they_answer_as_those_of_the_library(name: str, question: str) -> None:
    asked = QUESTIONS[question]
    first = answer(asked, OURS[name])
    assert first == answer(asked, THEIRS[name])
    assert answer(asked, OURS[name]) == first, "what is compiled at the first call answers like it"


def test_nothing_is_written_to_one() -> None:
    one = OURS["Plain"](1)
    with pytest.raises(FrozenInstanceError):
        one.nothing = 1
    assert one.twice == 2


def test_one_that_holds_itself_is_shown_to_an_end() -> None:
    one = OURS["Plain"](1)
    one.more.append(one)
    assert repr(one).endswith("more=[...])")


def test_one_that_others_stand_on_compares_by_class() -> None:
    assert OURS["Standing"](1) != OURS["Plain"](1) and OURS["Plain"](1) != OURS["Standing"](1)


def test_values_of_the_engine_go_through_pickle() -> None:
    """They are found by their modules, which classes made in a test are not."""
    memory = Memory(rounds=2)
    assert pickle.loads(pickle.dumps(memory)) == memory == copy.deepcopy(memory)
