"""Findings of `stuck` as lines: by case, by what they have in common, and a count that never says more than is known."""

import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from .errors import noted
from .messages import count, label, said, say
from .reasons import MARKS, command_line, mark, name_of, seen_to, sentence, short
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .times import span
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.inspect import StuckFinding, StuckGroup, StuckGroups, StuckReport

    from .calling import Calling
    from .naming import Names

Identity = tuple[str, str, str | None]
"""What a finding is known by from one look to the next: its case, its code, its task."""


def identity(finding: "StuckFinding") -> Identity:
    """What it is known by."""
    return finding.case, finding.code, finding.task


def lines(
    findings: "Sequence[StuckFinding]", screen: Screen, names: "Names", mend: "Calling | None" = None, new: Collection[Identity] = ()
) -> Iterator[str]:
    """A row for each case, the worst first, and below it what is wrong; with `mend` the commands that would help, as they are typed here.

    What is `new` has a plus sign before it.
    """
    cases = by_case(findings)
    if not cases:
        return
    columns = [Column(say("col.case"), "keep"), Column(say("col.step")), Column(say("col.since"), "keep"), Column(say("col.people"))]
    head, *rows = table(columns, [row(found, screen, names) for found in cases], screen)
    yield head
    for told, found in zip(rows, cases, strict=True):
        yield told
        yield from reasons(found, screen, names, new)
    if mend is not None:
        yield from ["", *mending(findings, screen, mend)]


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


def reasons(found: "Sequence[StuckFinding]", screen: Screen, names: "Names", new: Collection[Identity] = ()) -> Iterator[str]:
    """`✗ holder has left [holder_inactive] …`: the gravest in a sentence, the others in a few words."""
    first = found[0]
    sign, tones = mark(first)
    plus = screen.paint("+", GREEN, BOLD) if any(identity(one) in new for one in found) else " "
    told = f"{name_of(first)} [{first.code}] {sentence(first, names, screen.zone)}{seen_to(first, names, screen.now)}"
    wrapped = "\n    ".join(wrap(told, (screen.columns or 10_000) - 4))
    yield f"{plus} {screen.paint(sign, *tones)} " + wrapped.replace(name_of(first), screen.paint(name_of(first), *tones), 1)
    if len(found) > 1:
        rest = say("list.comma").join(f"{short(finding, names)} [{finding.code}]" for finding in found[1:])
        yield from (screen.paint(f"    {line}", DIM) for line in wrap(say("stuck.also", others=rest), (screen.columns or 10_000) - 4))


def mending(findings: "Sequence[StuckFinding]", screen: Screen, calling: "Calling") -> list[str]:
    """The commands that would help, each once and on a line of its own, to be copied."""
    found: dict[str, str] = {}
    for finding in findings:
        told = [command_line(command, calling) for command in finding.commands]
        found |= {line: cause(finding) for line in told if line not in found}
    return [f"{line}  {screen.paint(f'# {code}', DIM)}" for line, code in found.items()]


def cause(finding: "StuckFinding") -> str:
    """The code of what is to be mended: where a case only waits for one below it, of what holds that one up."""
    code, below = finding.code, finding.evidence
    while code == "child_stuck" and "code" in below:
        code, below = str(below["code"]), below["within"]
    return code


def summary(report: "StuckReport", screen: Screen, calling: "Calling | None" = None) -> Iterator[str]:
    """How many of how many, by reason; where to look next."""
    for note in report.notes:
        yield say("stuck.note", why=noted(note))
    if report.findings:
        yield ""
    yield counted(report, screen)
    waiting = waiting_for_others(report.findings)
    if waiting:
        yield count("stuck.waiting", waiting)
    if len(report.findings) < report.total:
        yield say("stuck.more", shown=len(report.findings), total=report.total)
    if report.findings:
        line = shlex.join(["signoff", "why", report.findings[0].key])
        yield screen.paint(say("stuck.closer", line=line if calling is None else calling.line(line, "why")), DIM)


def waiting_for_others(findings: "Sequence[StuckFinding]") -> int:
    """How many cases only wait for a case that stands in the same list, where their cause is to be seen to."""
    keys = {finding.key for finding in findings}
    alone = keys - {finding.key for finding in findings if finding.code != "child_stuck"}
    return len({one.key for one in findings if one.key in alone and one.root is not None and keys & {*one.root.ids} - {one.key}})


def counted(report: "StuckReport", screen: Screen) -> str:
    """The count: of all open cases where that is known, else of those that were examined, and so it is said."""
    whole = report.exact or report.open is None
    facts = {"examined": report.examined, "open": report.open if report.open is not None else report.examined}
    if not report.total:
        told = say("stuck.none", examined=facts["open"] if report.exact else report.examined)
        return screen.paint(told if whole else say("stuck.none_yet", **facts), GREEN if whole else YELLOW)
    counts = Counter(code for code, _ in dict.fromkeys((finding.code, finding.case) for finding in report.findings))
    codes = say("list.comma").join(f"{said(f'reason.{code}', code)} {n}" for code, n in counts.most_common())
    if len(report.findings) < report.total:
        codes = say("stuck.of_shown", shown=len(by_case(report.findings)), codes=codes)
    if whole:
        of = facts["open"] if report.exact else report.examined
        key = "stuck.summary_ended" if report.ended else "stuck.summary"
        more = {"ended": report.ended} if report.ended else {}
        return say(key, cases=report.cases - report.ended, examined=of, codes=codes, **more)
    return say("stuck.so_far", cases=report.cases, codes=codes, **facts)


def group_lines(found: "StuckGroups", screen: Screen, names: "Names") -> list[str]:
    """A line for each group, the one with the most cases first."""
    columns = [
        Column(" ", "keep"),
        Column(say(f"col.by_{found.by.value}"), "wrap"),
        Column(say("col.cases"), "keep", right=True),
        Column(say("col.oldest"), "keep", right=True),
        Column(say("col.why") if found.by.value != "cause" else say("col.examples"), "wrap"),
    ]
    return table(columns, [group_row(one, screen, names) for one in found.groups], screen) if found.groups else []


def group_row(one: "StuckGroup", screen: Screen, names: "Names") -> list[Cell | str]:
    """One group: how grave, what it is, how many cases, since when, which."""
    sign, tone = MARKS[one.severity.value]
    codes = say("list.comma").join(f"{said(f'reason.{code}', code)} {n}" for code, n in one.codes.items())
    last = say("list.comma").join(one.examples) if one.by.value == "cause" else codes
    return [Cell(sign, (tone, BOLD)), group_name(one, names), str(one.cases), span(screen.now - one.since), Cell(last, (DIM,))]


def group_name(one: "StuckGroup", names: "Names") -> Cell:
    """A reason with its code, a person, or a step with its workflow."""
    if one.by.value == "cause":
        return Cell(f"{said(f'reason.{one.name}', one.name)} [{one.name}]")
    if one.by.value == "step":
        return Cell(f"{label(one.step_title, one.name)} ({one.workflow})")
    return Cell(names.person(one.name)) if one.name else Cell(say("stuck.nobody"), (YELLOW,))


def group_summary(found: "StuckGroups", screen: Screen) -> Iterator[str]:
    """How many findings of how many cases."""
    for note in found.notes:
        yield say("stuck.note", why=noted(note))
    if found.groups:
        yield ""
        yield say("stuck.groups", findings=count("n.findings", found.findings), cases=count("n.cases", found.cases))
    else:
        yield screen.paint(say("stuck.no_groups"), GREEN)
