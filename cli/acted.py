"""What an act brought about, told from the case before and after it, and from the history what its effects could not do."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from signoff.engine.frozen import dataclass

from .looks import full_due, holders, status
from .messages import say
from .naming import Names, changed
from .output import Answer
from .screen import BOLD, GREEN, RED, YELLOW, Screen
from .shapes import case_json

if TYPE_CHECKING:
    from signoff.engine.views import CaseView

    from .app import App

WAS = ("step", "status", "round", "revision")


@dataclass(frozen=True, slots=True)
class Acted:
    """A verb that was carried out: by whom, the case before (None: it has just begun) and after, and what its effects could not do."""

    verb: str
    by: str
    before: "CaseView | None"
    after: "CaseView"
    undone: tuple[str, ...] = ()


def undone(app: "App", after: "CaseView") -> tuple[str, ...]:
    """What the effects of the last act could not do, as the history tells it."""
    from .narrate import Narrator, is_undone

    events = app.engine.history(after.id)
    narrator = Narrator(app.names, app.screen.zone)
    return tuple(narrator.what(event) for event in events if event.at == events[-1].at and is_undone(event))


def answer(acted: Acted, names: Names, now: datetime) -> Answer:
    """What changed, and the case as it is now."""
    was = {name: getattr(acted.before, name) for name in WAS} if acted.before else None
    body: dict[str, object] = {"verb": acted.verb, "by": acted.by, "was": was, "case": case_json(acted.after, now)}
    body |= {"undone": list(acted.undone)} if acted.undone else {}
    return Answer("acted", body, lambda screen: told(acted, names, screen))


def told(acted: Acted, names: Names, screen: Screen) -> Iterator[str]:
    """Head, move, edits, who is next."""
    after = acted.after
    step = acted.before.step if acted.before else after.step
    action = names.action(after.definition, step, acted.verb)
    head = say("acted.head", case=after.key, action=action, by=names.person(acted.by))
    yield screen.paint(head, BOLD)
    for line in (move(acted, names), fields(acted, names), following(after, names, screen)):
        if line:
            yield f"  {line}"
    for line in acted.undone:
        yield screen.paint(f"  ! {line}", YELLOW)


def move(acted: Acted, names: Names) -> str:
    """From where to where."""
    before, after = acted.before, acted.after
    now = names.step(after.definition, after.step, both=True)
    if before is None:
        return say("acted.began", now=now)
    if before.step != after.step:
        again = say("acted.again", now=now, round=after.round) if after.round > 1 else now
        return say("acted.moved", was=names.step(before.definition, before.step), now=again)
    return say("acted.again", now=now, round=after.round) if before.round != after.round else say("acted.stays", now=now)


def fields(acted: Acted, names: Names) -> str:
    """Which fields changed."""
    if acted.before is None or acted.before.revision == acted.after.revision:
        return ""
    found = changed(acted.before.data, acted.after.data)
    titles = say("list.comma").join(names.field(acted.after.definition, name) for name in found)
    return say("acted.fields", fields=titles, revision=acted.after.revision)


MOST = 6
"""So many branches are named."""


def following(case: "CaseView", names: Names, screen: Screen) -> str:
    """Who is next, or how it ended."""
    if not case.open:
        return screen.paint(say("acted.ended", status=status(case).text), GREEN)
    if case.status == "suspended":
        return screen.paint(say("acted.suspended"), YELLOW)
    below = [child.key for child in case.children if child.open]
    if below and not case.tasks:
        keys = say("list.comma").join(below[:MOST])
        return say("acted.branches", keys=keys) + (say("list.comma") + say("acted.more", n=len(below) - MOST) if len(below) > MOST else "")
    if not any(names.seat(task) for task in case.tasks):
        return screen.paint(say("acted.nobody", case=case.key), RED)
    people = holders(case, names).text
    until = full_due(case.due_at, screen, case.provisional)
    return (
        say("acted.next_due", people=people, due=screen.paint(until.text, *until.tones)) if until.text else say("acted.next", people=people)
    )
