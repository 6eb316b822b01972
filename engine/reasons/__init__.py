"""Every reason for which a case may be stuck, by its stable code. `inspect` finds them, `verdict` knows which may be acknowledged."""

from collections.abc import Mapping

from .code import Family, ReasonCode, Repair, Severity
from .of_people import LOGIC, OWNER
from .of_things import MACHINERY, TIME

__all__ = ["REASONS", "Family", "ReasonCode", "Repair", "Severity"]

REASONS: Mapping[str, ReasonCode] = {reason.code: reason for reason in (*OWNER, *TIME, *LOGIC, *MACHINERY)}
"""Every reason by its code, in the order of the families."""
