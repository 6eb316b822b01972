"""Names get their meaning: one walk over the tree infers types, writes options of choices as texts, and notes what is wrong.

The same walk serves the check at load and the evaluation, so that what was checked is what runs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..frozen import dataclass
from . import nodes as n
from . import types as t
from .errors import ExpressionError
from .parse import tree
from .types import Kind, Type, Types
from .values import MISSING
from .words import FUNCTIONS, METHODS, WORDS, did_you_mean, normal

TIMES = frozenset({"date", "datetime", "duration", "day"})
"""Kinds of time: of two alternatives one may be a date, the other a duration."""
ORDERED = frozenset({"number", "choice", "date", "datetime", "clock", "text", "any"})
SPACES = frozenset({"policy", "parent", "deadline"})
_ELEMENT = {"ended": t.BOOL, "status": t.TEXT, "step": t.WORD}


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake that only types show. `offset` and `length` count characters of the expression's text."""

    code: str
    message: str
    offset: int
    suggestion: str | None = None
    length: int = 1


class Binder:
    """Binds one expression. `bind` gives the new node and its type; `problems` collects what is wrong."""

    def __init__(self, text: str, types: Types) -> None:
        self.text = text
        self.types = types
        self.problems: list[Problem] = []
        self.its: list[Type] = []
        self.macros: dict[str, tuple[n.Node, Type]] = {}
        self.open_macros: list[str] = []

    def report(self, node: n.Node, code: str, message: str, suggestion: str | None = None) -> None:
        """Note a mistake; those inside a short name belong to the name, which is checked by itself."""
        if not self.open_macros:
            self.problems.append(Problem(code, message, node.start, suggestion, max(1, node.end - node.start)))

    def written(self, node: n.Node) -> str:
        part = self.text[node.start : node.end]
        return part if len(part) <= 60 else part[:59] + "…"

    def bind(self, node: n.Node, expect: Type | None = None) -> tuple[n.Node, Type]:
        """The bound node and its type. `expect` is the type beside it, which a bare option belongs to."""
        match node:
            case n.Literal():
                return node, t.type_of(node.value)
            case n.Name():
                return self.name(node, expect)
            case n.Member():
                return self.member(node)
            case n.Call():
                return self.call(node)
            case n.Method():
                return self.method(node, expect)
            case n.Compare():
                return self.compare(node), t.BOOL
            case n.Logic():
                return self.logic(node, expect)
            case n.Not():
                return replace(node, operand=self.condition(node.operand)), t.BOOL
            case n.Negative():
                return self.negative(node)
            case n.Binary():
                return self.binary(node)
            case n.Choose():
                return self.choose(node, expect)
            case n.Either():
                return self.either(node)
            case n.At():
                return self.at(node), t.PEOPLE
            case n.Clock():
                return self.clock(node)
        return node, t.ANY

    # names and their parts

    def lookup(self, id: str) -> Type | None:
        """The type of a name that stands for a value; None if there is none."""
        if id == "it":
            return self.its[-1] if self.its else None
        for names in (self.types.words, self.types.fields):
            if id in names:
                return names[id]
        if id in self.types.names:
            return self.macro(id)[1]
        return None

    def macro(self, id: str) -> tuple[n.Node, Type]:
        """A short name, written out; a circle counts as a value of unknown type."""
        if id in self.macros:
            return self.macros[id]
        if id in self.open_macros:
            return n.Literal(0, 0, MISSING), t.ANY
        text, its = self.text, self.its
        self.open_macros.append(id)
        self.text, self.its = self.types.names[id].text, []
        try:
            self.macros[id] = self.bind(tree(self.text))
        except ExpressionError:
            self.macros[id] = n.Literal(0, 0, MISSING), t.ANY
        finally:
            self.text, self.its = text, its
            self.open_macros.pop()
        return self.macros[id]

    def name(self, node: n.Name, expect: Type | None) -> tuple[n.Node, Type]:
        if is_option(node, expect):
            assert expect is not None
            return n.Literal(node.start, node.end, node.id), expect
        if node.id in self.types.names and node.id not in self.types.fields:
            body, kind = self.macro(node.id)
            return n.Macro(node.start, node.end, node.id, body, self.types.names[node.id].text), kind
        kind_ = self.lookup(node.id)
        if kind_ is None and expect is not None and (expect == t.WORD or expect == t.ELSEWHERE):
            return n.Literal(node.start, node.end, node.id), expect
        if kind_ is None and not self.types.open:
            self.unknown(node, expect)
        if kind_ is None:
            return node, t.ANY
        return n.Known(node.start, node.end, node.id, default_of(kind_)), kind_

    def unknown(self, node: n.Name, expect: Type | None) -> None:
        if expect is not None and expect.kind == "choice" and expect.options is not None:
            hint = did_you_mean(node.id, expect.options, f"Options: {', '.join(expect.options[:12])}.")
            self.report(node, "unknown_option", f"`{node.id}` is no option of this choice, and no name", hint)
        elif node.id in self.types.steps:
            self.report(node, "wrong_type", f"`{node.id}` is a step, not a value", f"Write `passed({node.id})` or `{node.id}.entered`.")
        elif node.id in WORDS or node.id in SPACES:
            message = f"`{node.id}` means nothing here" if node.id not in SPACES else f"`{node.id}` needs a name after it"
            self.report(node, "out_of_place", message, f"Write `{node.id}.NAME`." if node.id in SPACES else None)
        elif node.id in FUNCTIONS:
            self.report(node, "wrong_type", f"`{node.id}` is a function", f"Write `{node.id}(…)`.")
        else:
            hint = did_you_mean(
                node.id, self.known(), f"If it is a text, write '{node.id}' in quotes; a post needs its unit: {node.id}@UNIT."
            )
            self.report(node, "unknown_name", f"there is no name `{node.id}` here", hint)

    def known(self) -> Iterable[str]:
        return [*self.types.fields, *self.types.names, *self.types.words, *self.types.steps]

    def member(self, node: n.Member) -> tuple[n.Node, Type]:
        space = self.space(node)
        if space is not None:
            kind = self.space_part(node, space)
            return n.Part(node.start, node.end, node.owner, node.attribute, space, default_of(kind)), kind
        owner, kind = self.bind(node.owner)
        found = self.part_type(node, kind)
        return n.Part(node.start, node.end, owner, node.attribute, None, default_of(found)), found

    def space(self, node: n.Member) -> str | None:
        """The owner's name, if the scope itself knows its parts: `policy`, `parent`, `deadline`, a clock, a step."""
        owner = node.owner
        if not isinstance(owner, n.Name) or owner.id == "it":
            return None
        if owner.id in self.types.steps and node.attribute in t.STEP_PARTS:
            return owner.id
        known = owner.id in SPACES or owner.id == "clock" or owner.id in self.types.steps or owner.id in self.types.deadlines
        if known and owner.id not in self.types.fields:
            return owner.id
        return owner.id if self.types.open and self.lookup(owner.id) is None else None

    def space_part(self, node: n.Member, space: str) -> Type:
        types = self.types
        tables: dict[str, Mapping[str, Type] | None] = {
            "policy": types.policy,
            "parent": types.parent,
            "deadline": types.deadlines,
            "clock": t.CLOCK.fields if "clock" in types.words else {},
        }
        table = tables.get(space, t.STEP_PARTS if space in types.steps else types.deadlines.get(space, t.CLOCK).fields)
        if table is not None and node.attribute in table:
            return table[node.attribute]
        if types.open:
            return t.ANY
        if space == "parent" and table is None:
            self.report(node, "out_of_place", "`parent` means nothing here: this workflow has no parent that is known", None)
        elif space == "clock" and not table:
            self.report(node, "out_of_place", "`clock` means nothing here", "It stands in the rungs of an escalation.")
        else:
            code = "unknown_policy_value" if space == "policy" else "unknown_name"
            what = "the policy has no" if space == "policy" else f"`{space}` has no"
            self.report(node, code, f"{what} `{node.attribute}`", did_you_mean(node.attribute, table or ()))
        return t.ANY

    def part_type(self, node: n.Member, owner: Type) -> Type:
        if owner.kind in ("person", "people"):
            table: Mapping[str, Type] | None = t.PERSON_PARTS
        elif owner.kind == "datetime":
            table = t.INSTANT_PARTS
        elif owner.kind == "case":
            table = {**_ELEMENT, **(owner.fields or {})}
            if owner.fields is None or owner.uses is not None:
                return table.get(node.attribute, t.ELSEWHERE)
        else:
            table = owner.fields
        if table is not None and node.attribute in table:
            return table[node.attribute]
        if owner.kind != "any":
            hint = did_you_mean(node.attribute, table or (), f"Known: {', '.join(table)}." if table else None)
            if owner.kind == "list":
                hint = f"Ask its elements: `.some(it.{node.attribute} …)` or `.first().{node.attribute}`."
            what = f"`{self.written(node.owner)}` has no `{node.attribute}`"
            self.report(node, "unknown_field" if table else "wrong_type", f"{what}: it is a {owner}" if not table else what, hint)
        return t.ANY

    # calls

    def call(self, node: n.Call) -> tuple[n.Node, Type]:
        match node.function:
            case "role" | "person":
                return node, t.PEOPLE
            case "passed" | "approved" | "actor_of":
                self.id_in(node, self.types.steps, "step")
                return node, t.PEOPLE if node.function == "actor_of" else t.BOOL
            case "changed":
                self.id_in(node, tuple(self.types.fields), "field")
                return node, t.BOOL
            case "has":
                return replace(node, argument=self.bind(node.argument)[0]), t.BOOL
            case "each" | "manager_of":
                return replace(node, argument=self.people(node.argument)), t.PEOPLE
            case "unit_of":
                return replace(node, argument=self.people(node.argument)), t.UNIT
            case "units_of":
                return replace(node, argument=self.people(node.argument)), Type("list", of=t.UNIT)
            case "head_of":
                return replace(node, argument=self.unit(node.argument, "`head_of(…)` takes a unit")), t.PEOPLE
        if node.function not in self.types.functions and not self.types.open:
            known = [*FUNCTIONS, *self.types.functions]
            self.report(node, "unknown_function", f"there is no function `{node.function}`", did_you_mean(node.function, known))
            return node, t.ANY
        return replace(node, argument=self.bind(node.argument)[0]), self.types.functions.get(node.function, t.ANY)

    def id_in(self, node: n.Call | n.Method, known: tuple[str, ...], what: str) -> None:
        if node.argument is None or self.types.open:
            return
        id = written_id(node.argument)
        if id not in known:
            self.report(node.argument, f"unknown_{what}", f"there is no {what} `{id}`", did_you_mean(id, known))

    def people(self, node: n.Node) -> n.Node:
        """A node that must stand for people."""
        bound, kind = self.bind(node)
        element = kind.of if kind.kind == "list" else kind
        if element is not None and element.kind not in ("person", "people", "any"):
            self.report(
                node, "wrong_type", f"`{self.written(node)}` is a {kind}; people are needed here", "Write initiator, role(x) or post@UNIT."
            )
        return bound

    def at(self, node: n.At) -> n.Node:
        return replace(node, unit=self.unit(node.unit, "a unit is needed after `@`"))

    def unit(self, unit: n.Node, needed: str) -> n.Node:
        """A node that must stand for a unit; a bare word that is no name is a unit's id."""
        if isinstance(unit, n.Name):
            kind = self.lookup(unit.id)
            if kind is None and not self.types.open:
                return n.Literal(unit.start, unit.end, unit.id)
            if kind is None:
                return unit
        bound, kind = self.bind(unit)
        element = kind.of if kind.kind == "list" else kind
        if element is not None and element.kind not in ("unit", "any") and not isinstance(unit, n.Literal):
            people = element.kind in ("person", "people")
            hint = f"Write `unit_of({self.written(unit)})`." if people else "Use a field of type unit."
            self.report(unit, "wrong_type", f"`{self.written(unit)}` is a {kind}; {needed}", hint)
        return bound

    def either(self, node: n.Either) -> tuple[n.Node, Type]:
        each = [isinstance(part, n.Call) and part.function == "each" for part in node.parts]
        if any(each) and not all(each):
            self.report(node, "out_of_place", "`each` stands around one part of the people only", "Write `each(a | b)`.")
        return replace(node, parts=tuple(self.people(part) for part in node.parts)), t.PEOPLE

    def method(self, node: n.Method, expect: Type | None) -> tuple[n.Node, Type]:
        owner, kind = self.bind(node.owner)
        if node.name == "passed":
            if kind.kind not in ("case", "any"):
                self.report(node, "wrong_type", f"`{self.written(node.owner)}` is a {kind}, not a child case", None)
            elif kind.kind == "case" and kind.options is not None:
                self.id_in(node, kind.options, "step")
            return replace(node, owner=owner), t.BOOL
        if kind.kind not in ("list", "any"):
            self.report(node, "wrong_type", f"`{self.written(node.owner)}` is a {kind}, not a list: it has no `.{node.name}(…)`", None)
        element = (kind.of if kind.kind == "list" else None) or t.ANY
        argument, inner = self.element(node, element, expect)
        ranked = expect if inner == t.ELSEWHERE and expect is not None else inner
        ranking = ranked.options if node.name in ("max", "min") and ranked.kind == "choice" else None
        if node.name == "sum" and inner.kind not in ("number", "any"):
            self.report(node, "wrong_type", f"`.sum(…)` adds numbers, not a {inner}", None)
        return replace(node, owner=owner, argument=argument, ranking=ranking), _METHOD_TYPES[node.name](kind, element, inner)

    def element(self, node: n.Method, element: Type, expect: Type | None) -> tuple[n.Node | None, Type]:
        if node.argument is None:
            return None, element
        self.its.append(element)
        try:
            if node.name in ("some", "every", "count", "where", "first"):
                return self.condition(node.argument), t.BOOL
            return self.bind(node.argument, expect)
        finally:
            self.its.pop()

    # conditions and comparisons

    def condition(self, node: n.Node) -> n.Node:
        """A node that must be true or false."""
        bound, kind = self.bind(node)
        if kind.kind not in ("bool", "any"):
            hint = (
                f"Write `has({self.written(node)})`, or compare it."
                if isinstance(node, n.Name | n.Member)
                else "Compare it with something."
            )
            self.report(node, "wrong_type", f"`{self.written(node)}` is a {kind}, not a condition", hint)
        return bound

    def logic(self, node: n.Logic, expect: Type | None) -> tuple[n.Node, Type]:
        if node.op == "and":
            return replace(node, parts=tuple(self.condition(part) for part in node.parts)), t.BOOL
        bound = [self.bind(part, expect) for part in node.parts]
        kind = self.common([kind for _, kind in bound], node)
        return replace(node, parts=tuple(part for part, _ in bound)), kind

    def common(self, kinds: list[Type], node: n.Node) -> Type:
        """The one type of several alternatives."""
        known = [kind for kind in kinds if kind.kind != "any"]
        if not known:
            return t.ANY
        known = people_among(known)
        groups = {group(kind) for kind in known}
        if len(groups) > 1 and groups != {"date", "datetime"}:
            if groups <= TIMES:
                return t.ANY
            self.report(node, "wrong_type", f"`{self.written(node)}` is either a {known[0]} or a {known[-1]}", "Both must be of one type.")
            return t.ANY
        people = next((kind for kind in known if kind.kind == "people"), known[0])
        return people if len(known) == len(kinds) else t.ANY if people.kind == "bool" else people

    def choose(self, node: n.Choose, expect: Type | None) -> tuple[n.Node, Type]:
        condition = self.condition(node.condition)
        then, first = self.bind(node.then, expect)
        otherwise, second = self.bind(node.otherwise, expect)
        return replace(node, condition=condition, then=then, otherwise=otherwise), self.common([first, second], node)

    def compare(self, node: n.Compare) -> n.Node:
        left_type, right_type = self.beside(node.left), self.beside(node.right)
        if node.op in ("in", "not in"):
            return self.contains(node, right_type)
        left, left_kind = self.bind(node.left, right_type)
        right, right_kind = self.bind(node.right, left_type)
        bound = replace(node, left=left, right=right)
        self.comparable(node, left_kind, right_kind)
        choice = next((k for k in (left_kind, right_kind) if k.kind == "choice" and k.options is not None), None)
        if choice is not None:
            self.text_option(left, choice)
            self.text_option(right, choice)
            return replace(bound, ranking=choice.options)
        return bound

    def beside(self, node: n.Node) -> Type | None:
        """The type of a side, as far as it can lend its options to a bare word on the other side."""
        if isinstance(node, n.Name) and self.lookup(node.id) is None:
            return None
        quiet, self.problems = self.problems, []
        try:
            return self.bind(node)[1]
        finally:
            self.problems = quiet

    def contains(self, node: n.Compare, right_type: Type | None) -> n.Node:
        right, kind = self.bind(node.right)
        element = right_type.of if right_type is not None and right_type.kind == "list" else None
        left, left_kind = self.bind(node.left, element)
        if kind.kind not in ("list", "people", "any") and not (kind.kind == "text" and group(left_kind) in ("text", "any")):
            self.report(node, "wrong_type", f"`{self.written(node.right)}` is a {kind}; `in` asks a list", None)
        elif kind.kind == "list" and kind.of is not None and not alike(left_kind, kind.of):
            self.report(node, "wrong_type", f"a {left_kind} is never in a {kind}", None)
        return replace(node, left=left, right=right)

    def text_option(self, node: n.Node, choice: Type) -> None:
        if isinstance(node, n.Literal) and isinstance(node.value, str) and choice.options is not None and node.value not in choice.options:
            hint = did_you_mean(node.value, choice.options, f"Options: {', '.join(choice.options[:12])}.")
            self.report(node, "unknown_option", f"`{node.value}` is no option of this choice", hint)

    def comparable(self, node: n.Compare, left: Type, right: Type) -> None:
        if not alike(left, right):
            hint = "Compare with `today`, or with the instant's `.day`." if {left.kind, right.kind} == {"date", "datetime"} else None
            self.report(node, "wrong_type", f"`{self.written(node)}` compares a {left} with a {right}", hint)
        elif node.op not in ("==", "!=") and not {left.kind, right.kind} <= ORDERED:
            wrong = left if left.kind not in ORDERED else right
            self.report(node, "wrong_type", f"`{node.op}` means nothing between {wrong} values", "Use `==` or `!=`.")
        elif (
            left.kind == right.kind == "choice"
            and left.options
            and right.options
            and left.options != right.options
            and node.op not in ("==", "!=")
        ):
            self.report(node, "wrong_type", "two choices with different options have no order between them", None)

    # arithmetic and time

    def negative(self, node: n.Negative) -> tuple[n.Node, Type]:
        operand, kind = self.bind(node.operand)
        if kind.kind not in ("number", "any"):
            self.report(node, "wrong_type", f"`-` means nothing before a {kind}", "Write `due - 3wd`." if kind.kind == "duration" else None)
        return replace(node, operand=operand), t.NUMBER

    def binary(self, node: n.Binary) -> tuple[n.Node, Type]:
        (left, a), (right, b) = self.bind(node.left), self.bind(node.right)
        bound = replace(node, left=left, right=right)
        if a.kind in ("date", "datetime", "clock") and b.kind in ("duration", "any") and node.op in "+-":
            return bound, t.DATETIME if a.kind == "clock" else a
        if "any" in (a.kind, b.kind) and {a.kind, b.kind} <= {"any", "number", "duration"}:
            return bound, t.ANY if node.op in "+-" else t.NUMBER
        if a.kind == b.kind == "number":
            return bound, t.NUMBER
        hint = "Only an instant and a duration, or two numbers, can be added."
        self.report(node, "wrong_type", f"`{self.written(node)}`: `{node.op}` means nothing between a {a} and a {b}", hint)
        return bound, t.ANY

    def clock(self, node: n.Clock) -> tuple[n.Node, Type]:
        base, kind = self.bind(node.base)
        if kind.kind not in ("date", "datetime", "clock", "duration", "any"):
            self.report(node, "wrong_type", f"a clock time stands behind an instant, not behind a {kind}", "Write `due + 1wd 08:30`.")
        return replace(node, base=base), t.DURATION if kind.kind == "duration" else t.DATETIME


def is_option(node: n.Name, expect: Type | None) -> bool:
    """Whether a bare word beside a choice is one of its options; options come before names (LANGUAGE §1.6)."""
    return expect is not None and expect.kind == "choice" and expect.options is not None and node.id in map(normal, expect.options)


def default_of(kind: Type) -> object:
    """What a name of this type is where it has no value."""
    return {"bool": False, "list": ()}.get(kind.kind, MISSING)


def written_id(node: n.Node) -> str:
    """The id in `passed(step)`: a bare name or a quoted text."""
    return node.id if isinstance(node, n.Name) else str(node.value) if isinstance(node, n.Literal) else ""


def people_among(kinds: list[Type]) -> list[Type]:
    """Alternatives of which some are people: a list of persons beside them is people, too."""
    if not any(group(kind) == "person" for kind in kinds):
        return kinds
    return [t.PEOPLE if kind.kind == "list" and kind.of is not None and group(kind.of) == "person" else kind for kind in kinds]


def group(kind: Type) -> str:
    """Types of one group may be compared for equality."""
    return {"choice": "text", "people": "person", "document": "text", "clock": "datetime"}.get(kind.kind, kind.kind)


def alike(a: Type, b: Type) -> bool:
    """Whether values of two types can be compared."""
    if "any" in (a.kind, b.kind) or group(a) == group(b):
        return True
    return {group(a), group(b)} in ({"text", "unit"}, {"text", "person"}, {"date", "day"})


_METHOD_TYPES: dict[str, Callable[[Type, Type, Type], Type]] = {
    "some": lambda kind, element, inner: t.BOOL,
    "every": lambda kind, element, inner: t.BOOL,
    "count": lambda kind, element, inner: t.NUMBER,
    "where": lambda kind, element, inner: kind,
    "first": lambda kind, element, inner: element,
    "last": lambda kind, element, inner: element,
    "list": lambda kind, element, inner: Type("list", of=inner),
    "sum": lambda kind, element, inner: t.NUMBER,
    "max": lambda kind, element, inner: inner,
    "min": lambda kind, element, inner: inner,
}
assert set(_METHOD_TYPES) == METHODS

WANTED = {
    Kind.CONDITION: ("bool", "any"),
    Kind.NUMBER: ("number", "any"),
    Kind.TIME: ("duration", "date", "datetime", "clock", "day", "any"),
    Kind.LIST: ("list", "any"),
}
