"""From cases and their history to the rows of the ledger, one case at a time."""

from .ledger import read_ledger as read_ledger
