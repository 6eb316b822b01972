"""What a rehearsal needs of an engine, as a protocol: one case at a desk with a clock that can be set."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from signoff.engine.durations import Duration
from signoff.engine.views import Can, CaseView


class SettableClock(Protocol):
    """A clock that stands still until it is set."""

    def now(self) -> datetime:
        """The present instant, aware."""
        ...

    def set(self, instant: datetime) -> object:
        """From here on it is this instant."""
        ...


class Fired(Protocol):
    """What a tick did."""

    @property
    def failed(self) -> Mapping[str, str]:
        """The cases whose timers failed, and why."""
        ...


class Desk(Protocol):
    """An engine with one workflow, the people of one example and a clock of its own; every verb as `Engine` has it."""

    @property
    def clock(self) -> SettableClock:
        """The clock that everything at this desk goes by."""
        ...

    def start(self, workflow: str, *, by: str, data: Mapping[str, object] | None = None, comment: str | None = None) -> CaseView:
        """Start a case."""
        ...

    def act(
        self,
        case: str,
        action: str,
        *,
        by: str,
        comment: str | None = None,
        data: Mapping[str, object] | None = None,
        task: str | None = None,
        to: str | None = None,
        resume: str | None = None,
        edits: str | None = None,
    ) -> CaseView:
        """Take an action of the present step."""
        ...

    def can(
        self,
        case: str,
        action: str,
        *,
        by: str,
        comment: str | None = None,
        data: Mapping[str, object] | None = None,
        task: str | None = None,
        to: str | None = None,
        resume: str | None = None,
        edits: str | None = None,
    ) -> Can:
        """Whether that act would be allowed, and why not."""
        ...

    def signal(self, case: str, action: str, *, by: str, data: Mapping[str, object] | None = None) -> CaseView:
        """Have a case take an action as if the case with the key `by` had signalled it."""
        ...

    def claim(self, case: str, *, by: str, task: str | None = None) -> CaseView:
        """Take a pool's task."""
        ...

    def release(self, case: str, *, by: str, task: str | None = None) -> CaseView:
        """Give it back."""
        ...

    def transfer(self, case: str, *, by: str, to: str, comment: str | None = None, task: str | None = None) -> CaseView:
        """Hand one's seat on."""
        ...

    def delegate(self, case: str, *, by: str, to: str, comment: str | None = None, task: str | None = None) -> CaseView:
        """Lend one's seat to a delegate."""
        ...

    def add_signer(
        self,
        case: str,
        *,
        by: str,
        who: tuple[str, ...],
        where: str | None = None,
        comment: str | None = None,
        task: str | None = None,
    ) -> CaseView:
        """Ask others to sign, too."""
        ...

    def remove_signer(self, case: str, *, by: str, task: str, comment: str | None = None) -> CaseView:
        """Take a seat out of the slate."""
        ...

    def give_back(self, case: str, *, by: str, comment: str | None = None, task: str | None = None) -> CaseView:
        """Give a delegated seat back."""
        ...

    def reassign(self, case: str, *, by: str, to: str, reason: str, task: str | None = None) -> CaseView:
        """An administrator's transfer."""
        ...

    def withdraw(self, case: str, *, by: str, comment: str | None = None) -> CaseView:
        """Pull the case back."""
        ...

    def take_back(self, case: str, *, by: str, comment: str | None = None) -> CaseView:
        """Take one's own last act back."""
        ...

    def consent_back(self, case: str, *, by: str, comment: str | None = None) -> CaseView:
        """Agree that an act is taken back."""
        ...

    def decline_back(self, case: str, *, by: str, comment: str | None = None) -> CaseView:
        """Do not agree that an act is taken back."""
        ...

    def read(self, case: str, *, by: str) -> CaseView:
        """Confirm having read what one holds."""
        ...

    def comment(self, case: str, *, by: str, text: str) -> CaseView:
        """Say something without deciding."""
        ...

    def edit(self, case: str, *, by: str, data: Mapping[str, object], task: str | None = None, edits: str | None = None) -> CaseView:
        """Change fields that the present step may edit."""
        ...

    def remind(self, case: str, *, by: str, reason: str | None = None) -> CaseView:
        """Urge the holders."""
        ...

    def case(self, key: str) -> CaseView:
        """The case as it stands."""
        ...

    def tick(self) -> Fired:
        """Fire the timers that are due."""
        ...

    def next_timer(self) -> datetime | None:
        """When the next timer is due; None if none is armed."""
        ...

    def after(self, duration: Duration) -> datetime:
        """So long after now on the workflow's calendar, at the same time of day."""
        ...
