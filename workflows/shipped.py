"""What comes with the package: workflows to start from, policies, an invented city to try them with. Files, looked up by name."""

from importlib.resources import files
from pathlib import Path

from signoff.engine.errors import NotFound

from .suggest import did_you_mean

PROPOSALS = (
    "proposal-handling",
    "co-opinion-handling",
    "proposal-record",
    "assign-batch",
    "reply-approval",
    "look-back",
    "supervision",
    "upstream-support",
    "document-approval",
    "leader-pick",
)
"""What an office that handles suggestions and proposals takes from the catalogue."""

PEOPLE = "people"
"""The people file that stands beside the workflows of the catalogue."""


def catalogue() -> list[str]:
    """The workflows that ship, by name: `leave`, `proposal-handling`, `purchase`, …"""
    return [name for name in _names("catalogue") if name != PEOPLE]


def catalogue_path(name: str) -> Path:
    """The file of a workflow that ships; raises NotFound, with the nearest name."""
    return _path("catalogue", name, catalogue(), "workflow")


def policies() -> list[str]:
    """The policies that ship, by name."""
    return _names("policies")


def policy_path(name: str) -> Path:
    """The file of a policy that ships; raises NotFound, with the nearest name."""
    return _path("policies", name, policies(), "policy")


def people_path() -> Path:
    """The people file that ships: an invented city."""
    return _folder("catalogue") / f"{PEOPLE}.yaml"


def _folder(name: str) -> Path:
    return Path(str(files(__package__ or "signoff.workflows"))) / name


def _names(folder: str) -> list[str]:
    return sorted(path.stem for path in _folder(folder).glob("*.yaml"))


def _path(folder: str, name: str, names: list[str], what: str) -> Path:
    if name not in names:
        raise NotFound(f"no {what} `{name}` ships with the package", hint=did_you_mean(name, names, "There are"))
    return _folder(folder) / f"{name}.yaml"
