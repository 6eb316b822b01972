"""The first moves with any file of the language: read it, and see that it speaks version 1."""

import os
from pathlib import Path

from signoff.engine.errors import Finding

from .context import Context
from .mending import Limits
from .nodes import Node, Text
from .reader import read
from .section import Section
from .suggest import did_you_mean


def opened(source: Path | str, name: str, limits: Limits) -> tuple[Context, Node | None, str]:
    """A context with the root node (None: nothing to go on with) and the name of a file, whatever kind of file it is."""
    if isinstance(source, Path):
        name = str(source)
    ctx = Context(name)
    try:
        content = content_of(source, limits) if isinstance(source, Path) else source
    except OSError as error:
        ctx.findings.append(lost(source if isinstance(source, Path) else Path(name), error))
        return ctx, None, name
    document = read(content, name, limits)
    ctx.findings += document.findings
    ctx.text = document.text
    return ctx, document.root, name


def content_of(path: Path, limits: Limits) -> bytes:
    """The file, or so much of it that its size is seen to be over the limit."""
    with path.open("rb") as file:
        return file.read(limits.size + 1)


def lost(path: Path, error: OSError | None = None) -> Finding:
    """The finding for a file that cannot be read."""
    names = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() and not os.path.exists(path) else []
    reason = error.strerror if error is not None and error.strerror else "there is no such folder"
    hint = did_you_mean(path.name, names) or "Check the path."
    return Finding("unreadable", f"{path} cannot be read: {reason}", file=str(path), line=1, column=1, suggestion=hint)


def one(section: Section) -> None:
    """`signoff: 1`."""
    node = section.node("signoff")
    if node is not None and not (isinstance(node, Text) and node.value == "1"):
        section.ctx.wrong(node, "a version of the language", section.path_of("signoff"), "Write `signoff: 1`.")
