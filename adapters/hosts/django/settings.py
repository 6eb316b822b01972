"""The setting `SIGNOFF`: what `signoff.Engine` takes, by the same names, and `using`."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django import conf
from django.utils.module_loading import import_string

from signoff.compose import Engine
from signoff.engine.errors import Misconfigured

NAME = "SIGNOFF"
OURS = {"using": "default"}
TAKEN = tuple(name for name in inspect.signature(Engine).parameters if name != "database")
"""The keys that are handed on to the engine."""
FILES = (".yaml", ".yml")


def given() -> dict[str, Any]:
    """The setting as it stands; raises Misconfigured where it is none, or has keys that nobody reads."""
    found = getattr(conf.settings, NAME, None)
    if not isinstance(found, Mapping):
        raise Misconfigured(f"settings.{NAME} is not set", hint=f'Write {NAME} = {{"workflows": BASE_DIR / "workflows"}}.')
    for key in found:
        if key not in OURS and key not in TAKEN:
            raise Misconfigured(f"there is no key {key!r} in settings.{NAME}", hint=_meant(str(key)))
    if "workflows" not in found:
        raise Misconfigured(f"settings.{NAME} names no workflows", hint='Write "workflows": BASE_DIR / "workflows".')
    return dict(found)


def aliases() -> tuple[str, ...]:
    """The databases on whose connections our rows are written; the first one where nobody says which."""
    found = given().get("using", OURS["using"])
    return (found,) if isinstance(found, str) else tuple(found)


def engine_options() -> dict[str, Any]:
    """What the engine is made of. Objects may be named by dotted paths; the time zone is Django's unless said otherwise."""
    options = {key: value for key, value in given().items() if key not in OURS}
    options.setdefault("timezone", conf.settings.TIME_ZONE)
    for name in ("directory", "authorize", "clock", "limits", "backoff", "dispatcher"):
        if _dotted(options.get(name)):
            options[name] = _named(name, options[name])
    if isinstance(options.get("plugins"), Sequence):
        options["plugins"] = [_named("plugins", one) if isinstance(one, str) else one for one in options["plugins"]]
    if isinstance(options.get("notifiers"), Mapping):
        named = {key: _named("notifiers", one) if isinstance(one, str) else one for key, one in options["notifiers"].items()}
        options["notifiers"] = {key: _made(one) for key, one in named.items()}
    for name in ("directory", "clock", "limits", "backoff", "dispatcher"):
        if name in options:
            options[name] = _made(options[name])
    return options


def _dotted(value: object) -> bool:
    return isinstance(value, str) and not value.endswith(FILES) and "/" not in value and not Path(value).exists()


def _named(key: str, path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        hint = f"Write the dotted path of what `{key}` names, such as approvals.people.Staff: {error}."
        raise Misconfigured(f"settings.{NAME}: {key} {path!r} cannot be imported", hint=hint) from error


def _made(value: Any) -> Any:
    """A class, or a function that makes it, is called; what it makes stays as it is."""
    return value() if inspect.isclass(value) or inspect.isfunction(value) else value


def _meant(key: str) -> str:
    from signoff.workflows.suggest import nearest

    meant = nearest(key, [*OURS, *TAKEN])
    return f"Did you mean {meant!r}?" if meant else f"It takes {', '.join([*OURS, *TAKEN])}."
