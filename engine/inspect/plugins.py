"""Plug-ins that a definition is pinned to and that this engine lacks."""

from collections.abc import Iterator

from ..model import Model
from ..world import Surroundings
from .look import Look
from .repairs import why
from .values import StuckFinding

DELIVERED = "signoff.effects:"
"""What begins so is needed where effects are delivered, and not where cases move."""


def plugin_findings(look: Look) -> Iterator[StuckFinding]:
    """One for each plug-in that is not here in the version that the definition is pinned to."""
    for name, version, found in lacking(look.model, look.world.around):
        params: dict[str, str | int] = {"plugin": f"{name}@{version}"}
        variant = "absent"
        if found is not None:
            variant, params["found"] = "version", found
        evidence = {"plugin": name, "version": version, "found": found, "definition": look.case.definition}
        since = look.case.at or look.case.entered
        yield look.finding("plugin_missing", variant, since, params, evidence=evidence, commands=[why(look.case)])


def lacking(model: Model, around: Surroundings) -> Iterator[tuple[str, str, str | None]]:
    """Name, version wanted, version found (None: none) of each."""
    for name, version in model.plugins.items():
        found = around.installed.get(name)
        if found != version and not name.startswith(DELIVERED):
            yield name, version, found
