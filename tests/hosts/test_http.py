"""Every error has one status and one body, whatever the framework."""

import json
import re
from pathlib import Path

import pytest

from signoff.adapters.hosts.http import FORBIDDEN, GIVEN, body_of, status_of
from signoff.engine.errors import (
    Corrupt,
    DirectoryUnavailable,
    Finding,
    InvalidWorkflow,
    Misconfigured,
    NotFound,
    Reason,
    Refused,
    SignoffError,
    Stale,
    StoreUnavailable,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "refusals.md"


def refused(code: str) -> Refused:
    """A refusal of this code."""
    return Refused([Reason(code, "no", "ask bea", {"facts": 1})], who_could=["bea"])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refused("not_holder"), 403),
        (refused("not_editable:sum"), 403),
        (refused("seat_already_decided"), 409),
        (refused("not_open"), 409),
        (refused("three_quotes"), 409),
        (refused("sum_invalid"), 422),
        (refused("unknown_field:x"), 422),
        (refused("comment_required"), 422),
        (NotFound("x"), 404),
        (Stale("x", code="conflict"), 409),
        (InvalidWorkflow([Finding("unknown_key", "m", line=3, column=5)]), 422),
        (DirectoryUnavailable("x"), 503),
        (StoreUnavailable("x"), 503),
        (Misconfigured("x"), 500),
        (Corrupt("x"), 500),
    ],
)
def test_an_error_has_its_status(error: SignoffError, status: int) -> None:
    assert status_of(error) == status
    assert json.loads(json.dumps(body_of(error)))["error"]["code"] == error.code


def test_a_refusal_tells_all_its_reasons_and_who_could() -> None:
    error = Refused([Reason("not_holder", "you hold nothing"), Reason("comment_required", "say why", "Give one.")], who_could=["bea"])
    assert body_of(error)["error"] == {
        "code": "not_holder",
        "message": "you hold nothing; say why",
        "reasons": [
            {"code": "not_holder", "message": "you hold nothing"},
            {"code": "comment_required", "message": "say why", "hint": "Give one."},
        ],
        "who_could": ["bea"],
    }


def test_what_is_the_hosts_own_mistake_is_not_told_to_its_users() -> None:
    assert body_of(Misconfigured("the file /srv/secret is wrong", hint="mend /srv/secret")) == {
        "error": {"code": "misconfigured", "message": "Internal error"}
    }


def test_every_code_named_here_is_one_that_the_engine_has() -> None:
    codes = {code.partition(":")[0] for code in re.findall(r"^\| `([^`]+)`", PAGE.read_text("utf-8"), re.MULTILINE)}
    assert codes >= FORBIDDEN and codes >= GIVEN - {"unknown_person"}
