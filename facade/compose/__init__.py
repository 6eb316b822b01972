"""From a database, workflows and a directory to an engine."""

from .awaited import AsyncEngine
from .duties import Ticked
from .engine import Engine
from .parts import DirectorySource

__all__ = ["AsyncEngine", "DirectorySource", "Engine", "Ticked"]
