"""What would mend a case that is stuck, tried out beforehand, carried out by the ordinary commands, and looked at again afterwards."""

from .advice import ADVICE
from .mend import carry_out
from .plan import plan
from .values import CaseFix, CaseFixed, FixPlan, FixReport, FixState, Found, Measure, Spared, SparedFor, Stand
from .wish import Wish

__all__ = [
    "ADVICE",
    "CaseFix",
    "CaseFixed",
    "FixPlan",
    "FixReport",
    "FixState",
    "Found",
    "Measure",
    "Spared",
    "SparedFor",
    "Stand",
    "Wish",
    "carry_out",
    "plan",
]
