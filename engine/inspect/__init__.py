"""Why is it not moving? What holds cases up (`stuck`), and everything about one case (`why`). It reads, and changes nothing."""

from ..reasons import REASONS, Family, ReasonCode, Repair, Severity
from .explain import why
from .facts import Facts, Patience
from .findings import findings_of
from .grouping import GroupBy, StuckGroup, StuckGroups, grouped
from .movers import movers
from .past import why_at
from .scan import findings, stuck
from .seats import Standings
from .story import Why
from .values import Acknowledged, Because, Candidate, Mover, MoverKind, Note, RepairCommand, Source, StuckFinding, StuckReport
from .wanted import StuckFilter

__all__ = [
    "REASONS",
    "Acknowledged",
    "Because",
    "Candidate",
    "Facts",
    "Family",
    "GroupBy",
    "Mover",
    "MoverKind",
    "Note",
    "Patience",
    "ReasonCode",
    "Repair",
    "RepairCommand",
    "Severity",
    "Source",
    "Standings",
    "StuckFilter",
    "StuckFinding",
    "StuckGroup",
    "StuckGroups",
    "StuckReport",
    "Why",
    "findings",
    "findings_of",
    "grouped",
    "movers",
    "stuck",
    "why",
    "why_at",
]
