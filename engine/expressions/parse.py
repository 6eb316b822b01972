"""Text → tokens → Python's own parser → allow-list → our tree. Raises ExpressionError, and nothing else, whatever the text."""

import ast
from collections.abc import Callable
from datetime import time
from functools import lru_cache
from typing import NoReturn

from ..durations import Unit
from . import nodes as n
from .errors import ExpressionError
from .tokens import Token, tokens_of
from .words import METHODS, WITHOUT_ARGUMENT, WORDS, did_you_mean

DEEPEST_TREE = 60
MOST_NODES = 250

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_BINARY: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@lru_cache(maxsize=4096)
def tree(text: str) -> n.Node:
    """The tree of an expression; the same text gives the same tree."""
    found = _Reader(text, tokens_of(text)).read()
    _measure(found)
    return found


def _measure(root: n.Node) -> None:
    """Refuse what is too deep or too large; bottom-up passes may recurse safely afterwards."""
    waiting, count = [(root, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > DEEPEST_TREE or count > MOST_NODES:
            raise ExpressionError(
                "too_deep",
                "the expression is nested too deeply or has too many parts",
                node.start,
                "Give parts of it a name under `names`.",
            )
        waiting += [(child, depth + 1) for child in n.children(node)]


class _Reader:
    """One text on its way from tokens to a tree. Python sees `n0 <= n1`; columns lead back to tokens, tokens to the text."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        pieces: list[str] = []
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        column = 0
        for number, token in enumerate(tokens):
            piece = str(token.value) if token.kind == "op" else f"<< n{number}" if token.kind == "clock" else f"n{number}"
            self.starts[column] = number
            self.ends[column + len(piece)] = number
            pieces.append(piece)
            column += len(piece) + 1
        self.source = " ".join(pieces)

    def read(self) -> n.Node:
        """The tree of the whole text."""
        try:
            parsed = ast.parse(self.source, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self._syntax(error) from None
        try:
            return self.node(parsed.body)
        except RecursionError:
            raise ExpressionError("too_deep", "the expression is nested too deeply", 0, "Give parts of it a name under `names`.") from None

    def _syntax(self, error: Exception) -> ExpressionError:
        opened = [t for t in self.tokens if t.kind == "op" and t.value == "("]
        closed = [t for t in self.tokens if t.kind == "op" and t.value == ")"]
        if len(opened) != len(closed):
            wrong = (opened if len(opened) > len(closed) else closed)[-1]
            missing = ")" if wrong.value == "(" else "("
            return ExpressionError(
                "bad_expression", f"a `{missing}` is missing for this `{wrong.value}`", wrong.start, f"Add the `{missing}`."
            )
        column = (error.offset or 1) - 1 if isinstance(error, SyntaxError) else 0
        number = max((i for start, i in self.starts.items() if start <= column), default=0)
        last = self.tokens[-1]
        if last.kind == "op" and last.value != ")":
            return ExpressionError("bad_expression", f"something is missing after `{last.value}`", last.start, "Finish the expression.")
        if "if" in (t.value for t in self.tokens if t.kind == "op") and "else" not in (t.value for t in self.tokens if t.kind == "op"):
            return ExpressionError("bad_expression", "`if` has no `else`", self.tokens[number].start, "Write `x if condition else y`.")
        return self._unexpected(number)

    def _unexpected(self, number: int) -> ExpressionError:
        """Python points at the first of two words that do not go together; the second one is the one too many."""
        token, hint = self.tokens[number], None
        after = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        if token.kind != "op" and after is not None and after.kind != "op":
            token, hint = after, self._apart(token, after)
        written = self.text[token.start : token.end]
        hint = hint or (
            "If it is a text, put quotes around all of it." if token.kind != "op" else "Correct what stands before or after it."
        )
        return ExpressionError("bad_expression", f"`{written[:40]}` cannot stand here", token.start, hint, length=token.end - token.start)

    def _apart(self, first: Token, second: Token) -> str | None:
        """A number and its unit of time with a space between them: how they are written together."""
        number, unit = (self.text[token.start : token.end] for token in (first, second))
        return f"Write `{number}{unit}`, without a space." if isinstance(first.value, int) and unit in tuple(Unit) else None

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Where a node of Python's stands in the text."""
        first, last = self.starts.get(node.col_offset, 0), self.ends.get(node.end_col_offset or 0, len(self.tokens) - 1)
        return self.tokens[first].start, self.tokens[last].end

    def token(self, node: ast.Name) -> Token:
        return self.tokens[int(node.id[1:])]

    def node(self, node: ast.expr) -> n.Node:
        """Our node for one of Python's; whatever is not on the list is refused."""
        reader = _READERS.get(type(node))
        if reader is None:
            self.refuse(node, "this is not part of the language")
        return reader(self, node)

    def refuse(self, node: ast.expr, message: str, hint: str | None = None) -> NoReturn:
        start, end = self.span(node)
        raise ExpressionError("bad_expression", message, start, hint, length=max(1, end - start))

    def name(self, node: ast.Name) -> n.Node:
        token = self.token(node)
        if token.kind == "name":
            return n.Name(token.start, token.end, str(token.value))
        return n.Literal(token.start, token.end, token.value)

    def attribute(self, node: ast.Attribute) -> n.Node:
        return n.Member(*self.span(node), self.node(node.value), self.attribute_name(node))

    def attribute_name(self, node: ast.Attribute) -> str:
        token = self.tokens[int(node.attr[1:])]
        if token.kind != "name":
            raise ExpressionError("bad_expression", "a name is needed after the dot", token.start, length=token.end - token.start)
        if isinstance(node.value, ast.Name) and self.token(node.value).kind != "name":
            self.refuse(node, "numbers and texts have no parts")
        return str(token.value)

    def call(self, node: ast.Call) -> n.Node:
        if isinstance(node.func, ast.Attribute):
            return self.method(node, node.func)
        if not isinstance(node.func, ast.Name) or self.token(node.func).kind != "name":
            self.refuse(node, "only a function's name can be called")
        function = str(self.token(node.func).value)
        if function in WORDS:
            self.refuse(node, f"`{function}` is no function", f"Write `{function}` without brackets.")
        if len(node.args) != 1:
            self.refuse(node, f"`{function}` needs one argument", f"Write `{function}(…)`.")
        if function == "portfolio":
            self.refuse(node, "`portfolio(…)` stands after the `@` of a post", "Write `director@portfolio(unit)`.")
        argument = self.node(node.args[0])
        if function in ("role", "person", "actor_of", "passed", "approved", "changed"):
            self.id_of(argument, function)
        return n.Call(*self.span(node), function, argument)

    def method(self, node: ast.Call, func: ast.Attribute) -> n.Node:
        name = self.attribute_name(func)
        if name != "passed" and name not in METHODS:
            self.refuse(
                node, f"`.{name}(…)` is not known", did_you_mean(name, METHODS, "Known: " + ", ".join(f".{m}" for m in sorted(METHODS)))
            )
        if not node.args and name not in WITHOUT_ARGUMENT:
            self.refuse(node, f"`.{name}(…)` needs a condition or value of `it`", f"Write `.{name}(it.FIELD)`.")
        if node.args and name == "last":
            self.refuse(node, "`.last()` takes no argument", "Write `.where(…).last()`.")
        argument = self.node(node.args[0]) if node.args else None
        if name == "passed" and argument is not None:
            self.id_of(argument, name)
        return n.Method(*self.span(node), self.node(func.value), name, argument)

    def id_of(self, node: n.Node, function: str) -> str:
        """An id as it is written in `role(legal)`: a name, or a text for ids with other characters."""
        if isinstance(node, n.Name):
            return node.id
        if isinstance(node, n.Literal) and isinstance(node.value, str):
            return node.value
        raise ExpressionError(
            "bad_expression", f"`{function}(…)` takes a name", node.start, f"Write `{function}(NAME)`.", length=node.end - node.start
        )

    def compare(self, node: ast.Compare) -> n.Node:
        operands = [self.node(operand) for operand in (node.left, *node.comparators)]
        pairs = [
            n.Compare(left.start, right.end, _COMPARE[type(op)], left, right)
            for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
            if type(op) in _COMPARE
        ]
        if len(pairs) == 1:
            start, end = self.span(node)
            return n.Compare(start, end, pairs[0].op, pairs[0].left, pairs[0].right)
        return n.Logic(*self.span(node), "and", tuple(pairs))

    def logic(self, node: ast.BoolOp) -> n.Node:
        op = "and" if isinstance(node.op, ast.And) else "or"
        return n.Logic(*self.span(node), op, tuple(self.node(value) for value in node.values))

    def unary(self, node: ast.UnaryOp) -> n.Node:
        if isinstance(node.op, ast.Not):
            return n.Not(*self.span(node), self.node(node.operand))
        if isinstance(node.op, ast.USub):
            return n.Negative(*self.span(node), self.node(node.operand))
        self.refuse(node, "a sign `+` means nothing", "Take it out.")

    def binary(self, node: ast.BinOp) -> n.Node:
        if isinstance(node.op, ast.MatMult):
            return self.at(node)
        if isinstance(node.op, ast.LShift):
            return self.clock(node)
        if isinstance(node.op, ast.BitOr):
            left, right = self.node(node.left), self.node(node.right)
            # `a | b | c` is flat: depth is bounded, and people are listed rather than nested.
            first = left.parts if isinstance(left, n.Either) and isinstance(node.left, ast.BinOp) else (left,)
            return n.Either(*self.span(node), (*first, right))
        return n.Binary(*self.span(node), _BINARY[type(node.op)], self.node(node.left), self.node(node.right))

    def at(self, node: ast.BinOp) -> n.Node:
        who = self.node(node.left)
        unit, portfolio = self.unit(node.right)
        if isinstance(who, n.Name) and who.id not in WORDS:
            return n.At(*self.span(node), "post", who.id, unit, portfolio)
        if isinstance(who, n.Call) and who.function == "role" and not portfolio:
            return n.At(*self.span(node), "role", self.id_of(who.argument, "role"), unit, False)
        self.refuse(node, "before `@` stands a post or a role", "Write `director@UNIT`, `director@portfolio(UNIT)` or `role(x)@UNIT`.")

    def unit(self, node: ast.expr) -> tuple[n.Node, bool]:
        portfolio = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and self.token(node.func).value == "portfolio"
        if isinstance(node, ast.Call) and portfolio:
            if len(node.args) != 1:
                self.refuse(node, "`portfolio` needs one argument", "Write `portfolio(UNIT)`.")
            node = node.args[0]
        unit = self.node(node)
        text = isinstance(unit, n.Literal) and isinstance(unit.value, str)
        if not text and not isinstance(unit, n.Name | n.Member | n.Call | n.Method | n.Choose | n.Logic):
            self.refuse(node, "after `@` stands a unit", "Write a unit's id, a field with a unit, or `portfolio(UNIT)`.")
        return unit, portfolio

    def clock(self, node: ast.BinOp) -> n.Node:
        token = self.token(node.right) if isinstance(node.right, ast.Name) else None
        if token is None or token.kind != "clock" or not isinstance(token.value, time):
            self.refuse(node, "a clock time stands behind an instant", "Write `due + 1wd 08:30`.")
        return n.Clock(*self.span(node), self.node(node.left), token.value)

    def choose(self, node: ast.IfExp) -> n.Node:
        return n.Choose(*self.span(node), self.node(node.test), self.node(node.body), self.node(node.orelse))


_READERS: dict[type[ast.expr], Callable[..., n.Node]] = {
    ast.Name: _Reader.name,
    ast.Attribute: _Reader.attribute,
    ast.Call: _Reader.call,
    ast.Compare: _Reader.compare,
    ast.BoolOp: _Reader.logic,
    ast.UnaryOp: _Reader.unary,
    ast.BinOp: _Reader.binary,
    ast.IfExp: _Reader.choose,
}
