"""What is observed, as records of the standard `logging`: quiet until somebody sets the level INFO for `signoff`."""

import logging

from .observing import Ended, Happening, Outcome, What

NAMES = {
    What.MOVE: "signoff.moves",
    What.CONFLICT: "signoff.moves",
    What.UNCOUNTED: "signoff.moves",
    What.SWEEP: "signoff.sweep",
    What.TIMER: "signoff.sweep",
    What.DELIVERY: "signoff.delivery",
}
"""Which logger tells of what."""
LOGS = {what: logging.getLogger(name) for what, name in NAMES.items()}

logging.getLogger("signoff").addHandler(logging.NullHandler())  # a library says nothing that nobody asked for


class Log:
    """Writes a record for each happening, with its facts as fields (`extra`). The level is DEBUG for sweeps, WARNING or ERROR for what has
    failed and nobody else is told of, else INFO."""

    def awake(self) -> bool:
        """Whether records of moves or timers would be kept."""
        return LOGS[What.MOVE].isEnabledFor(logging.INFO) or LOGS[What.TIMER].isEnabledFor(logging.INFO)

    def begins(self, it: Happening) -> Ended | None:
        """A record tells of what has happened."""
        return None

    def happened(self, it: Happening) -> None:
        """Write it down."""
        log, level = LOGS[it.what], _level(it)
        if log.isEnabledFor(level):
            log.log(level, "%s", _told(it), exc_info=it.error, extra=it.facts())


def _level(it: Happening) -> int:
    if it.what is What.SWEEP:
        return logging.DEBUG
    if it.what is What.UNCOUNTED:
        return logging.WARNING
    if it.what is What.TIMER and it.outcome is Outcome.FAILED:
        return logging.ERROR
    if it.what is What.DELIVERY and it.outcome is not Outcome.DONE:
        return logging.ERROR if it.outcome is Outcome.DEAD else logging.WARNING
    return logging.INFO


def _told(it: Happening) -> str:
    """The sentence of a record."""
    if it.sentence:
        return it.sentence
    how = f"{it.outcome} ({it.code})" if it.code else str(it.outcome)
    at = f" at {it.step}" if it.step else ""
    if it.what is What.DELIVERY:
        return f"{it.kind} {it.key}: {how}"
    if it.what is What.TIMER:
        return f"timer {it.timer} of {it.case}{at}: {how}"
    if it.what is What.SWEEP:
        return f"sweep of {it.tenant}: {it.count} timers"
    return f"{it.action or it.verb} on {it.case or it.workflow}{at} by {it.actor}: {how}"
