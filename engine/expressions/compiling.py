"""From a bound tree to closures: made once per expression and place, then run as often as one likes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from ..durations import Duration
from ..worktime import Due
from . import lists
from . import nodes as n
from . import operations as op
from .bind import written_id
from .errors import ExpressionFailed, Unfit
from .frame import Frame, Run, guarded
from .trace import Resolution
from .values import MISSING, NOBODY, UNKNOWN_NAME, MonthDay, People, PeopleQuery, Span, at_due, show

_SCALARS = (bool, int, Decimal, float, date, time, Duration, Due, MonthDay, Span, tuple, list, bytes)


class Compiler:
    """Compiles one text; `text` gives the sub-expressions their names in the trace."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.macros: dict[str, Run] = {}

    def written(self, node: n.Node) -> str:
        return self.text[node.start : node.end]

    def compile(self, node: n.Node, *, quiet: bool = False) -> Run:
        """The closure of a node; a quiet one leaves it to the node above to note its value."""
        make: Callable[..., Run] = _MAKERS[type(node)]
        text = self.written(node)
        run = guarded(make(self, node), text)
        if quiet or isinstance(node, _SELF_NOTING):
            return run

        def noted(f: Frame) -> object:
            value = run(f)
            f.note(text, value)
            return value

        return noted

    def operand(self, node: n.Node) -> Run:
        """A side of a comparison: a bare word that is no name stands for itself."""
        if not isinstance(node, n.Name):
            return self.compile(node, quiet=isinstance(node, _LEAVES))
        inner, id = self.compile(node, quiet=True), node.id

        def run(f: Frame) -> object:
            return id if f.scope.value(id) is UNKNOWN_NAME else inner(f)

        return run

    # values

    def literal(self, node: n.Literal) -> Run:
        value = node.value
        return lambda f: value

    def name(self, node: n.Name) -> Run:
        return self.lookup(node.id, MISSING)

    def known(self, node: n.Known) -> Run:
        return self.it if node.id == "it" else self.lookup(node.id, node.default)

    def lookup(self, id: str, default: object) -> Run:
        def run(f: Frame) -> object:
            value = f.scope.value(id)
            if value is None or value is MISSING:
                if default is MISSING:
                    f.missing.append(id)
                return default
            if value is UNKNOWN_NAME:
                raise Unfit("there is no such name here")
            return value

        return run

    @staticmethod
    def it(f: Frame) -> object:
        if not f.its:
            raise Unfit("`it` stands inside the brackets of a list's `.some(…)` and the like")
        return f.its[-1]

    def part(self, node: n.Part | n.Member) -> Run:
        attribute, text = node.attribute, self.written(node)
        default = node.default if isinstance(node, n.Part) else MISSING
        read = self.read_part(node)

        def run(f: Frame) -> object:
            value = read(f)
            if value is None or value is MISSING:
                if default is MISSING:
                    f.missing.append(text)
                return default
            if value is UNKNOWN_NAME:
                raise Unfit(f"there is no `{attribute}` here")
            return value

        return run

    def read_part(self, node: n.Part | n.Member) -> Run:
        """The bare value of `owner.attribute`, nothing noted."""
        attribute = node.attribute
        space = node.space if isinstance(node, n.Part) else None
        owner = self.compile(node.owner, quiet=True)
        if space is None:
            return lambda f: attribute_of(f, owner(f), attribute)

        def run(f: Frame) -> object:
            value = f.scope.member(space, attribute)
            if value is UNKNOWN_NAME and f.scope.value(space) is not UNKNOWN_NAME:
                return attribute_of(f, f.scope.value(space), attribute)
            return value

        return run

    def macro(self, node: n.Macro) -> Run:
        id = node.id
        if id not in self.macros:
            inner = Compiler(node.text)
            inner.macros = self.macros
            self.macros[id] = inner.compile(node.body)
        body = self.macros[id]

        def run(f: Frame) -> object:
            if id not in f.macros:
                its, f.its = f.its, []
                try:
                    f.macros[id] = body(f)
                finally:
                    f.its = its
            return f.macros[id]

        return run

    # conditions

    def compare(self, node: n.Compare) -> Run:
        left, right = self.operand(node.left), self.operand(node.right)
        sign, ranking, text = node.op, node.ranking, self.written(node)
        plain = isinstance(node.left, n.Literal) and isinstance(node.right, n.Literal)

        def run(f: Frame) -> object:
            a, b = left(f), right(f)
            found = op.compare(sign, a, b, ranking)
            f.note(text, found, "" if plain else f"{show(a)} {sign} {show(b)}")
            return found

        return run

    def logic(self, node: n.Logic) -> Run:
        parts = [self.compile(part) for part in node.parts]
        return partial(_and if node.op == "and" else _or, parts)

    def negation(self, node: n.Not) -> Run:
        operand = self.compile(node.operand)

        def run(f: Frame) -> object:
            value = operand(f)
            return value if value is MISSING else not truth(value)

        return run

    def choose(self, node: n.Choose) -> Run:
        condition, then, otherwise = self.compile(node.condition), self.compile(node.then), self.compile(node.otherwise)

        def run(f: Frame) -> object:
            value = condition(f)
            return then(f) if value is not MISSING and truth(value) else otherwise(f)

        return run

    def method(self, node: n.Method) -> Run:
        owner = self.compile(node.owner, quiet=isinstance(node.owner, _LEAVES))
        if node.name == "passed":
            step = written_id(node.argument) if node.argument is not None else ""
            return lambda f: asked(f, owner(f), step)
        argument = None if node.argument is None else self.compile(node.argument)
        return lists.method(node.name, owner, argument, node.ranking)

    # arithmetic and time

    def negative(self, node: n.Negative) -> Run:
        operand = self.compile(node.operand, quiet=True)

        def run(f: Frame) -> object:
            value = operand(f)
            return value if value is MISSING else op.negative(value)

        return run

    def binary(self, node: n.Binary) -> Run:
        return self.sum_at(node, None)

    def sum_at(self, node: n.Binary, at: time | None) -> Run:
        left = self.compile(node.left, quiet=isinstance(node.left, _LEAVES))
        right = self.compile(node.right, quiet=isinstance(node.right, _LEAVES))
        sign = node.op

        def run(f: Frame) -> object:
            a, b = at_due(left(f)), right(f)
            if a is MISSING or b is MISSING:
                return MISSING
            if isinstance(b, Duration) and sign in "+-":
                return shifted(f, a, b if sign == "+" else -b, at)
            value = op.arithmetic(sign, a, b)
            if at is not None:
                raise Unfit("a clock time stands behind an instant")
            return value

        return run

    def clock(self, node: n.Clock) -> Run:
        at = node.at
        if isinstance(node.base, n.Binary):
            return self.sum_at(node.base, at)
        base = self.compile(node.base, quiet=isinstance(node.base, _LEAVES))

        def run(f: Frame) -> object:
            value = at_due(base(f))
            if value is MISSING:
                return MISSING
            return Span(value, at) if isinstance(value, Duration) else shifted(f, value, None, at)

        return run

    # people and functions

    def either(self, node: n.Either) -> Run:
        parts = [self.compile(part, quiet=True) for part in node.parts]

        def run(f: Frame) -> object:
            found = NOBODY
            for part in parts:
                found |= f.persons(part(f))
            return found

        return run

    def at(self, node: n.At) -> Run:
        kind, name, portfolio = node.kind, node.name, node.portfolio
        unit = self.operand(node.unit)

        def run(f: Frame) -> object:
            found = NOBODY
            for id in unit_ids(unit(f), "after `@`"):
                found |= f.find(PeopleQuery(kind, name, id, portfolio))
            return found

        return run

    def call(self, node: n.Call) -> Run:
        special = _CALLS.get(node.function)
        if special is not None:
            return special(self, node)
        function = node.function
        argument = self.compile(node.argument, quiet=True)
        return lambda f: called(f, function, argument(f))

    def by_id(self, node: n.Call) -> Run:
        function, id = node.function, written_id(node.argument)
        return lambda f: called(f, function, id)

    def query(self, node: n.Call) -> Run:
        query = PeopleQuery(node.function, written_id(node.argument))
        return lambda f: f.find(query)

    def each(self, node: n.Call) -> Run:
        people = self.compile(node.argument, quiet=True)
        return lambda f: People(f.persons(people(f)).entries, (), True)

    def manager_of(self, node: n.Call) -> Run:
        people = self.compile(node.argument, quiet=True)

        def run(f: Frame) -> object:
            of = f.persons(people(f)).entries
            return f.find(PeopleQuery("manager_of", of=of)) if of else NOBODY

        return run

    def head_of(self, node: n.Call) -> Run:
        unit = self.operand(node.argument)

        def run(f: Frame) -> object:
            found = NOBODY
            for id in unit_ids(unit(f), "in `head_of(…)`"):
                found |= heads(f, id)
            return found

        return run

    def unit_of(self, node: n.Call) -> Run:
        people = self.compile(node.argument, quiet=True)
        return lambda f: units_of(f, people(f))

    def units_of(self, node: n.Call) -> Run:
        people = self.compile(node.argument, quiet=True)
        return lambda f: units_around(f, people(f))

    def has(self, node: n.Call) -> Run:
        argument = node.argument
        raw: Run
        if isinstance(argument, n.Known | n.Name) and argument.id != "it":
            id = argument.id
            raw = guarded(lambda f: _is_name(f.scope.value(id)), id)
        elif isinstance(argument, n.Part | n.Member):
            read = self.read_part(argument)
            raw = guarded(lambda f: _is_name(read(f)), self.written(argument))
        else:
            raw = self.compile(argument, quiet=True)

        def run(f: Frame) -> object:
            mark = len(f.missing)
            value = raw(f)
            del f.missing[mark:]
            return is_there(value)

        return run


def _is_name(value: object) -> object:
    if value is UNKNOWN_NAME:
        raise Unfit("there is no such name here")
    return value


def is_there(value: object) -> bool:
    """Whether a value counts as given: not missing, not the empty text, list or people; `false` and 0 are given."""
    if value is None or value is MISSING:
        return False
    return bool(value) if isinstance(value, str | tuple | list | People) else True


def truth(value: object) -> bool:
    """A condition's value; raises Unfit for what is neither true nor false."""
    if not isinstance(value, bool):
        raise Unfit(f"a condition is needed here, not a {op.kind_of(value)}")
    return value


def _and(parts: list[Run], f: Frame) -> object:
    unknown = False
    for part in parts:
        value = part(f)
        if value is MISSING:
            unknown = True
        elif not truth(value):
            return False
    return MISSING if unknown else True


def _or(parts: list[Run], f: Frame) -> object:
    """The first that is there; of conditions, three-valued `or`. What is missing before it is not missed."""
    last: object = False
    unknown, mark = False, len(f.missing)
    for part in parts:
        value = part(f)
        if value is MISSING:
            unknown = True
        elif value is not False and is_there(value):
            del f.missing[mark:]
            return value
        else:
            last = value
    return MISSING if unknown and last is False else last


def attribute_of(f: Frame, value: object, attribute: str) -> object:
    """A row's field, a person's unit, an instant's day, or what the scope says of an object of the engine's. Never a Python attribute."""
    if value is MISSING or value is None:
        return MISSING
    if isinstance(value, Mapping):
        return value.get(attribute, MISSING)
    if isinstance(value, str | People) and attribute == "unit":
        return units_of(f, value)
    if isinstance(value, datetime | Due) and attribute == "day":
        return f.scope.day_of(value)
    if isinstance(value, (*_SCALARS, str, People)):
        raise Unfit(f"a {op.kind_of(value)} has no `{attribute}`")
    return f.scope.part(value, attribute)


def units_of(f: Frame, value: object) -> object:
    """The unit of a person; of several persons all their units, without repeats; MISSING if there is none."""
    ids = (str(value),) if isinstance(value, str) else f.persons(value).entries
    units = tuple(dict.fromkeys(unit for id in ids if isinstance(unit := called(f, "unit_of", id), str)))
    return MISSING if not units else units[0] if len(units) == 1 else units


def units_around(f: Frame, value: object) -> object:
    """The units of persons with all units above them, nearest first, without repeats; MISSING if there is none."""
    nearest = units_of(f, value)
    found = dict.fromkeys(above for unit in unit_ids(nearest, "in `units_of(…)`") for above in upwards(f, unit))
    return tuple(found) if found else MISSING


def unit_ids(value: object, where: str) -> tuple[str, ...]:
    """The ids of the units that a value stands for; raises Unfit for anything else."""
    ids = tuple(value) if isinstance(value, tuple | list) else () if value is MISSING else (value,)
    for id in ids:
        if not isinstance(id, str):
            raise Unfit(f"a unit is needed {where}, not a {op.kind_of(id)}")
    return tuple(str(id) for id in ids)


def heads(f: Frame, unit: str) -> People:
    """Who heads a unit: whoever holds the post `head` there, else in the nearest unit above where somebody does."""
    for here in upwards(f, unit):
        if found := f.find(PeopleQuery("post", "head", here)):
            return found
    return NOBODY


def upwards(f: Frame, unit: str) -> Iterator[str]:
    """A unit, the one above it, and so on; each once, even if the directory goes round in a circle."""
    here: object = unit
    passed = set[str]()
    while isinstance(here, str) and here not in passed:
        yield here
        passed.add(here)
        here = called(f, "unit_above", here)


def called(f: Frame, function: str, argument: object) -> object:
    """The scope's answer to a function; people whom a plug-in finds stand in the trace."""
    value = f.scope.call(function, argument)
    if value is UNKNOWN_NAME:
        raise Unfit(f"there is no function `{function}`")
    if isinstance(value, People):
        f.resolutions.append(Resolution(PeopleQuery("resolver", f"{function}({show(argument)})"), value))
    return MISSING if value is None else value


def asked(f: Frame, value: object, step: str) -> object:
    """Whether a child case has passed a step."""
    if value is MISSING:
        return MISSING
    if isinstance(value, (*_SCALARS, str, People, Mapping)):
        raise Unfit(f"a {op.kind_of(value)} is no child case")
    return f.scope.ask(value, "passed", step)


def shifted(f: Frame, base: object, duration: Duration | None, at: time | None) -> object:
    """An instant moved by a duration, by the scope's calendar."""
    if not isinstance(base, date | Due):
        raise Unfit(f"a duration is added to an instant, not to a {op.kind_of(base)}")
    try:
        return f.scope.shift(base, duration, at)
    except (ValueError, OverflowError) as error:
        raise Unfit(str(error)) from None


_LEAVES = (n.Literal, n.Name, n.Known, n.Part, n.Member)
_SELF_NOTING = (n.Literal, n.Compare, n.Macro, n.At, n.Either)

_CALLS: dict[str, Callable[[Compiler, n.Call], Run]] = {
    "role": Compiler.query,
    "person": Compiler.query,
    "actor_of": Compiler.query,
    "passed": Compiler.by_id,
    "approved": Compiler.by_id,
    "changed": Compiler.by_id,
    "each": Compiler.each,
    "manager_of": Compiler.manager_of,
    "head_of": Compiler.head_of,
    "unit_of": Compiler.unit_of,
    "units_of": Compiler.units_of,
    "has": Compiler.has,
}

_MAKERS: Mapping[type, Callable[..., Run]] = {
    n.Literal: Compiler.literal,
    n.Name: Compiler.name,
    n.Known: Compiler.known,
    n.Member: Compiler.part,
    n.Part: Compiler.part,
    n.Macro: Compiler.macro,
    n.Call: Compiler.call,
    n.Method: Compiler.method,
    n.Compare: Compiler.compare,
    n.Logic: Compiler.logic,
    n.Not: Compiler.negation,
    n.Negative: Compiler.negative,
    n.Binary: Compiler.binary,
    n.Choose: Compiler.choose,
    n.Either: Compiler.either,
    n.At: Compiler.at,
    n.Clock: Compiler.clock,
}

__all__ = ["Compiler", "ExpressionFailed"]
