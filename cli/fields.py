"""Values as they are written on a command line, put into the shape of their fields; what they mean is for the engine to say."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signoff.engine.definition import Field

    from .app import App


def fields_of(app: "App", workflow: str) -> "Mapping[str, Field]":
    """The fields of a workflow that a case may be started with; none for one that is not there (the engine refuses it)."""
    found = app.opened.workflows.get(workflow)
    return found.data if found else {}


def fields_at(app: "App", case: str, given: Mapping[str, object]) -> "Mapping[str, Field]":
    """The fields of the definition that a case is pinned to; not looked up where nothing was given."""
    found = app.names.workflow(app.engine.case(case).definition) if given else None
    return found.data if found else {}


def shaped(given: Mapping[str, object], fields: "Mapping[str, Field]") -> dict[str, object]:
    """Texts for list fields become lists: JSON, or values with commas between them."""
    return {name: as_list(value) if is_list(fields.get(name), value) else value for name, value in given.items()}


def is_list(field: "Field | None", value: object) -> bool:
    """Whether a text stands where a list belongs."""
    return field is not None and field.type == "list" and isinstance(value, str)


def as_list(value: object) -> object:
    """`a, b` or `["a", "b"]`; an empty text is an empty list."""
    text = str(value).strip()
    if text.startswith("["):
        try:
            return json.loads(text, parse_float=str)
        except json.JSONDecodeError:
            return text
    return [part.strip() for part in text.split(",")] if text else []
