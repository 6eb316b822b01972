"""Simulation: a whole definition run against sample data and the people as they are, on a clock that is set; nothing is kept of it."""

from .exploring import MOST_PATHS, explore
from .result import Choice, DeadEnd, Decision, Passed, Path, Simulation, Span, Stop

__all__ = ["MOST_PATHS", "Choice", "DeadEnd", "Decision", "Passed", "Path", "Simulation", "Span", "Stop", "explore"]
