"""What an error is over HTTP: one status and one body, for every framework."""

from collections.abc import Mapping
from typing import Any

from signoff.engine.errors import (
    DirectoryUnavailable,
    InvalidWorkflow,
    NotFound,
    Reason,
    Refused,
    SignoffError,
    Stale,
    StoreUnavailable,
)

FORBIDDEN = frozenset(
    {
        "delegate_not_allowed",
        "delegated",
        "duplicate_forbidden",
        "human_required",
        "not_admin",
        "not_asked",
        "not_by",
        "not_editable",
        "not_holder",
        "not_own_proxy",
        "not_proxy",
        "not_same_as",
        "opinion_only",
        "principal_only",
        "proxy_conflict",
        "reserved_name",
        "self_forbidden",
        "start_not_allowed",
        "transfer_not_allowed",
    }
)
"""Refusals because of who asks: 403. The same person would be refused however often they try."""

UNPROCESSABLE = ("_invalid", "_required", "_not_wanted", "_too_large")
"""Endings of refusals because of what was given: 422."""
GIVEN = frozenset({"unknown_action", "unknown_field", "unknown_person", "unstorable_text", "request_id_reused", "nobody_named"})
"""Others of that kind."""

STATUS: Mapping[type[SignoffError], int] = {
    NotFound: 404,
    Stale: 409,
    InvalidWorkflow: 422,
    DirectoryUnavailable: 503,
    StoreUnavailable: 503,
    SignoffError: 500,
}
"""The first class of an error's ancestry that stands here gives the status; refusals have theirs by code."""


def status_of(error: SignoffError) -> int:
    """404 not found, 403 not this person, 422 not this value, 409 not now, 503 try again later, 500 the host's own mistake."""
    if isinstance(error, Refused):
        return _of_code(error.code)
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def body_of(error: SignoffError) -> dict[str, Any]:
    """The error as JSON: `{"error": {"code", "message", "hint"?, "reasons"?, "who_could"?, "findings"?}}`.

    Of an error with status 500 only the code is told: its sentence is for the host's log.
    """
    if status_of(error) == 500:
        return {"error": {"code": error.code, "message": "Internal error"}}
    told: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
    if isinstance(error, Refused):
        told |= {"reasons": [_reason(one) for one in error.reasons], "who_could": list(error.who_could)}
    if isinstance(error, InvalidWorkflow):
        told["findings"] = [{"code": one.code, "message": one.message, "line": one.line, "column": one.column} for one in error.findings]
    return {"error": {name: value for name, value in told.items() if value}}


def _of_code(code: str) -> int:
    word = code.partition(":")[0]
    if word in FORBIDDEN:
        return 403
    return 422 if word in GIVEN or word.endswith(UNPROCESSABLE) else 409


def _reason(reason: Reason) -> dict[str, Any]:
    told = {"code": reason.code, "message": reason.message, "hint": reason.hint}
    return {name: value for name, value in told.items() if value}
