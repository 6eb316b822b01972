"""`proposals import`: a ledger becomes cases; what is wrong with it is told cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signoff.engine.errors import Reason

from .errors import OK, REFUSED, reason_hint, reason_sentence
from .messages import count, language, say
from .options import command, option
from .output import Answer
from .people_of import someone
from .progress import progress
from .screen import BOLD, DIM, RED, YELLOW, Screen
from .tables import Cell, Column, table

if TYPE_CHECKING:
    from signoff.adapters.proposals.ledger import Imported, Mistake

    from .app import App

COUNTS = ("rows", "ready", "would", "imported", "unchanged", "wrong", "doubts", "accepted", "dry_run", "sheet", "encoding", "hidden")
FOUND = (*COUNTS, "unread", "workflows")
MISTAKE = ("cell", "row", "heading", "code", "message", "doubt")


@command("import", key="proposals.import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--dry-run", is_flag=True)
@option("--partial", is_flag=True, help="opt.import_partial")
@option("--year", metavar="YEAR", type=click.IntRange(1949, 2199), help="opt.import_year")
@option("--sheet", metavar="NAME", help="opt.import_sheet")
@option("--hidden", type=click.Choice(["refuse", "include", "skip"]), default="refuse", help="opt.import_hidden")
@option("--accept", "doubts", metavar="CODE", multiple=True, help="opt.import_accept")
@option("--number", "numbers", metavar="KIND=MASK", multiple=True, help="opt.import_number")
def import_(
    app: "App",
    file: Path,
    dry_run: bool,
    partial: bool,
    year: int | None,
    sheet: str | None,
    hidden: str,
    doubts: tuple[str, ...],
    numbers: tuple[str, ...],
) -> int:
    """Start a case for every row."""
    from signoff.adapters.proposals.ledger import How, import_ledger
    from signoff.workflows.people_file import load_people

    app.begins = True
    how = How(
        by=someone(app),
        people=load_people(app.settings.people) if app.settings.people is not None else None,
        year=year,
        sheet=sheet,
        hidden=hidden,  # type: ignore[arg-type]  # one of the three, click has seen to it
        partial=partial,
        accept=accepted(doubts),
        dry_run=dry_run,
        masks=masks(numbers),
    )
    with progress(1) as shown:

        def watch(done: int, total: int) -> None:
            shown.total = max(total, 1)
            shown.at(done, say("import.under_way", done=done, total=total))

        done = import_ledger(app.engine, file, replace(how, watch=watch))
    app.answer(answer(done))
    tell(app, done)
    return OK if done else REFUSED


def masks(given: Sequence[str]) -> dict[str, str]:
    """`KIND=MASK` over what numbers look like by default."""
    from signoff.adapters.proposals.ledger import MASKS

    found = dict(MASKS)
    for entry in given:
        kind, equals, mask = entry.partition("=")
        if not (equals and kind in MASKS and mask):
            raise click.BadOptionUsage("--number", say("usage.import_number", entry=entry, kinds=", ".join(MASKS)))
        found[kind] = mask
    return found


def accepted(given: Sequence[str]) -> frozenset[str]:
    """The doubts that somebody has looked at, by their codes."""
    from signoff.adapters.proposals.ledger import DOUBTS

    for code in given:
        if code not in DOUBTS:
            raise click.BadOptionUsage("--accept", say("usage.import_accept", code=code, known=say("list.comma").join(sorted(DOUBTS))))
    return frozenset(given)


def answer(done: "Imported") -> Answer:
    """What was counted, and a line for each mistake."""
    items = [as_json(one) for one in done.mistakes]

    def text(screen: Screen) -> Iterator[str]:
        if not done.mistakes:
            return
        columns = [Column(say("col.cell"), "keep"), Column(say("col.column")), Column(say("col.what"), "wrap"), Column(say("col.code"))]
        rows: list[list[Cell | str]] = [
            [Cell(one.cell, (BOLD,)), one.heading, Cell(sentence(one), (YELLOW,)), Cell(one.code, (DIM,))] for one in done.mistakes
        ]
        yield from table(columns, rows, screen)

    return Answer("proposals-import", {name: getattr(done, name) for name in FOUND}, text, items, "mistake", MISTAKE)


def as_json(one: "Mistake") -> dict[str, object]:
    """A mistake as JSON."""
    made = {"cell": one.cell, "row": one.row, "heading": one.heading, "code": one.code, "message": sentence(one)}
    return {**made, "doubt": one.doubt}


def sentence(one: "Mistake") -> str:
    """A mistake in the language spoken; what the workflow refuses is told as any refusal is."""
    reason = one.facts.get("reason")
    if isinstance(reason, Reason):
        why, do = reason_sentence(reason), reason_hint(reason)
        return say("import.refused", why=why, do=do) if do else why
    return one.told(language())


def tell(app: "App", done: "Imported") -> None:
    """What became of the file, in a few sentences."""
    more = done.wrong - len(done.mistakes)
    if more:
        app.tell(count("import.more", more))
    if done.unread:
        app.tell(say("import.unread", names=say("list.comma").join(done.unread)))
    if done.unchanged:
        app.tell(count("import.unchanged", done.unchanged))
    if done.accepted:
        app.tell(count("import.accepted", done.accepted))
    if done.wrong:
        app.tell(app.messages.paint(count("import.wrong", done.wrong), RED))
    if done.doubts:
        options = " ".join(f"--accept {code}" for code in sorted(done.doubts))
        app.tell(count("import.doubts", sum(done.doubts.values()), options=options))
    if done.dry_run:
        app.tell(count("import.would", done.would) if done.would or not done.wrong else say("import.would_nothing"))
    elif done.imported or not done.wrong:
        app.tell(count("import.done", done.imported))
    else:
        app.tell(say("import.nothing"))
    if done.wrong and done.ready and done.table_sound and not done.would:
        app.tell(count("import.right", done.ready))
