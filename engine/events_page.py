"""The reference page of the history: every kind of event with what it says, written from the dataclasses themselves."""

import re
import sys
from dataclasses import MISSING, Field, fields
from inspect import cleandoc
from typing import Any, get_type_hints

from .case import Approval, Authority, Decision, Numbered, ReturnPoint, SeatOwner, Timer
from .events import FACTS, Event
from .outgoing import EVENTS

HEAD = """# The history: every event

This page is generated from `engine/events.py` (`python -m signoff.engine.events_page`); a test compares.

The history (历史) of a case is a list of events, append-only, in one hash chain per root case. The stored case, its tasks and its
timers are the fold of it: an event is the only way a case changes. `engine.history(case)` gives them in order.

## What every event says

{header}

## What happened

The stable names as stored, in the order in which a case usually meets them. A field with a default may be missing in a stored
event; it then has that default.

{facts}
## Values in them

{values}
## What a handler can wait for

`engine.on(NAME)` calls a function after commit, at least once. Most events have no name there: who wants to know everything reads
the history.

| name | after |
|---|---|
{handled}
"""


VALUES = (Decision, Authority, Timer, Approval, ReturnPoint, SeatOwner, Numbered)
AFTER = {
    "case.started": "started",
    "case.entered": "entered",
    "case.returned": "returned",
    "case.reopened": "reopened",
    "task.opened": "seat_opened",
    "task.decided": "decided",
}

_MODULE = re.compile(r"(?:collections\.abc|datetime|signoff\.engine\.\w+)\.")


def page() -> str:
    """The text of `docs/reference/events.md`."""
    header = cleandoc(Event.__doc__ or "") + "\n\n" + _table(Event, without=("fact",))
    facts = "\n".join(_section(name, fact) for name, fact in FACTS.items())
    handled = "\n".join(f"| `{name}` | `{AFTER.get(name, 'ended')}` |" for name in EVENTS)
    values = "\n".join(_section(value.__name__, value) for value in VALUES)
    return HEAD.format(header=header, facts=facts, values=values, handled=handled)


def _section(name: str, cls: type[Any]) -> str:
    table = _table(cls)
    return f"### {name}\n\n{cleandoc(cls.__doc__ or '')}\n" + (f"\n{table}\n" if table else "")


def _table(cls: type[Any], without: tuple[str, ...] = ()) -> str:
    hints = get_type_hints(cls)
    rows = [f"| `{f.name}` | {_type(hints[f.name])} | {_default(f)} |" for f in fields(cls) if f.name not in without]
    return "| field | type | default |\n|---|---|---|\n" + "\n".join(rows) if rows else ""


def _type(hint: Any) -> str:
    """A type as a reader of the history thinks of it."""
    text = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    return _MODULE.sub("", text).replace(" | ", " or ")


def _default(spec: "Field[Any]") -> str:
    if spec.default_factory is not MISSING:
        return "empty"
    if spec.default is MISSING:
        return "—"
    return "empty" if spec.default == () or spec.default == "" else f"`{spec.default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
