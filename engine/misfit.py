"""A value that does not fit its field: why, and what is needed to say so in any language, with what would fit."""

from collections.abc import Mapping

from .definition import Field
from .errors import Reason


class Misfit(ValueError):
    """Why a value does not fit: the sentence in English, the field that it is about, and in a list the number of the row."""

    def __init__(self, told: str, spec: Field, given: str, row: int | None = None) -> None:
        super().__init__(told)
        self.spec, self.given, self.row = spec, given, row


def named(name: str, spec: Field | None) -> dict[str, object]:
    """The field as a reason names it: by its id, and by its title where it has one of its own."""
    titled = spec is not None and set(spec.title.values()) - {name}
    return {"field": name, **({"title": dict(spec.title)} if spec is not None and titled else {})}


def unfit(name: str, spec: Field, error: ValueError, given: str, hint: str | None = None) -> Reason:
    """The reason for a field whose value does not fit."""
    data: dict[str, object] = {**named(name, spec), "given": given}
    if isinstance(error, Misfit):
        data |= {"given": error.given, "needed": _needed(error.spec)}
        if error.row is not None:
            data["row"] = error.row
        if error.spec is not spec and error.spec.id != name:
            data["inside"] = named(error.spec.id, error.spec)
    return Reason(f"{name}_invalid", f"`{name}`: {error}", hint, data)


def _needed(spec: Field) -> Mapping[str, object]:
    """What would fit: the type, the options of a choice and the fields of a row by label, and the limits."""
    found: dict[str, object] = {"type": spec.type}
    if spec.type == "choice":
        found["options"] = {id: dict(label) for id, label in spec.options.items()}
    if spec.type == "list" and spec.fields:
        found["fields"] = {id: dict(inner.title) for id, inner in spec.fields.items()}
    return found | {word: limit for word, limit in (("min", spec.min), ("max", spec.max)) if limit is not None}
