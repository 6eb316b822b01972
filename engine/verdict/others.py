"""Who could do what somebody was refused: of a seat its people, of an administrator's verb the administrators."""

from .. import commands as c
from ..case import Case, Status
from ..errors import DirectoryUnavailable
from ..model import Model
from ..people import ADMINISTRATORS
from ..world import World
from .administrators import JUDGES
from .outcome import Verdict
from .seats import who_could

OF_ADMINISTRATORS = (*JUDGES, c.Reassign, c.Succeed, c.Migrate)
"""The commands that take the role `admin`, or the host's `authorize`."""
WHO = ("not_admin", "unknown_person", "inactive_person", "reserved_name")
"""Refusals of whoever asked, and not of what he asked for."""
OF_NOBODY = (
    *("to_be_mended", "not_stuck_so", "acknowledged_already", "unknown_reason", "unknown_clock"),
    *("comment_required", "comment_invalid", "comment_too_large", "comment_not_wanted"),
    *("unknown_action", "not_now"),
)
"""Refusals that everybody gets."""


def others_who_could(model: Model, case: Case | None, command: c.Command, said: Verdict, world: World) -> tuple[str, ...]:
    """Who could act in a refused person's place; nobody where that person is one of them, for then it is no question of who."""
    if said.allowed or case is None or said.reasons[0].code in OF_NOBODY:
        return ()
    if isinstance(command, OF_ADMINISTRATORS):
        return administrators(world) if said.reasons[0].code in WHO else ()
    if isinstance(command, c.Act) and _apart(model, case, command.action):
        return ()
    could = who_could(model.step(case.step), case, world) if case.status is Status.OPEN else ()
    return () if command.by in could else could


def _apart(model: Model, case: Case, name: str) -> bool:
    """Whether an action is for people in a right of their own, whoever has the seat; the refusal itself says for whom."""
    action = model.actions(model.step(case.step)).get(name)
    return action is not None and all(arm.apart for arm in action.arms)


def administrators(world: World) -> tuple[str, ...]:
    """Who may use administrators' verbs by role, as far as the directory answers."""
    if world.past:
        return ()
    try:
        return world.find(ADMINISTRATORS).entries
    except DirectoryUnavailable:
        # Why somebody is refused, and what a finding says of the clock or the machinery, holds without a directory, too.
        return ()
