"""What is told before a command is given, because other cases have to be known for it, which no guard of a workflow can look at.

The command line asks for every command of its own; a host that acts on these workflows itself does so as well.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from signoff.engine import commands as c
from signoff.engine.desk import Desk
from signoff.engine.errors import NotFound, Reason

from .merging import ACTION, misfits

SUPERVISION, NUMBER = "supervision", "case_no"
"""The workflow of supervision orders, and its field that says which case is meant."""
NUMBERED = ("proposal-handling", "co-opinion-handling", "proposal-record")
"""Workflows whose cases have such a number."""
PAGE = 500


def wrong(desk: Desk, command: c.Command) -> tuple[Reason, ...]:
    """Why a command should not be given, as things stand now; nothing of what the engine itself refuses.

    A case that cannot be merged (并案) into the one that it names is not assigned, and nobody is supervised for a case that is not there.
    """
    match command:
        case c.Act(action=action, case=case) if action == ACTION:
            return tuple(misfits(desk, [desk.case(case)]).values())
        case c.Start(workflow=workflow, data=data) if workflow == SUPERVISION:
            return tuple(_unknown(desk, str((data or {}).get(NUMBER) or "").strip()))
    return ()


def _unknown(desk: Desk, number: str) -> Iterator[Reason]:
    """Whether no case has this number, or this key."""
    if not number or any(desk.cases(workflow=one, number=number, limit=1) for one in NUMBERED) or _is_key(desk, number):
        return
    near = get_close_matches(number, sorted(_numbers(desk)), n=1)
    hint = f"Did you mean {near[0]}?" if near else "Write the number of a registered case, or leave it out and say what it is about."
    yield Reason("case_no_unknown", f"there is no case with the number {number}", hint, {"number": number, "near": near})


def _is_key(desk: Desk, name: str) -> bool:
    try:
        return desk.case(name).workflow in NUMBERED
    except NotFound as error:
        return error.code != "not_found"


def _numbers(desk: Desk) -> Iterator[str]:
    for workflow in NUMBERED:
        after: str | None = None
        while page := desk.cases(workflow=workflow, limit=PAGE, after=after):
            yield from (str(view.data[NUMBER]) for view in page if view.data.get(NUMBER))
            after = page[-1].id
