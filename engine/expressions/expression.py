"""An expression as a value: its text is all it is. What is parsed, bound and compiled is kept beside it, never in it."""

from functools import lru_cache

from ..durations import Duration
from ..frozen import dataclass, maker
from . import nodes as n
from .bind import Binder
from .compiling import Compiler, truth
from .errors import ExpressionError, ExpressionFailed, Unfit
from .frame import Frame, Run
from .parse import tree
from .scope import Scope
from .trace import Outcome
from .types import Kind, Type, Types
from .values import MISSING
from .words import RESERVED_WORDS

_outcome = maker(Outcome)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression by its text. Made from any text; `parse` is what refuses. Equal texts are equal expressions."""

    text: str

    def __str__(self) -> str:
        return self.text

    def evaluate(self, scope: Scope, want: Kind = Kind.VALUE, expect: Type | None = None) -> Outcome:
        """Work it out. `want` CONDITION gives True or False (never by a missing value), PEOPLE gives People; `expect` is the choice
        that bare options belong to (`set: {level: red if late else blue}`).

        Raises ExpressionFailed (with the sub-expression) for values that do not fit, ExpressionError for a text that was never
        parsed; whatever else the scope raises passes through.
        """
        frame = Frame(scope)
        value = self._worked_out(frame, want, expect)
        return _outcome(value, frame.trace(self.text, value))

    def worth(self, scope: Scope, want: Kind = Kind.VALUE, expect: Type | None = None) -> object:
        """The value alone, where nobody asks how it was come by; raises what `evaluate` raises."""
        return self._worked_out(Frame(scope), want, expect)

    def _worked_out(self, frame: Frame, want: Kind, expect: Type | None) -> object:
        choice = expect if expect is not None and expect.kind == "choice" else None
        run = _compiled(self.text, frame.scope.types, choice)
        try:
            return _wanted(frame, run(frame), want)
        except Unfit as error:
            raise ExpressionFailed(str(error), self.text) from None
        except RecursionError:
            raise ExpressionFailed("short names are nested too deeply", self.text) from None

    @property
    def names(self) -> frozenset[str]:
        """Free names: fields, steps, words; not the ids in `role(x)` and `post@`, nor a unit behind `@`, which may be an id."""
        return _uses(self.text)[0]

    @property
    def calls(self) -> frozenset[str]:
        """Functions called, built-in or not."""
        return _uses(self.text)[1]

    @property
    def policies(self) -> frozenset[str]:
        """Every x of `policy.x`."""
        return _uses(self.text)[2]

    @property
    def durations(self) -> frozenset[Duration]:
        """Every duration that is written in it."""
        return _uses(self.text)[3]


def parse(text: str) -> Expression:
    """The expression of a text; raises ExpressionError (code, message, offset, suggestion) if the grammar refuses it."""
    tree(text)
    return Expression(text)


def _wanted(frame: Frame, value: object, want: Kind) -> object:
    if want is Kind.PEOPLE:
        return frame.persons(value)
    if want is Kind.CONDITION:
        return value is not MISSING and truth(value)
    return value


@lru_cache(maxsize=8192)
def _compiled(text: str, types: Types, expect: Type | None) -> Run:
    bound, _ = Binder(text, types).bind(tree(text), expect)
    return Compiler(text).compile(bound)


def _read(text: str) -> list[n.Node]:
    """The tree; nothing of a text that cannot be read, such as a check still holds: what is wrong is told where it is bound."""
    try:
        return [tree(text)]
    except ExpressionError:
        return []


@lru_cache(maxsize=4096)
def _uses(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[Duration]]:
    names, calls, policies, durations = set[str](), set[str](), set[str](), set[Duration]()
    waiting = _read(text)
    while waiting:
        node = waiting.pop()
        match node:
            case n.Name(id=id):
                names.add(id)
            case n.Member(owner=n.Name(id="policy"), attribute=attribute):
                policies.add(attribute)
                continue
            case n.Call(function=function):
                calls.add(function)
                if function in ("role", "person"):
                    continue
            case n.At(kind="role"):
                calls.add("role")
            case n.Literal(value=Duration() as duration):
                durations.add(duration)
        waiting += n.children(node)
    return frozenset(names), frozenset(calls), frozenset(policies), frozenset(durations)


__all__ = ["RESERVED_WORDS", "Expression", "parse"]
