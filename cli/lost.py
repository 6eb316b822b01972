"""What the incident of an effect says (a dead letter), in the language spoken: the engine has written it down in its own words."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from signoff.engine import misfit

from .errors import told_by_code
from .messages import label, language, say
from .misfits import named
from .tongue import in_tongue

if TYPE_CHECKING:
    from signoff.engine.definition import Guard, Workflow

    from .naming import Names

SIGNAL = re.compile(
    r"(?P<to>.+?) does not take the signal `(?P<action>[^`]+)`: (?P<why>.+) \((?P<code>\w+(?::\[.*\])?)\)(?P<hint>\. .+)?", re.DOTALL
)


def why_lost(error: str, definition: str, names: "Names") -> str:
    """The sentence of an incident; a guard's own words are those of the definition of the case that sent it, if it has such a guard."""
    if language() == "en":
        return error
    found = SIGNAL.fullmatch(error)
    if found is None:
        return in_tongue(error) or error
    why, hint = refusal(found["code"], found["why"], definition, names), (found["hint"] or "").removeprefix(". ")
    told = say("lost.signal", to=found["to"], action=found["action"], why=why, code=found["code"])
    return f"{told}。{in_tongue(hint) or hint}" if hint else told


def refusal(code: str, message: str, definition: str, names: "Names") -> str:
    """Why a case has refused something, where only the code and the sentence are left; a guard's own words by what it says."""
    bare = code.partition(":")[0]
    every = [guard.say for one in names.all(definition) for guard in guards(one) if guard.code == bare and guard.say]
    own = next((words for words in every if message in words.values()), every[0] if every else None)
    return label(own, message) if own else of_field(bare, message, definition, names) or told_by_code(code, message)


def of_field(code: str, message: str, definition: str, names: "Names") -> str | None:
    """What is wrong with a field, by its title; None where the refusal is about something else, or the engine's own words will do."""
    field, _, ending = code.rpartition("_")
    about = {"required": f"`{field}` must have a value", "invalid": f"`{field}`: "}.get(ending)
    if about is None or language() == "en" or not message.startswith(about):
        return None
    return say(f"tried.{ending}", named=named(misfit.named(field, names.described(definition, field))))


def guards(workflow: "Workflow") -> "Iterator[Guard]":
    """Every guard of the actions of a definition."""
    tables = [workflow.anytime, *(step.actions for step in workflow.steps.values())]
    for arm in (arm for table in tables for action in table.values() for arm in action.arms):
        yield from arm.require
