"""Why something was refused, and errors by their stable code, in Chinese and English; the engine's own words stand for what is not here."""

MESSAGES: dict[str, tuple[str, str]] = {}
