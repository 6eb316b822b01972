"""Is everything well? The database, the processes on it, the definitions in use. It reads, and changes nothing."""

from .codes import HEALTH, HealthCode
from .examine import examine, not_asked
from .subscribers import Subscriber, subscribers
from .values import CalendarSpan, Care, Checkup, HealthFinding

__all__ = ["HEALTH", "CalendarSpan", "Care", "Checkup", "HealthCode", "HealthFinding", "Subscriber", "examine", "not_asked", "subscribers"]
