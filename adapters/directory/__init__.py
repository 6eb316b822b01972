"""Directories that come with the package."""

from .anybody import Anybody
from .static import StaticDirectory, from_settings

__all__ = ["Anybody", "StaticDirectory", "from_settings"]
