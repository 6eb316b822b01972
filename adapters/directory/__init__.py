"""Directories that come with the package."""

from .static import StaticDirectory, from_settings

__all__ = ["StaticDirectory", "from_settings"]
