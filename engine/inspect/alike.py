"""Whether what is found of one case holds for all that are like it: where it hangs on who is in a pool, or stands in, it may not."""

from dataclasses import dataclass

from ..case import CLOSED, Case, Task
from ..frozen import quickly_made
from ..proxies import stand_ins
from ..situation import involved
from .look import Look
from .seats import Standing
from .values import StuckFinding


@quickly_made
@dataclass(frozen=True, eq=False)
class Looked:
    """A case that was looked at, and everything that was found; without a look where its definition cannot be had."""

    case: Case
    look: Look | None
    found: tuple[StuckFinding, ...]


def held_up_by(looked: Looked) -> str | None:
    """The id of the child for which a case waits in vain, of several the one that is named first."""
    for one in looked.found:
        if one.code == "child_stuck":
            return str(one.evidence["child"])
    return None


def for_all(looked: Looked) -> bool:
    """Whether the case is well, and every one like it must be well, too."""
    look = looked.look
    if look is None or any(one.code != "child_stuck" for one in looked.found):
        return False
    if look.step.splits:
        return True
    seats = [(task, found) for task, found in look.seats if task.state is not CLOSED]
    return all(_for_all(look, task, found) for task, found in seats)


def _for_all(look: Look, task: Task, found: Standing) -> bool:
    """Whether somebody can act on this seat in every such case: its holder himself, or more people than duties could keep from it."""
    if task.holder is not None:
        return task.holder in found.able and not stand_ins(look.step, look.case, task.holder, look.world)
    if not task.tokens or not look.model.outlook(look.step.id).duties:
        return bool(found.able)
    barred = sum(reason.code not in ("unknown_person", "inactive_person") for reason in found.kept.values())
    return len(found.able) + barred > len(involved(look.case))
