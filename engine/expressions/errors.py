"""What can go wrong with an expression: its author's mistake, or a value that it cannot work with."""

from ..errors import SignoffError


class ExpressionError(SignoffError):
    """The grammar refuses the text. `offset` and `length` count characters of the text; `suggestion` says what to write instead."""

    code = "bad_expression"

    def __init__(self, code: str, message: str, offset: int = 0, suggestion: str | None = None, *, length: int = 1) -> None:
        super().__init__(message, code=code, hint=suggestion, data={"offset": offset, "length": length})
        self.offset = offset
        self.length = length
        self.suggestion = suggestion


class ExpressionFailed(SignoffError):
    """A well-formed expression that cannot be worked out on these values (division by zero, unlike types). `part` is the sub-expression."""

    code = "expression_failed"

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(f"`{part}`: {message}" if part else message, data={"part": part})
        self.part = part


class Unfit(Exception):
    """Inside only: values that an operation cannot take; becomes ExpressionFailed with the sub-expression's text."""
