"""`stuck`: which cases do not move, why, since when, on whom, and what would help."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from .errors import OK, PROBLEMS
from .messages import label, said, say
from .options import command, option
from .output import Answer, shallow
from .reasons import mark, name_of, seen_to, sentence, short
from .screen import BOLD, DIM, GREEN, Screen
from .tables import Cell, Column, table
from .times import span
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.inspect import StuckFinding, StuckReport

    from .app import App
    from .naming import Names

COLUMNS = ("severity", "code", "key", "workflow", "step", "since", "working", "people", "cause", "case", "task")


@command("stuck")
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--reason", "reason", metavar="CODE", help="opt.code")
@option("--severity", type=click.Choice(["error", "warning", "info"]))
@option("--limit", type=click.IntRange(1), default=1000)
@option("--page", type=click.IntRange(1), help="opt.page")
@option("--after", metavar="CASE", help="opt.after_case")
@option("--mend", is_flag=True)
@option("--exit-code", "as_exit", is_flag=True, help="opt.exit_code")
def stuck(
    app: "App",
    workflow: str | None,
    step: str | None,
    holder: str | None,
    reason: str | None,
    severity: str | None,
    limit: int,
    page: int | None,
    after: str | None,
    mend: bool,
    as_exit: bool,
) -> int:
    """What holds open cases up."""
    report = app.engine.stuck(
        workflow=workflow, step=step, holder=holder, reason=reason, severity=severity, limit=limit, page=page, after=after
    )
    app.answer(answer(report, app.names, mend))
    for line in summary(report, app.messages):
        app.tell(line)
    return PROBLEMS if as_exit and report.findings else OK


def answer(report: "StuckReport", names: "Names", mend: bool = False) -> Answer:
    """The findings, one object each."""
    body = {"examined": report.examined, "total": report.total, "cases": report.cases, "notes": report.notes, "next": report.next}
    items = [shallow(finding) for finding in report.findings]
    return Answer("stuck", body, lambda screen: lines(report.findings, screen, names, mend), items, "stuck-finding", COLUMNS)


def lines(findings: "Sequence[StuckFinding]", screen: Screen, names: "Names", mend: bool = False) -> Iterator[str]:
    """A row for each case, the worst first, and below it what is wrong; in the end the commands that would help."""
    cases = by_case(findings)
    if not cases:
        return
    columns = [Column(say("col.case"), "keep"), Column(say("col.step")), Column(say("col.since"), "keep"), Column(say("col.people"))]
    head, *rows = table(columns, [row(found, screen, names) for found in cases], screen)
    yield head
    for told, found in zip(rows, cases, strict=True):
        yield told
        yield from reasons(found, screen, names)
    if mend:
        yield from ["", *mending(findings, screen)]


def by_case(findings: "Sequence[StuckFinding]") -> "list[list[StuckFinding]]":
    """The findings of each case together, in the order of their gravest."""
    found: dict[str, list[StuckFinding]] = {}
    for finding in findings:
        found.setdefault(finding.case, []).append(finding)
    return list(found.values())


def row(found: "Sequence[StuckFinding]", screen: Screen, names: "Names") -> list[Cell | str]:
    """One case: where it stands, since when, on whom."""
    first = found[0]
    people = list(dict.fromkeys(person for finding in found for person in finding.people))
    return [
        Cell(first.key, (BOLD,)),
        label(first.step_title, first.step),
        span(screen.now - first.since),
        names.people(people) if people else Cell("–", (DIM,)),
    ]


def reasons(found: "Sequence[StuckFinding]", screen: Screen, names: "Names") -> Iterator[str]:
    """`✗ holder has left [holder_inactive] …`: the gravest in a sentence, the others in a few words."""
    first = found[0]
    sign, tones = mark(first)
    told = f"{name_of(first)} [{first.code}] {sentence(first, names, screen.zone)}{seen_to(first, names, screen.now)}"
    yield f"  {screen.paint(sign, *tones)} " + ("\n    ".join(wrap(told, (screen.columns or 10_000) - 4))).replace(
        name_of(first), screen.paint(name_of(first), *tones), 1
    )
    if len(found) > 1:
        rest = say("list.comma").join(f"{short(finding)} [{finding.code}]" for finding in found[1:])
        yield from (screen.paint(f"    {line}", DIM) for line in wrap(say("stuck.also", others=rest), (screen.columns or 10_000) - 4))


def mending(findings: "Sequence[StuckFinding]", screen: Screen) -> list[str]:
    """The commands that would help, each once and on a line of its own, to be copied."""
    found = {command.line: finding.code for finding in reversed(findings) for command in finding.commands}
    return [f"{line}  {screen.paint(f'# {code}', DIM)}" for line, code in reversed(found.items())]


def summary(report: "StuckReport", screen: Screen) -> Iterator[str]:
    """How many, by reason; where to look next."""
    for note in report.notes:
        yield say("stuck.note", why=note.message)
    if not report.findings:
        yield screen.paint(say("stuck.none", examined=report.examined), GREEN)
        if report.next is not None:
            yield say("stuck.next", after=report.next)
        return
    counts = Counter(finding.code for finding in report.findings)
    codes = say("list.comma").join(f"{said(f'reason.{code}', code)} {n}" for code, n in counts.most_common())
    yield ""
    yield say("stuck.summary", cases=report.cases, examined=report.examined, codes=codes)
    if len(report.findings) < report.total:
        yield say("stuck.more", shown=len(report.findings), total=report.total)
    if report.next is not None:
        yield say("stuck.next", after=report.next)
    yield screen.paint(say("stuck.closer", case=report.findings[0].key), DIM)
