"""Command lines that would mend a finding, with who may carry them out."""

import shlex
from datetime import date
from typing import TYPE_CHECKING

from ..case import Case, Task
from ..frozen import maker
from ..verdict.others import administrators
from .parties import parties, waited_for
from .successors import substitutes, successor
from .values import Because, RepairCommand

if TYPE_CHECKING:
    from .look import Look

_made = maker(RepairCommand, "line")
SOMEBODY = "PERSON"
"""What stands in a command line where nobody could be proposed."""


def address(case: Case) -> str:
    """The case as a command line names it without doubt."""
    return case.id if case.key == case.id else f"{case.workflow}/{case.key}"


def line(case: Case, verb: str, *words: str) -> str:
    """`signoff VERB CASE …`, quoted for a shell."""
    return shlex.join(_words(case, verb, *words))


def _words(case: Case, verb: str, *words: str) -> tuple[str, ...]:
    return "signoff", verb, address(case), *words


def _command(words: tuple[str, ...], verb: str, by: tuple[str, ...] = (), because: Because | None = None) -> RepairCommand:
    """A command of these words, which are quoted for a shell when somebody reads the line."""
    return _made(lambda command, name: shlex.join(words), verb, by, because)


def _given(look: "Look", verb: str, *words: str, because: Because, by: tuple[str, ...] | None = None) -> RepairCommand:
    """A command with a reason; an administrator's unless it is said whose."""
    told = "signoff", verb, address(look.case), *words, "--reason", because.text
    return _command(told, verb, administrators(look.world) if by is None else by, because)


def reassign(look: "Look", task: Task, because: Because) -> tuple[RepairCommand, ...]:
    """Give the seat to somebody who may act on it; nothing for a seat whose turn has not come, or in a past that is over."""
    if not task.open or look.world.past:
        return ()
    found = successor(look, task, because.text)
    to = found.person if found is not None else SOMEBODY
    return (_given(look, "reassign", "--task", task.id, "--to", to, because=because),)


def stand_in(look: "Look", task: Task, until: date | None, because: Because) -> tuple[RepairCommand, ...]:
    """Let somebody stand in for the holder of a seat who is away; nothing in a past that is over."""
    if task.holder is None or look.world.past:
        return ()
    to = next(substitutes(look, task), SOMEBODY)
    last = ("--until", until.isoformat()) if until is not None else ()
    words = ("signoff", "proxy", "set", task.holder, to, *last, "--scope", place(look), "--reason", because.text)
    by = dict.fromkeys((task.holder, *administrators(look.world)))
    return (_command(words, "proxy", tuple(by), because),)


def place(look: "Look") -> str:
    """The step as the scope of a standing rule names it."""
    return f"{look.case.workflow}.{look.step.of or look.step.id}"


def remind(look: "Look") -> tuple[RepairCommand, ...]:
    """Urge those for whom the seats wait; nothing where they wait for nobody."""
    return (_command(_words(look.case, "remind"), "remind", parties(look, "remind")),) if waited_for(look) else ()


def acknowledge(look: "Look", code: str, clock: str | None = None) -> RepairCommand:
    """Say that one has seen to it."""
    words = ["--code", code, *(["--clock", clock] if clock is not None else [])]
    return _given(look, "acknowledge", *words, because=Because("seen", "seen to"), by=parties(look, "acknowledge"))


def rearm(look: "Look", clock: str | None = None) -> RepairCommand:
    """Arm timers that are missing."""
    return _given(look, "rearm", *(["--clock", clock] if clock is not None else []), because=Because("rearmed", "armed anew"))


def resume(look: "Look", asleep: Case) -> RepairCommand:
    """Let a suspended case go on, and all that sleeps with it."""
    because = Because("resumed", "resumed")
    words = "signoff", "resume", address(asleep), "--reason", because.text
    return _command(words, "resume", administrators(look.world), because)


def retry(look: "Look") -> RepairCommand:
    """Once more what has failed: effects that were given up, children that could not be opened."""
    return _given(look, "retry", because=Because("retried", "tried again"))


def jump(look: "Look", to: str) -> RepairCommand:
    """Take the case to another step."""
    return _given(look, "jump", "--to", to, because=Because("mend_data", "mend the data"))


TICK = RepairCommand("signoff tick", "tick")
"""Fire everything that is due, on this node, now."""


def why(case: Case, person: str | None = None) -> RepairCommand:
    """Look closer."""
    return _command(_words(case, "why", *(("--for", person) if person is not None else ())), "why")


DOCTOR = RepairCommand("signoff doctor", "doctor")
"""Look at the processes, and at what each can deliver."""
