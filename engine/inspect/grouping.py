"""Findings put together by what they have in common: the cause, the person they lie with, the step."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from .. import given
from ..errors import NotFound
from ..frozen import dataclass
from ..reasons import Severity
from .flat import Flat
from .values import Note, StuckFinding

EXAMPLES = 3
"""So many cases of a group are named, those that are stuck the longest."""


class GroupBy(StrEnum):
    """What findings are put together by."""

    CAUSE = "cause"
    HOLDER = "holder"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckGroup(Flat):
    """What is stuck for one cause, with one person, or at one step.

    `name` is the code of the reason, the person (empty: nobody) or the step, the latter with its `workflow`. `since` is when the oldest
    of the `findings` began, `severity` how grave the gravest is, `codes` how many of the `cases` each reason holds up, `examples` keys of
    some.
    """

    by: GroupBy
    name: str
    workflow: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    step_title: Mapping[str, str] = field(default_factory=dict)
    findings: int
    cases: int
    severity: Severity
    since: datetime
    codes: Mapping[str, int]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckGroups(Flat):
    """Every group, the one with the most cases first. A case may be in several, so that `cases` is no sum of theirs."""

    by: GroupBy
    groups: tuple[StuckGroup, ...]
    findings: int
    cases: int
    notes: tuple[Note, ...] = ()


def grouped(findings: Iterable[StuckFinding], by: str, notes: Sequence[Note] = ()) -> StuckGroups:
    """The findings by `cause`, `holder` or `step`; nothing of a finding is kept but its case. Raises NotFound for another word."""
    kind = group_by(by)
    piles: dict[tuple[str, str], _Pile] = {}
    cases: set[str] = set()
    count = 0
    for finding in findings:
        count += 1
        cases.add(finding.case)
        for name in _names(finding, kind):
            piles.setdefault(name, _Pile(kind, *name, finding)).add(finding)
    groups = sorted((pile.group() for pile in piles.values()), key=lambda one: (-one.cases, one.severity.rank, one.workflow, one.name))
    return StuckGroups(by=kind, groups=tuple(groups), findings=count, cases=len(cases), notes=tuple(notes))


def group_by(by: str) -> GroupBy:
    """The word as a value; raises NotFound for one that is none."""
    try:
        return GroupBy(by)
    except ValueError:
        known = [str(one.value) for one in GroupBy]
        told = f"findings are not grouped by `{by}`"
        raise NotFound(told, code="unknown_group", hint=given.meant(by, known), data={"known": known}) from None


def _names(finding: StuckFinding, by: GroupBy) -> list[tuple[str, str]]:
    """The groups of a finding, as (name, workflow)."""
    if by is GroupBy.CAUSE:
        return [(finding.code, "")]
    if by is GroupBy.STEP:
        return [(finding.step, finding.workflow)]
    return [(person, "") for person in dict.fromkeys(finding.people)] or [("", "")]


class _Pile:
    """A group while it is gathered."""

    def __init__(self, by: GroupBy, name: str, workflow: str, first: StuckFinding) -> None:
        self.by, self.name, self.workflow = by, name, workflow
        self.titles = (first.title, first.step_title) if by is GroupBy.STEP else ({}, {})
        self.findings = 0
        self.codes: dict[str, set[str]] = {}
        self.cases: set[str] = set()
        self.severity, self.since = first.severity, first.since
        self.oldest: list[tuple[datetime, str]] = []

    def add(self, finding: StuckFinding) -> None:
        """One more."""
        self.findings += 1
        self.codes.setdefault(finding.code, set()).add(finding.case)
        self.severity = min(self.severity, finding.severity, key=lambda one: one.rank)
        self.since = min(self.since, finding.since)
        self.cases.add(finding.case)
        kept = {key: since for since, key in self.oldest}
        kept[finding.key] = min(kept.get(finding.key, finding.since), finding.since)
        self.oldest = sorted((since, key) for key, since in kept.items())[:EXAMPLES]

    def group(self) -> StuckGroup:
        """What has come together."""
        return StuckGroup(
            by=self.by,
            name=self.name,
            workflow=self.workflow,
            title=self.titles[0],
            step_title=self.titles[1],
            findings=self.findings,
            cases=len(self.cases),
            severity=self.severity,
            since=self.since,
            codes=dict(Counter({code: len(cases) for code, cases in self.codes.items()}).most_common()),
            examples=tuple(key for _, key in self.oldest),
        )
