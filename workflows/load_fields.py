"""`data:` — fields and the literals that may be their values."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from signoff.engine.definition import Field, Label
from signoff.engine.files import file_of
from signoff.engine.world import Limits

from . import values
from .context import Context, entries_of, policy_name
from .nodes import List, Map, Node, Text
from .samples import file
from .section import Section
from .suggest import did_you_mean

NUMBERS = ("number", "integer", "decimal", "money")
MEASURED = (*NUMBERS, "date", "datetime")
LONG = ("text", "document", "list")

LENGTH = Field("length", "integer", {})


def fields(ctx: Context, node: Node, path: str) -> dict[str, Field]:
    """A map of fields, in written order."""
    found = {}
    for entry in entries_of(ctx, node, path, "fields"):
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.key.mark
        id = values.identifier(ctx, entry.key, inner, "field")
        found[id] = _field(ctx, id, entry.value, inner)
    return found


def _field(ctx: Context, id: str, node: Node, path: str) -> Field:
    if isinstance(node, Text):
        node = Map(Section.short("type", node), node.mark)
    section = Section(ctx, "field", node, path)
    type = section.word("type") or "text"
    options = _options(section, type)
    made = Field(
        id=id,
        type=type,
        title=section.title(id),
        required=section.boolean("required"),
        options=options,
        of=_of(section, type),
        fields=_rows(section, type),
    )
    return _limited(section, made)


def _options(section: Section, type: str) -> dict[str, Label]:
    node, path = section.node("options"), section.path_of("options")
    if node is None:
        if type == "choice":
            section.ctx.at(section.path, "missing_key", "a choice needs `options`", "Add `options: [a, b]`.")
        return {}
    if type != "choice":
        section.ctx.at(path, "out_of_place", f"`options` belongs to a choice, this is `{type}`", "Write `type: choice`, or take it out.")
    if isinstance(node, Text) and (name := policy_name(node)) is not None:
        section.ctx.policy_choices.add(section.path.rpartition(".")[2])
        return _of_policy(section.ctx, name, node, path)
    if isinstance(node, Map):
        return {entry.key.value: values.label(section.ctx, entry.value, f"{path}.{entry.key.value}") or {} for entry in node}
    return {name: values.label_of(name) for name in values.names(section.ctx, node, path, "word of `options`")}


def _of_policy(ctx: Context, name: str, node: Text, path: str) -> dict[str, Label]:
    """`options: policy.NAME`: the words of a list in the policy, with what they are called there."""
    words = ctx.policy_value(name, node.mark, path)
    if words is None:
        return {}
    if not isinstance(words, tuple) or not words or not all(isinstance(word, str) for word in words):
        hint = "Write a list of words there, [A, B], or a map word → label; quote what looks like a number."
        ctx.report("policy_options", f"`{node.value}` is no list of words", node.mark, path, hint)
        return {}
    if len(set(words)) < len(words):
        ctx.report("written_twice", f"`{node.value}` has a word twice: {', '.join(map(str, words))}", node.mark, path, "Keep one of them.")
    labels = ctx.policy_labels.get(name, {})
    return {word: labels.get(word) or values.label_of(word) for word in map(str, words)}


def _of(section: Section, type: str) -> str | None:
    both = section.has("of", "fields")
    if type != "list":
        for name in both:
            section.ctx.at(
                section.path_of(name),
                "out_of_place",
                f"`{name}` belongs to a list, this is `{type}`",
                "Write `type: list`, or take it out.",
            )
        return None
    if len(both) != 1:
        section.ctx.at(section.path, "one_kind", "a list has exactly one of `of` and `fields`", "Add `of: text`, or `fields:` for rows.")
    return section.word("of")


def _rows(section: Section, type: str) -> dict[str, Field]:
    node = section.node("fields")
    return fields(section.ctx, node, section.path_of("fields")) if node is not None and type == "list" else {}


def _limited(section: Section, field: Field) -> Field:
    """The field with its default and limits, each checked against its type."""
    ctx = section.ctx
    low, high = (_limit(section, field, name) for name in ("min", "max"))
    node, path = section.node("default"), section.path_of("default")
    default = None
    if node is not None and field.type == "list":
        ctx.at(path, "out_of_place", "a list has no default: it starts empty", "Take it out.")
    elif node is not None and field.type in ("file", "clock"):
        ctx.at(path, "out_of_place", f"a {field.type} has no default", "Take it out.")
    elif node is not None:
        default = literal(ctx, node, field, path)
    if default is not None and field.required:
        ctx.at(path, "out_of_place", "a required field needs no default", "Take out `default` or `required`.", "warning")
    return Field(field.id, field.type, field.title, field.required, default, field.options, field.of, field.fields, low, high)


def _limit(section: Section, field: Field, name: str) -> str | None:
    node, path = section.node(name), section.path_of(name)
    if node is None:
        return None
    if field.type not in MEASURED + LONG:
        section.ctx.at(path, "out_of_place", f"`{name}` says nothing about `{field.type}`", "Take it out.")
        return None
    value = literal(section.ctx, node, LENGTH if field.type in LONG else field, path)
    return None if value is None else str(value)


def literal(ctx: Context, node: Node, field: Field, path: str) -> str | int | Decimal | bool | None:
    """A simple value of a field's type; dates stay ISO text. None (and a finding) for anything else."""
    if not isinstance(node, Text) or node.empty:
        ctx.wrong(node, f"a value of type {field.type}", path)
        return None
    if field.type == "choice" and node.value not in field.options and not _of_the_named_policy(ctx, field, path):
        ctx.report(
            "unknown_option",
            f"`{node.value}` is not an option of `{field.id}`",
            node.mark,
            path,
            did_you_mean(node.value, field.options, "Options"),
        )
        return None
    try:
        return typed(node.value, field.type)
    except ValueError:
        ctx.wrong(node, f"a value of type {field.type}", path, EXAMPLES.get(field.type))
        return None


def _of_the_named_policy(ctx: Context, field: Field, path: str) -> bool:
    """Whether an example may say a word that is no option here: it is written for the policy that the workflow names.

    Under another one it is told where it is run.
    """
    return ctx.policy_exchanged and field.id in ctx.policy_choices and path.startswith("examples.")


def typed(value: str, type: str) -> str | int | Decimal | bool:
    """The text as a value of a type; raises ValueError where it is none. Dates and instants are checked and stay text."""
    if type == "bool":
        return ("false", "true").index(value) == 1
    if type == "integer":
        return int(value) if values.INTEGER.match(value) else _fail(value)
    if type in NUMBERS:
        return Decimal(values.number(value))
    if type == "date":
        return date.fromisoformat(value).isoformat()
    if type == "datetime":
        datetime.fromisoformat(value)
    return value


def _fail(value: str) -> NoReturn:
    raise ValueError(value)


def data(ctx: Context, node: Node | None, known: Mapping[str, Field], path: str) -> dict[str, object]:
    """A map field → literal, as `given` and `with` hold it; lists become tuples, rows dicts."""
    if node is None:
        return {}
    found: dict[str, object] = {}
    for entry in entries_of(ctx, node, path, "fields"):
        name, inner = entry.key.value, f"{path}.{entry.key.value}"
        if name not in known:
            ctx.unknown("field", name, list(known), entry.key.mark, inner)
        else:
            found[name] = value(ctx, entry.value, known[name], inner)
    return found


def value(ctx: Context, node: Node, field: Field, path: str) -> object:
    """A literal of any field, lists and rows included; an empty one is None."""
    if isinstance(node, Text) and node.empty:
        return None
    if field.type == "file":
        return _file(ctx, node, path)
    if field.type != "list":
        return literal(ctx, node, field, path)
    if not isinstance(node, List):
        ctx.wrong(node, "a list", path)
        return None
    element = Field(field.id, field.of or "text", field.title)
    rows = bool(field.fields)
    return tuple(
        data(ctx, item, field.fields, f"{path}.{number}") if rows else value(ctx, item, element, f"{path}.{number}")
        for number, item in enumerate(node)
    )


def _file(ctx: Context, node: Node, path: str) -> object:
    """A reference to a file, written out; or the name alone, where it is only to be there."""
    if isinstance(node, Text):
        return file(node.value)
    written = {
        entry.key.value: entry.value.value for entry in entries_of(ctx, node, path, "parts of a file") if isinstance(entry.value, Text)
    }
    try:
        return file_of({**written, "size": int(str(written.get("size", "")))}, Limits())
    except ValueError as error:
        ctx.report("wrong_type", str(error), node.mark, path, "Write its name alone, or all of its parts.")
        return None


EXAMPLES = {
    "bool": "Write `true` or `false`.",
    "integer": "Write a whole number.",
    "number": "Write a number such as 1.5 or 5_000.",
    "decimal": "Write a number such as 1.5 or 5_000.",
    "money": "Write a number such as 1.5 or 5_000.",
    "date": "Write it as 2026-03-20.",
    "datetime": "Write it as 2026-03-20 08:31.",
}
