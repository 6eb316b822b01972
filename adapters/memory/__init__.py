"""The in-memory store: everything a database store does, in dictionaries; for tests, simulation and trying things out."""

from .bench import Bench
from .store import MemoryStore

__all__ = ["Bench", "MemoryStore"]
