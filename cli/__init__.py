"""The command line: it composes the other parts; no rule lives here."""
