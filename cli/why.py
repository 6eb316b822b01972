"""`why`: where one case stands and since when, who can bring it on and why they, what was tried, what time will do, what each move does."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from signoff.engine.back_facts import BACK_FACTS
from signoff.engine.facts_out import FACTS_OUT

from .calling import Calling
from .cases import narrower
from .existing import must_exist
from .history import story
from .messages import label, said, say
from .options import case_argument, command, no_rows, option
from .output import Answer, shallow
from .screen import BOLD, DIM, Screen
from .times import instant_of
from .why_parts import Teller

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.inspect import Why

    from .app import App
    from .naming import Names

TOLD = frozenset(
    {
        "started",
        "entered",
        "decided",
        "acted",
        "returned",
        "transferred",
        "delegated",
        "given_back",
        "signers_added",
        "carried",
        "superseded",
        "migrated",
        "urged",
        "child_ended",
        "child_closed",
        "child_reopened",
        "reopened",
        "sent_up",
        "ended",
    }
)
TOLD |= FACTS_OUT.keys() | BACK_FACTS.keys()
"""What the way here is told from."""


@command("why")
@case_argument
@option("--for", "--person", "person", metavar="PERSON", help="opt.person")
@option("--at", metavar="INSTANT", help="opt.at")
@option("--trace", is_flag=True)
def why(app: "App", case: str, person: str | None, at: str | None, trace: bool) -> None:
    """Why it is not moving."""
    no_rows(app, "why")
    then = instant_of("--at", at, app.zone) if at is not None else None
    must_exist(app, person=person)
    found = app.engine.why(case, person=person, at=then)
    events = app.engine.history(found.case) if app.form == "table" else ()
    if then is not None:
        events = tuple(event for event in events if event.at <= found.at)
    app.answer(answer(found, events, app.names, trace, Calling.of(app)))


def answer(found: "Why", events: "tuple[Event, ...]", names: "Names", trace: bool = False, calling: Calling | None = None) -> Answer:
    """Everything about one case."""
    return Answer("why", shallow(found), lambda screen: lines(found, events, screen, names, trace, calling))


def lines(
    found: "Why", events: "tuple[Event, ...]", screen: Screen, names: "Names", trace: bool = False, calling: Calling | None = None
) -> Iterator[str]:
    """The page: head, then a section for each question that has an answer."""
    teller = Teller(found, names, narrower(screen), trace, calling)
    yield f"{screen.paint(found.key, BOLD)}  {label(found.title, found.workflow)}  {screen.paint(found.workflow, DIM)}"
    yield from teller.as_of()
    yield from teller.head()
    sections = (
        ("why.findings", teller.findings()),
        ("why.movers", teller.movers()),
        ("why.children", teller.children()),
        ("why.seats", teller.seats()),
        ("why.clocks", teller.clocks()),
        ("why.timers", teller.timers()),
        ("why.nexts", teller.nexts()),
        ("why.person", teller.person()),
        ("why.attempts", teller.attempts()),
        ("why.way", iter(story([event for event in events if event.kind in TOLD], narrower(screen), names))),
        ("why.unrecorded", teller.unrecorded()),
    )
    for key, section in sections:
        told = list(section)
        if told:
            yield ""
            yield screen.paint(
                say(key, person=names.person(found.person.person)) if key == "why.person" and found.person else said(key, key), BOLD
            )
            yield from (f"  {line}" for line in told)
