"""Settings: flags over the environment over `signoff.toml` over `[tool.signoff]` in pyproject.toml over defaults."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from signoff.engine.errors import Misconfigured

from .settings_files import Written, files_for
from .settings_keys import BY_NAME, KEYS, SECTIONS, Key, Value
from .settings_values import DEFAULT, Setting, Settings

__all__ = ["Setting", "Settings", "load_settings"]

FLAGS: Mapping[str, str] = {"as_user": "as"}
"""Flags whose parameters have other names than their settings."""
CONFIG = "SIGNOFF_CONFIG"
NOT_SETTINGS = frozenset({CONFIG, "SIGNOFF_DEBUG", "SIGNOFF_LANG"})

Mistake: TypeAlias = tuple[str, str]
"""A sentence, and what to do."""


def load_settings(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    host: Written | None = None,
) -> Settings:
    """The settings that hold here. Flags that are None or no settings are passed over; `config` names the file to read.

    What a `host` has written holds in place of files.

    Raises Misconfigured with every mistake: unknown keys, wrong types, a file that is not there.
    """
    flags = {FLAGS.get(name, name): value for name, value in (flags or {}).items() if value is not None}
    environ = os.environ if environ is None else environ
    cwd = (cwd or Path.cwd()).absolute()
    named = flags.get("config") or environ.get(CONFIG) or None
    written = [host] if host is not None else files_for(cwd, str(named) if named is not None else None)
    base = written[0].folder if written else cwd
    mistakes = [mistake for file in written for mistake in _unknown(file)] + _slips(environ)
    found = {key.name: _found(key, flags, environ, written, cwd, base, mistakes) for key in KEYS}
    if mistakes:
        facts = {"mistakes": [f"{message}. {hint}" for message, hint in mistakes]}
        raise Misconfigured("; ".join(message for message, _ in mistakes), code="bad_setting", hint=mistakes[0][1], data=facts)
    plugins: dict[str, Mapping[str, object]] = {}
    for file in reversed(written):
        plugins.update({name: dict(table) for name, table in file.plugins.items() if isinstance(table, Mapping)})
    return Settings(_completed(found, base), base, plugins, tuple(file.source for file in written))


def _found(
    key: Key,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    written: list[Written],
    cwd: Path,
    base: Path,
    mistakes: list[Mistake],
) -> Setting:
    """The strongest word on a key."""
    if key.name in flags:
        return _read(key, flags[key.name], f"--{key.name}", cwd, True, mistakes)
    # An empty variable is how a shell takes one back.
    if environ.get(key.variable):
        return _read(key, environ[key.variable], key.variable, cwd, True, mistakes)
    for file in written:
        if key.name in file.values:
            return _read(key, file.values[key.name], file.source, file.folder, False, mistakes)
    return Setting(key.name, _placed(key, key.default, base), DEFAULT, key.secret)


def _read(key: Key, given: object, source: str, folder: Path, from_text: bool, mistakes: list[Mistake]) -> Setting:
    try:
        value = key.kind.read(os.fspath(given) if isinstance(given, os.PathLike) else given, from_text)
    except (ValueError, OverflowError):
        shown = "" if key.secret or key.name == "db" else f", and {_quoted(given)} is none"
        mistakes.append((f"`{key.name}` ({source}) wants {key.kind.what}{shown}", f"Write {key.kind.what}."))
        value = None
    return Setting(key.name, _placed(key, value, folder), source, key.secret)


def _placed(key: Key, value: Value, folder: Path) -> Value:
    """Paths made absolute, those inside the URL of an SQLite file too."""
    if not key.path or not isinstance(value, str):
        return value
    if key.name != "db":
        return str(folder / Path(value).expanduser())
    driver, _, path = value.partition(":///")
    plain = driver.partition("+")[0] == "sqlite" and path and not path.startswith((":memory:", "file:", "/", "?"))
    return f"{driver}:///{folder / path}" if plain else value


def _completed(found: dict[str, Setting], base: Path) -> dict[str, Setting]:
    """Defaults that follow from other settings."""
    workflows = Path(str(found["workflows"].value))
    people = base / "people.yaml"
    follows: dict[str, str | None] = {
        "calendars": str(workflows / "calendars"),
        "policies": str(workflows / "policies"),
        "people": str(people) if people.is_file() else None,
        "node": platform.node() or "node",
    }
    return {name: Setting(name, follows[name], DEFAULT) if name in follows and s.value is None else s for name, s in found.items()}


def _unknown(file: Written) -> list[Mistake]:
    mistakes = []
    for name in file.values:
        if name in SECTIONS:
            mistakes.append((f"`{name}` in {file.source} is not a table", f"Write [{name}] and its settings below it."))
        elif name not in BY_NAME:
            mistakes.append((f"there is no setting `{name}` ({file.source})", _meant(name)))
    return mistakes


def _slips(environ: Mapping[str, str]) -> list[Mistake]:
    """Variables that are one slip away from a setting; any other of the name may be somebody else's."""
    known = {key.variable for key in KEYS}
    strange = [n for n in environ if n.startswith("SIGNOFF_") and n not in known and n not in NOT_SETTINGS]
    if not strange:
        return []
    from signoff.workflows.suggest import one_slip  # not needed where all is well

    return [
        (f"there is no setting `{name}` (environment)", f"Did you mean `{meant}`?")
        for name in strange
        if (meant := next((k for k in sorted(known) if one_slip(name, k)), None))
    ]


def _meant(name: str) -> str:
    from signoff.workflows.suggest import nearest  # not needed where all is well

    inside = [key.name for key in KEYS if key.name.startswith(name.partition(".")[0] + ".")]
    meant = nearest(name, [*inside, *SECTIONS, *BY_NAME])
    return f"Did you mean `{meant}`?" if meant else "`signoff config` shows every setting."


def _quoted(given: object) -> str:
    shown = repr(given)
    return shown if len(shown) <= 60 else shown[:59] + "…"
