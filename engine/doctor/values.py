"""What `doctor` says, as frozen values that turn into plain ones."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from ..counted import counted
from ..frozen import dataclass
from ..inspect.flat import Flat, Plain, flat
from ..ports_health import Backlog, Condition
from ..ports_nodes import Node
from ..reasons import Severity
from .codes import HEALTH


@dataclass(frozen=True, slots=True)
class Care:
    """From when on something counts: how late timers and effects may be, how long everybody may be silent, how far clocks may part."""

    grace: timedelta = timedelta(minutes=5)
    silence: timedelta = timedelta(minutes=5)
    skew: timedelta = timedelta(seconds=5)
    ahead: timedelta = timedelta(days=92)
    """So long before a year begins its calendar should be official: from 1 October on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFinding(Flat):
    """One thing that is wrong. `sentence` and `advice` are those of `code`, with `params` put in."""

    code: str
    severity: Severity
    sentence: str
    advice: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    evidence: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarSpan(Flat):
    """A calendar that definitions in use count by, and the last year whose days are official (None: none is)."""

    id: str
    official: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup(Flat):
    """What was looked at, and what is wrong, gravest first. It is true where nothing is worse than `info`.

    `at` is the store's instant, None where the database could not be asked; `zones` says where data of time zones come from.
    """

    findings: tuple[HealthFinding, ...]
    at: datetime | None = None
    database: Condition | None = None
    nodes: tuple[Node, ...] = ()
    backlog: Backlog | None = None
    definitions: int = 0
    calendars: tuple[CalendarSpan, ...] = ()
    zones: str = ""
    release: str = ""

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.severity is Severity.INFO for finding in self.findings)

    def __bool__(self) -> bool:
        return self.healthy


def found(code: str, evidence: Mapping[str, object] | None = None, /, **params: str | int) -> HealthFinding:
    """A finding of this code."""
    entry = HEALTH[code]
    return HealthFinding(
        code=code,
        severity=entry.severity,
        sentence=counted(entry.sentence, params).format_map(params),
        advice=entry.advice.format_map(params),
        params=params,
        evidence=flat(evidence or {}),
    )


def ordered(findings: Iterable[HealthFinding]) -> tuple[HealthFinding, ...]:
    """Gravest first, then in the order in which they are looked for."""
    codes = list(HEALTH)
    return tuple(sorted(findings, key=lambda one: (one.severity.rank, codes.index(one.code))))
