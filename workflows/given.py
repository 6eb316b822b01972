"""What an engine is given as its workflows: a folder, files, texts, names of the catalogue, or definitions as they are."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.errors import Misconfigured

from .context import Plugged
from .loader import Loaded, Options, load_each, whole, workflow_files
from .shipped import catalogue_path

Workflows = str | Path | Workflow | Iterable[str | Path | Workflow]


def is_text(source: str | Path) -> bool:
    """Whether this is a workflow itself: it has more than one line, as no path has."""
    return isinstance(source, str) and "\n" in source


def loaded_from(
    source: Workflows,
    calendars: Mapping[str, Calendar],
    policy: Mapping[str, str] | str | None,
    plugins: Plugged | None = None,
    *,
    complete: bool = False,
) -> list[Workflow]:
    """The definitions: given as they are, or loaded from a folder, files, texts and names of the catalogue.

    `policy` is the name of the policy that stands in for whichever they name, or single values over their own. Of a `complete` set
    none runs a workflow that is not among them.
    """
    options: Options = {"known_calendars": calendars.__contains__, "plugins": plugins}
    options |= {"policy": policy} if isinstance(policy, str) else {"overlay": policy}
    items = [source] if isinstance(source, str | Path | Workflow) else list(source)
    ready = [item for item in items if isinstance(item, Workflow)]
    loaded: dict[str, Loaded] = {}
    files: list[Path | str] = []
    for item in items:
        if isinstance(item, Workflow):
            continue
        where = _where(item)
        if isinstance(where, Path) and os.path.isdir(where):
            loaded |= load_each(workflow_files(where), **options)
        else:
            files.append(where)
    loaded |= load_each(files, **options)
    if complete:
        whole(loaded, ready)
    return list({**{one.id: one for one in ready}, **{id: one.workflow for id, one in loaded.items()}}.values())


def _where(item: str | Path) -> Path | str:
    """A path, a name of the catalogue, or the text of a workflow."""
    if isinstance(item, Path) or is_text(item):
        return item
    if not item.strip():
        raise Misconfigured("an empty text names no workflows", hint="Give a folder, files, texts or names of the catalogue.")
    path = Path(item)
    return path if os.path.exists(path) or path.suffix else catalogue_path(item)
