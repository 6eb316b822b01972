"""Settings of a dispatcher, as a file or a host gives them."""

from collections.abc import Mapping
from datetime import timedelta

from signoff.engine.errors import Misconfigured

PATIENCE = timedelta(minutes=5)
"""How long a row waits for a worker before it is submitted again, unless something else is said."""


def text_of(settings: Mapping[str, object], name: str) -> str | None:
    """A text; None where there is none. Raises Misconfigured for anything else."""
    found = settings.get(name)
    if found is None or (isinstance(found, str) and found):
        return found
    raise Misconfigured(f"`{name}` of the dispatcher is no text", hint="Write a text.")


def patience_of(settings: Mapping[str, object]) -> timedelta:
    """`patience` in seconds; raises Misconfigured for what is no number above 0."""
    found = settings.get("patience", PATIENCE.total_seconds())
    if isinstance(found, bool) or not isinstance(found, int | float) or not found > 0:
        raise Misconfigured("`patience` of the dispatcher is no number of seconds above 0", hint="Write a number, such as 300.")
    return timedelta(seconds=found)
