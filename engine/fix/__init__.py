"""What would mend a case that is stuck, tried out beforehand, carried out by the ordinary commands, and looked at again afterwards."""

from .advice import ADVICE
from .mend import carry_out
from .plan import Wish, plan
from .values import CaseFix, CaseFixed, FixPlan, FixReport, FixState, Found, Measure, Stand

__all__ = ["ADVICE", "CaseFix", "CaseFixed", "FixPlan", "FixReport", "FixState", "Found", "Measure", "Stand", "Wish", "carry_out", "plan"]
