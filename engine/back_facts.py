"""What happened when somebody took an act back, or asked those to let it go who had begun since."""

from .fact import Fact
from .frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Fact):
    """Who moved the case from `to` to `step` takes the act back: the case is at `to` again, in a new round.

    `asker` is who that was, where the actor only agreed to it.
    """

    step: str
    to: str
    comment: str | None = None
    asker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteTakenBack(Fact):
    """A vote of the slate that is still open no longer counts; its seat opens again as a new task.

    `task` is the vote's; `tasks` are all that fall with it: seats whose turn it was only because of that vote wait again.
    `asker` is whose vote it was, where the actor only agreed to it.
    """

    task: str
    tasks: tuple[str, ...] = ()
    comment: str | None = None
    asker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackAsked(Fact):
    """The last actor asks the people of these `seats` to let the act go back: the move from `to`, or the vote at `task`."""

    seats: tuple[str, ...]
    to: str | None = None
    task: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackAnswered(Fact):
    """Whose `seats` these are agrees that the act goes back, or does not (`consent` false), which ends the request."""

    consent: bool
    seats: tuple[str, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackClosed(Fact):
    """A request of `asker` to take an act back came to nothing: the case has `moved_on`, has `ended`, or has `migrated`."""

    asker: str
    reason: str


BACK_FACTS: dict[str, type[Fact]] = {
    "taken_back": TakenBack,
    "vote_taken_back": VoteTakenBack,
    "back_asked": BackAsked,
    "back_answered": BackAnswered,
    "back_closed": BackClosed,
}
"""These kinds by their stable names."""
