"""Calendar files with positions: `calendar_file` knows what they mean, here every mistake gets its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from signoff.engine.calendars import Calendar
from signoff.engine.errors import Finding, InvalidWorkflow

from .calendar_file import read_values, shipped
from .findings import sort_key
from .mending import Limits
from .nodes import List, Map, Mark, Node, plain
from .opening import opened
from .reader import read


def load_calendar(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> Calendar:
    """A calendar from a Path or a text; what it extends is looked for beside it, then among those that ship.

    Raises InvalidWorkflow with all findings.
    """
    made, findings = read_calendar(source, name=name, limits=limits)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors or made is None:
        raise InvalidWorkflow(errors)
    return made


def read_calendar(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> tuple[Calendar | None, tuple[Finding, ...]]:
    """A calendar file and every finding about it; never raises for bad input."""
    limits = limits or Limits()
    ctx, root, _ = opened(source, name, limits)
    if root is None:
        return None, tuple(ctx.findings)
    folder = source.parent if isinstance(source, Path) else None
    made, mistakes = read_values(plain(root), lambda other: _plain_of(other, folder, limits))
    for path, code, message, suggestion in mistakes:
        ctx.report(code, message, place(root, path), ".".join(map(str, path)), suggestion)
    return made, tuple(sorted(ctx.findings, key=sort_key))


def _plain_of(name: str, folder: Path | None, limits: Limits) -> Mapping[str, object] | None:
    """The plain values of another calendar; None if there is none, or none that can be read."""
    beside = next((p for p in folder.iterdir() if p.name == f"{name}.yaml"), None) if folder is not None else None
    file = beside or shipped(name)
    root = read(file.read_bytes(), name, limits).root if file is not None else None
    return cast(Mapping[str, object], plain(root)) if isinstance(root, Map) else None


def place(root: Node, path: Sequence[str | int]) -> Mark:
    """Where a path stands: the value, or the nearest thing above it that is written."""
    node, mark = root, root.mark
    for part in path:
        if isinstance(node, Map) and (entry := node.entry(str(part))) is not None:
            node = entry.value
            mark = entry.key.mark if isinstance(node, Map) else node.mark
        elif isinstance(node, List) and isinstance(part, int) and part < len(node):
            node = node.items[part]
            mark = node.mark
        else:
            return mark
    return mark
