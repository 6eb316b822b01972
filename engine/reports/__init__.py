"""What is to be learnt from many cases together. It reads, and changes nothing."""

from .gathering import bottlenecks
from .values import Bottlenecks, Load, Passage, StepTime

__all__ = ["Bottlenecks", "Load", "Passage", "StepTime", "bottlenecks"]
