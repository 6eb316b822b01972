"""Stores on SQLite and PostgreSQL; the only place, beside host adapters, that knows SQLAlchemy."""

from .engines import prepare
from .migrate import current, needs_upgrade, ready, retell, upgrade
from .store import BoundStore, SqlStore
from .wire import describe

__all__ = ["BoundStore", "SqlStore", "current", "describe", "needs_upgrade", "prepare", "ready", "retell", "upgrade"]
