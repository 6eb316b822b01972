"""Calendars by id: the files of a folder beside the workflows, those handed over, and those that ship."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import RLock

from signoff.engine.calendars import Calendar
from signoff.engine.errors import Finding, InvalidWorkflow, Misconfigured

from .calendar_file import shipped, shipped_names
from .calendars_load import read_calendar
from .mending import Limits
from .suggest import did_you_mean


class Calendars(Mapping[str, Calendar]):
    """A mapping id → calendar that reads each file once, when it is asked for.

    A file of the `folder` (`ID.yaml`; None or missing: nowhere) wins over a `given` calendar of that id, that over a shipped one.
    Asking for one whose file has mistakes raises InvalidWorkflow with all of them.
    """

    def __init__(self, folder: Path | None = None, given: Mapping[str, Calendar] | None = None, *, limits: Limits | None = None) -> None:
        self._files = {path.stem: path for path in sorted(folder.glob("*.yaml"))} if folder is not None and folder.is_dir() else {}
        self._given = dict(given or {})
        self._ids = sorted({*self._files, *self._given, *shipped_names()})
        self._limits = limits or Limits()
        self._read: dict[str, Calendar] = {}
        self._lock = RLock()

    def __getitem__(self, id: str) -> Calendar:
        if id not in self._ids:
            raise KeyError(id)
        with self._lock:
            if id not in self._read:
                made, findings = self._load(id)
                errors = [finding for finding in findings if finding.severity == "error"]
                if errors or made is None:
                    raise InvalidWorkflow(errors)
                self._read[id] = made
            return self._read[id]

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
