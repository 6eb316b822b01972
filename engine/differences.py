"""What has changed in a case from one revision of its data to another: what a reviewer looks at who is asked again."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from . import events as e
from .data import merged
from .events import Event


class Difference(NamedTuple):
    """A field as it read and as it reads; None where it had no value."""

    before: object
    after: object


def differences(events: Iterable[Event], since: int, until: int | None = None) -> dict[str, Difference]:
    """The fields that read otherwise at revision `until` (unsaid: now) than at `since`, worked out from the history of the case."""
    old, new = at_revision(events := tuple(events), since), at_revision(events, until)
    return {
        name: Difference(old.get(name), new.get(name))
        for name in (*old, *(n for n in new if n not in old))
        if old.get(name) != new.get(name)
    }


def at_revision(events: Iterable[Event], revision: int | None) -> Mapping[str, object]:
    """The data of a case as they were at a revision; None: as they are now."""
    data: Mapping[str, object] = {}
    for event in events:
        if isinstance(event.fact, e.Started):
            data = event.fact.data
        elif isinstance(event.fact, e.Edited) and (revision is None or event.fact.revision <= revision):
            data = merged(data, event.fact.fields)
    return data
