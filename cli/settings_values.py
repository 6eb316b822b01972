"""Settings as values: each with where it comes from, and with what of it may be shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .settings_keys import KEYS, PLUGINS

DEFAULT = "default"
"""Where a value comes from that nobody has set."""
HIDDEN = "***"
SOUNDS_SECRET = re.compile("pass|secret|token|key|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Setting:
    """One value, and where it comes from: `--db`, `SIGNOFF_DB`, the path of a file, `default`."""

    name: str
    value: object
    source: str
    secret: bool = False

    @property
    def shown(self) -> object:
        """The value as it may be shown: secrets and passwords hidden."""
        if self.value is None:
            return None
        if self.secret:
            return [HIDDEN] * len(self.value) if isinstance(self.value, tuple) else HIDDEN
        if self.name == "db":
            return without_password(self.value)
        return list(self.value) if isinstance(self.value, tuple) else self.value

    def __repr__(self) -> str:
        # Errors are printed with what they were about.
        return f"Setting({self.name}={self.shown!r}, {self.source})"


@dataclass(frozen=True)
class Settings:
    """Every setting with its source. Paths are absolute."""

    all: Mapping[str, Setting]
    base: Path
    plugins: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)
    files: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """The value of a setting; KeyError for one there is not."""
        return self.all[name].value

    def section(self, name: str) -> dict[str, object]:
        """What a plug-in of this name is set up with: its section or its table under `plugins`, language and time zone."""
        own = {key.name.partition(".")[2]: self[key.name] for key in KEYS if key.name.startswith(f"{name}.") and name != "notify"}
        given = {inner: value for inner, value in own.items() if value is not None}
        return {"language": self.language, "timezone": self.timezone, **given, **self.plugins.get(name, {})}

    def sets_up(self, name: str) -> bool:
        """Whether anybody has set anything for a plug-in of this name."""
        own = any(one.source != DEFAULT for one in self.all.values() if one.name.startswith(f"{name}."))
        return own or bool(self.plugins.get(name))

    def shown(self) -> list[Setting]:
        """Every setting as it may be shown, those of plug-ins at the end."""
        own = [Setting(s.name, s.shown, s.source) for s in self.all.values()]
        return own + [
            Setting(f"{PLUGINS}.{plugin}.{name}", _masked(name, value), ", ".join(self.files))
            for plugin, table in self.plugins.items()
            for name, value in table.items()
        ]

    @property
    def db(self) -> str | None:
        """The URL of the database. There is no default: a command given in the wrong folder must not find an empty one."""
        return self["db"]  # type: ignore[no-any-return]  # its kind is a URL

    @property
    def workflows(self) -> Path:
        """The folder of the workflows."""
        return Path(self["workflows"])

    @property
    def people(self) -> Path | None:
        """The people file; None if none is set and no people.yaml is there."""
        return Path(self["people"]) if self["people"] else None

    @property
    def calendars(self) -> Path:
        """The folder of the calendars: beside the workflows, if nothing else is said."""
        return Path(self["calendars"])

    @property
    def policies(self) -> Path:
        """The folder of the policies: beside the workflows, if nothing else is said."""
        return Path(self["policies"])

    @property
    def policy(self) -> str | None:
        """The policy that stands in for whichever a workflow names."""
        return self["policy"]  # type: ignore[no-any-return]  # its kind is a text

    @property
    def directory(self) -> str:
        """The plug-in that knows the people; `static` reads the people file."""
        return str(self["directory"])

    @property
    def timezone(self) -> str:
        """The time zone of the house."""
        return str(self["timezone"])

    @cached_property
    def zone(self) -> ZoneInfo:
        """The same as an object."""
        return ZoneInfo(self.timezone)

    @property
    def language(self) -> str:
        """The language of notices: `zh` or `en`."""
        return str(self["language"])

    @property
    def tenant(self) -> str:
        """The tenant."""
        return str(self["tenant"])

    @property
    def as_user(self) -> str | None:
        """Who acts on the command line."""
        return self["as"]  # type: ignore[no-any-return]  # its kind is a text

    @property
    def node(self) -> str:
        """What this node is called among those that tick."""
        return str(self["node"])

    @property
    def wake(self) -> bool:
        """Whether moves wake workers, and a worker lets itself be woken, where the database can do that."""
        return bool(self["wake"] == "yes")

    @property
    def tick(self) -> float:
        """Every how many seconds a worker ticks."""
        return float(self["tick"])

    @property
    def dispatcher(self) -> str | None:
        """The plug-in that brings effects to workers on other machines; None where a worker of ours delivers them itself."""
        return self["dispatcher"]  # type: ignore[no-any-return]  # its kind is a text

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels of notices that name none."""
        return tuple(self["notify.default"])


def _masked(name: str, value: object) -> object:
    """What may be shown of a value whose kind nobody here knows."""
    if SOUNDS_SECRET.search(name):
        return HIDDEN
    return {inner: _masked(inner, below) for inner, below in value.items()} if isinstance(value, Mapping) else value


def without_password(url: object) -> str:
    """A database URL without its password, whether it stands before the host or among the parameters."""
    hidden = re.sub(r"(://[^:/@]*):.*@", rf"\1:{HIDDEN}@", str(url), flags=re.DOTALL)
    return re.sub(r"([?&][^=&]*(?:pass|secret|token)[^=&]*=)[^&]*", rf"\1{HIDDEN}", hidden, flags=re.IGNORECASE)
