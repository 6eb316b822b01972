"""The check at load: every name known, every type right, before anybody uses the workflow."""

from . import nodes as n
from .bind import WANTED, Binder, Problem
from .errors import ExpressionError
from .expression import Expression
from .parse import tree
from .types import Kind, Type, Types

_HINTS = {
    Kind.CONDITION: ("a condition", "Compare it with something, or ask `has(…)`."),
    Kind.NUMBER: ("a number", None),
    Kind.TIME: ("a time", "Write a duration such as 2wd, or an instant such as due + 1wd 08:30."),
    Kind.LIST: ("a list", None),
}


def check(expression: Expression, types: Types, want: Kind = Kind.VALUE, expect: Type | None = None) -> list[Problem]:
    """What is wrong with an expression at its place: unknown names, options and functions, types that do not go together.

    `expect` is the type of the field that a value is for. A text that the grammar refuses gives that one problem.
    """
    try:
        root = tree(expression.text)
    except ExpressionError as error:
        return [Problem(error.code, error.message, error.offset, error.suggestion, error.length)]
    binder = Binder(expression.text, types)
    if want is Kind.PEOPLE:
        _bare_post(binder, root, types) or binder.people(root)
    else:
        _fits(binder, root, binder.bind(root, expect)[1], want, expect)
    _misplaced(binder, root, want)
    return sorted(dict.fromkeys(binder.problems), key=lambda problem: problem.offset)


def _bare_post(binder: Binder, root: n.Node, types: Types) -> bool:
    """A post without its unit is the likeliest slip in a list of people."""
    if not isinstance(root, n.Name) or types.open or binder.lookup(root.id) is not None:
        return False
    binder.unknown(root, None)
    return True


def _fits(binder: Binder, root: n.Node, kind: Type, want: Kind, expect: Type | None) -> None:
    if want in WANTED and kind.kind not in WANTED[want]:
        what, hint = _HINTS[want]
        binder.report(root, "wrong_type", f"`{binder.written(root)}` is a {kind}; {what} is needed here", hint)
    elif expect is not None:
        from .bind import alike

        if not alike(kind, expect):
            binder.report(root, "wrong_type", f"`{binder.written(root)}` is a {kind}; a {expect} is needed here", None)
        binder.text_option(root, expect)


def _misplaced(binder: Binder, root: n.Node, want: Kind) -> None:
    """`each(…)` makes seats, so it stands around the whole of some people; a day of the year is a whole time."""
    waiting: list[tuple[n.Node, bool]] = [(root, want is Kind.PEOPLE)]
    while waiting:
        node, outermost = waiting.pop()
        if isinstance(node, n.Call) and node.function == "each" and not outermost:
            binder.report(node, "out_of_place", "`each(…)` makes a seat per person and stands outermost", "Take it out, or write it first.")
        inner = outermost and isinstance(node, n.Either | n.Choose | n.Logic)
        for child in n.children(node):
            waiting.append((child, inner and not (isinstance(node, n.Choose) and child is node.condition)))
