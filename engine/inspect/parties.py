"""Who has a part in a case: for whom its seats wait, who may ask something of it, and who is an administrator."""

from typing import TYPE_CHECKING

from ..errors import DirectoryUnavailable
from ..scope import holder_of
from ..verdict.asides import party
from ..verdict.others import administrators
from ..verdict.seats import known_person

if TYPE_CHECKING:
    from .look import Look


def waited_for(look: "Look") -> tuple[str, ...]:
    """Whom the open seats wait for, as far as the directory answers."""
    try:
        return tuple(dict.fromkeys(p for task in look.case.open_tasks for p in holder_of(task, look.world).entries))
    except DirectoryUnavailable:
        return tuple(task.holder for task in look.case.open_tasks if task.holder is not None)


def parties(look: "Look", verb: str) -> tuple[str, ...]:
    """Who has a part in the case and is there, then who is an administrator; of whoever has a part `verdict` would allow it."""
    case, world = look.case, look.world
    if world.past:
        return ()
    acted = [person for memory in case.memory.values() for person in memory.acted]
    copied = [reader.person for reader in case.readers if reader.copied]
    found = dict.fromkeys((case.initiator, *waited_for(look), *acted, *copied))
    try:
        mine = [person for person in found if known_person(person, world) is None and party(case, person, verb, world, False)]
    except DirectoryUnavailable:
        mine = list(found)
    return tuple(dict.fromkeys((*mine, *administrators(world))))
