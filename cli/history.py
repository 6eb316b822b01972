"""`history` and `verify`: what happened, and the proof that nothing else did."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import OK, PROBLEMS, USAGE, Problem
from .lost import refusal
from .messages import count, say
from .narrate import QUIET, Narrator
from .numbers import CaseArgument
from .options import case_argument, command, option
from .output import Answer, dumps
from .screen import BOLD, DIM, GREEN, RED, Screen
from .shapes import EVENT, attempt_json, event_json
from .tables import Cell, Column, table
from .timeline import ALONE, Family, timeline
from .times import age, stamp
from .writing import must_be_writable, put

if TYPE_CHECKING:
    from signoff.engine.events import Event
    from signoff.engine.ports import AttemptRow
    from signoff.engine.verify import Verified

    from .app import App
    from .naming import Names


@command("history")
@case_argument
@option("--all", "everything", is_flag=True)
@option("--trace", is_flag=True)
@option("--attempts", "with_attempts", is_flag=True, help="opt.attempts")
@option("--children/--alone", "children", default=None, help="opt.children")
def history(app: "App", case: str, everything: bool, trace: bool, with_attempts: bool, children: bool | None) -> None:
    """Everything that happened."""
    view = app.engine.case(case)
    below = bool(view.children) and (children if children is not None else app.form == "table")
    events = app.engine.history(view.id, children=below)
    refused = app.engine.attempts(view.id) if with_attempts else ()

    def text(screen: Screen) -> Iterator[str]:
        quiet = frozenset() if everything else QUIET
        yield from story(events, screen, app.names, trace, Family.of(view) if below else ALONE, quiet)
        if refused:
            yield ""
            yield screen.paint(say("attempts.head"), BOLD)
            yield from attempt_lines(refused, screen, app.names, view.definition)

    body = {"attempts": [attempt_json(row) for row in refused]} if with_attempts else {}
    items = [event_json(event) for event in events]
    app.answer(Answer("history", body, text, items, "event", (*EVENT, "what"), sheet(events, items, app) if app.form == "csv" else None))


def sheet(events: "Sequence[Event]", items: "Sequence[dict[str, object]]", app: "App") -> list[dict[str, object]]:
    """Events as rows of CSV: what happened as a sentence in the place of the fact, which JSON has whole."""
    narrator = Narrator(app.names, app.screen.zone)
    return [{**item, "what": narrator.what(event)} for event, item in zip(events, items, strict=True)]


def story(
    events: "Sequence[Event]",
    screen: Screen,
    names: "Names",
    trace: bool = False,
    family: Family = ALONE,
    quiet: frozenset[str] = frozenset(),
) -> list[str]:
    """A line in time on a terminal, and wherever there are lanes; else a table, of which other programs may take columns."""
    if screen.columns is not None or family is not ALONE:
        return timeline(events, screen, names, trace, family, quiet)
    return as_table([event for event in events if event.kind not in quiet], screen, names, trace)


def as_table(events: "Sequence[Event]", screen: Screen, names: "Names", trace: bool) -> list[str]:
    """Time, who, what; time and name are not said again while they stay the same."""
    narrator = Narrator(names, screen.zone)
    columns = [Column(say("col.time"), "keep"), Column(say("col.who")), Column(say("col.what"), "wrap")]
    rows: list[list[Cell | str]] = []
    before: tuple[str, str] | None = None
    for event in events:
        at, who = stamp(event.at, screen.zone), narrator.who(event)
        same = (at, who) == before
        rows.append([Cell("" if same else at, (DIM,)), "" if same else who, narrator.what(event)])
        if trace and getattr(event.fact, "trace", None):
            rows.append(["", "", Cell(dumps(event.fact.trace), (DIM,))])  # type: ignore[attr-defined]  # it was just asked for
        before = (at, who)
    return table(columns, rows, screen)


def attempt_lines(rows: "Sequence[AttemptRow]", screen: Screen, names: "Names", definition: str) -> list[str]:
    """What was tried and refused."""
    columns = [
        Column(say("col.last"), "keep"),
        Column(say("col.who")),
        Column(say("col.action")),
        Column(say("col.count"), "keep", right=True),
        Column(say("col.code"), "keep"),
        Column(say("col.why"), "wrap"),
    ]
    cells: list[list[Cell | str]] = [
        [
            age(row.last_at, screen.now),
            names.person(row.actor),
            row.action,
            str(row.count),
            Cell(row.code, (DIM,)),
            refusal(row.code, row.message, definition, names),
        ]
        for row in rows
    ]
    return table(columns, cells, screen)


@command("verify")
@click.argument("case", required=False, cls=CaseArgument)
@option("--against", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--export", "heads", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@option("--archive", "file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="opt.archive_file")
def verify(app: "App", case: str | None, against: Path | None, heads: Path | None, file: Path | None) -> int:
    """Prove the history."""
    if file is not None and case is not None:
        raise click.UsageError(say("usage.verify_archive"))
    must_be_writable(heads)
    known = read_heads(against) if against else None
    found = app.engine.verify(case, known) if file is None else in_file(app, file, known)
    app.answer(answer(found))
    if heads:
        put(heads, f"{dumps({'signoff': 1, 'kind': 'heads', 'at': app.now, 'heads': found.heads}, None, 2)}\n".encode())
        app.tell(say("verify.exported", file=heads))
    problems = len(found.problems)
    words = count("verify.problems", problems) if problems else count("verify.ok" if file is None else "verify.file_ok", found.cases)
    app.tell(app.messages.paint(words, RED if problems else GREEN))
    if found.archived:
        app.tell(count("verify.archived", found.archived))
    return PROBLEMS if problems else OK


def in_file(app: "App", file: Path, against: dict[str, str] | None) -> "Verified":
    """A file of archived cases, beside the database where there is one."""
    if app.settings.db is not None:
        return app.engine.verify_archive(file, against)
    from signoff.adapters.archive import FileArchives
    from signoff.engine.verify_archive import verify_archive

    app.tell(say("verify.file_alone"))
    return verify_archive(FileArchives().lines(str(file)), None, against)


def read_heads(file: Path) -> dict[str, str]:
    """The heads of a file that `--export` wrote."""
    try:
        made: Any = json.loads(file.read_text("utf-8"))
        return {str(root): str(head) for root, head in made["heads"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Problem("heads", USAGE, say("hint.heads"), file=file) from error


def answer(found: "Verified") -> Answer:
    """What was looked at, and what does not agree."""
    columns = [
        Column(say("col.case"), "keep"),
        Column(say("col.code"), "keep"),
        Column("#", "keep", right=True),
        Column(say("col.problem"), "wrap"),
    ]

    def text(screen: Screen) -> list[str]:
        rows: list[list[Cell | str]] = [
            [Cell(p.key, (BOLD,)), Cell(p.code, (RED,)), "" if p.seq is None else str(p.seq), p.message] for p in found.problems
        ]
        return table(columns, rows, screen) if rows else []

    items = [{"root": p.root, "key": p.key, "code": p.code, "seq": p.seq, "message": p.message} for p in found.problems]
    body = {"ok": bool(found), "cases": found.cases, "events": found.events, "heads": found.heads, "archived": found.archived}
    return Answer("verify", body, text, items, "problem", ("root", "key", "code", "seq", "message"))
