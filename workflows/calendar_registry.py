"""Calendars by id: the files of a folder beside the workflows, those handed over, and those that ship."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import TypeAlias

from signoff.engine.calendars import Calendar
from signoff.engine.errors import Finding, InvalidWorkflow, Misconfigured

from .calendar_file import shipped, shipped_names
from .calendars_load import read_calendar
from .mending import Limits
from .suggest import did_you_mean

PATIENCE = 1.0
"""After so many seconds a folder is looked through again."""
Stamp: TypeAlias = tuple[str, int, int, int]
"""A file: its path, when it was written (nanoseconds), its size, its inode."""


class Calendars(Mapping[str, Calendar]):
    """A mapping id → calendar that reads each file when it is asked for, and again once any file of the folder has changed.

    A file that is put there or replaced is seen at once, one that is written over after `patience` seconds at most.

    A file of the `folder` (`ID.yaml`; None or missing: nowhere) wins over a `given` calendar of that id, that over a shipped one.
    Asking for one whose file has mistakes raises InvalidWorkflow with all of them; where it had been read before it was changed, the
    calendar stays as it was.
    """

    def __init__(
        self,
        folder: Path | None = None,
        given: Mapping[str, Calendar] | None = None,
        *,
        limits: Limits | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._folder, self._given, self._limits = folder, dict(given or {}), limits or Limits()
        self._stamps: tuple[Stamp, ...] | None = None
        self._patience, self._looked, self._mark = patience, 0.0, 0
        self._files: dict[str, Path] = {}
        self._ids: list[str] = []
        self._read: dict[str, Calendar] = {}
        self._before: dict[str, Calendar] = {}
        self._lock = RLock()
        self._look()

    def __getitem__(self, id: str) -> Calendar:
        with self._lock:
            self._look()
            if id not in self._ids:
                raise KeyError(id)
            if id not in self._read:
                made, findings = self._load(id)
                errors = [finding for finding in findings if finding.severity == "error"]
                made = self._before.get(id) if errors else made
                if made is None:
                    raise InvalidWorkflow(errors)
                self._read[id] = made
            return self._read[id]

    def _look(self) -> None:
        """See whether the folder is as it was read; if not, everything is read again when it is asked for."""
        now, mark = monotonic(), changed_at(self._folder)
        if self._stamps is not None and mark == self._mark and now - self._looked < self._patience:
            return
        self._looked, self._mark = now, mark
        stamps = stamps_of(self._folder)
        if stamps != self._stamps:
            self._stamps = stamps
            self._files = {Path(name).stem: Path(name) for name, *_ in stamps}
            self._ids = sorted({*self._files, *self._given, *shipped_names()})
            self._before, self._read = {**self._before, **self._read}, {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def need(self, id: str) -> Calendar:
        """The calendar of this id; Misconfigured, with a suggestion, if there is none."""
        if id not in self._ids:
            raise Misconfigured(
                f"there is no calendar `{id}`",
                code="unknown_calendar",
                hint=did_you_mean(id, self._ids, "There are"),
                data={"calendar": id, "known": list(self._ids)},
            )
        return self[id]

    def check(self) -> tuple[Finding, ...]:
        """Every finding about every file of the folder, warnings too; raises nothing."""
        return tuple(finding for id in self._files for finding in self._load(id)[1])

    def _load(self, id: str) -> tuple[Calendar | None, tuple[Finding, ...]]:
        if id in self._files:
            path = self._files[id]
            made, findings = read_calendar(path, limits=self._limits)
            return made, (*findings, *_name_agrees(path, made))
        if id in self._given:
            return self._given[id], ()
        file = shipped(id)
        assert file is not None
        return read_calendar(file.read_text(encoding="utf-8"), name=file.name, limits=self._limits)


def changed_at(folder: Path | None) -> int:
    """When a file was last put into a folder, replaced or taken out (nanoseconds); 0 where there is none."""
    try:
        return os.stat(folder).st_mtime_ns if folder is not None else 0
    except OSError:
        return 0


def stamps_of(folder: Path | None) -> tuple[Stamp, ...]:
    """Every calendar file of a folder, with what changes when it is written."""
    if folder is None:
        return ()
    try:
        with os.scandir(folder) as found:
            kept = [(entry.path, entry.stat()) for entry in found if entry.name.endswith(".yaml") and entry.is_file()]
    except OSError:
        return ()
    return tuple(sorted((path, stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in kept))


def load_calendars(folder: Path | None = None, given: Mapping[str, Calendar] | None = None) -> Calendars:
    """The calendars of a folder and those that ship, all read now; raises InvalidWorkflow with the mistakes of all files."""
    found = Calendars(folder, given)
    errors = [finding for finding in found.check() if finding.severity == "error"]
    if errors:
        raise InvalidWorkflow(errors)
    return found


def _name_agrees(path: Path, made: Calendar | None) -> tuple[Finding, ...]:
    if made is None or made.id == path.stem:
        return ()
    message = f"the file is called `{path.stem}.yaml`, the calendar `{made.id}`"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("calendar:")), 1)
    return (Finding("wrong_name", message, "calendar", str(path), line, 1, suggestion=f"Write `calendar: {path.stem}`."),)
