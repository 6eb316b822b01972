"""Ledgers of suggestions and proposals (人大建议、政协提案): read from workbooks and CSV files, checked cell by cell, imported."""

from .importing import How, Imported, import_ledger
from .mistakes import Mistake
from .plausible import DOUBTS
from .rows import MASKS, Targets
from .sheets import UnreadableTable

__all__ = ["DOUBTS", "MASKS", "How", "Imported", "Mistake", "Targets", "UnreadableTable", "import_ledger"]
