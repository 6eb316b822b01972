"""Settings files: which one holds here, and what it says, key by key."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from signoff.engine.errors import Misconfigured
from signoff.engine.frozen import dataclass

from .settings_keys import BY_NAME, PLUGINS, SECTIONS

NAME = "signoff.toml"
PROJECT = "pyproject.toml"
TABLE = "[tool.signoff]"


@dataclass(frozen=True, slots=True)
class Written:
    """What one file says: `values` by the name of the key (unknown ones too), `plugins` as they stand."""

    path: Path
    source: str
    values: Mapping[str, object] = field(default_factory=dict)
    plugins: Mapping[str, object] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """What relative paths in it are meant from."""
        return self.path.parent


def files_for(cwd: Path, named: str | None) -> list[Written]:
    """The files that hold in a folder, the stronger first: the one named, else those of the nearest folder that has any."""
    if named is not None:
        path = cwd / named
        found = _project(path, named=True) if path.name == PROJECT else _own(path)
        return [found] if found is not None else []
    for folder in (cwd, *cwd.parents):
        here = [_own(folder / NAME)] if (folder / NAME).is_file() else []
        project = _project(folder / PROJECT) if (folder / PROJECT).is_file() else None
        found_here = [*here, *([project] if project is not None else [])]
        if found_here:
            return found_here
    return []


def _own(path: Path) -> Written:
    return _written(path, str(path), _read(path))


def _project(path: Path, *, named: bool = False) -> Written | None:
    """The table of a project file; None if it has none, or is no concern of ours."""
    if not named and "tool.signoff" not in _text(path):
        return None
    tool = _read(path).get("tool", {})
    table = tool.get("signoff") if isinstance(tool, Mapping) else None
    if table is None and not named:
        return None
    source = f"{path} {TABLE}"
    if table is not None and not isinstance(table, Mapping):
        raise Misconfigured(f"{source} is not a table", hint=f"Write {TABLE} and the settings below it.")
    return _written(path, source, table or {})


def _written(path: Path, source: str, content: Mapping[str, object]) -> Written:
    plugins = content.get(PLUGINS, {})
    if not isinstance(plugins, Mapping) or not all(isinstance(value, Mapping) for value in plugins.values()):
        raise Misconfigured(f"`{PLUGINS}` in {source} is not a table of tables", hint=f"Write [{PLUGINS}.NAME] and its settings below it.")
    rest = {name: value for name, value in content.items() if name != PLUGINS}
    return Written(path, source, dict(_flat(rest)), {name: dict(value) for name, value in plugins.items()})


def _flat(content: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if name in SECTIONS and name not in BY_NAME and isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", inner_value) for inner, inner_value in value.items())
        else:
            yield name, value


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path} is not TOML: {error}", hint='Write `name = "value"`, texts in quotes.') from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misconfigured(f"the settings file {path} cannot be read: {error.strerror}", hint="Check the path after --config.") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"the settings file {path} is not UTF-8", hint="Save it as UTF-8.") from error
