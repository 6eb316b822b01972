"""Everything that holds one case up, family by family."""

from datetime import datetime

from ..case import Case
from ..errors import DirectoryUnavailable
from ..model import Model
from ..world import World
from .clocks import time_findings
from .facts import Facts, Patience
from .look import Look
from .machinery import dead_findings, logic_findings, machinery_findings
from .owners import owner_findings
from .reasons import REASONS
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
    return tuple(sorted([*of_people(look), *of_things(look)], key=order))


def examine(look: Look) -> tuple[tuple[StuckFinding, ...], DirectoryUnavailable | None]:
    """The same; a directory that fails leaves out what only it knows."""
    failed: DirectoryUnavailable | None = None
    try:
        people = of_people(look)
    except DirectoryUnavailable as error:
        people, failed = [], error
    return tuple(sorted([*people, *of_things(look)], key=order)), failed


def of_people(look: Look) -> list[StuckFinding]:
    """The families owner and logic, which ask the directory."""
    return [*owner_findings(look), *logic_findings(look)] if look.case.open else []


def of_things(look: Look) -> list[StuckFinding]:
    """The families time and machinery, which need nobody."""
    return [*time_findings(look), *machinery_findings(look)] if look.case.open else [*dead_findings(look)]


def order(finding: StuckFinding) -> tuple[int, datetime, str, str, int]:
    """Gravest first, then the oldest; of one case and instant in the order of the table of reasons."""
    return finding.severity.rank, finding.since, finding.workflow, finding.key, list(REASONS).index(finding.code)
