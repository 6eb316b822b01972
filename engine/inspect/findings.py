"""Everything that holds one case up, family by family."""

from collections.abc import Callable, Collection
from datetime import datetime

from ..case import Case
from ..errors import DirectoryUnavailable, PluginMissing
from ..model import Model
from ..reasons import REASONS, Severity
from ..world import World
from .away import away_findings
from .clocks import time_findings
from .facts import Facts, Patience
from .look import Look
from .machinery import logic_findings, machinery_findings, outgoing_findings
from .owners import owner_findings
from .plugins import plugin_findings
from .seats import Standings
from .values import StuckFinding


def findings_of(
    model: Model,
    case: Case,
    world: World,
    facts: Facts | None = None,
    *,
    patience: Patience | None = None,
    standings: Standings | None = None,
) -> tuple[StuckFinding, ...]:
    """What holds an open case up, gravest first; of one that has ended, effects that never arrived.

    Raises DirectoryUnavailable where the source of people fails, ExpressionError where the definition needs a plug-in that is not there.
    """
    look = Look(model, case, world, facts or Facts(), patience or Patience(), standings or Standings())
    if not case.open:
        return together(list(outgoing_findings(look)))
    lacking = tuple(plugin_findings(look))
    return together([*lacking, *_tried(look, of_people, lacking), *_tried(look, of_things, lacking)])


def examine(look: Look) -> tuple[tuple[StuckFinding, ...], DirectoryUnavailable | None]:
    """The same; a directory that fails leaves out what only it knows."""
    if not look.case.open:
        return together(list(outgoing_findings(look))), None
    failed: DirectoryUnavailable | None = None
    lacking = tuple(plugin_findings(look)) if look.model.plugins else ()
    try:
        people = _tried(look, of_people, lacking)
    except DirectoryUnavailable as error:
        people, failed = [], error
    return together([*lacking, *people, *_tried(look, of_things, lacking)]), failed


def _tried(look: Look, ask: Callable[[Look], list[StuckFinding]], lacking: tuple[StuckFinding, ...]) -> list[StuckFinding]:
    """What some families find; nothing where that needs a plug-in which has been found missing already."""
    try:
        return ask(look)
    except PluginMissing:
        if not lacking:
            raise
        return []


def of_people(look: Look) -> list[StuckFinding]:
    """Of an open case the families owner and logic, which ask the directory."""
    return [*owner_findings(look), *away_findings(look), *logic_findings(look)]


def of_things(look: Look) -> list[StuckFinding]:
    """The families time and machinery, which need nobody."""
    return [*time_findings(look), *machinery_findings(look)] if look.case.open else list(outgoing_findings(look))


def together(findings: Collection[StuckFinding]) -> tuple[StuckFinding, ...]:
    """All of them in their order; of silence nothing is said where anything else explains it."""
    if len(findings) < 2:
        return tuple(findings)
    found = sorted(findings, key=order)
    explained = any(one.severity is not Severity.INFO for one in found)
    return tuple(one for one in found if not (explained and one.code == "silent"))


PLACES = {code: place for place, code in enumerate(REASONS)}
"""Where each code stands in the table of reasons."""


def order(finding: StuckFinding) -> tuple[int, datetime, str, str, int]:
    """Gravest first, then the oldest; of one case and instant in the order of the table of reasons."""
    return finding.severity.rank, finding.since, finding.workflow, finding.key, PLACES[finding.code]
