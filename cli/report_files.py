"""Files of reports: workbooks and documents that are written, scorecards and marks that are read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signoff.engine.errors import Finding, InvalidWorkflow

from .errors import FAILED, INVALID, Problem
from .messages import label, say
from .tongue import in_tongue
from .writing import must_be_writable

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.choices import Choices
    from signoff.adapters.proposals.reports.marks import Marks, UnitMarks
    from signoff.adapters.proposals.reports.rows import Written
    from signoff.adapters.proposals.reports.scorecard import Mistake, Scorecard
    from signoff.workflows.nodes import Node


SHIPPED = ("city-direct-units", "towns")
ABOUT_KEYS = ("unknown_key", "unknown_unit", "written_twice")
"""Mistakes that are shown at the key and not at its value."""
PACKAGE = "signoff.adapters.proposals.reports"


def may_be_written(to: Path | None, suffix: str, force: bool) -> None:
    """Refuse a file that cannot be written, before the report is made; an older one is replaced only if that was asked for."""
    if to is None:
        return
    if to.suffix.lower() != suffix:
        raise click.BadOptionUsage("--to", say("usage.report_to", file=to, suffix=suffix))
    if to.exists() and not force:
        raise Problem("file_exists", FAILED, say("hint.report_exists"), file=to)
    must_be_writable(to)


def scored_by(given: Mapping[str, Any], kept: Sequence["Written"] = ()) -> tuple["Written", ...]:
    """The files units are scored by: those given, else those kept with the ledger; of scorecards, else those that ship."""
    from signoff.adapters.proposals.reports.rows import Written

    found = []
    for what in ("scorecard", "marks"):
        named = [Written(what=what, name=str(path), text=text_of(path)) for path in given[what]]
        found += named or [one for one in kept if one.what == what]
    folder = files(PACKAGE) / "scorecards"
    shipped = [Written(what="scorecard", name=f"{name}.yaml", text=(folder / f"{name}.yaml").read_text("utf-8")) for name in SHIPPED]
    return tuple(found if any(one.what == "scorecard" for one in found) else (*shipped, *found))


def text_of(path: Path) -> str:
    """The text of a file; raises Problem for what is none."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("not_utf8", INVALID, say("hint.not_utf8"), file=path) from error


def cards_of(written: Sequence["Written"]) -> list["Scorecard"]:
    """The scorecards of these files; raises InvalidWorkflow with every mistake."""
    return [card_of(one.text, one.name) for one in written if one.what == "scorecard"]


def card_of(text: str, name: str) -> "Scorecard":
    """The scorecard of a text."""
    from signoff.adapters.proposals.reports.scorecard import read_scorecard

    root, values = values_of(text, name)
    made, mistakes = read_scorecard(values)
    refuse(mistakes, root, name)
    return made


def marks_of(written: Sequence["Written"], cards: Sequence["Scorecard"], units: "Choices") -> Mapping[str, "Marks"]:
    """The marks of these files, by scorecard; a file that names none of them is told of with the first. Raises InvalidWorkflow."""
    from signoff.adapters.proposals.reports.marks import read_marks

    found: dict[str, dict[str, UnitMarks]] = {}
    for one in written:
        if one.what != "marks":
            continue
        root, values = values_of(one.text, one.name)
        named = values.get("scorecard") if isinstance(values, Mapping) else None
        card = next((card for card in cards if card.id == named), cards[0])
        made, mistakes = read_marks(values, card, units)
        refuse(mistakes, root, one.name)
        twice = [unit for unit in made if unit in found.get(card.id, {})]
        if twice:
            raise Problem("marked_twice", INVALID, say("hint.marked_twice"), file=one.name, unit=label(units[twice[0]]))
        found.setdefault(card.id, {}).update(made)
    return found


def values_of(text: str, name: str) -> tuple["Node", object]:
    """The nodes of a YAML text and their plain values; raises InvalidWorkflow for what is no YAML."""
    from signoff.workflows.nodes import plain
    from signoff.workflows.reader import read

    document = read(text, name)
    if [one.code for one in document.findings] == ["empty"]:
        told, hint = (in_tongue(said) or said for said in ("nothing is written in the file", "Begin with `scorecard:`."))
        raise InvalidWorkflow([replace(document.findings[0], message=told, suggestion=hint)])
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
            here, mark = entry.value, entry.key.mark if one.code in ABOUT_KEYS else entry.value.mark
        elif isinstance(here, List) and isinstance(part, int):
            here = list(here)[part]
            mark = here.mark
    path = ".".join(map(str, one.path))
    told, hint = in_tongue(one.message) or one.message, in_tongue(one.suggestion) or one.suggestion
    return Finding(one.code, told, path, name, mark.line, mark.column, mark.length, hint)
