"""Map the root folders into the one package `signoff`: copied into a wheel, linked for an editable install."""

import os
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TreeHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatchling's own affair
    """Read `tree` (source = place in the package) and `dev-dir` from pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include the tree in a normal build; link it under `dev-dir` for an editable one."""
        tree: dict[str, str] = self.config["tree"]
        root = Path(self.root)
        if version == "editable":
            link_tree(root, root / self.config["dev-dir"], tree)
        else:
            build_data["force_include"].update({str(root / source): target for source, target in tree.items()})


def link_tree(root: Path, into: Path, tree: dict[str, str]) -> None:
    """Make `into` hold exactly the links of `tree`, relative, so that the checkout may be moved."""
    missing = [source for source in tree if not (root / source).exists()]
    if missing:
        raise FileNotFoundError(f"the tree in pyproject.toml names what is not there: {', '.join(missing)}")
    shutil.rmtree(into, ignore_errors=True)
    for source, target in tree.items():
        link = into / target
        link.parent.mkdir(parents=True, exist_ok=True)
        here = root / source
        link.symlink_to(os.path.relpath(here, link.parent), target_is_directory=here.is_dir())
