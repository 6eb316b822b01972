"""Notices as records of the log: where nothing else is set up, and beside anything else."""

import logging
from collections.abc import Mapping

from signoff.engine.clock import Clock
from signoff.engine.ports import Notice

from .options import Options
from .wording import Tongue, subject, tongue_of

LOG = logging.getLogger("signoff.notify")


class LogNotifier:
    """Writes one record per notice to the logger `signoff.notify`.

    The message is for people; a structured handler finds the facts in the record's attribute `notice`.
    """

    def __init__(self, tongue: Tongue | None = None, *, level: int = logging.INFO, logger: logging.Logger = LOG) -> None:
        self._tongue = tongue or Tongue()
        self._level = level
        self._logger = logger

    def send(self, notice: Notice) -> None:
        """Write the record; it never fails."""
        to = [person.id for person in notice.to]
        facts: dict[str, object] = {"key": notice.key, "kind": notice.kind, "to": to, "text": dict(notice.text), "case": dict(notice.case)}
        facts |= {"items": [dict(item) for item in notice.items]} if notice.items else {}
        self._logger.log(self._level, "%s → %s", subject(notice, self._tongue), ", ".join(to), extra={"notice": facts})


def from_settings(settings: Mapping[str, object], clock: Clock) -> LogNotifier:
    """What the entry point `log` of the group `signoff.notifiers` names; reads `language` and `timezone`."""
    return LogNotifier(tongue_of(Options("log", settings)))
