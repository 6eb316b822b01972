"""Number series: `series:` of a workflow, with what is wrong with a format or a counter."""

from collections.abc import Iterable, Mapping

from signoff.engine.definition import Field, Series
from signoff.engine.definition_series import MONTH, SEQ, WORDS, YEAR
from signoff.engine.number_format import WIDEST, Part, names

from . import values
from .context import Context, entries_of, is_none
from .nodes import List, Mark, Node, Text
from .section import Section

SIMPLE = ("text", "integer", "choice", "person", "unit", "date")
"""Types of fields that may stand in a number, or have counters of their own."""


def series(section: Section, fields: Mapping[str, Field]) -> dict[str, Series]:
    """The series of a workflow, by id."""
    node, ctx, found = section.node("series"), section.ctx, {}
    for entry in entries_of(ctx, node, section.path_of("series"), "series") if node is not None else ():
        path = f"{section.path_of('series')}.{entry.key.value}"
        ctx.places[path] = entry.key.mark
        id = values.identifier(ctx, entry.key, path, "series")
        found[id] = _series(Section(ctx, "series", entry.value, path), id, fields)
    return found


def _series(section: Section, id: str, fields: Mapping[str, Field]) -> Series:
    start = section.integer("start")
    per = _per(section, fields)
    format = section.text("format") or ""
    node = section.node("format")
    if isinstance(node, Text) and format:
        _format(section, node, fields, per)
    return Series(id, section.title(id), format, per, 1 if start is None else start)


def _per(section: Section, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """What has a counter of its own, in written order."""
    node, path, ctx = section.node("per"), section.path_of("per"), section.ctx
    if node is None:
        return (YEAR,)
    if is_none(node):
        return ()
    items = node.items if isinstance(node, List) else (node,)
    if not items:
        ctx.wrong(node, "`year`, `month`, a field or a list of these", path, "Write `per: none` for one counter for ever.")
    found = [name for item in items if (name := values.text(ctx, item, path, "`year`, `month`, a field or a list of these"))]
    for item, name in zip(items, found, strict=False):
        if found.count(name) > 1:
            ctx.report("written_twice", f"`{name}` is in the list twice", item.mark, path, "Keep one of them.")
        _known(ctx, name, (YEAR, MONTH), fields, item.mark, path)
    return tuple(dict.fromkeys(found))


def _format(section: Section, node: Text, fields: Mapping[str, Field], per: tuple[str, ...]) -> None:
    """Every name means something, a number tells itself from the one before, and numbers of two counters do not read alike."""
    ctx, path = section.ctx, section.path_of("format")
    try:
        found = tuple(names(node.value))
    except ValueError as error:
        ctx.report("bad_template", str(error), node.mark, path, 'Write it as "CG-{year}-{seq:05}".')
        return
    for part in found:
        mark = node.inside(part.at, part.length)
        if _known(ctx, part.name, WORDS, fields, mark, path):
            _width(ctx, part, fields, mark, path)
    written = {part.name for part in found}
    if SEQ not in written:
        ctx.report("bad_template", "the number itself is missing: every number would read alike", node.mark, path, "Add `{seq}`.")
    _apart(ctx, node, written, per, path)


def _known(ctx: Context, name: str, words: tuple[str, ...], fields: Mapping[str, Field], mark: Mark, path: str) -> bool:
    """Whether a name is one of these words, or a simple field; and not both."""
    field = fields.get(name)
    if name in words and field is not None:
        ctx.report("name_taken", f"`{name}` is a word of a series; here it is a field, too", mark, path, "Give the field another name.")
    elif name not in words and field is None:
        ctx.unknown("field", name, [*words, *fields], mark, path)
    elif field is not None and field.type not in SIMPLE:
        told = f"`{name}` is a {field.type}; a number is made of {', '.join(SIMPLE)}"
        ctx.report("bad_template", told, mark, path, "Use another field.")
    else:
        return True
    return False


def _width(ctx: Context, part: Part, fields: Mapping[str, Field], mark: Mark, path: str) -> None:
    field = fields.get(part.name)
    if part.width > WIDEST:
        ctx.report("bad_template", f"{part.width} digits are more than {WIDEST}", mark, path, f"Write {{{part.name}:04}}, for example.")
    elif part.width and field is not None and field.type != "integer":
        told = f"`{part.name}` is a {field.type}, which is not filled up with zeros"
        ctx.report("bad_template", told, mark, path, f"Write {{{part.name}}}.")


def _apart(ctx: Context, node: Node, written: Iterable[str], per: tuple[str, ...], path: str) -> None:
    """What has a counter of its own must show in the number, or the first number of each would read alike."""
    needed = [*per, *([YEAR] if MONTH in per and YEAR not in per else [])]
    for name in needed:
        if name not in written:
            told = f"each {name} has a counter of its own, and `{{{name}}}` is not in the number: the numbers of two would read alike"
            hint = f"Add `{{{name}}}`, or write `per: none` for one counter for ever."
            ctx.report("number_repeats", told, node.mark, path, hint)
