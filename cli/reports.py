"""`proposals report`, `ledger`, `scorecard`, `snapshot`: figures of the handling of proposals, on the screen, in workbooks, in letters."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from .errors import FAILED, Problem
from .messages import count, language, say
from .options import command, option
from .output import emit
from .people_of import someone
from .report_files import cards_of, marks_of, may_be_written, scored_by
from .report_filters import asked, filter_options, units_of
from .report_shown import answer, catalogue, letter_answer
from .report_source import ledger_of
from .times import instant_of
from .writing import must_be_writable, put

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.letters import Letter
    from signoff.adapters.proposals.reports.rows import Ledger
    from signoff.adapters.proposals.reports.tables import Report

    from .app import App

F = TypeVar("F", bound=Callable[..., Any])
RANKING, LETTERS = "unit_ranking", ("annual_report", "notice_commend", "notice_criticise")
WORKBOOK, LETTER = ".xlsx", ".docx"
ABOVE = "90"


def source_options(function: F) -> F:
    """Where the rows come from, and as of when."""
    function = option(
        "--snapshot", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="opt.report_snapshot"
    )(function)
    return option("--as-of", "as_of", metavar="INSTANT", help="opt.as_of")(function)


def file_options(function: F) -> F:
    """A file to write."""
    function = option("--force", is_flag=True, help="opt.report_force")(function)
    return option("--to", "to", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="opt.report_to")(function)


def card_options(function: F) -> F:
    """How units are scored."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    function = option("--marks", metavar="FILE", type=file, multiple=True, help="opt.report_marks")(function)
    return option("--scorecard", metavar="FILE", type=file, multiple=True, help="opt.report_card")(function)


def letter_options(function: F) -> F:
    """Who signs a letter, when, and to whom it goes."""
    function = option("--above", metavar="POINTS", default=ABOVE, help="opt.report_above")(function)
    function = option("--on", "on", metavar="DATE", help="opt.report_on")(function)
    function = option("--addressee", metavar="NAME", default="", help="opt.report_addressee")(function)
    function = option("--key", "key", metavar="KEY", help="opt.report_key_of")(function)
    function = option("--send-for-approval", "send", is_flag=True, help="opt.report_send")(function)
    return option("--by", "by", metavar="OFFICE", default="", help="opt.report_by")(function)


@command("report", key="proposals.report")
@click.argument("report", metavar="[REPORT]", required=False)
@filter_options
@source_options
@file_options
@card_options
@letter_options
def report(app: "App", report: str | None, to: Path | None, force: bool, send: bool, key: str | None, **given: Any) -> None:
    """One report, or the list of them."""
    if send and report not in LETTERS:
        raise click.UsageError(say("usage.report_send"))
    if report is None:
        app.answer(catalogue())
        return
    if report in LETTERS:
        may_be_written(to, LETTER, force)
        made = letter(app, report, given)
        post(app, made, to)
        if send:
            sent(app, report, made, key or f"{report}-{given['year']}")
    else:
        may_be_written(to, WORKBOOK, force)
        show(app, table_report(app, report, given), to)


@command("ledger", key="proposals.ledger")
@filter_options
@source_options
@file_options
def ledger(app: "App", to: Path | None, force: bool, **given: Any) -> None:
    """The ledger."""
    may_be_written(to, WORKBOOK, force)
    show(app, table_report(app, "ledger", given), to)


@command("scorecard", key="proposals.scorecard")
@filter_options
@source_options
@file_options
@card_options
def scorecard(app: "App", to: Path | None, force: bool, **given: Any) -> None:
    """Units, scored and ranked."""
    may_be_written(to, WORKBOOK, force)
    show(app, table_report(app, RANKING, given), to)


@command("snapshot", key="proposals.snapshot")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@option("--as-of", "as_of", metavar="INSTANT", help="opt.as_of")
@card_options
def snapshot(app: "App", file: Path, as_of: str | None, **given: Any) -> None:
    """Keep the ledger for good, with the scorecards in force and the marks given by them."""
    from signoff.adapters.proposals.reports.snapshot import save

    from .output import Answer

    must_be_writable(file)
    found = ledger_of(app, as_of, None)
    scored(app, found, given)  # what could not be read later is told now
    found = replace(found, written=tuple(replace(one, name=Path(one.name).name) for one in scored_by(given)))
    digest = save(found, file)
    body = {"file": str(file), "as_of": found.as_of, "sha256": digest, "cases": len(found.cases), "replies": len(found.rows)}
    app.answer(Answer("proposals-snapshot", body, lambda screen: [f"{digest}  {file}"]))
    app.tell(count("report.kept", len(found.cases), file=file))


def table_report(app: "App", id: str, given: dict[str, Any]) -> "Report":
    """A report of tables."""
    from signoff.adapters.proposals.reports.catalogue import REPORTS, made

    if id not in (*REPORTS, RANKING):
        raise unknown(id, (*REPORTS, RANKING, *LETTERS))
    found = ledger_of(app, given["as_of"], given["snapshot"])
    if id == RANKING:
        return ranking(app, found, given)
    return made(id, *asked(app, found, given))


def ranking(app: "App", found: "Ledger", given: dict[str, Any]) -> "Report":
    """The ranking of one year, by the scorecards given, or by those that ship."""
    from signoff.adapters.proposals.reports.filters import filtered
    from signoff.adapters.proposals.reports.ranking import unit_ranking

    found, wanted = asked(app, found, {**given, "year": given["year"] or year_of(found)})
    part = filtered(found, wanted)
    return replace(unit_ranking(part, scored(app, part, given)), filter=wanted.label(found))


def year_of(found: "Ledger") -> str:
    """The year that is meant where none is given. Raises UsageError where there are several, and none is that of the figures."""
    present = found.as_of.astimezone(ZoneInfo(found.timezone)).year
    years = sorted({case.year for case in found.cases}, key=lambda year: (abs(year - present), -year))
    if len(years) > 1 and present not in years:
        raise click.UsageError(say("usage.report_year", there=say("list.comma").join(map(str, years))))
    return str(years[0]) if years else str(present)


def scored(app: "App", part: "Ledger", given: dict[str, Any]) -> list[Any]:
    """Each scorecard with the scores of its units."""
    from signoff.adapters.proposals.reports.choices import choices
    from signoff.adapters.proposals.reports.scoring import scores

    written = scored_by(given, part.written)
    cards = cards_of(written)
    marks = marks_of(written, cards, choices(part, () if part.source else units_of(app))["unit"])
    return [(card, scores(part, card, marks.get(card.id))) for card in cards]


def letter(app: "App", id: str, given: dict[str, Any]) -> "Letter":
    """The yearly report, or a circular."""
    from decimal import Decimal, InvalidOperation

    from signoff.adapters.proposals.reports.circulars import notice_commend, notice_criticise
    from signoff.adapters.proposals.reports.filters import filtered
    from signoff.adapters.proposals.reports.yearly import annual_report

    if given["year"] is None or not given["by"]:
        raise click.UsageError(say("usage.report_letter", report=id))
    found = ledger_of(app, given["as_of"], given["snapshot"])
    found, wanted = asked(app, found, given)
    year, part = wanted.year or 0, filtered(found, wanted)
    until = found.as_of.astimezone(ZoneInfo(found.timezone)).date()
    on = instant_of("--on", given["on"]).date() if given["on"] else until
    if on < until:
        app.tell(say("report.on_before", on=on, until=until))
    if id == "annual_report":
        return annual_report(part, year, given["by"], on, given["addressee"])
    if id == "notice_criticise":
        return notice_criticise(part, scored(app, part, given), year, given["by"], on)
    try:
        above = Decimal(given["above"])
    except InvalidOperation:
        raise click.BadOptionUsage("--above", say("usage.report_above", given=given["above"])) from None
    return notice_commend(part, scored(app, part, given), year, above, given["by"], on)


def unknown(id: str, known: tuple[str, ...]) -> click.UsageError:
    """There is no such report: the nearest one is named."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, 1)
    return click.UsageError(say("usage.report_near" if near else "usage.report_unknown", report=id, near=near[0] if near else ""))


def show(app: "App", made: "Report", to: Path | None) -> None:
    """A report on the screen, or in a file; its instants are those of its own zone."""
    if to is None:
        emit(answer(made), app.form, replace(app.screen, zone=ZoneInfo(made.timezone)))
        return
    from signoff.adapters.proposals.reports.workbook import workbook

    put(to, workbook(made, language()))
    app.tell(say("report.written", file=to))


def post(app: "App", made: "Letter", to: Path | None) -> None:
    """A letter on the screen, or in a file."""
    if to is None:
        app.answer(letter_answer(made))
        return
    from signoff.adapters.proposals.reports.document import document

    put(to, document(made))
    app.tell(say("report.written", file=to))


def sent(app: "App", id: str, made: "Letter", key: str) -> None:
    """A letter that goes through the approval of documents, drafted by whoever sends it."""
    from signoff.adapters.proposals.sending import APPROVAL, send_for_approval

    by = someone(app)
    person = app.opened.directory.person(by)
    if person is None or person.unit is None:
        raise Problem("without_unit", FAILED, say("hint.report_no_unit"), person=by)
    case = send_for_approval(app.engine, id, made, key=key, by=by, unit=person.unit)
    app.tell(say("report.sent", case=f"{APPROVAL}/{case.key}", by=by))
