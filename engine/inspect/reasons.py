"""Every reason for which a case may be stuck, by its stable code."""

from collections.abc import Mapping

from .reason import Family as Family
from .reason import ReasonCode as ReasonCode
from .reason import Repair as Repair
from .reason import Severity as Severity
from .reasons_of_people import LOGIC, OWNER
from .reasons_of_things import MACHINERY, TIME

REASONS: Mapping[str, ReasonCode] = {reason.code: reason for reason in (*OWNER, *TIME, *LOGIC, *MACHINERY)}
"""Every reason by its code, in the order of the families."""
