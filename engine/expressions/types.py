"""What names mean: the types of fields, steps, policy values and words, by which expressions are checked and bound."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ..durations import Duration
from ..frozen import dataclass
from .values import MonthDay, People, as_day

if TYPE_CHECKING:
    from ..definition import Field, PolicyValue, Workflow
    from . import Expression


class Kind(StrEnum):
    """What an expression is wanted for; the first four are the words that the language's table of keys uses."""

    CONDITION = "cond"
    PEOPLE = "people"
    TIME = "time"
    VALUE = "value"
    NUMBER = "number"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Type:
    """A type: `any bool number text choice date datetime duration day unit person people document file clock row list step case`.

    `options` are a choice's in ranking order (None: any word, as for `result`), or the steps of a case; `of` is a list's element;
    `fields` those of a row or a case (None: of a case that is not known here). A case
    that `uses` another workflow has other fields besides.
    """

    kind: str
    options: tuple[str, ...] | None = None
    of: "Type | None" = None
    fields: Mapping[str, "Type"] | None = None
    uses: str | None = None

    def __str__(self) -> str:
        if self.kind == "list" and self.of is not None and self.of.kind != "any":
            return f"list of {self.of}"
        return {"day": "day of the year", "people": "people", "any": "value"}.get(self.kind, self.kind)


ANY = Type("any")
BOOL = Type("bool")
NUMBER = Type("number")
TEXT = Type("text")
DATE = Type("date")
DATETIME = Type("datetime")
DURATION = Type("duration")
DAY = Type("day")
UNIT = Type("unit")
PERSON = Type("person")
PEOPLE = Type("people")
STEP = Type("step")
WORD = Type("choice")
"""A choice whose options are not known here: any word may be one."""

ELSEWHERE = Type("any", of=ANY)
"""A value of another workflow, seen only where that one is known, too: a bare word beside it may be one of its options."""

NUMBERS = frozenset({"number", "integer", "decimal", "money"})

CLOCK = Type("clock", fields={"due": DATETIME, "met": BOOL, "extended": BOOL, "holder": PEOPLE, "begin": DATETIME})
STEP_PARTS: Mapping[str, Type] = {"entered": DATETIME, "left": DATETIME, "due": DATETIME, "returned": BOOL, "sent_back": BOOL}
INSTANT_PARTS: Mapping[str, Type] = {"day": DATE}
PERSON_PARTS: Mapping[str, Type] = {"unit": UNIT}

CASE_WORDS: Mapping[str, Type] = {
    "initiator": PERSON,
    "holder": PEOPLE,
    "actor": PERSON,
    "round": NUMBER,
    "revision": NUMBER,
    "started": DATETIME,
    "now": DATETIME,
    "today": DATE,
    "result": WORD,
}
"""Words that stand for something wherever an expression may stand."""
CLOCK_WORDS: Mapping[str, Type] = {"begin": DATETIME, "due": DATETIME, "clock": CLOCK}
"""Words of a clock: in rungs, and `begin` in the times of steps and deadlines."""
START_WORDS: Mapping[str, Type] = {"system": PEOPLE}
"""Words under `start: by`: what opens cases without a person, timers and other cases."""


@dataclass(frozen=True, eq=False)
class Types:
    """Everything that may be named in an expression. Compared by identity: make one per workflow and place, and keep it.

    `names` are the workflow's short names, written out where they stand. `deadlines` are its clocks, lists of them with `for_each`.
    `open` says that other names may exist, too (their types unknown); a closed one reports them. `functions` are plug-ins with the
    types they give.
    """

    fields: Mapping[str, Type] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    names: Mapping[str, "Expression"] = field(default_factory=dict)
    policy: Mapping[str, Type] = field(default_factory=dict)
    deadlines: Mapping[str, Type] = field(default_factory=dict)
    parent: Mapping[str, Type] | None = None
    functions: Mapping[str, Type] = field(default_factory=dict)
    words: Mapping[str, Type] = field(default_factory=lambda: CASE_WORDS)
    open: bool = False


OPEN = Types(words={**CASE_WORDS, **CLOCK_WORDS}, open=True)
"""Knows no field: every name is left to the scope. For expressions that stand outside of a workflow."""


def field_type(spec: "Field") -> Type:
    """The type of a declared field (LANGUAGE §3)."""
    if spec.type == "choice":
        return Type("choice", tuple(spec.options))
    if spec.type == "list":
        rows = {id: field_type(inner) for id, inner in spec.fields.items()}
        return Type("list", of=Type("row", fields=rows) if rows else simple(spec.of or "any"))
    return simple(spec.type)


def simple(word: str) -> Type:
    """The type that a type word of the language means."""
    if word in NUMBERS:
        return NUMBER
    return CLOCK if word == "clock" else Type(word)


def type_of(value: object) -> Type:
    """The type of a plain value, such as a policy's number."""
    kinds: tuple[tuple[type | tuple[type, ...], Type], ...] = (
        (bool, BOOL), ((int, Decimal), NUMBER), (str, TEXT), (Duration, DURATION), (datetime, DATETIME), (date, DATE), (MonthDay, DAY),
        (People, PEOPLE),
    )  # fmt: skip
    if isinstance(value, tuple | list):
        return Type("list", of=type_of(value[0]) if value else ANY)
    return next((found for kind, found in kinds if isinstance(value, kind)), ANY)


def policy_type(value: "PolicyValue") -> Type:
    """The type of a policy value; a table has that of its rows."""
    rows = getattr(value, "values", None)
    if isinstance(rows, Mapping):
        kinds = {type_of(row) for row in rows.values()} if all(not isinstance(row, tuple) for row in rows.values()) else {ANY}
        return kinds.pop() if len(kinds) == 1 else ANY
    return type_of(as_day(value))


def own_types(workflow: "Workflow", *, clock: bool = False, functions: Mapping[str, Type] | None = None) -> Types:
    """What a workflow itself names in its expressions; with `clock`, also `begin`, `due` and `clock`."""
    return Types(
        deadlines={id: CLOCK if one.loop is None else Type("list", of=CLOCK) for id, one in workflow.deadlines.items()},
        fields={id: field_type(spec) for id, spec in workflow.data.items()},
        steps=tuple(workflow.steps),
        names=workflow.names,
        policy={name: policy_type(value) for name, value in workflow.policy.items()},
        functions=functions or {},
        words={**CASE_WORDS, **CLOCK_WORDS} if clock else CASE_WORDS,
    )
