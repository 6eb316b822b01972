"""How each database claims a root, and writes a save: the two statements of the hot path, a module per dialect."""

from .choose import claims_for
from .contract import AtOnce, Claims, Lone, Wrote

__all__ = ["AtOnce", "Claims", "Lone", "Wrote", "claims_for"]
