"""Expressions: `when`, `by`, `due` and their like. Text in, a value and its trace out; nothing of a host is ever reachable.

`parse` refuses what the grammar does not know, `check` what the workflow's names and types do not allow, and
`Expression.evaluate` works it out against a `Scope`.
"""

from .bind import Problem
from .check import check
from .errors import ExpressionError, ExpressionFailed
from .expression import Expression, parse
from .family import element_type, types_of, waits, with_children
from .scope import Scope
from .trace import Outcome, Resolution, Step, Trace
from .types import CASE_WORDS, CLOCK_WORDS, ELSEWHERE, OPEN, START_WORDS, STEP_PARTS, Kind, Type, Types, field_type, policy_type, type_of
from .values import MISSING, NOBODY, UNKNOWN_NAME, MonthDay, People, PeopleQuery, PersonRef, Span, Timed, as_day, at_due, plain, show
from .words import FUNCTIONS, INNER_FUNCTIONS, METHODS, RESERVED_WORDS, is_id, normal

__all__ = [
    "CASE_WORDS",
    "CLOCK_WORDS",
    "ELSEWHERE",
    "FUNCTIONS",
    "INNER_FUNCTIONS",
    "METHODS",
    "MISSING",
    "NOBODY",
    "OPEN",
    "RESERVED_WORDS",
    "START_WORDS",
    "STEP_PARTS",
    "UNKNOWN_NAME",
    "Expression",
    "ExpressionError",
    "ExpressionFailed",
    "Kind",
    "MonthDay",
    "Outcome",
    "People",
    "PeopleQuery",
    "PersonRef",
    "Problem",
    "Resolution",
    "Scope",
    "Span",
    "Step",
    "Timed",
    "Trace",
    "Type",
    "Types",
    "as_day",
    "at_due",
    "check",
    "element_type",
    "field_type",
    "is_id",
    "normal",
    "parse",
    "plain",
    "policy_type",
    "show",
    "type_of",
    "types_of",
    "waits",
    "with_children",
]
