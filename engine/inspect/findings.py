"""Everything that holds one case up, family by family."""

from datetime import datetime

from ..case import Case
from ..model import Model
from ..world import World
from .clocks import time_findings
from .facts import Facts, Patience
from .look import Look
from .machinery import logic_findings, machinery_findings
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
    """What holds an open case up, gravest first; nothing for one that has ended.

    Raises DirectoryUnavailable where the source of people fails, NotFound where the definition lacks the case's step.
    """
    if not case.open:
        return ()
    look = Look(model, case, world, facts or Facts(), patience or Patience(), standings or Standings())
    found = [*owner_findings(look), *logic_findings(look), *time_findings(look), *machinery_findings(look)]
    return tuple(sorted(found, key=order))


def order(finding: StuckFinding) -> tuple[int, datetime, str, str, int]:
    """Gravest first, then the oldest; of one case and instant in the order of the table of reasons."""
    return finding.severity.rank, finding.since, finding.workflow, finding.key, list(REASONS).index(finding.code)
