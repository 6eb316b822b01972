"""`doctor`: is everything well? What was looked at, what is wrong, and what to do about it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from .errors import OK, PROBLEMS
from .existing import for_tenant
from .messages import count, said, say
from .options import command, option
from .output import Answer, shallow
from .reasons import INSTANT, MARKS, read
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .tables import Cell, pairs
from .times import age, stamp
from .width import wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signoff.engine.doctor import Checkup, HealthFinding
    from signoff.engine.ports import Node

    from .app import App

COLUMNS = ("severity", "code", "sentence", "advice")
NODE = ("host", "pid", "version", "started", "clock", "every", "serves", "plugins")
WORDY = ("direction",)
"""Parameters that are words of ours, and not names."""


@command("doctor")
@option("--severity", type=click.Choice(["error", "warning", "info"]), help="opt.health_severity")
def doctor(app: "App", severity: str | None) -> int:
    """Is everything well?"""
    found = app.engine.doctor()
    if found.backlog is not None:  # a database that does not answer is a finding
        for_tenant(app.opened)
    app.now = found.at or datetime.now(UTC)  # the database may have no time to tell
    shown = [one for one in found.findings if severity is None or list(MARKS).index(one.severity.value) <= list(MARKS).index(severity)]
    app.answer(answer(found, shown, app.screen))
    wrong = [one for one in shown if one.severity.value != "info"]
    app.tell(summary(wrong, app.messages))
    return PROBLEMS if wrong else OK


def answer(found: "Checkup", shown: "Sequence[HealthFinding]", screen: Screen) -> Answer:
    """The check-up: what there is, then the findings, an object each."""
    backlog = found.backlog
    body = {
        "healthy": found.healthy,
        "at": found.at,
        "release": found.release,
        "database": found.database,
        "nodes": [node_json(node) for node in found.nodes],
        "backlog": backlog,
        "definitions": found.definitions,
        "calendars": found.calendars,
        "zones": found.zones,
    }
    items, sheet = [shallow(finding) for finding in shown], [in_words(finding, screen) for finding in shown]
    return Answer("doctor", body, lambda screen: lines(found, shown, screen), items, "health-finding", COLUMNS, sheet)


def in_words(finding: "HealthFinding", screen: Screen) -> dict[str, object]:
    """The row of a finding in CSV: as people are told."""
    told, advice = sentences(finding, {name: value_of(name, value, screen) for name, value in finding.params.items()})
    return {"severity": finding.severity, "code": finding.code, "sentence": told, "advice": advice}


def node_json(node: "Node") -> dict[str, object]:
    """A process."""
    about = {name: getattr(node.about, name) if node.about is not None else None for name in NODE}
    return {"name": node.name, "beat": node.at, "duties": node.duties, **about}


def lines(found: "Checkup", shown: "Sequence[HealthFinding]", screen: Screen) -> Iterator[str]:
    """What there is, and below it what is wrong."""
    yield from pairs(list(facts(found, screen)), screen)
    for finding in shown:
        yield ""
        yield from told(finding, screen)


def facts(found: "Checkup", screen: Screen) -> Iterator[tuple[str, str | Cell]]:
    """What was looked at."""
    database, backlog = found.database, found.backlog
    if database is not None:
        key = "doctor.driver" if database.driver else "doctor.kind"
        yield say("doctor.database"), say(key, kind=database.kind, version=database.version, driver=database.driver)
        yield "", Cell(database.place, (DIM,))
        yield say("doctor.tables"), database.revision or ""
        yield say("doctor.settings"), Cell(say("list.comma").join(f"{name}={value}" for name, value in database.settings.items()), (DIM,))
    yield say("doctor.release"), found.release
    if backlog is not None:
        yield from nodes(found.nodes, screen)
        effects = sum(one.count for one in backlog.waiting)
        yield say("doctor.waiting"), say("doctor.backlog", due=backlog.due, armed=backlog.armed, effects=effects, dead=backlog.dead)
        yield say("doctor.definitions"), say("doctor.in_use", n=found.definitions)
    for number, span in enumerate(found.calendars):
        known = span.official is not None
        words = say("doctor.official" if known else "doctor.never_official", calendar=span.id, year=span.official)
        yield say("doctor.calendars") if number == 0 else "", words
    yield say("doctor.zones"), found.zones


def nodes(found: "Sequence[Node]", screen: Screen) -> Iterator[tuple[str, str]]:
    """Who works on the database, a line each: what it does, and when it was last heard of."""
    if not found:
        yield say("doctor.nodes"), say("doctor.no_node")
    for number, node in enumerate(found):
        duties = say("list.comma").join(said(f"duty.{name}", name) for name in node.duties) or say("doctor.looks_in")
        line = say("doctor.node", node=node.name, duties=duties, age=age(node.at, screen.now))
        yield say("doctor.nodes") if number == 0 else "", line


def told(finding: "HealthFinding", screen: Screen) -> Iterator[str]:
    """`✗ … [timers_late]`, and what to do next."""
    sign, tone = MARKS[finding.severity.value]
    params = {name: value_of(name, value, screen) for name, value in finding.params.items()}
    sentence, advice = sentences(finding, params)
    room = (screen.columns or 10_000) - 2
    first, *rest = wrap(f"{sentence} [{finding.code}]", room)
    yield f"{screen.paint(sign, tone, BOLD)} {first}"
    yield from (f"  {line}" for line in rest)
    yield from (f"  {screen.paint(line, DIM)}" for line in wrap(say("doctor.next", advice=advice), room, "  "))


def sentences(finding: "HealthFinding", params: "Mapping[str, object]") -> tuple[str, str]:
    """Sentence and advice in the language spoken, instants in the zone of the screen."""
    from signoff.engine.counted import counted
    from signoff.engine.doctor import HEALTH

    entry = HEALTH[finding.code]
    sentence, advice = counted(entry.sentence, params).format_map(params), entry.advice.format_map(params)
    return said(f"health.{finding.code}", sentence, **params), said(f"advice.{finding.code}", advice, **params)


def value_of(name: str, value: str | int, screen: Screen) -> str | int:
    """A parameter for people."""
    if name in WORDY:
        return said(f"{name}.{value}", str(value))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return stamp(read(value), screen.zone)
    return value


def summary(wrong: "Sequence[HealthFinding]", screen: Screen) -> str:
    """How many findings, or that all is well."""
    if not wrong:
        return screen.paint(say("doctor.healthy"), GREEN)
    errors = sum(one.severity.value == "error" for one in wrong)
    tone = RED if errors else YELLOW
    return screen.paint(say("doctor.summary", errors=count("n.errors", errors), warnings=count("n.warnings", len(wrong) - errors)), tone)
