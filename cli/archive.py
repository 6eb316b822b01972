"""`archive run`, `list`, `show` and `restore`: finished cases go to a file, are read there, and come back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import OK
from .existing import behind
from .helping import Group
from .messages import count, said, say
from .options import command, option
from .output import Answer
from .people_of import someone
from .progress import progress
from .screen import BOLD, DIM, Screen
from .tables import Cell, Column, pairs, table
from .times import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signoff.engine.archive_reading import ArchivedCase
    from signoff.engine.archiving import ArchiveReport
    from signoff.engine.ports import Stub

    from .app import App
    from .naming import Names

archive = Group(
    "archive",
    sections={"commands": ("run", "list", "show", "restore")},
    lazy={"run": ".archive:run", "list": ".archive:listed", "show": ".archive:show", "restore": ".archive:restore"},
)
KEPT = ("root", "workflow", "key", "reason")
STUB = ("id", "workflow", "key", "events", "head", "file", "archived_at", "archived_by")
file_argument = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))


@command("run", key="archive.run")
@option("--older-than", metavar="AGE", required=True)
@option("--to", "to", metavar="PATH", required=True, type=click.Path(), help="opt.archive_to")
@option("--workflow", metavar="ID")
@option("--batch", metavar="N", type=click.IntRange(1, 10_000), default=100)
@option("--gzip", "packed", is_flag=True)
@option("--dry-run", is_flag=True)
def run(app: "App", older_than: str, to: str, workflow: str | None, batch: int, packed: bool, dry_run: bool) -> int:
    """Move what is over and old enough to a file; `--dry-run` only counts."""
    with progress(1) as shown:
        done = app.engine.archive(
            older_than=older_than,
            to=to,
            by=someone(app),
            workflow=workflow,
            batch=batch,
            packed=packed,
            dry_run=dry_run,
            watch=lambda report: shown.at(0, say("archive.under_way", looked_at=report.looked_at, roots=report.roots)),
        )
    app.answer(answer(done))
    kept = sum(done.left.values())
    if kept:
        app.tell(count("archive.kept", kept))
    where = say("archive.would", roots=done.roots) if dry_run else say("archive.done", roots=done.roots, cases=done.cases, file=done.file)
    app.tell(where if done.roots else say("archive.nothing"))
    return OK


def answer(done: "ArchiveReport") -> Answer:
    """What went, and what stays and why."""
    names = ("before", "file", "dry_run", "roots", "cases", "events", "looked_at", "left")
    items = [{name: getattr(kept, name) for name in KEPT} for kept in done.kept]

    def text(screen: Screen) -> "Iterator[str]":
        facts = [(say("archive.before"), stamp(done.before, screen.zone)), (say("archive.file"), done.file or "")]
        facts += [(say(f"archive.{name}"), str(getattr(done, name))) for name in ("roots", "cases", "events")]
        yield from pairs([fact for fact in facts if fact[1]], screen)
        if done.kept:
            columns = [Column(say("col.case"), "keep"), Column(say("col.workflow")), Column(say("col.why"), "wrap")]
            yield ""
            yield from table(
                columns, [[Cell(k.key, (BOLD,)), k.workflow, said(f"archive.is_{k.reason}", k.reason)] for k in done.kept], screen
            )

    return Answer("archive-run", {name: getattr(done, name) for name in names}, text, items, "kept", KEPT)


@command("list", key="archive.list")
@option("--workflow", metavar="ID")
@option("--limit", type=click.IntRange(1), default=1000)
@option("--after", metavar="ID")
def listed(app: "App", workflow: str | None, limit: int, after: str | None) -> None:
    """What is archived, and in which file."""
    found = app.engine.archived(workflow=workflow, limit=limit, after=behind(app, after))
    cursor = found[-1].id if len(found) == limit else None
    app.answer(
        Answer("archive-list", {"next": cursor}, lambda screen: lines(found, screen), [stub_json(stub) for stub in found], "stub", STUB)
    )
    if cursor:
        app.tell_next(say("cases.more"), cursor)
    else:
        app.tell(count("n.cases", len(found)))


def stub_json(stub: "Stub") -> dict[str, object]:
    """A stub as JSON."""
    same = {name: getattr(stub, name) for name in ("id", "workflow", "key", "head", "file")}
    return {**same, "events": stub.seq, "archived_at": stub.at, "archived_by": stub.by}


def lines(found: "Sequence[Stub]", screen: Screen) -> list[str]:
    """A line for each root."""
    columns = [
        Column(say("col.case"), "keep"),
        Column(say("col.workflow")),
        Column(say("col.file"), "keep"),
        Column(say("col.archived"), "keep"),
        Column(say("col.by")),
    ]
    rows: list[list[Cell | str]] = [
        [Cell(stub.key, (BOLD,)), stub.workflow, stub.file, stamp(stub.at, screen.zone), Cell(stub.by, (DIM,))] for stub in found
    ]
    return table(columns, rows, screen) if rows else []


@command("show", key="archive.show")
@file_argument
@click.argument("case", metavar="CASE")
@option("--all", "everything", is_flag=True)
def show(app: "App", file: Path, case: str, everything: bool) -> None:
    """One case of a file, with everything that happened."""
    from .shapes import case_json, event_json

    found = read(app, file, case)
    body = {"case": case_json(found.case, app.now), "history": [event_json(event) for event in found.events]}
    app.answer(Answer("archived-case", body, lambda screen: page(app, found, everything, screen)))


def page(app: "App", found: "ArchivedCase", everything: bool, screen: Screen) -> "Iterator[str]":
    """The case as `show` prints it, and below it its story."""
    from .cases import show_lines
    from .history import story
    from .narrate import QUIET

    names = app.names if app.settings.db is not None else nameless()
    yield from show_lines(found.case, screen, names)
    yield ""
    yield from story([event for event in found.events if everything or event.kind not in QUIET], screen, names)


def read(app: "App", file: Path, case: str) -> "ArchivedCase":
    """A case from a file; no database is needed."""
    from signoff.adapters.archive import FileArchives
    from signoff.engine.archive_reading import archived_case

    return archived_case(FileArchives().lines(str(file)), case)


def nameless() -> "Names":
    """Where there is no database, everything is called by its id."""
    from .naming import Names

    return Names(Nobody())


class Nobody:
    """Knows no names."""

    def definition(self, hash: str) -> None:
        """None is to be had."""

    def begun(self, id: str) -> None:
        """None is to be had."""

    def person(self, id: str) -> None:
        """Nobody is known."""

    def unit(self, id: str) -> None:
        """No unit, either."""

    def held(self, name: str) -> dict[str, str]:
        """Nor a role."""
        return {}


@command("restore", key="archive.restore")
@file_argument
@click.argument("case", metavar="CASE")
@option("--reason", "-m", metavar="TEXT", required=True)
def restore(app: "App", file: Path, case: str, reason: str) -> None:
    """Bring a case back, with all around and below it."""
    from .shapes import case_json

    view = app.engine.restore(file, case, by=someone(app), reason=reason)
    app.answer(Answer("archive-restore", {"case": case_json(view, app.now)}, lambda screen: []))
    app.tell(say("archive.restored", case=view.key, file=file.name))
