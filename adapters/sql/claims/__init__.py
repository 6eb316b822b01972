"""How each database claims a root, and writes a save: the two statements of the hot path, a module per dialect."""

from .choose import claims_for
from .contract import Claims, Wrote

__all__ = ["Claims", "Wrote", "claims_for"]
