"""Where a test begins: an office just opened, or one in which a beginning has been played that several tests share.

A beginning is a function that plays on a new office. It is played once in a process for each city and kind of database; whoever asks for
it afterwards goes on with a copy of what is in the database, the clock at the same instant, the same notices sent.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from signoff.engine.ports import Notice

from ..databases import Contents, contents, fill
from .office import Office

Beginning = Callable[..., object]
MORNING = "2026-03-10 09:00"
"""An hour before K is assigned."""


@dataclass(frozen=True)
class Played:
    """An office in which a beginning has been played."""

    held: Contents
    now: str
    sent: tuple[Notice, ...]


PLAYED: dict[Hashable, Played] = {}


class Offices:
    """Opens the office of a city with all its workflows, on a database of a test's own."""

    def __init__(self, database: str, city: str) -> None:
        self._database, self._city = database, city
        self._opened: list[Office] = []

    def __call__(self, **settings: Any) -> Office:
        """One just opened; takes what `Office` takes, but the database."""
        office = Office(self._database, **{"policy": self._city, **settings})
        self._opened.append(office)
        return office

    def after(self, beginning: Beginning, *given: Hashable, now: str = MORNING, overlay: tuple[tuple[str, str], ...] = ()) -> Office:
        """One in which that has been played: `beginning(office, *given)`."""
        key = (self._database.partition(":")[0], self._city, beginning, given, now, overlay)
        if (played := PLAYED.get(key)) is None:
            office = self(now=now, overlay=dict(overlay))
            beginning(office, *given)
            PLAYED[key] = Played(contents(self._database), office.engine.now().isoformat(), tuple(office.notices()))
            return office
        fill(self._database, played.held)
        office = self(now=played.now, overlay=dict(overlay))
        office.sent.extend(played.sent)
        return office

    def close(self) -> None:
        """Close what was opened."""
        for one in self._opened:
            one.engine.close()
