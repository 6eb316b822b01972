"""The files of the language: which there are, of what kind each is, and everything that is wrong with them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.plugins import load_plugins
from signoff.engine.errors import Finding
from signoff.engine.frozen import dataclass
from signoff.workflows.calendar_registry import Calendars
from signoff.workflows.calendars_load import read_calendar
from signoff.workflows.lint_duties import Find
from signoff.workflows.lint_runs import unknown_runs
from signoff.workflows.lint_sets import lint_set
from signoff.workflows.loader import Loaded, load_folder, looked_at, series_conflicts
from signoff.workflows.mending import Limits
from signoff.workflows.opening import content_of, lost
from signoff.workflows.people_file import read_people
from signoff.workflows.policy_file import PolicyFolder, read_policy

SUFFIXES = (".yaml", ".yml")
BELOW = ("workflows", "policies", "calendars")
"""Folders in which files of the language lie too."""

KINDS = ("workflow", "people", "calendar", "policy")
HEADS = {
    "workflow": re.compile(r"^(workflow|steps)\s*[:：]", re.MULTILINE),
    "people": re.compile(r"^(people|units)\s*[:：]", re.MULTILINE),
    "calendar": re.compile(r"^calendar\s*[:：]", re.MULTILINE),
    "policy": re.compile(r"^policy\s*[:：]", re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with its kind, its text and what was found."""

    path: Path
    kind: str
    text: str
    findings: tuple[Finding, ...]
    loaded: Loaded | None = None


def files_of(places: Iterable[Path]) -> list[Path]:
    """The files named, and those of the folders named (with their policies and calendars), each once."""
    found: dict[Path, None] = {}
    for place in places:
        for path in inside(place) if place.is_dir() else [place]:
            found[path] = None
    return list(found)


def inside(folder: Path) -> list[Path]:
    """The files of the language in a folder."""
    own = [path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES and path.is_file()]
    return own + [path for name in BELOW if (folder / name).is_dir() for path in inside(folder / name)]


@dataclass(frozen=True, slots=True)
class Beside:
    """Where calendars and policies of workflows lie: as the settings say; without any, beside each file. `people` is the people file.

    `policy` stands in for whichever a workflow names.
    """

    calendars: Path | None = None
    policies: Path | None = None
    people: Path | None = None
    policy: str | None = None

    def known(self, path: Path) -> Calendars:
        """The calendars for a file."""
        return Calendars(self.calendars or path.parent / "calendars")

    def source(self) -> PolicyFolder | None:
        """The policies, None for those beside each file."""
        return PolicyFolder(self.policies, self.policy) if self.policies else None

    def find(self) -> Find | None:
        """Who holds which role and post, by the people file; None without one that can be read."""
        if self.people is None:
            return None
        people, findings = read_people(self.people)
        if people is None or any(finding.severity == "error" for finding in findings):
            return None
        return StaticDirectory(people).find


def checked(path: Path, beside: Beside | None = None) -> Checked:
    """Everything that is wrong with one file; never raises for bad input."""
    try:
        content = content_of(path, Limits(size=4 * 1024 * 1024))
    except OSError as error:
        return Checked(path, "workflow", "", (lost(path, error),))
    text = content.decode("utf-8", "replace")
    kind = kind_of(text, path)
    loaded, findings = findings_of(path, kind, beside or Beside())
    return Checked(path, kind, text.removeprefix("\ufeff"), findings, loaded)


def among_each_other(found: Sequence[Checked]) -> list[Checked]:
    """The same files, with what only all of them show: who runs a workflow that stands neither in one of them nor in a file beside it,
    or says of it what does not hold, and who writes a number series otherwise than another one.
    """
    conflicts = list(series_conflicts(one.loaded for one in found if one.loaded is not None and not _wrong(one)))
    return told_once([replace(one, findings=(*one.findings, *_set(one, found), *_of(one, conflicts))) for one in found])


def told_once(found: Sequence[Checked]) -> list[Checked]:
    """The same files, where what is wrong in a policy is told once, with that file if it is one of them: many workflows read it."""
    told = {_place(finding) for one in found for finding in one.findings if _is_of(finding, one)}
    kept = []
    for one in found:
        fresh = [f for f in one.findings if _is_of(f, one) or _place(f) not in told]
        told |= {_place(finding) for finding in fresh}
        kept.append(replace(one, findings=tuple(fresh)))
    return kept


def text_of(finding: Finding, one: Checked) -> str:
    """The text in which a finding of a file stands: its own, or that of its policy; empty where that is no file."""
    if _is_of(finding, one):
        return one.text
    try:
        return Path(finding.file).read_text("utf-8", "replace").removeprefix("\ufeff")
    except OSError:
        return ""


def _is_of(finding: Finding, one: Checked) -> bool:
    return Path(finding.file).resolve() == one.path.resolve()


def _place(finding: Finding) -> tuple[object, ...]:
    return Path(finding.file).resolve(), finding.line, finding.column, finding.code


def _wrong(one: Checked) -> bool:
    return any(finding.severity == "error" for finding in one.findings)


def _of(one: Checked, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if one.loaded is not None and finding.file == one.loaded.file)


def _set(one: Checked, found: Sequence[Checked]) -> Iterator[Finding]:
    """What a file says of other workflows. Of a file with mistakes of its own it is known only that it is there."""
    if one.loaded is None:
        return
    workflow, file, runs = one.loaded.workflow, one.loaded.file, one.loaded.runs
    if any(unknown_runs(workflow, file, runs, _ids(found))):
        found = (*found, *_beside(one.path))
    yield from unknown_runs(workflow, file, runs, _ids(found))
    yield from lint_set(one.loaded.later, file, {o.loaded.workflow.id: o.loaded.workflow for o in found if o.loaded and not _wrong(o)})


def _ids(found: Sequence[Checked]) -> list[str]:
    return sorted({one.loaded.workflow.id for one in found if one.loaded is not None})


def _beside(path: Path) -> Iterator[Checked]:
    """The files of the same folder."""
    own = [other for other in sorted(path.parent.iterdir()) if other.suffix in SUFFIXES and other.is_file()]
    return (checked(other) for other in own)


def kind_of(text: str, path: Path) -> str:
    """What a file is: by the folder it lies in, else by the keys at its margin."""
    if path.parent.name == "policies":
        return "policy"
    if path.parent.name == "calendars":
        return "calendar"
    return next((kind for kind in KINDS if HEADS[kind].search(text)), "workflow")


def findings_of(path: Path, kind: str, beside: Beside) -> tuple[Loaded | None, tuple[Finding, ...]]:
    """The findings of a file of this kind; of a workflow also the workflow, as far as there is one."""
    if kind == "people":
        return None, read_people(path)[1]
    if kind == "calendar":
        return None, read_calendar(path)[1]
    if kind == "policy":
        return None, read_policy(path)[1]
    known, plugins = beside.known(path).__contains__, load_plugins().versions()
    return looked_at(path, known_calendars=known, policies=beside.source(), plugins=plugins, find=beside.find())


def place_of(name: str, folder: Path | None) -> Path | None:
    """The file of a workflow named by its path or by its id in the folder; None where there is none."""
    if Path(name).is_file():
        return Path(name)
    if folder is None or not folder.is_dir():
        return None
    direct = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
    return next((path for path in direct if path.is_file()), None) or loaded_as(name, folder)


def loaded_as(id: str, folder: Path) -> Path | None:
    """The file in which the workflow with this id stands."""
    one = load_folder(folder).get(id)
    return Path(one.file) if one else None


def ids_in(folder: Path | None) -> Sequence[str]:
    """The names of the workflow files of a folder, for suggestions."""
    return sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES) if folder and folder.is_dir() else []
