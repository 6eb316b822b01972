"""Files of reports: workbooks and documents that are written, scorecards and marks that are read."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signoff.engine.errors import Finding, InvalidWorkflow

from .errors import FAILED, Problem
from .messages import say

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.marks import Marks
    from signoff.adapters.proposals.reports.scorecard import Mistake, Scorecard
    from signoff.workflows.nodes import Node

    from .app import App

SHIPPED = ("city-direct-units", "towns")
PACKAGE = "signoff.adapters.proposals.reports"


def write_file(app: "App", to: Path, suffix: str, make: Callable[[], bytes], force: bool) -> None:
    """Write what was made; an older file is replaced only if that was asked for."""
    if to.suffix.lower() != suffix:
        raise click.BadOptionUsage("--to", say("usage.report_to", file=to, suffix=suffix))
    if to.exists() and not force:
        raise Problem("file_exists", FAILED, say("hint.report_exists"), file=to)
    made = make()
    to.write_bytes(made)
    app.tell(say("report.written", file=to))


def cards_of(given: Sequence[Path]) -> list["Scorecard"]:
    """The scorecards of these files, else those that ship; raises InvalidWorkflow with every mistake."""
    if given:
        return [card_of(path.read_text("utf-8"), str(path)) for path in given]
    folder = files(PACKAGE) / "scorecards"
    return [card_of((folder / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml") for name in SHIPPED]


def card_of(text: str, name: str) -> "Scorecard":
    """The scorecard of a text."""
    from signoff.adapters.proposals.reports.scorecard import read_scorecard

    root, values = values_of(text, name)
    made, mistakes = read_scorecard(values)
    refuse(mistakes, root, name)
    return made


def marks_of(given: Sequence[Path], cards: Sequence["Scorecard"]) -> Mapping[str, "Marks"]:
    """The marks of these files, by scorecard; a file that names none of them is told of with the first."""
    from signoff.adapters.proposals.reports.marks import read_marks

    found: dict[str, Marks] = {}
    for path in given:
        root, values = values_of(path.read_text("utf-8"), str(path))
        named = values.get("scorecard") if isinstance(values, Mapping) else None
        card = next((card for card in cards if card.id == named), cards[0])
        found[card.id], mistakes = read_marks(values, card)
        refuse(mistakes, root, str(path))
    return found


def values_of(text: str, name: str) -> tuple["Node", object]:
    """The nodes of a YAML text and their plain values; raises InvalidWorkflow for what is no YAML."""
    from signoff.workflows.nodes import plain
    from signoff.workflows.reader import read

    document = read(text, name)
    if document.findings or document.root is None:
        raise InvalidWorkflow(list(document.findings))
    return document.root, plain(document.root)


def refuse(mistakes: Sequence["Mistake"], root: "Node", name: str) -> None:
    """Raise every mistake with its place."""
    if mistakes:
        raise InvalidWorkflow([finding(one, root, name) for one in mistakes])


def finding(one: "Mistake", root: "Node", name: str) -> Finding:
    """A mistake as a finding: at its value, at the key for one that should not be there, else at what is around it."""
    from signoff.workflows.nodes import Entry, List, Map

    here: Node = root
    mark = root.mark
    for part in one.path:
        entry: Entry | None = next((entry for entry in here if entry.key.value == part), None) if isinstance(here, Map) else None
        if entry is not None:
            here, mark = entry.value, entry.key.mark if one.code == "unknown_key" else entry.value.mark
        elif isinstance(here, List) and isinstance(part, int):
            here = list(here)[part]
            mark = here.mark
    path = ".".join(map(str, one.path))
    return Finding(one.code, one.message, path, name, mark.line, mark.column, mark.length, one.suggestion)
