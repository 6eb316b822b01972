"""Values as they are written on a command line, put into the shape of their fields; what they mean is for the engine to say."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .called import Called
from .errors import USAGE, Problem
from .messages import say
from .tongue import reason_of

if TYPE_CHECKING:
    from signoff.engine.definition import Field

    from .app import App


def fields_of(app: "App", workflow: str) -> "Mapping[str, Field]":
    """The fields of a workflow that a case may be started with; none for one that is not there (the engine refuses it)."""
    found = app.opened.workflows.get(workflow)
    return found.data if found else {}


def fields_at(app: "App", case: str, given: Mapping[str, object]) -> "Mapping[str, Field]":
    """The fields of a case: those of its branch, behind them those around it; not looked up where nothing was given."""
    if not given:
        return {}
    view = app.engine.case(case)
    found: dict[str, Field] = {}
    for one in app.names.around(view.definition, view.branch):
        found = {**found, **one.data}
    return found


def shaped(given: Mapping[str, object], fields: "Mapping[str, Field]", called: Called) -> dict[str, object]:
    """Texts for list fields become lists (JSON, or values with commas between them), those for files references to them; titles of
    fields and options, and names of persons and units, become ids."""
    found: dict[str, object] = {}
    for name, value in given.items():
        id = called.field(name, fields)
        if id in found:
            raise click.BadOptionUsage("--data", say("usage.data_again", name=id))
        found[id] = as_field(fields.get(id), value, called)
    return found


def as_field(field: "Field | None", value: object, called: Called) -> object:
    """A value as its field has it."""
    if field is None:
        return value
    if field.type == "list":
        return as_rows(field, as_list(value) if isinstance(value, str) else value, called)
    return as_one(field.type, field, value, called)


def as_rows(field: "Field", value: object, called: Called) -> object:
    """The items of a list, or its rows."""
    if not isinstance(value, list):
        return value
    return [shaped(item, field.fields, called) if isinstance(item, dict) else as_one(field.of, field, item, called) for item in value]


def as_one(type: str | None, field: "Field", value: object, called: Called) -> object:
    """A single value of a type."""
    if not isinstance(value, str) or not value.strip():
        return value
    return as_file(value) if type == "file" else called.value(type, field, value)


def as_file(text: str) -> object:
    """A file given as JSON, or by its path: what a case keeps of it is worked out here."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return reference(Path(text))


def reference(path: Path) -> dict[str, object]:
    """Name, media type, size, hash and place of a file; raises Problem where it cannot be read."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        with path.open("rb") as opened:
            hashed = hashlib.file_digest(opened, "sha256").hexdigest()
        return {"name": path.name, "media_type": kind, "size": path.stat().st_size, "sha256": hashed, "where": path.resolve().as_uri()}
    except OSError as error:
        raise Problem("file", USAGE, say("hint.file", why=reason_of(error)), file=str(path)) from error


def as_list(value: object) -> object:
    """`a, b` or `["a", "b"]`; an empty text is an empty list."""
    text = str(value).strip()
    if text.startswith("["):
        try:
            return json.loads(text, parse_float=str)
        except json.JSONDecodeError:
            return text
    return [part.strip() for part in text.split(",")] if text else []
