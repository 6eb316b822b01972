"""Idempotency: what makes two commands the same, and which ids a request may have."""

from collections.abc import Mapping
from dataclasses import fields

from . import commands as c
from .data import storable
from .errors import Reason, Refused
from .expressions import show
from .plain import digest

LONGEST_REQUEST = 200
"""Characters of a request id."""


def fingerprint(command: c.Command) -> str:
    """What makes two commands the same, the request id apart."""
    given = {f.name: getattr(command, f.name) for f in fields(command) if f.name != "request_id"}
    return digest(f"{c.verb(type(command))}:{_steady(given)}")


def _steady(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key!r}:{_steady(value[key])}" for key in sorted(value, key=repr)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_steady(item) for item in value) + "]"
    return f"{type(value).__name__}:{str(value)!r}"


def check_request(id: object) -> None:
    """A request's id is a short text that every database takes."""
    if id is not None and not (isinstance(id, str) and 0 < len(id) <= LONGEST_REQUEST and storable(id)):
        told = f"a request id is a text of 1 to {LONGEST_REQUEST} characters, not {show(id)}"
        raise Refused([Reason("request_id_invalid", told, "Give a UUID, for example.")])
