"""An error goes from one process to another as it is: what a worker of Celery or of a process pool raises reaches who asked."""

import pickle

import pytest

from signoff import InvalidWorkflow, Misconfigured, NotFound, Reason, Refused, SignoffError, Stale
from signoff.engine.errors import Finding

REASONS = (Reason("not_holder", "not yours", "Ask bea.", {"step": "head"}), Reason("comment_required", "say why"))


@pytest.mark.parametrize(
    "error",
    [
        Refused(REASONS, who_could=["bea"]),
        InvalidWorkflow([Finding("unreadable", "cannot be read", file="a.yaml", line=1, column=2, suggestion="Look.")]),
        NotFound("there is no case 7", code="unknown", hint="Look.", data={"case": "7"}),
        Stale("old"),
        Misconfigured("wrong"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_pickled_whole(error: SignoffError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert vars(again) == vars(error)
